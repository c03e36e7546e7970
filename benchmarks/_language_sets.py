"""Texts of known language: what the language engine is fitted on and measured with.

Each set has two halves, told apart by a hash: weights were fitted on one, figures are given for the other. Sentences
of the corpus that `tools/train_language.py` learned from are in neither.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.train_language import is_learned_from

SEED: Final = 7
# ISO 639-3 → 639-1, and members of a macrolanguage → the label that news of it gets. What NTREX calls nso is written as
# Southern Sotho is (hore, ho, tsa; Northern Sotho has gore, go, tša).
CODES: Final = dict(
    pair.split("=")
    for pair in """afr=af amh=am arb=ar aze=az bak=ba bel=be ben=bn bod=bo bos=bs bul=bg cat=ca ces=cs cym=cy dan=da
    deu=de div=dv dzo=dz ell=el eng=en est=et eus=eu ewe=ee fao=fo fas=fa fij=fj fil=tl fin=fi fra=fr fuc=ff gle=ga
    glg=gl guj=gu hau=ha heb=he hin=hi hrv=hr hun=hu hye=hy ibo=ig ind=id isl=is ita=it jpn=ja kan=kn kat=ka kaz=kk
    khm=km kin=rw kir=ky kmr=ku kor=ko lao=lo lav=lv lit=lt ltz=lb mal=ml mar=mr mkd=mk mlg=mg mlt=mt mon=mn mri=mi
    msa=ms mya=my nde=nd nep=ne nld=nl nno=nn nob=nb nya=ny orm=om pan=pa pol=pl por=pt prs=fa pus=ps ron=ro rus=ru
    sin=si slk=sk slv=sl smo=sm sna=sn snd=sd som=so spa=es sqi=sq srp=sr ssw=ss swa=sw swe=sv tah=ty tam=ta tat=tt
    tel=te tgk=tg tha=th tir=ti ton=to tsn=tn tuk=tk tur=tr uig=ug ukr=uk urd=ur uzb=uz ven=ve vie=vi wol=wo xho=xh
    yor=yo yue=zh zho=zh zul=zu no=nb nso=st""".split()
)


@dataclass(frozen=True, slots=True)
class Known:
    """A text and its language; `variant` as the corpus states it, `is_fitted` if weights were fitted on its half."""

    language: str
    title: str | None
    body: str
    variant: str
    is_fitted: bool


def label_of(stated: str) -> str:
    """The label that a text of this stated language should get."""
    base = stated.split("-")[0].split("#")[0]
    return CODES.get(base, base)


def _half(key: str) -> bool:
    return hashlib.sha256(key.encode()).digest()[0] & 2 == 0


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def sentences(data: Path) -> list[Known]:
    """Single sentences in 75 languages that nothing was learned from."""
    return [
        Known(label_of(row["lang"]), None, row["text"], row["lang"], _half(row["text"]))
        for row in _read(data / "langid/lingua-sentences.jsonl.gz")
        if not is_learned_from(row["text"])
    ]


def documents(data: Path) -> list[Known]:
    """News documents, translations of each other, in 128 variants. The title is their first sentence."""
    return [
        Known(
            label_of(row["lang"]),
            row["title"],
            " ".join(row["sentences"][1:]),
            row["lang"],
            _half(row["cluster_id"]),
        )
        for row in _read(data / "langid/ntrex-dev.jsonl.gz")
    ]


def news(data: Path, most: int, but: frozenset[str] = frozenset()) -> list[Known]:
    """Articles as crawled; ``most`` of each corpus and language, some corpora left out."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _read(data / "news/articles.jsonl.gz"):
        if row["corpus"] not in but:
            rows.setdefault((row["corpus"], row["lang"]), []).append(row)
    rng = random.Random(SEED)
    return [
        Known(label_of(row["lang"]), row["title"], row["text"], row["lang"], _half(row["id"]))
        for key in sorted(rows)
        for row in rng.sample(rows[key], min(most, len(rows[key])))
    ]
