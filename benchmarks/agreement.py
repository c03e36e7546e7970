"""Whether the same name gets the same id in the translations of one article.

    python benchmarks/agreement.py --data DIR [--languages en,nl,...] [--rules] [--show LANGUAGE] [--keep]

`DIR/langid/ntrex-dev.jsonl.gz` holds one article a line (doc_id, cluster_id, lang, sentences); the articles of one
cluster are translations of each other, sentence by sentence. Their language is taken as given, so that names alone are
measured.

A unit is one id in one sentence of one article. Of a pair of languages, and of one type of name:

- *together*: the id stands in the same sentence of both;
- *apart*: both sentences have a name of the type over whose id the other has not: as many as the side with fewer has.
  They are one name under two ids, or two names of which each side has missed one;
- *agreement*: together / (together + apart): of the names that both have, those that have one id;
- *found again*: together / units of the first language: this counts also what the second did not find at all.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flows.evaluation.corpora import read_lines
from transforms.entities.annotate import annotate
from transforms.entities.recognize import Recognizer, RuleRecognizer

RESULTS = Path(__file__).parent / "results" / "agreement.json"
# The corpus's codes of the languages that are compared, by ours: several scripts, with and without cases and capitals.
LANGUAGES = {
    "en": "eng", "nl": "nld", "de": "deu", "fr": "fra", "es": "spa", "pt": "por", "it": "ita", "ro": "ron",
    "nb": "nob", "da": "dan", "sv": "swe", "fi": "fin", "hu": "hun", "tr": "tur", "lt": "lit", "pl": "pol",
    "cs": "ces", "sk": "slk", "sl": "slv", "hr": "hrv", "sr": "srp-Cyrl", "bg": "bul", "ru": "rus", "uk": "ukr",
    "el": "ell", "ar": "arb", "zh": "zho-CN", "ko": "kor", "he": "heb",
}  # fmt: skip
TYPES = ("PERSON", "ORGANIZATION", "LOCATION")
Ids = Mapping[tuple[str, int], Mapping[str, str]]
"""(cluster, sentence) to the ids in it, with their types."""


def main() -> None:
    """Print the matrix of agreement, then each language against English; keep the figures if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--show", help="print what stands apart from English in this language, most often first")
    parser.add_argument("--rules", action="store_true", help="find names by the rules alone, without the tagger")
    parser.add_argument("--keep", action="store_true", help=f"write {RESULTS.name}")
    options = parser.parse_args()
    languages = options.languages.split(",")
    found, surfaces = read(options.data, languages, RuleRecognizer() if options.rules else None)
    if options.show:
        show(found["en"], found[options.show], surfaces["en"], surfaces[options.show])
        return
    pairs = {(a, b): compare(found[a], found[b]) for a, b in combinations(languages, 2)}
    print_matrix(pairs, languages)
    figures = summary(pairs, found, languages)
    print(f"all pairs: {json.dumps(figures['all'])}")
    for language in languages[1:]:
        print(language, json.dumps(figures["with_english"].get(language)))
    if options.keep:
        kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
        kept["rules" if options.rules else "tagger"] = figures
        RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")


def read(
    data: Path, languages: Sequence[str], recognizer: Recognizer | None
) -> tuple[dict[str, Ids], dict[str, dict[tuple[str, int, str], str]]]:
    """Language to its ids by sentence, and to the words that an id stands for in one."""
    ours = {LANGUAGES[language]: language for language in languages}
    found: dict[str, dict[tuple[str, int], dict[str, str]]] = {language: {} for language in languages}
    surfaces: dict[str, dict[tuple[str, int, str], str]] = {language: {} for language in languages}
    for row in read_lines(data / "langid" / "ntrex-dev.jsonl.gz"):
        language = ours.get(row["lang"])
        if language is None:
            continue
        starts = [0]
        for sentence in row["sentences"]:
            starts.append(starts[-1] + len(sentence) + 1)
        for mention in annotate({"body": "\n".join(row["sentences"])}, language, None, recognizer).mentions:
            number = sum(start <= mention.start_char for start in starts) - 1
            found[language].setdefault((row["cluster_id"], number), {})[mention.entity_id] = mention.entity_type
            surfaces[language][row["cluster_id"], number, mention.entity_id] = mention.surface
    return dict(found), surfaces


