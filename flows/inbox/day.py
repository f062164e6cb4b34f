"""The batch file of a day: directly below the seeds, one line for each article that came in on that day, by id.

It lies in no folder, since a folder would name the outlet of articles that nobody names one for. An article keeps the
id that it came with: its path below the inbox, with ``#`` and its own id where it came in a batch.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from flows.errors import UsageError
from flows.inbox import records
from flows.inbox.names import DIGITS
from flows.inbox.reading import Found, Line
from stages.clean.read.records import record_id

#: Bytes that a line counts at least: an index of the file takes more for it than so many.
_LEAST_LINE = 256


def name_of(day: dt.date) -> str:
    """Return the name of a day's file.

    >>> name_of(dt.date(2021, 4, 29))
    'inbox-2021-04-29.jsonl'
    """
    return f"inbox-{day.isoformat()}.jsonl"


class Stretch(NamedTuple):
    """A line that is there: what it is called, and where it stands."""

    id: str
    path: Path
    offset: int
    length: int


@dataclass
class Existing:
    """The lines that a day's file has.

    Attributes:
        lines: in their order.
        digest: SHA-256 of the file; None where there is none.
        size: of the file, in bytes.
    """

    lines: list[Stretch] = field(default_factory=list)
    digest: str | None = None
    size: int = 0


@dataclass
class Plan:
    """What of the files that were read goes into a day's file.

    Attributes:
        lines: those to add, with the ids that they get; by the number of their file.
        there: how many lines of a file are there already.
        full: numbers of the files for which the day's file has no room any more.
        too_large: numbers of the files for which that of no day has room.
    """

    lines: dict[int, list[tuple[str, Line]]] = field(default_factory=dict)
    there: dict[int, int] = field(default_factory=dict)
    full: set[int] = field(default_factory=set)
    too_large: set[int] = field(default_factory=set)


def existing(path: Path) -> Existing:
    """Return what a day's file holds.

    Raises:
        UsageError: it cannot be read.
    """
    found = Existing()
    if not os.path.lexists(path):
        return found
    if not path.is_file():
        raise UsageError(f"{path} is not a file", "Move it away: the articles of the day go there.")
    digest = sha256()
    try:
        with path.open("rb") as stream:
            for line in stream:
                digest.update(line)
                if not line.isspace():
                    found.lines.append(Stretch(record_id(line) or "", path, found.size, len(line)))
                found.size += len(line)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "Give yourself read access to it.") from error
    found.digest = digest.hexdigest()
    return found


def plan(before: Existing, found: Iterable[Found], limit: int) -> Plan:
    """Say which lines are new, and what they are called.

    A line that is there under its id, saying the same, is not added again. One that says something else gets an id of
    its own, with a digest of what it says. A file comes in with all of its articles, or waits for another day.

    Args:
        before: what the day's file holds.
        found: what was read, in the order in which it counts.
        limit: bytes that the day's file may have.
    """
    result = Plan()
    contents: dict[str, str | None] = {}
    taken = {line.id: line for line in before.lines}
    room = limit - max(before.size, _LEAST_LINE * len(before.lines))

    def content(identity: str) -> str | None:
        if identity not in contents:
            with _Opened() as opened:
                contents[identity] = records.content_of(opened.read(taken[identity]))
        return contents[identity]

    for each in found:
        adding: dict[str, Line] = {}
        there = 0
        for line in each.lines:
            for identity in _ids(line):
                if identity in adding:
                    is_same = adding[identity].content == line.content
                elif identity in taken or identity in contents:
                    is_same = content(identity) == line.content
                else:
                    adding[identity] = line
                    break
                if is_same:
                    there += 1
                    break
        size = sum(max(line.length, _LEAST_LINE) for line in adding.values())
        if size > room:
            (result.too_large if size > limit else result.full).add(each.number)
            continue
        room -= size
        contents |= {identity: line.content for identity, line in adding.items()}
        result.lines[each.number] = list(adding.items())
        result.there[each.number] = there
    return result


def _ids(line: Line) -> Iterator[str]:
    """Yield the ids that an article may have, the best first; the last but one is its own."""
    yield line.id
    yield f"{line.id}~{line.content[:DIGITS]}"
    yield f"{line.id}~{line.content}"
    number = 2
    while True:
        yield f"{line.id}~{line.content}~{number}"
        number += 1


def write(target: Path, before: Existing, lines: Iterable[tuple[str, Line]]) -> None:
    """Write a day's file anew: the lines that are there, as they are, and the new ones, in the order of their ids.

    Args:
        target: where to; not the day's file itself.
        before: what the day's file holds.
        lines: the new ones.
    """
    everything: list[tuple[str, Stretch | Line]] = [(line.id, line) for line in before.lines]
    everything += lines
    everything.sort(key=lambda each: (each[0], isinstance(each[1], Line), each[1].offset))
    with target.open("wb") as stream, _Opened() as opened:
        for identity, each in everything:
            stream.write(opened.read(each) if isinstance(each, Stretch) else _as(identity, opened.read(each)))
        stream.flush()
        os.fsync(stream.fileno())


def _as(identity: str, data: bytes) -> bytes:
    """Return a line under the id that it gets."""
    fields = json.loads(data)
    if fields.pop("id") == identity:
        return data
    return records.line_of(identity, fields)


class _Opened:
    """The files that lines are read from: some of them stay open, since lines that follow one another come from few."""

    _MOST = 16

    def __init__(self) -> None:
        self._streams: dict[Path, BinaryIO] = {}

    def read(self, line: Stretch | Line) -> bytes:
        """Return a line, with its line end."""
        if line.path not in self._streams:
            if len(self._streams) == self._MOST:
                self._streams.pop(next(iter(self._streams))).close()
            self._streams[line.path] = line.path.open("rb")
        stream = self._streams[line.path]
        stream.seek(line.offset)
        data = stream.read(line.length)
        return data if data.endswith(b"\n") else data + b"\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._streams.values():
            stream.close()
