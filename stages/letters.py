"""Of which kind the characters of a text are, as arrays over its bytes: all of a partition's text at once.

For annotators that look at every word of every article: NumPy takes the words apart, and Python looks at each different
one.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

#: Kinds of bytes; of a character of several bytes each has its kind. A joint may stand inside a word; that of three
#: bytes has a kind of its own.
_UNKNOWN, SPACE, LINE, WORD, JOINT, WIDE_JOINT, MARK = range(7)

_WIDE = "’"
_WIDE_LEAD, _WIDE_LENGTH = _WIDE.encode()[0], len(_WIDE.encode())

#: The last code points of two and three bytes.
_TWO, _THREE = 0x7FF, 0xFFFF


def kinds(data: bytes, joints: str) -> NDArray[np.uint8]:
    """Return the kind of each byte of a text in UTF-8. Linear.

    Args:
        data: the text.
        joints: ASCII characters that may stand inside words; ’ may as well.
    """
    found = np.frombuffer(data.translate(_of_ascii(joints)), np.uint8)
    if data.isascii():
        return found
    found = found.copy()
    high = np.flatnonzero(np.frombuffer(data, np.uint8) > ord("\x7f"))
    codes = np.frombuffer(np.frombuffer(data, np.uint8)[high].tobytes().decode().encode("utf-32-le"), np.uint32)
    table = _of_all()
    told = table[codes]
    new = np.unique(codes[told == _UNKNOWN])
    if new.size:
        table[new] = [_kind(chr(code), "") for code in new.tolist()]
        told = table[codes]
    found[high] = np.repeat(told, 2 + (codes > _TWO) + (codes > _THREE))
    return found


def words(data: bytes, found: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return whether each byte is of a word: letters, digits and underscores, with single joints between them.

    Args:
        data: the text; it begins and ends with white space.
        found: its `kinds`.
    """
    inside: NDArray[np.bool_] = found == WORD
    joints = np.flatnonzero(found == JOINT)
    joints = joints[inside[joints - 1] & inside[joints + 1]]
    wide = np.flatnonzero((found == WIDE_JOINT) & (np.frombuffer(data, np.uint8) == _WIDE_LEAD))
    wide = wide[inside[wide - 1] & inside[wide + _WIDE_LENGTH]]
    # Both were told by words alone: that a joint is part of one makes no word of the joint beside it.
    inside[joints] = True
    for byte in range(_WIDE_LENGTH):
        inside[wide + byte] = True
    return inside


@cache
def _of_ascii(joints: str) -> bytes:
    return bytes(_kind(chr(code), joints) if code < 128 else _UNKNOWN for code in range(256))


@cache
def _of_all() -> NDArray[np.uint8]:
    """Return the kinds of all characters by their code points; they are filled in as they come."""
    return np.full(0x110000, _UNKNOWN, np.uint8)


def _kind(character: str, joints: str) -> int:
    """Return the kind of a character."""
    if character.isalnum() or character == "_":
        return WORD
    if character == _WIDE:
        return WIDE_JOINT
    if character in joints:
        return JOINT
    if character == "\n":
        return LINE
    return SPACE if character.isspace() else MARK
