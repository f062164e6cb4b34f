"""Compressed files: bytes in, bytes out, never more of them than allowed.

Both formats may hold several members (frames) one after another, which count as one stream. Whatever was read before
the damage or the limit, and the whole members after the damage, are returned with the problem, so that one bad byte
does not cost its neighbours.
"""

import zlib
from collections.abc import Callable
from typing import NamedTuple

from stages.clean.rejects import Reject, reject

#: Bytes of zstd handed to the decoder at a time. A frame can blow up some 30,000 times and the decoder has no limit on
#: its output, so that this bounds the memory above the limit to about 16 MiB.
ZSTD_STEP = 512
#: Bytes of gzip handed to the decoder at a time, and asked from it: what damage costs at most of the sound part.
GZIP_STEP = 1 << 14
#: Beginnings of members that are tried after damage, however small the file.
LEAST_TRIES = 100
MIB = 1 << 20


class _TooLargeError(Exception):
    """More output than allowed; never leaves this module."""


class _BrokenError(Exception):
    """The member is damaged or cut off; never leaves this module. ``read`` is how many bytes of it were looked at."""

    def __init__(self, detail: object, read: int = 0) -> None:
        super().__init__(detail)
        self.read = read


def decompress(data: bytes, compression: str | None, limit_mib: int) -> tuple[bytes, Reject | None]:
    """Return the content of ``data``, and what is wrong with it.

    Args:
        data: the whole file.
        compression: "gzip" or "zstd", in any number of members; None returns the data as they are.
        limit_mib: the most MiB of content to return; more is a bomb or a mistake.

    Returns:
        The content, and None; or what could be read of it, and the reject ``too_large`` or ``broken_compression``.
    """
    parts: list[bytes] = []
    problem = None
    try:
        if compression is None:
            _add(parts, data, limit_mib * MIB)
        else:
            _members(data, FORMATS[compression], limit_mib * MIB, parts)
    except _TooLargeError:
        problem = reject("too_large", limit=limit_mib, knob="clean.read.decompressed_limit_mib")
    except _BrokenError as error:
        problem = reject("broken_compression", detail=error)
    return b"".join(parts), problem


def _add(parts: list[bytes], part: bytes, room: int) -> int:
    """Add ``part`` as far as there is room for it, and return the room that is left."""
    parts.append(part[:room])
    if len(part) > room:
        raise _TooLargeError
    return room - len(part)


def _members(data: bytes, form: "_Format", room: int, parts: list[bytes]) -> None:
    """Add the content of one member after the other.

    After a damaged one the next that is whole is looked for, since archives hold a member for each record. Whatever
    looks like the beginning of one is tried, until all that was tried in vain is longer than the data by a constant.
    """
    if not data:
        raise _BrokenError("the file is empty")
    damage = None
    position, tries = 0, len(data) + LEAST_TRIES * GZIP_STEP
    while 0 <= position < len(data):
        found: list[bytes] = [] if damage else parts
        before = len(found)
        try:
            position, room = form.member(data, position, room, found)
        except _BrokenError as error:
            if damage is None:
                damage, room = error, room - sum(map(len, found[before:]))
            tries -= error.read
            position = data.find(form.magic, position + 1) if tries > 0 else -1
        else:
            if damage and found:
                room = _add(parts, b"\n", room)  # what follows begins a line, and so a record
                parts += found
    if damage:
        raise damage


def _gunzip(data: bytes, start: int, room: int, parts: list[bytes]) -> tuple[int, int]:
    """Add the content of the member that begins at ``start``; return where it ends, and the room that is left."""
    view, position = memoryview(data), start
    member = zlib.decompressobj(wbits=31)
    try:
        while not member.eof and position < len(data):
            step: bytes | memoryview = view[position : position + GZIP_STEP]
            position += len(step)
            while step and not member.eof:
                room = _add(parts, member.decompress(step, GZIP_STEP), room)
                step = member.unconsumed_tail
        if not member.eof:
            room = _add(parts, member.flush(), room)
    except zlib.error as error:
        raise _BrokenError(error, position - start) from error
    if not member.eof:
        raise _BrokenError("the end is missing", position - start)
    position -= len(member.unused_data)
    while position < len(data) and not data[position]:
        position += 1  # zeros after a member are padding: gzip manual, "Advanced usage"
    return position, room


def _unzstd(data: bytes, start: int, room: int, parts: list[bytes]) -> tuple[int, int]:
    """Add the content of the frame that begins at ``start``; return where it ends, and the room that is left."""
    import zstandard  # a compressed C library that most runs never need

    view, position = memoryview(data), start
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        while not frame.eof and position < len(data):
            step = view[position : position + ZSTD_STEP]
            room = _add(parts, frame.decompress(step), room)
            position += len(step)
    except zstandard.ZstdError as error:
        raise _BrokenError(error, position - start) from error
    if not frame.eof:
        raise _BrokenError("the end is missing", position - start)
    return position - len(frame.unused_data), room


class _Format(NamedTuple):
    """How a compressed format is read, and how each of its members begins."""

    magic: bytes
    member: Callable[[bytes, int, int, list[bytes]], tuple[int, int]]


#: By the names that `stages.clean.read.forms` gives them: RFC 1952 with deflate, RFC 8878.
FORMATS = {"gzip": _Format(b"\x1f\x8b\x08", _gunzip), "zstd": _Format(b"\x28\xb5\x2f\xfd", _unzstd)}
