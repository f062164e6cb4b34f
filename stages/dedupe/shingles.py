"""Tokens to shingles: the set of short runs of words that a text is compared by.

Source: Broder, On the resemblance and containment of documents, 1997: a text is the set of its runs of w words, and
two texts resemble one another as far as those sets do.
"""

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import hashing
from stages.dedupe.ragged import Ragged
from stages.dedupe.tokens import CLASS


def shingles(tokens: Ragged, width: int) -> Ragged:
    """Return the shingles of each text, as 32-bit hashes in the order of the text.

    A text of fewer words than ``width`` is one shingle; a text without words has none.

    Args:
        tokens: ``uint32``, one row per text (`stages.dedupe.schema.SIGNATURES`); the classes of words do not count.
        width: words per shingle.
    """
    counts = tokens.lengths
    words = np.zeros(len(tokens.values) + (width - 1), dtype=np.uint64)
    words[: len(tokens.values)] = tokens.values & ~CLASS
    rolled = np.zeros(len(tokens.values), dtype=np.uint64)
    for place in reversed(range(width)):
        rolled *= hashing.WORD_BASE
        rolled += words[place : place + len(rolled)]

    # The single shingle of a short text is what its words make together with zeros.
    short = np.flatnonzero((counts > 0) & (counts < width))
    at = tokens.starts[short]
    rolled[at] = 0
    for place, weight in enumerate(hashing.powers(hashing.WORD_BASE, width)):
        rolled[at] += np.where(place < counts[short], words[at + place] * weight, np.uint64(0))

    kept = heads(tokens, width)
    hashes = hashing.mix64(rolled[kept]) >> np.uint64(32)
    return Ragged.of_lengths(hashes.astype(np.uint32), np.where(counts > 0, np.maximum(counts - (width - 1), 1), 0))


def heads(rows: Ragged, width: int) -> NDArray[np.bool_]:
    """Say of each value whether a run of ``width`` values of its row begins there; in a short row the first does."""
    begins = np.ones(len(rows.values), dtype=np.bool_)
    for place in range(1, width):
        begins[(rows.offsets[1:] - place)[rows.lengths > place]] = False
    return begins


def shingle_sets(tokens: Ragged, width: int) -> Ragged:
    """Return the distinct shingles of each text, ascending, as 32-bit hashes.

    Args:
        tokens: as for `shingles`.
        width: words per shingle.
    """
    return distinct(shingles(tokens, width))


def distinct(rows: Ragged) -> Ragged:
    """Return each row of ``uint32`` values without repetitions, ascending."""
    # The number of the row above the value: one sort puts every row in order, and equal neighbours are repetitions.
    keyed: NDArray[np.uint64] = np.repeat(np.arange(len(rows), dtype=np.uint64) << np.uint64(32), rows.lengths)
    keyed |= rows.values
    keyed.sort()
    first = np.ones(len(keyed), dtype=np.bool_)
    np.not_equal(keyed[1:], keyed[:-1], out=first[1:])
    keyed = keyed[first]
    # Where the rows begin among what is left, since they are in order.
    offsets = np.append(0, np.cumsum(first))[rows.offsets]
    return Ragged(keyed.astype(np.uint32), offsets)
