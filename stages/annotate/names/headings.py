"""Headings: short lines without a stop whose words are mostly capitalised, so that no capital says anything."""

import numpy as np

from stages.annotate.names.signs import APOSTROPHE, BREAK, CLOSING, Bytes, Integers, table_of

#: Code points of the longest line that may be a heading, and the least share of its words that are capitalised.
_LONGEST, _CAPITALISED = 120, 0.6

#: Letters of the longest word that does not count: of, with.
_SMALL = 3

#: What no heading ends with.
_ENDS = table_of(".!?\"',;) ", APOSTROPHE, CLOSING)


def headings(joined: str, signs: Bytes) -> Integers:
    """Return where headings begin and end, by turns.

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
    bounds: list[int] = []
    for start, end in zip(starts[open_].tolist(), ends[open_].tolist(), strict=True):
        words = [word for word in joined[start:end].split() if len(word) > _SMALL]
        if len(words) > 2 and sum(word[0].isupper() for word in words) >= _CAPITALISED * len(words):
            bounds += (start, end)
    return np.array(bounds, np.int64)
