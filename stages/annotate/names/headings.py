"""Headings: short lines without a stop whose words are mostly capitalised, so that no capital says anything."""

import string

import numpy as np
import numpy.typing as npt

from stages.annotate.names.signs import (
    APOSTROPHE,
    BREAK,
    CAPITAL,
    CLOSING,
    LETTER,
    OTHER,
    SPACE,
    Bytes,
    Integers,
    table_of,
)

#: Code points of the longest line that may be a heading, and the least share of its words that are capitalised.
_LONGEST, _CAPITALISED = 120, 0.6

#: Letters of the longest word that does not count: of, with.
_SMALL = 3

#: Words of a line, small ones not counted, that are too few for a heading.
_FEW = 2

#: How many times what a sign costs in a line that is looked at by itself is what it costs among all of the text.
_DEARER = 4

#: What parts words, for `str.split` as well; capitals; and signs that only Python knows to be one of them or not.
_WHITE, _UPPER = table_of(string.whitespace + "\x1c\x1d\x1e\x1f", SPACE), table_of(string.ascii_uppercase)
_BEYOND = table_of("", LETTER, CAPITAL, OTHER)

#: What no heading ends with.
_ENDS = table_of(".!?\"',;) ", APOSTROPHE, CLOSING)


def headings(joined: str, signs: Bytes) -> Integers:
    """Return where headings begin and end, by turns.

    Of texts that are mostly short lines, as a wire's are, the words of all lines are counted at once; there lines with
    letters beyond ASCII are looked at one by one, and of other texts all short lines are.

    Args:
        joined: a text.
        signs: its signs.
    """
    breaks = np.flatnonzero(signs == BREAK)
    starts = np.concatenate([np.zeros(1, np.int64), breaks + 1])
    ends = np.append(breaks, len(signs))
    lengths = ends - starts
    short = (lengths > 0) & (lengths < _LONGEST)
    starts, ends = starts[short], ends[short]
    open_ = ~_ENDS[signs[ends - 1]]
    starts, ends = starts[open_], ends[open_]
    found = np.zeros(len(starts), np.bool_)
    one_by_one = np.ones(len(starts), np.bool_)
    if (ends - starts).sum() * _DEARER > len(signs):
        found = _capitalised(signs, starts, ends)
        beyond = np.flatnonzero(_BEYOND[signs]) if not joined.isascii() else starts[:0]
        one_by_one = np.searchsorted(beyond, starts) < np.searchsorted(beyond, ends)
    for at in np.flatnonzero(one_by_one).tolist():
        found[at] = _is_capitalised(joined[starts[at] : ends[at]])
    return np.column_stack([starts[found], ends[found]]).ravel()


def _capitalised(signs: Bytes, starts: Integers, ends: Integers) -> npt.NDArray[np.bool_]:
    """Say of each line whether its words are mostly capitalised, as `_is_capitalised` does; all signs are ASCII."""
    white = np.ones(len(signs) + 2, np.bool_)
    np.take(_WHITE, signs, out=white[1:-1])
    edges = np.flatnonzero(white[1:] != white[:-1])
    words = np.compress(edges[1::2] - edges[::2] > _SMALL, edges[::2])
    capitals = np.concatenate([np.zeros(1, np.int64), np.cumsum(_UPPER[signs[words]])])
    low, high = np.searchsorted(words, starts), np.searchsorted(words, ends)
    counts = high - low
    mostly: npt.NDArray[np.bool_] = capitals[high] - capitals[low] >= _CAPITALISED * counts
    return mostly & (counts > _FEW)


def _is_capitalised(line: str) -> bool:
    """Say whether the words of a line are mostly capitalised."""
    words = [word for word in line.split() if len(word) > _SMALL]
    return len(words) > _FEW and sum(word[0].isupper() for word in words) >= _CAPITALISED * len(words)
