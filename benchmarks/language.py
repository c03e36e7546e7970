"""Ours beside langdetect, py3langid and lingua, each alone: accuracy, wrong though sure, speed, memory, calibration.

    python benchmarks/language.py --data DIRECTORY [--sentences 200] [--articles 1500] [--show LANGUAGE]

Reads ``langid/*.jsonl.gz`` and ``news/articles.jsonl.gz`` under DIRECTORY. Every engine gets the same items, in a
process of its own: single sentences in 75 languages, news documents in 128 variants (both from halves that nothing
was learned from or fitted on), and articles as crawled, on which speed is measured. Each is asked one text at a time,
in one thread where it lets us. Another engine is called sure from a probability of 0.9 on; ours where it says that it
is reliable. Memory is what the process grew by, from before the engine was imported to the end. Results are kept in
``benchmarks/results/language.json``.

lingua is measured if it is installed (``requirements-compare.lock``).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks._language_sets import SEED, Known, documents, news, sentences

RESULTS: Final = Path(__file__).parent / "results" / "language.json"
ENGINES: Final = ("ours", "langdetect", "py3langid", "lingua")
MODULES: Final = {"langdetect": "langdetect", "py3langid": "py3langid", "lingua": "lingua"}
SURE: Final = 0.9
HEAD_CHARS: Final = 1_300
"""What the others read of an article: as much as ours reads of title and body for its label."""
BINS: Final = (0.0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
SAME: Final = {"zh-cn": "zh", "zh-tw": "zh", "no": "nb", "arz": "ar", "ary": "ar", "wuu": "zh", "yue": "zh"}
Answer = tuple[str, float, bool]


def ours() -> tuple[Callable[[Known], Answer], list[str]]:
    """Our engine, and the labels that it may give."""
    from transforms.language import CombinedEngine

    engine = CombinedEngine()

    def ask(item: Known) -> Answer:
        guess = engine.detect(item.title, item.body)
        return guess.language, guess.confidence, guess.is_reliable

    return ask, sorted(engine.languages())


def _plain(item: Known) -> str:
    return f"{item.title}\n{item.body}"[:HEAD_CHARS] if item.title else item.body[:HEAD_CHARS]


def langdetect() -> tuple[Callable[[Known], Answer], list[str]]:
    """langdetect as its documentation says, seeded."""
    from langdetect import DetectorFactory, detect_langs, detector_factory
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0
    detector_factory.init_factory()

    def ask(item: Known) -> Answer:
        try:
            best = detect_langs(_plain(item))[0]
        except LangDetectException:
            return "und", 0.0, False
        return SAME.get(best.lang, best.lang), best.prob, best.prob >= SURE

    return ask, [SAME.get(name, name) for name in detector_factory._factory.get_lang_list()]


def py3langid() -> tuple[Callable[[Known], Answer], list[str]]:
    """py3langid with probabilities."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def ask(item: Known) -> Answer:
        label, share = identifier.classify(_plain(item))
        return SAME.get(label, label), share, share >= SURE

    return ask, [SAME.get(name, name) for name in identifier.labels]


def lingua() -> tuple[Callable[[Known], Answer], list[str]]:
    """lingua with all its models, in memory before the first question."""
    from lingua import Language, LanguageDetectorBuilder  # type: ignore[import-not-found]

    detector = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

    def ask(item: Known) -> Answer:
        values = detector.compute_language_confidence_values(_plain(item))
        if not values or not values[0].value:
            return "und", 0.0, False
        return values[0].language.iso_code_639_1.name.lower(), values[0].value, values[0].value >= SURE

    return ask, [language.iso_code_639_1.name.lower() for language in Language.all()]


def items(options: argparse.Namespace) -> dict[str, list[Known]]:
    """The sets by name, the same for every engine."""
    rng = random.Random(SEED)
    by_language: dict[str, list[Known]] = defaultdict(list)
    for item in sentences(options.data):
        if not item.is_fitted:
            by_language[item.language].append(item)
    articles = news(options.data, 10**9)
    return {
        "sentences": [
            item
            for language in sorted(by_language)
            for item in rng.sample(by_language[language], min(options.sentences, len(by_language[language])))
        ],
        "documents": [item for item in documents(options.data) if not item.is_fitted],
        "news": rng.sample(articles, min(options.articles, len(articles))),
    }


