"""A small spaCy pipeline for names, trained on the texts that our tagger is trained on: one model for all languages, a
convolutional network over hashed words as in spaCy's own small pipelines."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tools.tagger.corpora import Article

_DROPOUT: Final = 0.15


def train(articles: Sequence[Article], minutes: float, folder: Path) -> dict[str, float]:
    """Train for so many minutes of this process's own time, write the pipeline to `folder`, and tell what was given:
    minutes, epochs begun, words a second."""
    import spacy
    from spacy.training import Example
    from spacy.util import minibatch

    spacy.util.fix_random_seed(1)
    pipeline = spacy.blank("xx")
    finder: Any = pipeline.add_pipe("ner")
    for kind in ("PERSON", "ORGANIZATION", "LOCATION"):
        finder.add_label(kind)
    examples = [
        Example.from_dict(pipeline.make_doc(text), {"entities": names}) for text, names in _lines(pipeline, articles)
    ]
    pipeline.initialize(lambda: examples[:500])
    optimizer = pipeline.resume_training()
    dice = random.Random(1)
    started, words, epochs = time.process_time(), 0, 0
    while (time.process_time() - started) / 60 < minutes:
        epochs += 1
        dice.shuffle(examples)
        for batch in minibatch(examples, size=48):
            pipeline.update(batch, sgd=optimizer, drop=_DROPOUT)
            words += sum(len(example) for example in batch)
            if (time.process_time() - started) / 60 >= minutes:
                break
    spent = time.process_time() - started
    pipeline.to_disk(folder)
    return {"minutes": round(spent / 60, 1), "epochs_begun": epochs, "words_per_s": round(words / spent)}


def _lines(pipeline: Any, articles: Sequence[Article]) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Lines of the articles with their names, moved to the edges of spaCy's words."""
    found = []
    for article in articles:
        for field, text in article.fields.items():
            names = sorted(article.names[field])
            start = 0
            for line in text.split("\n"):
                end = start + len(line)
                mine = [(s - start, e - start, kind) for s, e, kind in names if start <= s and e <= end]
                if line.strip():
                    document = pipeline.make_doc(line)
                    spans = [document.char_span(s, e, kind, alignment_mode="expand") for s, e, kind in mine]
                    kept, last = [], -1
                    for span in spans:
                        if span is not None and span.start >= last:
                            kept.append((span.start_char, span.end_char, span.label_))
                            last = span.end
                    found.append((line, kept))
                start = end + 1
    return found
