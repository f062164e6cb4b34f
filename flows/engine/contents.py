"""The bytes of the files below ``seeds/``: whole and decompressed, or a record of a batch at a time.

What is read is what was hashed when the run began, or the run ends.
"""

import hashlib
import os
import weakref
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flows.engine.listing import File, Problem
from flows.errors import ChangedError
from stages.clean.read import batch, containers, forms
from stages.clean.rejects import Reject, reject


def article(file: File, params: Any) -> tuple[bytes, Problem | None]:
    """Return the content of a file that is one article, decompressed, and why it cannot be processed.

    Raises:
        ChangedError: the file is not the one that was hashed.
    """
    limit = params.article_limit_mib
    try:
        if forms.form_of(file.name).compression is None and file.path.stat().st_size > limit << 20:
            return b"", problem_of(reject("too_large", limit=limit, knob="clean.read.article_limit_mib"))
    except OSError as error:
        raise changed(file) from error
    content, problem = whole(file, limit)
    return content, problem_of(problem) if problem else None


def whole(file: File, limit_mib: int) -> tuple[bytes, Reject | None]:
    """Return all of a file, decompressed up to a limit, and what is wrong with its compression.

    A file that is not compressed has no limit here.

    Raises:
        ChangedError: the file is not the one that was hashed.
    """
    compression, data = forms.form_of(file.name).compression, _verified(file)
    return (data, None) if compression is None else containers.decompress(data, compression, limit_mib)


def _verified(file: File) -> bytes:
    try:
        data = file.path.read_bytes()
    except OSError as error:
        raise changed(file) from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise changed(file)
    return data


#: What the compressed batch file that was read last holds, by its digest.
_last: dict[tuple[str | None, str, int], tuple[bytes, Reject | None]] = {}


def batch_file(file: File, limit_mib: int) -> tuple[bytes, Reject | None]:
    """Return what `whole` does of a batch file. The last one is kept: it is scanned, and then its records are read.

    Raises:
        ChangedError: the file is not the one that was hashed.
    """
    compression, data = forms.form_of(file.name).compression, _verified(file)
    if compression is None:
        return data, None
    key = file.sha256, compression, limit_mib
    if key not in _last:
        _last.clear()  # first, so that there are never two of them
        _last[key] = containers.decompress(data, compression, limit_mib)
    return _last[key]


@lru_cache(maxsize=1)
def records(file: File, fields: str | None, params: Any) -> Callable[[int, int], bytes | None]:
    """Return what gives the records of a batch file by offset and length.

    The last one is kept: the partitions of a file follow one another.

    Raises:
        ChangedError: the file is not the one that was hashed.
    """
    form = forms.form_of(file.name)
    if form.batch is None:
        raise TypeError(f"{file.name} is no batch")
    data = _OnDisk(file) if form.compression is None else batch_file(file, params.decompressed_limit_mib)[0]
    return batch.locate(data, form.batch, params, fields)


class _OnDisk:
    """The bytes of a file, read when they are asked for."""

    def __init__(self, file: File) -> None:
        self._file = file
        try:
            self._descriptor = os.open(file.path, os.O_RDONLY)
        except OSError as error:
            raise changed(file) from error
        weakref.finalize(self, os.close, self._descriptor)

    def __len__(self) -> int:
        return os.fstat(self._descriptor).st_size

    def __getitem__(self, where: slice, /) -> bytes:
        try:
            return os.pread(self._descriptor, where.stop - where.start, where.start)
        except OSError as error:
            raise changed(self._file) from error


def problem_of(found: Reject) -> Problem:
    """Return a reject of the stage as a problem of the engine."""
    return Problem(found.code, found.message)


def changed(file: File) -> ChangedError:
    """Return the error that says so of a file."""
    return ChangedError(
        f"{file.name} changed while it was being read",
        "Nothing is lost: run the same command again when the file is whole.",
    )