def measure(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """One engine's answers, times and memory; run in a process of its own."""
    sets = items(options)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rss_before = _rss_bytes()
    started = time.process_time()
    ask, known = globals()[name]()
    load_seconds = time.process_time() - started
    ask(Known("en", "Warm", "A first sentence, so that what is loaded late is loaded now.", "", False))
    found: dict[str, Any] = {"languages": sorted(set(known)), "load_seconds": load_seconds}
    found |= {"answers": {}, "per_second": {}}
    for set_name, known_items in sets.items():
        started = time.process_time()
        answers = [ask(item) for item in known_items]
        found["per_second"][set_name] = len(answers) / max(1e-9, time.process_time() - started)
        found["answers"][set_name] = answers
    found["memory_bytes"] = _rss_bytes() - rss_before
    found["peak_bytes"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return found


def _rss_bytes() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)


def score(known: list[Known], answers: list[Answer], languages: frozenset[str]) -> dict[str, Any]:
    """Shares over all items, over those in languages that the engine covers, and by language."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for item, (label, _, is_sure) in zip(known, answers, strict=True):
        is_right = label == item.language
        total[item.language].update(
            count=1, right=is_right, sure=bool(is_sure), wrong_and_sure=bool(is_sure) and not is_right
        )
    everything = sum(total.values(), Counter())
    covered = sum((total[language] for language in total if language in languages), Counter())
    return {
        "all": _shares(everything),
        "covered": {"languages": sum(language in languages for language in total), **_shares(covered)},
        "by_language": {language: _shares(total[language]) for language in sorted(total)},
    }


def _shares(counts: Counter[str]) -> dict[str, float]:
    count = max(1, counts["count"])
    shares = {name: round(counts[name] / count, 5) for name in ("right", "sure", "wrong_and_sure")}
    return {"count": counts["count"], **shares}


def calibration(known: list[Known], answers: list[Answer]) -> list[dict[str, float]]:
    """By bin of confidence: how many answers, their mean confidence, the share that is right."""
    rows = []
    for low, high in zip(BINS, [*BINS[1:-1], 1.01], strict=False):
        inside = [
            (answer[1], answer[0] == item.language)
            for item, answer in zip(known, answers, strict=True)
            if low <= answer[1] < high
        ]
        if inside:
            mean = sum(share for share, _ in inside) / len(inside)
            right = sum(is_right for _, is_right in inside) / len(inside)
            rows.append({"from": low, "count": len(inside), "confidence": round(mean, 3), "right": round(right, 3)})
    return rows


def report(found: dict[str, dict[str, Any]], sets: dict[str, list[Known]]) -> dict[str, Any]:
    """What is kept: figures by engine and set."""
    kept: dict[str, Any] = {}
    for name, result in found.items():
        languages = frozenset(result["languages"])
        kept[name] = {
            "languages": len(languages),
            "load_seconds": round(result["load_seconds"], 2),
            "memory_mb": round(result["memory_bytes"] / 1e6),
            "peak_mb": round(result["peak_bytes"] / 1e6),
            "per_second": {key: round(value) for key, value in result["per_second"].items()},
            "sets": {key: score(sets[key], result["answers"][key], languages) for key in sets},
            "calibration": {key: calibration(sets[key], result["answers"][key]) for key in sets},
        }
    return kept


def show(kept: dict[str, Any], language: str) -> None:
    """Print the side-by-side, our languages that are not all right, and our calibration."""
    print(f"{'':12}{'languages':>10}{'load s':>8}{'MB':>6}{'news/s':>8}   set: right (covered) sure wrong-and-sure")
    for name, result in kept.items():
        print(
            f"{name:12}{result['languages']:10}{result['load_seconds']:8}{result['memory_mb']:6}"
            f"{result['per_second']['news']:8}"
        )
        for key, scores in result["sets"].items():
            every, covered = scores["all"], scores["covered"]
            print(
                f"{'':12}{key:10}{every['count']:6} texts {every['right']:8.2%} ({covered['right']:.2%} of "
                f"{covered['languages']} languages){every['sure']:8.1%}{every['wrong_and_sure']:8.2%}"
            )
    for key, scores in kept["ours"]["sets"].items():
        print(f"\nours, {key}, by language: right, sure, wrong and sure")
        for label, row in scores["by_language"].items():
            if language in (label, "all") or row["right"] < 1:
                print(f"  {label:8}{row['count']:5}{row['right']:8.1%}{row['sure']:8.1%}{row['wrong_and_sure']:8.2%}")
        print(f"ours, {key}, calibration: confidence from, texts, mean confidence, right")
        for row in kept["ours"]["calibration"][key]:
            print(f"  {row['from']:.2f}{row['count']:7}{row['confidence']:8.3f}{row['right']:8.3f}")


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=200, help="sentences a language")
    parser.add_argument("--articles", type=int, default=1_500)
    parser.add_argument("--show", default="", help="also print this language (or: all)")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        json.dump(measure(options.engine, options), sys.stdout)
        return
    found: dict[str, dict[str, Any]] = {}
    for name in ENGINES:
        if name in MODULES and importlib.util.find_spec(MODULES[name]) is None:
            print(f"{name} is not installed, so it is left out: see requirements-compare.lock")
            continue
        command = [sys.executable, __file__, "--engine", name, "--data", str(options.data)]
        command += ["--sentences", str(options.sentences), "--articles", str(options.articles)]
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own command
        found[name] = json.loads(done.stdout)
    kept = report(found, items(options))
    show(kept, options.show)
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
