"""Delimited text (CSV, RFC 4180, and its kin with semicolons, tabs or bars): a record is a row below the header.

`csv` splits a row into its cells. Where a row ends is found out here, since `csv` tells no offsets and lets one quote
that is never closed swallow the rest of the file:

- a row that begins on a line ends on it, unless a quoted cell is open there;
- then it ends on the line on which that cell is closed as it should be: by a quote before a delimiter or a line end;
- if there is no such line, or what comes before it could not follow a sound quote, the first line alone is rejected,
  and the next one is read as if nothing had been.

Whether a quoted cell that is open at the start of a line is closed on it does not depend on where it was opened. So the
line that closes a quote opened before line 5 also closes one that was opened before line 6, as long as it comes after,
and is looked for once: many stray quotes take no more time than none.
"""

import csv
import json
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

import msgspec
import numpy as np

from stages.clean.read.batches.columns import check
from stages.clean.read.batches.json_lines import lines
from stages.clean.read.batches.protocol import BatchError, Bytes, Found, Locate, Names
from stages.clean.read.containers import MIB
from stages.clean.read.decoding import to_text
from stages.clean.read.params import ReadParams
from stages.clean.rejects import Reject, reject

#: In the order in which they win where a header can be read with several of them equally well.
DELIMITERS = (",", ";", "\t", "|")

#: Bytes of the file in which the header must end.
HEADER_BYTES = 1 << 16

#: Characters by which a bad row is told from others.
TOLD_CHARACTERS = 40

#: Lines among which the header must begin.
HEADER_LINES = 100

_QUOTE = ord('"')

#: What users of Excel write into the first line for Excel, and what it says.
_HINTS = {f"sep={delimiter}".encode(): delimiter for delimiter in DELIMITERS}

# The limit of `csv` itself, 128 KiB for a cell, is below that of an article; rows are bounded here before it sees them.
csv.field_size_limit(1 << 30)


class Header(NamedTuple):
    """What the first row says.

    Attributes:
        delimiter: one of `DELIMITERS`.
        names: of the columns; empty for one that has none.
        end: where it ends, in bytes of the file.
    """

    delimiter: str
    names: tuple[str, ...]
    end: int


#: Where each line of a file begins and ends.
_Bounds = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


class _State(Enum):
    """How a line ends, for a reader that goes from left to right."""

    OUTSIDE = 1
    INSIDE = 2  # a quoted cell is open
    WRONG = 3  # a quoted cell is closed where neither a delimiter nor the end of the line follows


_WRONG = {
    _State.INSIDE: "a quote that opens a cell is never closed",
    _State.WRONG: "a quote that closes a cell is followed by more text",
}


def records(data: bytes, params: ReadParams, names: Names) -> Iterator[Found]:
    """Yield the rows below the header; those without anything in them are passed over.

    Raises:
        BatchError: there is no header, or none of its columns holds articles, or two of them hold the same.
    """
    header = read_header(data[:HEADER_BYTES], names)
    if isinstance(header, Reject):
        raise BatchError(header)
    limit = params.article_limit_mib * MIB
    too_large = reject("too_large", limit=params.article_limit_mib, knob="clean.read.article_limit_mib")
    nothing = f"\r\n {header.delimiter}".encode()
    for start, end, state in _Rows(data, _lines(data), header.delimiter, limit).after(header.end):
        if end - start > limit:
            yield Found(start, end - start, memoryview(data)[start:end], too_large)
            continue
        row = data[start:end]
        if not row.strip(nothing):
            continue
        content = _as_json(row, header) if state is _State.OUTSIDE else _bad(to_text(row), _WRONG[state])
        if isinstance(content, Reject):
            yield Found(start, end - start, row, content)
        else:
            yield Found(start, end - start, content)


def locate(data: Bytes, params: ReadParams, names: Names) -> Locate:
    """Return what gives the row at an offset as a JSON object of its cells by column."""
    del params
    header = read_header(data[0:HEADER_BYTES], names)

    def row(offset: int, length: int) -> bytes | None:
        found = header if isinstance(header, Reject) else _as_json(data[offset : offset + length], header)
        return None if isinstance(found, Reject) else found

    return row


def read_header(data: bytes, names: Names) -> Header | Reject:
    """Return what the header says, read with the delimiter that makes the most sense of it, or why it is none.

    Args:
        data: the beginning of the file.
        names: those of our fields that are called otherwise in this file.
    """
    delimiters: tuple[str, ...] = DELIMITERS
    there = _lines(data)
    bounds = [(start, end) for start, end in there[:HEADER_LINES].tolist() if data[start:end].strip()]
    if bounds and data[slice(*bounds[0])] in _HINTS:
        delimiters = (_HINTS[data[slice(*bounds.pop(0))]],)
    if not bounds:
        return reject("empty")
    start = bounds[0][0]
    headers = [_header(data, there, start, delimiter) for delimiter in delimiters]
    readable = [header for header in headers if header is not None]
    if not readable:
        return _bad(to_text(data[start:][:TOLD_CHARACTERS]), "it is the header, and its quotes cannot be read")
    sense = [(check(header.names, names) is None, len(header.names)) for header in readable]
    best = readable[sense.index(max(sense))]
    return check(best.names, names) or best


