"""Delimited text (CSV, RFC 4180, and its kin with semicolons, tabs or bars): a record is a row below the header.

`csv` splits a row into its cells. Where a row ends is found out here, since `csv` tells no offsets and lets one quote
that is never closed swallow the rest of the file:

- a row that begins on a line ends on it, unless a quoted cell is open there;
- then it ends on the line on which that cell is closed as it should be: by a quote before a delimiter or a line end,
  however far that is: a row larger than an article may be is one reject;
- if there is no such line, or what comes before it could not follow a sound quote, the first line alone is rejected,
  and the next one is read as if nothing had been.

Whether a quoted cell that is open at the start of a line is closed on it does not depend on where it was opened. So the
line that closes a quote opened before line 5 also closes one that was opened before line 6, as long as it comes after,
and is looked for once: many stray quotes take no more time than none.

What ends a line is told by the header alone, and once for the whole file: LF or CRLF, or CR in a file of an old
Macintosh. In the latter LF ends a line as well; where it was meant to be text it stands in a quoted cell.
"""

import csv
import json
import re
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from typing import NamedTuple

import msgspec

from stages.clean.read.batches.columns import check
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
_UTF8_MARK = b"\xef\xbb\xbf"

_QUOTED = re.compile(rb'(?<![^,;\t|\r\n])"[^"]*"')
_LINE_END = re.compile(rb"\r*\n|\r")
_CR_OR_LF = re.compile(rb"[\r\n]")
_EMPTY_LINES = {"\n": re.compile(rb"(?:\r?\n)*"), "\r": re.compile(rb"[\r\n]*")}

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
    for start, end, state in _Rows(_Lines(data), header.delimiter).after(header.end):
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
    there = _Lines(data)
    bounds = [(start, end) for start, end in islice(there, HEADER_LINES) if data[start:end].strip()]
    if bounds and data[slice(*bounds[0])] in _HINTS:
        delimiters = (_HINTS[data[slice(*bounds.pop(0))]],)
    if not bounds:
        return reject("empty")
    start = bounds[0][0]
    headers = [_header(there, start, delimiter) for delimiter in delimiters]
    readable = [header for header in headers if header is not None]
    if not readable:
        return _bad(to_text(data[start:][:TOLD_CHARACTERS]), "it is the header, and its quotes cannot be read")
    sense = [(check(header.names, names) is None, len(header.names)) for header in readable]
    best = readable[sense.index(max(sense))]
    return check(best.names, names) or best


def _header(there: "_Lines", start: int, delimiter: str) -> Header | None:
    """Return the header that begins at an offset, as one delimiter reads it."""
    start, end, state = next(_Rows(there, delimiter).after(start))
    cells = _cells(to_text(there.data[start:end]), delimiter)
    if state is not _State.OUTSIDE or isinstance(cells, Reject):
        return None
    return Header(delimiter, tuple(cell.strip() for cell in cells), end)


class _Lines:
    """The lines of a file, found as they are asked for: a list of them could be many times as large as the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._begin = len(_UTF8_MARK) if data.startswith(_UTF8_MARK) else 0
        end = _LINE_END.search(_QUOTED.sub(b"", data[self._begin : HEADER_BYTES]))
        self._mark = "\r" if end and end[0] == b"\r" else "\n"

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield where each line begins and ends, without its line end and without a byte order mark."""
        at = self._begin
        while at < len(self.data):
            end, following = self.line(at)
            yield at, end
            at = following

    def line(self, at: int) -> tuple[int, int]:
        """Return where the line that begins at an offset ends, and where the next one begins."""
        if self._mark == "\n":
            stop = self.data.find(b"\n", at)
        else:
            found = _CR_OR_LF.search(self.data, at)
            stop = found.start() if found else -1
        if stop < 0:
            return len(self.data), len(self.data)
        return stop - (stop > at and self.data[stop - 1] == ord("\r")), stop + 1

    def after_empty(self, at: int) -> int:
        """Return where the first line from an offset on begins that is not empty."""
        found = _EMPTY_LINES[self._mark].match(self.data, at)
        return found.end() if found else at


class _Rows:
    """Where the rows of a file begin and end, and in which state the end is."""

    def __init__(self, there: _Lines, delimiter: str) -> None:
        self._lines, self._data, self._delimiter = there, there.data, ord(delimiter)
        # From where on `_closing` looked last, where the line begins and ends that it found, and the state there.
        self._found = (0, -1, -1, -1, _State.WRONG)

    def after(self, offset: int) -> Iterator[tuple[int, int, _State]]:
        """Yield the rows that begin at the beginning of a line or, if the offset is the end of one, after it."""
        start = self._lines.after_empty(offset)
        while start < len(self._data):
            end, following = self._lines.line(start)
            state = _State.OUTSIDE
            if self._data.find(_QUOTE, start, end) >= 0:
                state = _walk(self._data[start:end], self._delimiter, inside=False)
                if state is _State.INSIDE:
                    last, after_last, closed = self._closing(following)
                    if closed is _State.OUTSIDE:
                        end, following, state = last, after_last, closed
            yield start, end, state
            start = self._lines.after_empty(following)

    def _closing(self, at: int) -> tuple[int, int, _State]:
        """Return the end of the first line from an offset on at whose end no quoted cell is open any more.

        Returns:
            Its end, where the next line begins, and its state; `_State.INSIDE` if there is no such line.
        """
        start, begin, end, following, state = self._found
        if not start <= at <= begin:
            begin, end, following, state = at, len(self._data), len(self._data), _State.INSIDE
            while begin < len(self._data):
                end, following = self._lines.line(begin)
                if self._data.find(_QUOTE, begin, end) >= 0:
                    state = _walk(self._data[begin:end], self._delimiter, inside=True)
                    if state is not _State.INSIDE:
                        break
                begin = following
            self._found = (at, begin, end, following, state)
        return end, following, state


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
