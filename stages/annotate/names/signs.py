"""Many texts as one array with a byte for each code point, so that one scan reads them all.

An ASCII sign stands for itself. Any other is stood for by its kind, as far as names ask for it: so spans of bytes are
spans of code points, and the scan needs no tables of Unicode, whose automaton is too large to be quick.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

#: Kinds of signs beyond ASCII; a control character that has one of these numbers is `OTHER`.
LETTER = 1  #: a letter, mark or number that is no capital
CAPITAL = 2
APOSTROPHE = 3
SPACE = 4  #: that does not break
OPENING = 5  #: quotation marks
CLOSING = 6  #: a quotation mark
OTHER = 7

_KINDS = {"’": APOSTROPHE, "\u00a0": SPACE, "“": OPENING, "‘": OPENING, "”": CLOSING}

#: The line feed, which parts texts: no name goes over it.
BREAK = 10


def signs_of(joined: str) -> Bytes:
    """Return the signs of a text, one for each code point."""
    if joined.isascii():
        signs = np.frombuffer(joined.encode(), np.uint8)
        return np.where((signs <= OTHER), np.uint8(OTHER), signs) if (signs <= OTHER).any() else signs
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    table = _table()
    signs = table[codes]
    fresh = codes[signs == 0]
    if len(fresh):
        # Code points are looked at when the first text has them: all of them would take longer than many texts.
        for code in np.unique(fresh).tolist():
            table[code] = _sign(chr(code))
        signs = table[codes]
    return signs


@cache
def _table() -> Bytes:
    """Return the sign of each code point that was met, 0 for others."""
    table = np.zeros(0x110000, np.uint8)
    table[:128] = np.arange(128)
    table[: OTHER + 1] = OTHER
    return table


@cache
def _pattern(kinds: str) -> Any:
    import re2

    return re2.compile(kinds)


def _sign(sign: str) -> int:
    kind = _KINDS.get(sign)
    if kind is None:
        letters = _pattern(r"[\p{L}\p{M}\p{N}]").fullmatch(sign) is not None
        kind = LETTER if letters else OTHER
        if letters and _pattern(r"\p{Lu}").fullmatch(sign):
            kind = CAPITAL
    return kind


def starts_of(texts: Sequence[str]) -> Integers:
    """Return where each text begins in all of them with a line feed between, and where one more would."""
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])


def table_of(ascii_: str, *kinds: int) -> npt.NDArray[np.bool_]:
    """Return a table that says of each sign whether it is one of some ASCII ones or of some kinds."""
    table = np.zeros(256, np.bool_)
    table[[*ascii_.encode(), *kinds]] = True
    return table
