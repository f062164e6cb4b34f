"""Tokens to fingerprints: a few shingles of a text, chosen so that every shared passage shares one.

Source: Schleimer, Wilkerson, Aiken: Winnowing: local algorithms for document fingerprinting, 2003. Of each window of
consecutive shingles the least is a fingerprint, so two texts that share a window share its fingerprint.
"""

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.ragged import Ragged
from stages.dedupe.shingles import distinct, heads, shingles

#: 2 ** 32 divided by the golden ratio, made odd (Knuth, The Art of Computer Programming, volume 3, section 6.4).
_SPREAD = np.uint32(0x9E3779B1)


def fingerprints(tokens: Ragged, width: int, window: int) -> Ragged:
    """Return the fingerprints of each text: ``uint32``, distinct, ascending.

    Any run of ``window + width - 1`` words that two texts share gives them a fingerprint in common. A text of fewer
    shingles than a window has its least one, a text of fewer words than a shingle has none. About ``2 / (window +
    1)`` of the shingles of a text are fingerprints.

    Args:
        tokens: as for `stages.dedupe.shingles.shingles`.
        width: words per shingle.
        window: shingles per window.
    """
    runs = shingles(tokens, width)

    # The least of 2, 4, 8 ... shingles, and of a window as that of two such stretches that overlap.
    least, reach = runs.values.copy(), 1
    while reach < window:
        step = min(reach, window - reach)
        np.minimum(least[:-step], least[step:], out=least[:-step])
        reach += step
    brief = np.flatnonzero((runs.lengths > 0) & (runs.lengths < window))
    if len(brief):
        whole = runs.take(brief)
        least[runs.starts[brief]] = np.minimum.reduceat(whole.values, whole.starts)

    # One shingle is mostly the least of several windows in a row: they need no sorting.
    kept = np.ones(len(least), dtype=np.bool_)
    np.not_equal(least[1:], least[:-1], out=kept[1:])
    kept[runs.starts[runs.lengths > 0]] = True
    kept &= heads(runs, window)
    kept[runs.starts[(tokens.lengths > 0) & (tokens.lengths < width)]] = False
    return distinct(Ragged(spread(least[kept]), np.append(0, np.cumsum(kept))[runs.offsets]))


def spread(least: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the least values of windows as numbers that say no more that they are least (a bijection).

    Least values begin with zeros, so that their first bits would part them into one large slice and seven empty ones.
    """
    return least * _SPREAD


def by_first_bits(rows: Ragged, parts: int) -> list[Ragged]:
    """Part the values of each row by their first bits: all rows in each of ``parts``, a power of 2."""
    first = (rows.values >> np.uint32(33 - parts.bit_length())).astype(np.uint8)
    found = []
    for part in range(parts):
        holds = first == part
        found.append(Ragged(rows.values[holds], np.append(0, np.cumsum(holds))[rows.offsets]))
    return found
