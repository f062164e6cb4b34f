"""Where the words of a text stand in its bytes: all of a partition's text at once, as arrays.

A word is letters, digits and underscores, with single apostrophes and hyphens inside. What is neither part of a word,
nor white space within a line, nor an apostrophe or hyphen is a mark.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stages.letters import LINE, MARK, kinds, words

_JOINTS = "'-"


class Places(NamedTuple):
    """Where words and marks stand.

    Attributes:
        starts: first byte of each word.
        ends: the byte behind each.
        inside: whether each byte is of a word.
        marks: how many bytes of marks stand before each byte, or are it.
    """

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    inside: NDArray[np.bool_]
    marks: NDArray[np.int32]


def places(data: bytes) -> Places:
    """Return where the words of a text stand, given in UTF-8; it begins and ends with a line break. Linear."""
    found = kinds(data, _JOINTS)
    inside = words(data, found)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    marks = (found == MARK) | (found == LINE)
    bare = np.frombuffer(data, np.uint8)[starts] == ord("_")
    if bare.any():  # What begins with an underscore is no word, but a mark.
        for start, end in zip(starts[bare].tolist(), ends[bare].tolist(), strict=True):
            inside[start:end] = False
            marks[start] = True
        starts, ends = starts[~bare], ends[~bare]
    return Places(starts, ends, inside, np.cumsum(marks, dtype=np.int32))
