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
    for pair in """afr=af amh=am arb=ar aze=az bel=be ben=bn bos=bs bul=bg cat=ca ces=cs cym=cy dan=da deu=de ell=el
    eng=en est=et eus=eu fas=fa fil=tl fin=fi fra=fr gle=ga glg=gl guj=gu hau=ha heb=he hin=hi hrv=hr hun=hu hye=hy
    ibo=ig ind=id isl=is ita=it jpn=ja kan=kn kat=ka kaz=kk khm=km kor=ko lav=lv lit=lt ltz=lb mal=ml mar=mr mkd=mk
    mlt=mt mon=mn mri=mi msa=ms nep=ne nld=nl nno=nn nob=nb orm=om pan=pa pol=pl por=pt ron=ro slk=sk slv=sl sna=sn
    som=so spa=es sqi=sq srp=sr swa=sw swe=sv tam=ta tel=te tha=th tir=ti tur=tr ukr=uk urd=ur vie=vi xho=xh yor=yo
    yue=zh zho=zh zul=zu fao=fo kir=ky mlg=mg nya=ny pus=ps prs=fa rus=ru snd=sd tgk=tg tsn=tn wol=wo uzb=uz uig=ug
    tat=tt nso=st smo=sm kin=rw div=dv ewe=ee lao=lo mya=my sin=si""".split()
)
"""ISO 639-3 codes of corpora → BCP 47, which prefers two letters; the rest stand as they are."""


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
