"""A stretch of text as words and marks: what the rules about clauses look at.

The texts of a partition are taken apart at once, by NumPy; Python looks at each different word alone. A stretch of one
is then cut from its columns.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, count, pairwise
from operator import add, ne
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stages.letters import LINE, SPACE, kinds, words

#: What may stand inside a word, as _TOKEN says, besides ’.
_JOINTS = "'-&./"

#: The first bytes of characters of more than one, two and three bytes.
_TWO, _THREE, _FOUR = 0xC0, 0xE0, 0xF0

#: A word with its apostrophes, hyphens and inner stops, or one mark, and white space. Possessive: linear.
_TOKEN = re.compile(r"(?:\w++(?:['’\-&./]\w++)*+|[^\w\s])\s*+")

_SPACE = re.compile(r"\s*+")


class Tokens(NamedTuple):
    """The tokens of one stretch, as columns.

    Attributes:
        low: each in lower case, but for those of capitals alone (IT, WHO), which are names and no small words.
        start: where it begins in the text.
        end: where it ends.
        cap: whether it has a capital, as names do.
    """

    low: list[str]
    start: list[int]
    end: list[int]
    cap: list[bool]

    def at(self, position: int) -> int:
        """Return the number of the first token that begins at ``position`` or behind it."""
        return bisect_left(self.start, position)


def tokens(text: str, start: int, end: int) -> Tokens:
    """Return the tokens of ``text[start:end]``.

    >>> tokens("He said: no.", 0, 12).low
    ['he', 'said', ':', 'no', '.']
    """
    begin = _SPACE.match(text, start, end).end()  # type: ignore[union-attr]
    # Each with the white space behind it, so that their lengths tell where they stand.
    pieces = _TOKEN.findall(text, begin, end)
    found = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces), initial=begin))
    starts.pop()
    low, cap = _read(found)
    return Tokens(low, starts, list(map(add, starts, map(len, found))), cap)


def _read(found: Sequence[str]) -> tuple[list[str], list[bool]]:
    """Return tokens in lower case, and whether they have capitals."""
    low = list(map(str.lower, found))
    cap = list(map(ne, found, low))
    for at in compress(count(), cap):
        # IT and US are names and no pronouns; I and A are words of one letter.
        if len(found[at]) > 1 and found[at].isupper():
            low[at] = found[at]
    return low, cap


class Whole(NamedTuple):
    """The tokens of a whole text, of which stretches are asked for: as arrays, but for where they begin.

    Attributes:
        start: where each begins.
        end: where it ends.
        low: as `Tokens` has them.
        cap: likewise.
    """

    start: list[int]
    end: NDArray[np.int64]
    low: NDArray[np.object_]
    cap: NDArray[np.bool_]


def stretch(whole: Whole, text: str, start: int, end: int) -> Tokens:
    """Return the tokens of ``text[start:end]``, given those of all of ``text``."""
    if start >= end:
        return Tokens([], [], [], [])  # before a quotation that opens its sentence
    starts, all_ends, lows, caps = whole
    first = bisect_left(starts, start)
    last = bisect_left(starts, end, first)
    ends = all_ends[first:last].tolist()
    if (first and all_ends[first - 1] > start) or (ends and ends[-1] > end):
        return tokens(text, start, end)  # An edge cuts a word, as a stop without a space does: spot.The
    # As `Tokens(...)` would make it, without the call that does no more: five of them in an article count.
    return tuple.__new__(Tokens, (lows[first:last].tolist(), starts[first:last], ends, caps[first:last].tolist()))


def of_texts(texts: Sequence[str]) -> Iterator[Whole]:
    """Yield the tokens of each text, as `tokens` would return them."""
    pieces = [text.encode() for text in texts]
    data = b"\n".join([b"\n", *pieces, b"\n"])
    starts, ends, written = _places(data)
    begins = np.cumsum([2, *(1 + len(piece) for piece in pieces)], dtype=np.int64)
    bounds = np.searchsorted(starts, begins).tolist()
    encoded = written.dictionary_encode()
    low, cap = _read(encoded.dictionary.to_pylist())
    numbers = encoded.indices.to_numpy()
    lows, caps = np.array(low, object)[numbers], np.array(cap, np.bool_)[numbers]
    # Places are told from the beginning of each text, in code points.
    shifts = begins[:-1]
    if not data.isascii():
        codes = np.cumsum(_leads(data), dtype=np.int64)
        starts, ends, shifts = codes[starts] - 1, codes[ends - 1], codes[shifts - 1]
    shift = np.repeat(shifts, np.diff(bounds))
    starts, ends = starts - shift, ends - shift
    for a, b in pairwise(bounds):
        yield Whole(starts[a:b].tolist(), ends[a:b], lows[a:b], caps[a:b])


def _leads(data: bytes) -> NDArray[np.bool_]:
    """Return whether each byte is the first of its character."""
    leads: NDArray[np.bool_] = (np.frombuffer(data, np.uint8) & _TWO) != ord("\x80")
    return leads


def _places(data: bytes) -> tuple[NDArray[Any], NDArray[Any], pa.StringArray]:
    """Return the first byte of each token, the one behind its last, and the tokens as they are written."""
    raw = np.frombuffer(data, np.uint8)
    found = kinds(data, _JOINTS)
    inside = words(data, found)
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    black = (found != SPACE) & (found != LINE)
    marks = black & ~inside & _leads(data)
    starts = np.flatnonzero(begins | marks)
    is_mark = marks[starts]
    leads = raw[starts]
    ends = starts + 1 + (leads >= _TWO) + (leads >= _THREE) + (leads >= _FOUR)
    ends[~is_mark] = np.flatnonzero(inside[:-1] & ~inside[1:]) + 1
    # All but white space is part of just one token.
    offsets = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(ends - starts, out=offsets[1:])
    written = pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(raw[black]))
    return starts, ends, written
