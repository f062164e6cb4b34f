"""Where the words of a text stand in its bytes: all of a partition's text at once, as arrays.

A word is letters, digits and underscores, with single apostrophes and hyphens inside. What is neither part of a word,
nor white space within a line, nor an apostrophe or hyphen is a mark.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Kinds of bytes. Of a character of several bytes each has its kind; ’ is the one joint of three.
_UNKNOWN, _SPACE, _WORD, _JOINT, _WIDE_JOINT, _MARK = range(6)

_WIDE = "’"
_WIDE_LEAD, _WIDE_LENGTH = _WIDE.encode()[0], len(_WIDE.encode())

#: The last code points of two and three bytes.
_TWO, _THREE = 0x7FF, 0xFFFF


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
    raw = np.frombuffer(data, np.uint8)
    kinds = _kinds(data, raw)
    inside = kinds == _WORD
    joints = np.flatnonzero(kinds == _JOINT)
    inside[joints[inside[joints - 1] & inside[joints + 1]]] = True
    if not data.isascii():
        wide = np.flatnonzero((kinds == _WIDE_JOINT) & (raw == _WIDE_LEAD))
        # Of words alone: that a joint between two words is part of one makes no word of the joint beside it.
        wide = wide[(kinds[wide - 1] == _WORD) & (kinds[wide + _WIDE_LENGTH] == _WORD)]
        for byte in range(_WIDE_LENGTH):
            inside[wide + byte] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    marks = kinds == _MARK
    bare = raw[starts] == ord("_")
    if bare.any():  # What begins with an underscore is no word, but a mark.
        for start, end in zip(starts[bare].tolist(), ends[bare].tolist(), strict=True):
            inside[start:end] = False
            marks[start] = True
        starts, ends = starts[~bare], ends[~bare]
    return Places(starts, ends, inside, np.cumsum(marks, dtype=np.int32))


def _kinds(data: bytes, raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the kind of each byte."""
    kinds = np.frombuffer(data.translate(_of_ascii()), np.uint8)
    if data.isascii():
        return kinds
    kinds = kinds.copy()
    high = np.flatnonzero(raw > ord("\x7f"))
    codes = np.frombuffer(raw[high].tobytes().decode().encode("utf-32-le"), np.uint32)
    table = _of_all()
    found = table[codes]
    new = np.unique(codes[found == _UNKNOWN])
    if new.size:
        table[new] = [_kind(chr(code)) for code in new.tolist()]
        found = table[codes]
    kinds[high] = np.repeat(found, 2 + (codes > _TWO) + (codes > _THREE))
    return kinds


@cache
def _of_ascii() -> bytes:
    return bytes(_kind(chr(code)) if code < 128 else _UNKNOWN for code in range(256))


@cache
def _of_all() -> NDArray[np.uint8]:
    """Return the kinds of all characters by their code points; they are filled in as they come."""
    return np.full(0x110000, _UNKNOWN, np.uint8)


def _kind(character: str) -> int:
    """Return the kind of a character."""
    if character.isalnum() or character == "_":
        return _WORD
    if character == _WIDE:
        return _WIDE_JOINT
    if character in "'-":
        return _JOINT
    return _SPACE if character.isspace() and character != "\n" else _MARK
