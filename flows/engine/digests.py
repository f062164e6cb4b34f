"""Digests: typed pre-images, so that no two different things are ever the same bytes before they are hashed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

#: Hex characters kept of a SHA-256 in ledgers: 128 bits, no collision to fear at any size of corpus.
LENGTH = 32


def of_bytes(data: bytes | memoryview) -> str:
    """Return the digest of some bytes."""
    return hashlib.sha256(data).hexdigest()[:LENGTH]


def of_file(path: Path) -> str:
    """Return the digest of a file's bytes, read in pieces.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:LENGTH]


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
