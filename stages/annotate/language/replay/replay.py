"""Texts in, langdetect's answers out."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from stages.annotate.language.replay import ngrams, trials
from stages.annotate.language.replay.answer import Answer
from stages.annotate.language.replay.prepare import prepare
from stages.annotate.language.replay.profiles import profiles

#: "PROB_THRESHOLD = 0.1": a language that is not more probable is none.
THRESHOLD = 0.1

#: Texts whose trials go on in step.
_TEXTS = 1024
#: Code points, but for one text, whose n-grams are looked up together: these arrays stay near the processor.
_CODES = 1 << 16
#: Words of the random stream that are laid out for every text. Most need fewer; those that do not go on, all together,
#: with `_MORE` times as many.
_WORDS = 768
_MORE = 4


def detect(texts: Sequence[str]) -> list[Answer]:
    """Return langdetect's answer to each text."""
    known = profiles()
    progress = trials.Progress.none(len(texts), len(known.languages))
    features = np.zeros(len(texts), np.bool_)
    left, words = np.arange(len(texts)), _WORDS
    while len(left):
        for start in range(0, len(left), _TEXTS):
            some = left[start : start + _TEXTS]
            prepared = (prepare(texts[at]) for at in some.tolist())
            grams = ngrams.joined([ngrams.extract(batch, known) for batch in _batches(prepared)])
            features[some] = np.diff(grams.starts) > 0
            progress.put(some, trials.go_on(grams, known.probabilities, words, progress.at(some)))
        left = left[features[left] & (progress.trial[left] < trials.TRIALS)]
        words *= _MORE
    best = progress.sums.argmax(axis=1)  # of equals the first, as in a stable sort
    top = progress.sums[np.arange(len(texts)), best]
    return [
        Answer(known.languages[at], score, features=True) if score > THRESHOLD else Answer(None, None, has_features)
        for at, score, has_features in zip(best.tolist(), top.tolist(), features.tolist(), strict=True)
    ]


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > _CODES:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch
