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
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.letters import LINE, SPACE, kinds, words

#: What may stand inside a word, as _TOKEN says, besides ’.
_JOINTS = "'-&./"

#: What tells the first byte of a character, and what is so told of all others.
_LEAD, _INNER = 0xC0, 0x80

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
    low, cap = _read(found, list(map(str.lower, found)))
    return Tokens(low, starts, list(map(add, starts, map(len, found))), cap)


def _read(found: Sequence[str], low: list[str]) -> tuple[list[str], list[bool]]:
    """Return tokens in lower case, but for those of capitals, and whether they have capitals.

    Args:
        found: the tokens.
        low: each in lower case; those of capitals are put back.
    """
    cap = list(map(ne, found, low))
    for at in compress(count(), cap):
        # IT and US are names and no pronouns; I and A are words of one letter.
        if len(found[at]) > 1 and found[at].isupper():
            low[at] = found[at]
    return low, cap


class Whole(NamedTuple):
    """The tokens of a whole text, of which stretches are asked for, as columns: see `Tokens`."""

    start: list[int]
    end: list[int]
    low: list[str]
    cap: list[bool]


class Partition(NamedTuple):
    """The tokens of some texts, in order.

    Attributes:
        data: the texts in UTF-8, with line feeds around each.
        first: where in ``data`` each token begins.
        behind: where it ends there.
        starts: where it begins in its text, in code points.
        ends: where it ends there.
        bounds: the number of the first token of each text, and of one more.
        numbers: which of ``words`` each is.
        words: the different tokens as they are written, with line feeds between.
    """

    data: bytes
    first: NDArray[np.int64]
    behind: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    bounds: list[int]
    numbers: NDArray[np.int32]
    words: str


def stretch(whole: Whole, text: str, start: int, end: int) -> Tokens:
    """Return the tokens of ``text[start:end]``, given those of all of ``text``."""
    if start >= end:
        return Tokens([], [], [], [])  # before a quotation that opens its sentence
    starts, ends, lows, caps = whole
    first = bisect_left(starts, start)
    last = bisect_left(starts, end, first)
    if (first and ends[first - 1] > start) or (last > first and ends[last - 1] > end):
        return tokens(text, start, end)  # An edge cuts a word, as a stop without a space does: spot.The
    # As `Tokens(...)` would make it, without the call that does no more: five of them in an article count.
    return tuple.__new__(Tokens, (lows[first:last], starts[first:last], ends[first:last], caps[first:last]))


def of_texts(texts: Sequence[str]) -> Iterator[Whole]:
    """Yield the tokens of each text, as `tokens` would return them."""
    return of_partition(partition(texts))


def of_partition(all_: Partition) -> Iterator[Whole]:
    """Yield the tokens of each text of a partition."""
    words = all_.words
    # All in lower case at once: no letter looks for what its case is over a line feed.
    low, cap = _read(words.split("\n"), words.lower().split("\n"))
    lows, caps = np.array(low, object)[all_.numbers], np.array(cap, np.bool_)[all_.numbers]
    starts, ends = all_.starts, all_.ends
    for a, b in pairwise(all_.bounds):
        yield Whole(starts[a:b].tolist(), ends[a:b].tolist(), lows[a:b].tolist(), caps[a:b].tolist())


def partition(texts: Sequence[str]) -> Partition:
    """Return the tokens of some texts. Linear."""
    pieces = [text.encode() for text in texts]
    data = b"\n".join([b"\n", *pieces, b"\n"])
    first, behind, written = _places(data)
    begins = np.cumsum([2, *(1 + len(piece) for piece in pieces)], dtype=np.int64)
    bounds = np.searchsorted(first, begins).tolist()
    encoded = written.dictionary_encode()
    different = pa.ListArray.from_arrays(pa.array([0, len(encoded.dictionary)], pa.int32()), encoded.dictionary)
    (words,) = pc.binary_join(different, "\n").to_pylist()
    # Places are told from the beginning of each text, in code points.
    starts, ends, shifts = first, behind, begins[:-1]
    if not data.isascii():
        codes = np.cumsum(_leads(data), dtype=np.int64)
        starts, ends, shifts = codes[first] - 1, codes[behind - 1], codes[shifts - 1]
    shift = np.repeat(shifts, np.diff(bounds))
    return Partition(data, first, behind, starts - shift, ends - shift, bounds, encoded.indices.to_numpy(), words)


def _leads(data: bytes) -> NDArray[np.bool_]:
    """Return whether each byte is the first of its character."""
    leads: NDArray[np.bool_] = (np.frombuffer(data, np.uint8) & _LEAD) != _INNER
    return leads


def _places(data: bytes) -> tuple[NDArray[Any], NDArray[Any], pa.StringArray]:
    """Return the first byte of each token, the one behind its last, and the tokens as they are written."""
    found = kinds(data, _JOINTS)
    inside = words(data, found)
    black = (found != SPACE) & (found != LINE)
    begins = black & ~inside  # marks, each of which is a token
    ends = begins
    if not data.isascii():
        leads = _leads(data)
        begins, ends = begins & leads, begins.copy()
        ends[:-1] &= leads[1:]
    edges = inside[1:] != inside[:-1]  # The text begins and ends with white space.
    starts = np.flatnonzero(begins[1:] | (edges & inside[1:])) + 1
    behind = np.flatnonzero(ends[:-1] | (edges & inside[:-1])) + 1
    # All but white space is part of just one token.
    offsets = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(behind - starts, out=offsets[1:])
    text = np.compress(black, np.frombuffer(data, np.uint8))  # a third of the time of an index of truth values
    written = pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(text))
    return starts, behind, written
