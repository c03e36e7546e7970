"""An article's fields → names that a trained linear chain finds in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.entities.knowledge import Knowledge
from transforms.entities.scene import Span
from transforms.entities.tagger.agree import TYPES, agreed
from transforms.entities.tagger.decode import best_labels, slack, table
from transforms.entities.tagger.features import AFTER, BEFORE, FAR_AFTER, FAR_BEFORE, OWN, Hashes, place_rows
from transforms.entities.tagger.model import LABELS, WIDTH, Model, Tag
from transforms.entities.tagger.stream import Lexicon, Stream, read, widened
from transforms.entities.tokens import Field
from transforms.entities.words import Words

MOST_WORDS: Final = 40_000
"""Words of one language whose scores are kept: 180 bytes each. Then all are forgotten; a run of a thousand articles
meets about as many."""
MOST_LANGUAGES: Final = 6
_PARTS: Final = (OWN, BEFORE, AFTER, FAR_BEFORE, FAR_AFTER)
_ASIDE: Final = (0, -1, 1, -2, 2)


class _Scored(Lexicon):
    """A lexicon that keeps the summed scores of its words: for the word itself, and for those next to it."""

    def __init__(self, words: Words, knowledge: Knowledge, has_language: bool, model: Model) -> None:
        self.model = model
        super().__init__(words, knowledge, has_language)

    def reset(self) -> None:
        self.scores = [np.zeros((0, WIDTH), np.int32) for _ in _PARTS]
        super().reset()

    def widen(self, room: int) -> None:
        super().widen(room)
        self.scores = [widened(kept, room) for kept in self.scores]

    def keep(self, start: int, rows: Hashes) -> None:
        if not len(self.scores[0]):
            self.scores = [widened(kept, len(self.whole)) for kept in self.scores]
        for kept, part in zip(self.scores, _PARTS, strict=True):
            kept[start : start + len(rows)] = self.model.scores(rows[:, part])


class Tagger:
    """A model at work. Safe to share between threads; the same text always gives the same names, whatever was read
    before."""

    def __init__(self, model: Model, knowledge: Knowledge) -> None:
        self.model = model
        self.knowledge = knowledge
        self._transitions = table(model.card.transitions)
        self._lead = slack(self._transitions)
        self._lexicons: dict[str, _Scored] = {}
        self._lock = Lock()
        self._bins = {
            kind: ([int(margin) for margin, _ in bins], [share for _, share in bins])
            for kind, bins in model.card.bins.items()
        }

    def tag(self, fields: Sequence[Field], known: Sequence[Sequence[Span]], words: Words) -> list[list[Tag]]:
        """Names in each field, by start; `known` are the spans that the knowledge base proves there. They do not
        overlap. No text raises."""
        with self._lock:
            lexicon = self._lexicon(words)
            stream = read(fields, known, lexicon)
            if not len(stream.places):
                return [[] for _ in fields]
            scores = self.scores(stream, lexicon)
        labels = best_labels(scores, stream.is_opening, self._transitions, self._lead)
        return agreed(fields, self._tags(fields, scores, labels), has_genitive=words.has_genitive)

    def scores_of(self, fields: Sequence[Field], known: Sequence[Sequence[Span]], words: Words) -> NDArray[np.int32]:
        """Scores [tokens of all fields, 7]."""
        with self._lock:
            lexicon = self._lexicon(words)
            return self.scores(read(fields, known, lexicon), lexicon)

    def _lexicon(self, words: Words) -> _Scored:
        lexicon = self._lexicons.pop(words.language, None)
        if lexicon is None:
            if len(self._lexicons) >= MOST_LANGUAGES:
                del self._lexicons[next(iter(self._lexicons))]  # the one that was not asked for longest
            has_language = words.language in self.model.card.trained
            lexicon = _Scored(words, self.knowledge, has_language, self.model)
        elif len(lexicon) > MOST_WORDS:
            lexicon.reset()
        self._lexicons[words.language] = lexicon
        return lexicon

    def scores(self, stream: Stream, lexicon: _Scored) -> NDArray[np.int32]:
        """Scores [tokens, 7]."""
        ids, places = stream.ids, stream.places
        hashes = place_rows(
            lexicon.whole[ids],
            lexicon.shape[ids],
            lexicon.mark[ids],
            stream.glue,
            stream.known,
            stream.small,
            stream.case,
            places,
        )
        total = self.model.scores(hashes)
        for number, aside in enumerate(_ASIDE):
            total += lexicon.scores[number].take(ids[places + aside], axis=0)
        return total[:, : len(LABELS)]

    def _tags(self, fields: Sequence[Field], scores: NDArray[np.int32], labels: NDArray[np.int8]) -> list[list[Tag]]:
        found: list[list[Tag]] = [[] for _ in fields]
        named = np.nonzero(labels)[0]
        if not len(named):
            return found
        values = labels[named]
        begins = values % 2 == 1
        heads = np.nonzero(begins)[0]
        firsts, lasts = named[heads], named[np.append(heads[1:], len(named)) - 1]
        sums = np.add.reduceat(scores[named], heads, axis=0)
        opening = scores[firsts]
        # what the span would score as each type, its first token opening it and the others going on
        as_type = np.stack([opening[:, b] + sums[:, b + 1] - opening[:, b + 1] for b in (1, 3, 5)], 1)
        kinds = values[heads] // 2
        by_type = (as_type - sums[:, :1]).tolist()
        field_starts = [0]
        for field in fields:
            field_starts.append(field_starts[-1] + len(field.tokens.words))
        for first, last, kind, three in zip(firsts.tolist(), lasts.tolist(), kinds.tolist(), by_type, strict=True):
            at = bisect_right(field_starts, first) - 1
            base = field_starts[at]
            margin = three[kind] - max(0, *(score for other, score in enumerate(three) if other != kind))
            name = TYPES[kind]
            found[at].append(Tag(first - base, last - base, name, margin, (three[0], three[1], three[2])))
        return found

    def confidence(self, tag: Tag) -> float:
        """Share of names of that type and margin that are right on annotated text; 0.5 where that was not measured."""
        margins, shares = self._bins.get(tag.entity_type, ([], []))
        at = bisect_right(margins, tag.margin) - 1
        return shares[max(at, 0)] if shares else 0.5
