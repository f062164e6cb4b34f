"""Compressed files member by member: what is not cut keeps its very bytes, so that an archive stays one."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

#: Half-open stretches of the content.
Spans = Sequence[tuple[int, int]]


class DamagedError(Exception):
    """A file is not what its form says; the message names the form."""


class Member(NamedTuple):
    """A member of a compressed file: its bytes, and its content."""

    data: bytes
    content: bytes


def without(data: bytes, compression: str | None, spans: Spans) -> bytes:
    """Return a file without some stretches of its content.

    Args:
        data: the file.
        compression: "gzip", "zstd" or None.
        spans: of the content, ascending, apart.

    Raises:
        DamagedError: it cannot be decompressed to its end.
    """
    if compression is None:
        return _cut(data, spans)
    split, pack = _FORMATS[compression]
    kept, start = [], 0
    for member in split(data):
        end = start + len(member.content)
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        rest = _cut(member.content, inside)
        if not inside:
            kept.append(member.data)
        elif rest:
            kept.append(pack(rest))
        start = end
    return b"".join(kept)


def content_of(data: bytes, compression: str | None) -> bytes:
    """Return the whole content of a file.

    Raises:
        DamagedError: it cannot be decompressed to its end.
    """
    return data if compression is None else b"".join(each.content for each in _FORMATS[compression][0](data))


def packed(content: bytes, compression: str | None) -> bytes:
    """Return content compressed, in one member."""
    return content if compression is None else _FORMATS[compression][1](content)


def _cut(content: bytes, spans: Spans) -> bytes:
    parts, start = [], 0
    for a, b in spans:
        parts.append(content[start:a])
        start = b
    return b"".join([*parts, content[start:]])


def _gzip(data: bytes) -> Iterator[Member]:
    start = 0
    while start < len(data):
        if not data[start:].strip(b"\0"):
            return  # zeros at the end are padding
        decoder = zlib.decompressobj(wbits=31)
        try:
            content = decoder.decompress(data[start:])
        except zlib.error as error:
            raise DamagedError("gzip") from error
        if not decoder.eof:
            raise DamagedError("gzip")
        end = len(data) - len(decoder.unused_data)
        while end < len(data) and not data[end]:
            end += 1
        yield Member(data[start:end], content)
        start = end


def _zstd(data: bytes) -> Iterator[Member]:
    import zstandard  # noqa: PLC0415 - most files are not compressed so

    start = 0
    while start < len(data):
        decoder = zstandard.ZstdDecompressor().decompressobj()
        try:
            content = decoder.decompress(data[start:])
        except zstandard.ZstdError as error:
            raise DamagedError("zstd") from error
        if not decoder.eof:
            raise DamagedError("zstd")
        end = len(data) - len(decoder.unused_data)
        yield Member(data[start:end], content)
        start = end


def _packed_gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _packed_zstd(content: bytes) -> bytes:
    import zstandard  # noqa: PLC0415 - as above

    return zstandard.ZstdCompressor(level=3, write_checksum=True).compress(content)


_FORMATS: dict[str, tuple[Callable[[bytes], Iterator[Member]], Callable[[bytes], bytes]]] = {
    "gzip": (_gzip, _packed_gzip),
    "zstd": (_zstd, _packed_zstd),
}
