"""Words to shingles: the set of short runs of words that a text is compared by.

Source: Broder, On the resemblance and containment of documents, 1997: a text is the set of its runs of w words, and
two texts resemble one another as far as those sets do.
"""

import numpy as np

from stages.dedupe import hashing
from stages.dedupe.ragged import Ragged, spans


def shingle_sets(words: Ragged, width: int) -> Ragged:
    """Return the distinct shingles of each text, ascending, as 32-bit hashes (`stages.dedupe.schema.SIGNATURES`).

    A text of fewer words than ``width`` is one shingle; a text without words has none.

    Args:
        words: hashes, one row per text.
        width: words per shingle.
    """
    # width - 1 zeros behind each text: a shingle that would run into the next text has nothing to run into, and the
    # single shingle of a short text is what its words make together with zeros.
    counts = words.lengths
    room = counts + (width - 1)
    padded = Ragged.of_lengths(np.zeros(int(room.sum()), dtype=np.uint64), room)
    padded.values[spans(padded.starts, counts)] = words.values

    last = max(len(padded.values) - (width - 1), 0)
    rolled = np.zeros(last, dtype=np.uint64)
    for place in reversed(range(width)):
        rolled *= hashing.WORD_BASE
        rolled += padded.values[place : place + last]

    whole = np.where(counts > 0, np.maximum(counts - (width - 1), 1), 0)
    hashes = hashing.mix64(rolled[spans(padded.starts, whole)]) >> np.uint64(32)

    # The text's number above the hash: one sort puts every set in order, and equal neighbours are repetitions.
    keyed = np.sort(np.repeat(np.arange(len(words), dtype=np.uint64) << np.uint64(32), whole) | hashes)
    distinct = np.ones(len(keyed), dtype=np.bool_)
    distinct[1:] = keyed[1:] != keyed[:-1]
    keyed = keyed[distinct]
    sizes = np.bincount((keyed >> np.uint64(32)).astype(np.int64), minlength=len(words))
    return Ragged.of_lengths(keyed.astype(np.uint32), sizes)
