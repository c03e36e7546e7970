"""Language labels against the languages that corpora state: accuracy, share called reliable, and share wrong though
reliable.

    python benchmarks/language.py --data DIRECTORY [--limit 400]

Reads `news/articles.jsonl.gz` (fields lang, title, text) and `langid/*.jsonl.gz` under DIRECTORY; prints one line a
language, and speed.
`no` counts as right when the answer is nb or nn. A label with a script (`srp-Latn`) counts by its language.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from transforms.language import default_engine

_SEED: Final = 7
_THREE_TO_TWO: Final = dict(
    pair.split("=")
    for pair in """afr=af amh=am arb=ar aze=az bel=be ben=bn bos=bs bul=bg cat=ca ces=cs cym=cy dan=da deu=de ell=el
    eng=en est=et eus=eu fas=fa fil=tl fin=fi fra=fr gle=ga glg=gl guj=gu hau=ha heb=he hin=hi hrv=hr hun=hu hye=hy
    ibo=ig ind=id isl=is ita=it jpn=ja kan=kn kat=ka kaz=kk khm=km kor=ko lav=lv lit=lt ltz=lb mal=ml mar=mr mkd=mk
    mlt=mt mon=mn mri=mi msa=ms nep=ne nld=nl nno=nn nob=nb orm=om pan=pa pol=pl por=pt ron=ro slk=sk slv=sl sna=sn
    som=so spa=es sqi=sq srp=sr swa=sw swe=sv tam=ta tel=te tha=th tir=ti tur=tr ukr=uk urd=ur vie=vi xho=xh yor=yo
    yue=zh zho=zh zul=zu fao=fo kir=ky mlg=mg nya=ny pus=ps prs=fa rus=ru snd=sd tgk=tg tsn=tn wol=wo uzb=uz uig=ug
    tat=tt nso=st smo=sm kin=rw div=dv ewe=ee lao=lo mya=my sin=si""".split()
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=400, help="texts a language and corpus")
    parser.add_argument("--show", default="", help="print the wrong and reliable ones of this language")
    options = parser.parse_args()
    engine = default_engine()
    for path in sorted([options.data / "news/articles.jsonl.gz", *(options.data / "langid").glob("*.jsonl.gz")]):
        texts: dict[str, list[tuple[str | None, str]]] = defaultdict(list)
        for row in _read(path):
            text = row.get("text") or " ".join(row.get("sentences", ()))
            texts[_label(row["lang"])].append((row.get("title"), text))
        rng = random.Random(_SEED)
        total = Counter[str]()
        chars = 0
        seconds = 0.0
        print(f"{path.name}\nlang   texts  right  reliable  wrong and reliable  answers when wrong")
        for language in sorted(texts):
            sample = rng.sample(texts[language], min(options.limit, len(texts[language])))
            right = reliable = bad = 0
            wrong = Counter[str]()
            for title, text in sample:
                started = time.perf_counter()
                guess = engine.detect(title, text)
                seconds += time.perf_counter() - started
                chars += min(1_000, len(text))
                is_right = guess.language == language or (language == "no" and guess.language in ("nb", "nn"))
                right += is_right
                reliable += guess.is_reliable
                bad += guess.is_reliable and not is_right
                if not is_right:
                    wrong[guess.language] += 1
                    if guess.is_reliable and options.show in (language, "all"):
                        print("   ", guess, repr(text[:120]))
            total.update(texts=len(sample), right=right, reliable=reliable, bad=bad)
            n = len(sample)
            print(f"{language:8}{n:5}{right / n:8.1%}{reliable / n:9.1%}{bad / n:12.2%}   {dict(wrong.most_common(4))}")
        n = total["texts"]
        shares = f"{total['right'] / n:8.1%}{total['reliable'] / n:9.1%}{total['bad'] / n:12.2%}"
        print(f"all     {n:5}{shares}   {n / seconds:.0f} texts/s, {chars / n:.0f} chars each\n")


def _label(stated: str) -> str:
    base = stated.split("-")[0].split("#")[0]
    return _THREE_TO_TWO.get(base, base)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main()