def compare(one: Ids, other: Ids) -> Counter[str]:
    """Counts of one pair of languages: together and apart by type, and units of each side."""
    counts: Counter[str] = Counter()
    for place in one.keys() | other.keys():
        a, b = one.get(place, {}), other.get(place, {})
        for kind in TYPES:
            mine = {i for i, t in a.items() if t == kind}
            theirs = {i for i, t in b.items() if t == kind}
            both = mine & theirs
            counts[f"{kind} together"] += len(both)
            counts[f"{kind} apart"] += min(len(mine - theirs), len(theirs - mine))
            counts["known together"] += sum(not i.startswith("local:") for i in both)
            counts["first"] += len(mine)
            counts["second"] += len(theirs)
    return counts


def ratio(part: int, whole: int) -> float | None:
    """A share, rounded; None of nothing."""
    return round(part / whole, 3) if whole else None


def figures_of(counts: Mapping[str, int]) -> dict[str, float | int | None]:
    """The figures of one pair, or of several summed."""
    together = sum(counts.get(f"{kind} together", 0) for kind in TYPES)
    apart = sum(counts.get(f"{kind} apart", 0) for kind in TYPES)
    by_type = {
        kind.lower(): ratio(counts.get(f"{kind} together", 0), counts[f"{kind} together"] + counts[f"{kind} apart"])
        for kind in TYPES
    }
    return {
        "agreement": ratio(together, together + apart),
        **by_type,
        "found_again": ratio(together, counts["first"]),
        "found_again_back": ratio(together, counts["second"]),
        "together_count": together,
        "apart_count": apart,
        "known_together_count": counts["known together"],
    }


def summary(
    pairs: Mapping[tuple[str, str], Counter[str]], found: Mapping[str, Ids], languages: Sequence[str]
) -> dict[str, object]:
    """All figures, as they are kept."""
    total: Counter[str] = Counter()
    for counts in pairs.values():
        total.update(counts)
    return {
        "corpus": "langid/ntrex-dev.jsonl.gz",
        "languages": list(languages),
        "articles_per_language": len({cluster for ids in found.values() for cluster, _ in ids}),
        "all": figures_of(total),
        "with_english": {b: figures_of(counts) for (a, b), counts in pairs.items() if a == "en"},
        "pairs": {f"{a}-{b}": figures_of(counts)["agreement"] for (a, b), counts in pairs.items()},
    }


def print_matrix(pairs: Mapping[tuple[str, str], Counter[str]], languages: Sequence[str]) -> None:
    """Agreement of each pair, in hundredths."""
    print("    " + " ".join(f"{language:>3}" for language in languages))
    for a in languages:
        cells = []
        for b in languages:
            counts = pairs.get((a, b)) or pairs.get((b, a))
            share = figures_of(counts)["agreement"] if counts else None
            cells.append("  ·" if share is None else f"{100 * share:3.0f}")
        print(f"{a:>3} " + " ".join(cells))


def show(
    one: Ids, other: Ids, mine: Mapping[tuple[str, int, str], str], theirs: Mapping[tuple[str, int, str], str]
) -> None:
    """Print the names that one language has and the other has not, beside what the other has alone."""
    apart: Counter[str] = Counter()
    missed: dict[str, set[str]] = defaultdict(set)
    for place in sorted(one):
        a, b = one[place], other.get(place, {})
        for kind in TYPES:
            alone = sorted(i for i, t in a.items() if t == kind and i not in b)
            back = sorted(i for i, t in b.items() if t == kind and i not in a)
            for i in alone:
                key = f"{kind[:3]} {mine[(*place, i)]} [{i}]"
                apart[key] += 1
                missed[key] |= {f"{theirs[(*place, j)]} [{j}]" for j in back}
    for key, count in apart.most_common():
        print(count, key, " | ", "; ".join(sorted(missed[key])))


if __name__ == "__main__":
    main()
