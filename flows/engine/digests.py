"""Digests: typed pre-images, so that no two different things are ever the same bytes before they are hashed."""

import hashlib
import os
from collections.abc import Iterable
from io import FileIO
from pathlib import Path

#: Hex characters kept of a SHA-256 in ledgers: 128 bits, no collision to fear at any size of corpus.
LENGTH = 32


#: Bytes of a file that is read in pieces.
_WHOLE = 4 << 20


def of_bytes(data: bytes | memoryview) -> str:
    """Return the digest of some bytes."""
    return hashlib.sha256(data).hexdigest()[:LENGTH]


def of_file(path: Path | str) -> str:
    """Return the digest of a file's bytes.

    Raises:
        OSError: the file cannot be read.
    """
    return sha256_of_file(path)[:LENGTH]


def sha256_of_file(path: Path | str) -> str:
    """Return the whole SHA-256 of a file's bytes.

    Raises:
        OSError: the file cannot be read.
    """
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - text is taken too: thousands are looked at
        return sha256_of(stream)


def sha256_of(stream: FileIO) -> str:
    """Return the whole SHA-256 of an open file's bytes, from where it stands at its beginning.

    Raises:
        OSError: it cannot be read.
    """
    # Nearly all files are small, and `file_digest` clears a buffer of 256 KiB for each.
    size = os.fstat(stream.fileno()).st_size
    data = stream.read(_WHOLE) if size < _WHOLE else b""
    if len(data) == size < _WHOLE:
        return hashlib.sha256(data).hexdigest()
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()


def of_fields(kind: str, fields: Iterable[str | bytes]) -> str:
    """Return the digest of a record of ``kind``: every field is preceded by its length, so none can run into the next.

    >>> of_fields("job", ["ab", "c"]) == of_fields("job", ["a", "bc"])
    False
    """
    state = hashlib.sha256()
    for field in (kind, *fields):
        data = field.encode("utf-8", "surrogatepass") if isinstance(field, str) else field
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()[:LENGTH]
