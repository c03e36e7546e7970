"""Languages found against languages stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from flows.evaluation.corpora import Sample
from flows.evaluation.scores import Figure
from transforms.language import LanguageEngine, default_engine

_TWO_LETTERS: Final = dict(
    pair.split("=")
    for pair in """afr=af amh=am arb=ar aze=az bak=ba bel=be ben=bn bod=bo bos=bs bul=bg cat=ca ces=cs cym=cy dan=da
    deu=de div=dv dzo=dz ell=el eng=en est=et eus=eu ewe=ee fao=fo fas=fa fij=fj fil=tl fin=fi fra=fr fuc=ff gle=ga
    glg=gl guj=gu hau=ha heb=he hin=hi hrv=hr hun=hu hye=hy ibo=ig ind=id isl=is ita=it jpn=ja kan=kn kat=ka kaz=kk
    khm=km kin=rw kir=ky kmr=ku kor=ko lao=lo lav=lv lit=lt ltz=lb mal=ml mar=mr mkd=mk mlg=mg mlt=mt mon=mn mri=mi
    msa=ms mya=my nde=nd nep=ne nld=nl nno=nn nob=nb nya=ny orm=om pan=pa pol=pl por=pt prs=fa pus=ps ron=ro rus=ru
    sin=si slk=sk slv=sl smo=sm sna=sn snd=sd som=so spa=es sqi=sq srp=sr ssw=ss swa=sw swe=sv tah=ty tam=ta tat=tt
    tel=te tgk=tg tha=th tir=ti ton=to tsn=tn tuk=tk tur=tr uig=ug ukr=uk urd=ur uzb=uz ven=ve vie=vi wol=wo xho=xh
    yor=yo yue=zh zho=zh zul=zu nso=st""".split()
)
"""ISO 639-3 codes of corpora → BCP 47, which prefers two letters; members of a macrolanguage → the label that news
of it gets; the rest stand as they are. What NTREX calls nso is written as Southern Sotho is (hore, ho, tsa; Northern
Sotho has gore, go, tša)."""


def language_of(stated: str) -> str:
    """A corpus's own code (``srp-Latn``, ``spa#2``) as the language that is published."""
    base = stated.partition("-")[0].partition("#")[0]
    return _TWO_LETTERS.get(base, base)


def is_right(found: str, stated: str) -> bool:
    """Whether a label is right; ``no`` states no written standard, so that both are."""
    return found == stated or (stated == "no" and found in ("nb", "nn"))


def score_languages(name: str, samples: Iterable[Sample], engine: LanguageEngine | None = None) -> list[Figure]:
    """By stated language and over all: share right, share called reliable, share wrong though reliable."""
    engine = engine or default_engine()
    tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for sample in samples:
        stated = language_of(sample.language)
        guess = engine.detect(sample.title, sample.body)
        right = is_right(guess.language, stated)
        for tally in (tallies[stated], tallies[""]):
            for place, is_so in enumerate((True, right, guess.is_reliable, guess.is_reliable and not right)):
                tally[place] += is_so
    scored = []
    for language, (count, fit, reliable, misleading) in sorted(tallies.items()):
        values = {"accuracy": fit, "reliable": reliable, "wrong_and_reliable": misleading}
        scored += [Figure("language", name, language or None, m, v / count, count) for m, v in values.items()]
    return scored
