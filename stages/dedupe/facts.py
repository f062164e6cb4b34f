"""What two aligned texts say otherwise: their numbers and names, passage by passage."""

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.align import Gaps, Places
from stages.dedupe.ragged import spans
from stages.dedupe.tokens import CLASS, NAME, NUMBER

_CLASSES = 3


def count(tokens: NDArray[np.uint32], starts: Places, lengths: Places, gaps: Gaps) -> dict[str, Places]:
    """Return what `stages.dedupe.compare.MEASURES` says of numbers, names and words, one value per pair.

    Args:
        tokens: all texts in one array (`stages.dedupe.schema.SIGNATURES`).
        starts: where the first and the second text of each pair begins in ``tokens``, shape (2, pairs).
        lengths: their words.
        gaps: the passages in which they differ.
    """
    pairs = starts.shape[1]
    only_a, only_b, both = weighed(tokens, gaps)
    # Of what a passage has and the one against it has not, as much as both have was replaced, class by class; the rest
    # stands in one of them alone.
    replaced = np.minimum(only_a, only_b)
    measures = {
        "words_kept": lengths[0] - _per_pair(gaps, only_a.sum(axis=1), pairs),
        "words_changed": _per_pair(gaps, np.minimum(only_a.sum(axis=1), only_b.sum(axis=1)), pairs),
    }
    kinds = tokens & CLASS
    for name, kind in (("numbers", NUMBER), ("names", NAME)):
        places = np.flatnonzero(kinds == kind)
        in_gaps = [
            _per_pair(gaps, _within(places, start, end), pairs)
            for start, end in ((gaps.a_start, gaps.a_end), (gaps.b_start, gaps.b_end))
        ]
        # A name at the start of a sentence is a plain word there: the text that has more of them knows better.
        outside = (_within(places, starts, starts + lengths) - in_gaps).max(axis=0)
        measures[f"{name}_kept"] = outside + _per_pair(gaps, both[:, kind], pairs)
        measures[f"{name}_changed"] = _per_pair(gaps, replaced[:, kind], pairs)
    return measures


def weighed(tokens: NDArray[np.uint32], gaps: Gaps) -> Places:
    """Return how many words of each class only the first passage of each gap has, only the second one, and both.

    Passages are multisets of words: their order says nothing. A word that is a name in one of the two is one in both,
    for at the start of a sentence nobody can tell.

    Returns:
        Counts, shape (3, gaps, classes).
    """
    number = np.arange(len(gaps.pair), dtype=np.uint64) << np.uint64(33)
    keyed = []
    for side, (start, end) in enumerate(((gaps.a_start, gaps.a_end), (gaps.b_start, gaps.b_end))):
        words = tokens[spans(start, end - start)].astype(np.uint64) << np.uint64(1)
        keyed.append(np.repeat(number, end - start) | words | np.uint64(side))
    # gap, word, class, side: one sort brings equal words of a passage together, the greatest class last.
    ordered = np.concatenate(keyed)
    ordered.sort()
    word = ordered >> np.uint64(3)
    last = np.flatnonzero(np.append(word[1:] != word[:-1], np.ones(min(len(word), 1), np.bool_)))
    of_b = np.diff(np.cumsum((ordered & np.uint64(1)).astype(np.int64))[last], prepend=0)
    of_a = np.diff(last, prepend=-1) - of_b
    kind = (ordered[last] >> np.uint64(1) & np.uint64(CLASS)).astype(np.int64)
    cell = (ordered[last] >> np.uint64(33)).astype(np.int64) * _CLASSES + kind
    cells = len(gaps.pair) * _CLASSES
    counts = [np.bincount(cell, many, cells) for many in (of_a, of_b, np.minimum(of_a, of_b))]
    total_a, total_b, both = np.array(counts).astype(np.int64).reshape(3, -1, _CLASSES)
    return np.array([total_a - both, total_b - both, both])


def _per_pair(gaps: Gaps, values: Places, pairs: int) -> Places:
    return np.bincount(gaps.pair, values, pairs).astype(np.int64)


def _within(places: Places, start: Places, end: Places) -> Places:
    """Return how many of the ascending places stand in each passage."""
    within: Places = np.searchsorted(places, end) - np.searchsorted(places, start)
    return within
