"""Compressed files: bytes in, bytes out, never more of them than allowed.

Both formats may hold several members (frames) one after another, which count as one stream. Whatever was read before
the damage or the limit is returned with the problem, so that one bad byte does not cost its neighbours.
"""

import zlib

from stages.clean.rejects import Reject, reject

#: Bytes of zstd handed to the decoder at a time. A frame can blow up some 30,000 times and the decoder has no limit on
#: its output, so that this bounds the memory above the limit to about 16 MiB.
ZSTD_STEP = 512
#: Bytes of gzip handed to the decoder at a time, and asked from it: what damage costs at most of the sound part.
GZIP_STEP = 1 << 14
MIB = 1 << 20


class _TooLargeError(Exception):
    """More output than allowed; never leaves this module."""


class _BrokenError(Exception):
    """The stream is damaged or ends in the middle of a member; never leaves this module."""


def decompress(data: bytes, compression: str | None, limit_mib: int) -> tuple[bytes, Reject | None]:
    """Return the content of ``data``, and what is wrong with it.

    Args:
        data: the whole file.
        compression: "gzip" or "zstd", in any number of members; None returns the data as they are.
        limit_mib: the most MiB of content to return; more is a bomb or a mistake.

    Returns:
        The content, and None; or what could be read of it, and the reject ``too_large`` or ``broken_compression``.
    """
    limit = limit_mib * MIB
    parts: list[bytes] = []
    problem = None
    try:
        if compression == "gzip":
            _gunzip(data, limit, parts)
        elif compression == "zstd":
            _unzstd(data, limit, parts)
        else:
            _add(parts, data, limit)
    except _TooLargeError:
        problem = reject("too_large", limit=limit_mib, knob="clean.decompressed_limit_mib")
    except _BrokenError as error:
        problem = reject("broken_compression", detail=error)
    return b"".join(parts), problem


def _add(parts: list[bytes], part: bytes, room: int) -> int:
    """Add ``part`` as far as there is room for it, and return the room that is left."""
    parts.append(part[:room])
    if len(part) > room:
        raise _TooLargeError
    return room - len(part)


def _gunzip(data: bytes, room: int, parts: list[bytes]) -> None:
    if not data:
        raise _BrokenError("the file is empty")
    view, position = memoryview(data), 0
    while position < len(data):
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
            raise _BrokenError(error) from error
        if not member.eof:
            raise _BrokenError("the end is missing")
        position -= len(member.unused_data)
        while position < len(data) and not data[position]:
            position += 1  # zeros after a member are padding: gzip manual, "Advanced usage"


def _unzstd(data: bytes, room: int, parts: list[bytes]) -> None:
    import zstandard  # a compressed C library that most runs never need

    if not data:
        raise _BrokenError("the file is empty")
    view, position = memoryview(data), 0
    while position < len(data):
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            while not frame.eof and position < len(data):
                step = view[position : position + ZSTD_STEP]
                room = _add(parts, frame.decompress(step), room)
                position += len(step)
        except zstandard.ZstdError as error:
            raise _BrokenError(error) from error
        if not frame.eof:
            raise _BrokenError("the end is missing")
        position -= len(frame.unused_data)