def _header(data: bytes, there: _Bounds, start: int, delimiter: str) -> Header | None:
    """Return the header that begins at an offset, as one delimiter reads it."""
    start, end, state = next(_Rows(data, there, delimiter, len(data)).after(start))
    cells = _cells(to_text(data[start:end]), delimiter)
    if state is not _State.OUTSIDE or isinstance(cells, Reject):
        return None
    return Header(delimiter, tuple(cell.strip() for cell in cells), end)


class _Rows:
    """Where the rows of a file begin and end, and in which state the end is."""

    def __init__(self, data: bytes, there: _Bounds, delimiter: str, limit: int) -> None:
        self._data, self._lines, self._delimiter, self._limit = data, there, ord(delimiter), limit
        self._found = (0, -1, _State.WRONG)  # from which line on `_closing` looked last, and what it found

    def after(self, offset: int) -> Iterator[tuple[int, int, _State]]:
        """Yield the rows that begin at an offset or after it."""
        number = int(np.searchsorted(self._lines[:, 0], offset))
        while number < len(self._lines):
            start, end = self._lines[number].tolist()
            number += 1
            state = _State.OUTSIDE
            if end - start <= self._limit and self._data.find(_QUOTE, start, end) >= 0:
                state = _walk(self._data[start:end], self._delimiter, inside=False)
                if state is _State.INSIDE:
                    last, closed = self._closing(number)
                    if closed is _State.OUTSIDE and self._lines[last, 1] - start <= self._limit:
                        end, state, number = int(self._lines[last, 1]), closed, last + 1
            yield start, end, state

    def _closing(self, number: int) -> tuple[int, _State]:
        """Return the first line from ``number`` on at whose end no quoted cell is open any more, and its state."""
        start, last, state = self._found
        if not start <= number <= last:
            last, state = number, _State.INSIDE
            while last < len(self._lines):
                begin, end = self._lines[last].tolist()
                if self._data.find(_QUOTE, begin, end) >= 0:
                    state = _walk(self._data[begin:end], self._delimiter, inside=True)
                    if state is not _State.INSIDE:
                        break
                last += 1
            self._found = (number, last, state)
        return last, state


def _lines(data: bytes) -> _Bounds:
    """Return where each line begins and ends; a file without LF is one of an old Macintosh, whose lines end in CR."""
    bounds = lines(memoryview(data), ord("\n" if b"\n" in data else "\r"))
    return np.fromiter(bounds, np.dtype((np.int64, 2)))


def _walk(line: bytes, delimiter: int, *, inside: bool) -> _State:
    """Return how a line ends.

    Args:
        line: without its line end.
        delimiter: its code.
        inside: whether a quoted cell is open where it begins. Then a quote within a cell that is not quoted is wrong
            too: it shows that the quote that seems to be open was never meant to be one.
    """
    continued, at = inside, 0
    while True:
        if inside:
            at = line.find(_QUOTE, at)
            if at < 0:
                return _State.INSIDE
            at += 1
            if at < len(line) and line[at] == _QUOTE:  # two of them are one that belongs to the text
                at += 1
                continue
            if at == len(line):
                return _State.OUTSIDE
            if line[at] != delimiter:
                return _State.WRONG
            at, inside = at + 1, False
        elif at < len(line) and line[at] == _QUOTE:
            at, inside = at + 1, True
        else:
            end = line.find(delimiter, at)
            if continued and line.find(_QUOTE, at, len(line) if end < 0 else end) >= 0:
                return _State.WRONG
            if end < 0:
                return _State.OUTSIDE
            at = end + 1


def _cells(row: str, delimiter: str) -> list[str] | Reject:
    if '"' not in row:
        return row.split(delimiter)
    try:
        return next(csv.reader([row], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return _bad(row, str(error))


def _as_json(row: bytes, header: Header) -> bytes | Reject:
    cells = _cells(to_text(row), header.delimiter)
    if isinstance(cells, Reject):
        return cells
    if len(cells) != len(header.names):
        return _bad(to_text(row), f"it has {len(cells)} cells, and the header has {len(header.names)}")
    return msgspec.json.encode({name: cell for name, cell in zip(header.names, cells, strict=True) if name})


def _bad(row: str, detail: str) -> Reject:
    """Return the reject of a row, told by how it begins: its number would change with the rows above."""
    return reject("bad_row", begins=json.dumps(row.strip()[:TOLD_CHARACTERS], ensure_ascii=False), detail=detail)
