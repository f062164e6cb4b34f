"""Many exact byte strings looked for at once, in time that hardly depends on how many they are."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Bytes by which a place is a candidate.
_HEAD = 8

#: Bytes looked through at a time; bounds the memory to some forty times that.
_PIECE = 1 << 20

#: Bits of the table that rules most places out, and the factor that spreads eight bytes over them (2 ** 64 divided by
#: the golden ratio, made odd).
_BITS = 18
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

#: What may stand before a path and behind it; anything else, a space too, may be a part of another path. Where the path
#: begins with the folder of all articles, it may stand below other folders.
_BEFORE = frozenset(b"\"'`\r\n\t\0,;=<>()[]{}|&:")
_BEHIND = _BEFORE | frozenset(b"#")
_BELOW = _BEFORE | frozenset(b"/\\ ")


class Literal(NamedTuple):
    """A byte string to look for.

    Attributes:
        kind, value: what is told when it is found.
        is_path: it counts only where it is a whole path.
        below: for a path, it begins with the folder of all articles.
    """

    kind: str
    value: str
    is_path: bool = False
    below: bool = False


class Literals:
    """Byte strings to look for.

    Args:
        wanted: what is found by each of them.
    """

    def __init__(self, wanted: Mapping[bytes, Literal]) -> None:
        self._wanted = {data: literal for data, literal in wanted.items() if data}
        self._short = [data for data in self._wanted if len(data) < _HEAD]
        self._longest = max(map(len, self._wanted), default=0)
        self._by_head: dict[int, list[bytes]] = {}
        for data in self._wanted:
            if len(data) >= _HEAD:
                self._by_head.setdefault(int.from_bytes(data[:_HEAD], "little"), []).append(data)
        self._heads = np.array(sorted(self._by_head), np.uint64)
        self._table = np.zeros(1 << _BITS, np.bool_)
        self._table[_spread(self._heads)] = True

    def find(self, data: bytes) -> Iterator[Literal]:
        """Yield those that stand in some bytes; one may come several times."""
        for start in range(0, len(data), _PIECE):
            # Each piece reaches into the next one by what a string may stand across their border.
            yield from self._in_piece(data, start, min(len(data), start + _PIECE + self._longest))

    def _in_piece(self, data: bytes, start: int, stop: int) -> Iterator[Literal]:
        for short in self._short:
            at = data.find(short, start, stop)
            while at >= 0:
                if self._fits(data, at, short):
                    yield self._wanted[short]
                    break
                at = data.find(short, at + 1, stop)
        count = stop - start - _HEAD + 1
        if count <= 0 or not len(self._heads):
            return
        windows: NDArray[np.uint64] = np.ndarray((count,), "<u8", data, start, (1,)).copy()
        places = np.flatnonzero(self._table[_spread(windows)])
        heads = windows[places]
        near = np.minimum(np.searchsorted(self._heads, heads), len(self._heads) - 1)
        is_head = self._heads[near] == heads
        for place, head in zip(places[is_head].tolist(), heads[is_head].tolist(), strict=True):
            for wanted in self._by_head[head]:
                if data.startswith(wanted, start + place) and self._fits(data, start + place, wanted):
                    yield self._wanted[wanted]

    def _fits(self, data: bytes, at: int, wanted: bytes) -> bool:
        literal = self._wanted[wanted]
        if not literal.is_path:
            return True
        end = at + len(wanted)
        begins = at == 0 or data[at - 1] in (_BELOW if literal.below else _BEFORE)
        return begins and (end == len(data) or data[end] in _BEHIND)


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a number of `_BITS` bits for each value."""
    return (values * _FACTOR) >> np.uint64(64 - _BITS)
