"""Two texts compared word by word: what a decision on a pair of articles rests on.

Candidates are found by sketches, which may err; what is said here is exact. It takes nothing but the tokens of the
two, so no run needs to keep their shingles.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import align, facts, shingles
from stages.dedupe.ragged import Ragged, spans
from stages.dedupe.tokens import CLASS, NUMBER

#: Words that are compared together: bounds the memory, to some hundred bytes each. No result depends on it. More would
#: not be quicker, and pair, shingle and place have to share 64 bits.
BLOCK_WORDS = 1 << 16

#: What is measured of a pair of texts; all of it counts.
#:
#: shared           distinct shingles of both
#: size_a, size_b   distinct shingles of the first and of the second text
#: words_kept       words that both have in the same passage
#: numbers_kept     numbers among them
#: names_kept       names among them, by the text that has more
#: words_changed    words that stand against others: in passages that one text has where the other has another
#: numbers_changed  numbers that stand against other numbers
#: names_changed    names that stand against other names
MEASURES = np.dtype(
    [
        (name, np.int32)
        for name in (
            "shared",
            "size_a",
            "size_b",
            "words_kept",
            "numbers_kept",
            "names_kept",
            "words_changed",
            "numbers_changed",
            "names_changed",
        )
    ]
)

_CLASS_BITS = np.uint32(2)
_SHINGLE_BITS = 32


def compare(tokens: Ragged, pairs: NDArray[np.int64], width: int, least: float = 0.0) -> NDArray[np.void]:
    """Return what both texts of each pair have in common, and what they say otherwise.

    Where passages stand in another order, which of them count as kept may depend on which text is the first.

    Args:
        tokens: the words of each text (`stages.dedupe.schema.SIGNATURES`).
        pairs: shape (pairs, 2), rows of ``tokens``.
        width: words per shingle.
        least: share of the shingles of the smaller text. Pairs that share less are not aligned: all measures but the
            first three are 0. It costs a third of the time to find that out.

    Returns:
        An array of `MEASURES`, one per pair.
    """
    measures = np.zeros(len(pairs), dtype=MEASURES)
    # A pair without words costs something as well.
    for rows in _blocks(tokens.lengths[pairs].sum(axis=1) + 2):
        _compare_block(tokens, pairs[rows], width, least, measures[rows])
    return measures


def _blocks(costs: NDArray[np.int64]) -> Iterator[slice]:
    """Cut the pairs into runs of at most `BLOCK_WORDS`; a longer pair is a run of its own."""
    ends = np.cumsum(costs)
    start = 0
    while start < len(costs):
        before = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, before + BLOCK_WORDS, side="right")), start + 1)
        yield slice(start, stop)
        start = stop


def _compare_block(
    tokens: Ragged, pairs: NDArray[np.int64], width: int, least: float, measures: NDArray[np.void]
) -> None:
    """Fill in the measures of some pairs."""
    count = len(pairs)
    poured = tokens.take(pairs.T.reshape(-1))
    starts, lengths = poured.starts.reshape(2, count), poured.lengths.reshape(2, count)
    words = poured.values >> _CLASS_BITS
    items = shingles.shingles(poured, width)
    group = np.repeat(np.tile(np.arange(count), 2), items.lengths)
    found = align.runs(group, items.values, spans(poured.starts, items.lengths), _SHINGLE_BITS)
    second = int(starts[1, 0])
    in_a, in_b = found.first < second, found.last >= second
    edges = np.searchsorted(found.group, np.arange(count + 1))
    for name, where in (("shared", in_a & in_b), ("size_a", in_a), ("size_b", in_b)):
        measures[name] = np.diff(np.searchsorted(np.flatnonzero(where), edges))

    worth = measures["shared"] >= least * np.minimum(measures["size_a"], measures["size_b"])
    if not worth.any():
        return
    anchors = align.anchors_of(found, second, worth)
    starts, lengths = starts[:, worth], lengths[:, worth]
    passages = align.joined(align.gaps(words, starts, lengths, anchors, width), width)
    if len(words) <= align.MOST_WORDS:
        # A number is none: where it stands in another place, it most likely counts another thing.
        is_anchor = (poured.values & CLASS) != NUMBER
        passages = align.refined(words, passages, is_anchor)
    for name, values in facts.count(poured.values, starts, lengths, passages).items():
        measures[name][worth] = values
