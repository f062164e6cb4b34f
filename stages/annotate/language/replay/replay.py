"""Texts in, langdetect's answers out."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

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
#: Words of the random stream that are laid out for every text. Most need fewer; those that do not are done again, all
#: together, with `_MORE` times as many.
_WORDS = 1024
_MORE = 8


def detect(texts: Sequence[str]) -> list[Answer]:
    """Return langdetect's answer to each text."""
    answers: list[Answer] = [Answer(None, None, features=False)] * len(texts)
    languages = profiles().languages
    left, words = list(range(len(texts))), _WORDS
    while left:
        more: list[int] = []
        for start in range(0, len(left), _TEXTS):
            some = left[start : start + _TEXTS]
            found, features = _probabilities([texts[at] for at in some], words)
            best = found.argmax(axis=1)  # of equals the first, as in a stable sort
            top = found[np.arange(len(some)), best].tolist()
            for at, language, score, has_features in zip(some, best.tolist(), top, features.tolist(), strict=True):
                if math.isnan(score):
                    more.append(at)
                elif score > THRESHOLD:
                    answers[at] = Answer(languages[language], score, features=True)
                else:
                    answers[at] = Answer(None, None, has_features)
        left, words = more, words * _MORE
    return answers


def _probabilities(texts: Sequence[str], words: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the probability of each language for each text, and whether the text has features."""
    known = profiles()
    grams = ngrams.joined([ngrams.extract(batch, known) for batch in _batches(map(prepare, texts))])
    return trials.probabilities(grams, known.probabilities, words), np.diff(grams.starts) > 0


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
