"""A text and its bytes in UTF-8, over which RE2 searches, with what it finds in code points."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from stages.spans import found_in

Found = TypeVar("Found")

#: Called with the start and the end of a candidate; returns what it is, and where to search further.
Reader = Callable[[int, int], tuple[list[Found], int]]


class Scanned:
    """A text to be searched.

    Attributes:
        text: the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._bytes = text.encode()
        self._data = self._bytes  # what is searched
        self._ascii = len(self._data) == len(text)

    def cover(self, spans: Iterable[tuple[int, int]]) -> None:
        """Hide ``spans``, ordered and disjoint, from the searches that follow: no candidate reaches into them."""
        data, seen, at = self._data, 0, 0
        parts: list[bytes] = []
        for start, end in spans:
            first = at + (start - seen if self._ascii else len(self.text[seen:start].encode()))
            last = first + (end - start if self._ascii else len(self.text[start:end].encode()))
            parts += (data[at:first], b"\0" * (last - first))
            seen, at = end, last
        self._data = b"".join([*parts, data[at:]])

    def read(self, pattern: Any, read: Reader[Found]) -> Iterator[Found]:
        """Yield what ``read`` makes of each candidate that ``pattern`` finds.

        Args:
            pattern: of RE2, over bytes.
            read: what makes something of a candidate.
        """
        text, data, whole, ascii_only = self.text, self._data, self._bytes, self._ascii
        seen = seen_byte = at_byte = 0
        while True:
            for span in found_in(pattern, data, at_byte):
                start, end = start_byte, end_byte = span
                if not ascii_only:
                    start = seen + len(whole[seen_byte:start_byte].decode())
                    end = start + len(whole[start_byte:end_byte].decode())
                    seen, seen_byte = start, start_byte
                found, further = read(start, end)
                yield from found
                if further < end:
                    # Only a part of the candidate was read; in what is left of it another may begin.
                    at_byte = start_byte + (further - start if ascii_only else len(text[start:further].encode()))
                    break
            else:
                return
