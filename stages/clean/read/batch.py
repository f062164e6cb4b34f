"""The index of a batch file: where its records stand and what they are called, and no more than that."""

from collections.abc import Iterator
from hashlib import sha256
from mmap import mmap

import numpy as np
import pyarrow as pa

from stages.clean.read.containers import MIB
from stages.clean.read.params import ReadParams
from stages.clean.read.records import record_id
from stages.clean.rejects import Reject, reject
from stages.clean.schema import INDEX_SCHEMA

#: Bytes looked through at a time for line ends; bounds the memory that takes.
BLOCK = 1 << 24

#: Hexadecimal digits of the digest by which a record is called that has no id, or one that is taken.
DIGEST_DIGITS = 20

_UTF8_MARK = b"\xef\xbb\xbf"


def scan(data: bytes | memoryview | mmap, params: ReadParams) -> pa.Table:
    """Return the index of a batch file with one JSON object on each line (`INDEX_SCHEMA`), in the order of the file.

    A record is called by its id. One without an id that can be used is called by a digest of its line, after ``~``; of
    records that are the same to the byte, the second is called ``...~2``, and so on, so that none is lost and their
    order does not matter. Of records with one id the first in the file counts; the others have the problem
    ``duplicate_id`` and are called by id and digest. Lines with nothing on them hold no record and are skipped.

    Whether a line is a sound record is found out when it is read (`stages.clean.read.records`), in one place only.

    Args:
        data: the file, decompressed.
        params: ``article_limit_mib`` is the longest line that is looked into.
    """
    view = memoryview(data)
    limit = params.article_limit_mib * MIB
    too_large = reject("too_large", limit=params.article_limit_mib, knob="clean.article_limit_mib")
    keys: list[str] = []
    records: list[str | None] = []
    offsets: list[int] = []
    lengths: list[int] = []
    digests: list[bytes] = []
    problems: list[Reject | None] = []
    copies: dict[str, int] = {}  # name -> records so far that would be called by it
    ids: set[str] = set()
    for start, end in _lines(view):
        problem = identity = None
        if end - start > limit:
            digest = sha256(view[start:end])
            problem = too_large
        else:
            line = bytes(view[start:end])
            if not line or line.isspace():
                continue
            digest = sha256(line)
            identity = record_id(line)
        if identity is not None and identity not in ids:
            ids.add(identity)
            key = identity
        else:
            key = "~" + digest.hexdigest()[:DIGEST_DIGITS]
            if identity is not None:
                key = identity + key
                problem = reject("duplicate_id", id=identity)
        while key in copies:
            copies[key] += 1
            key = f"{key}~{copies[key]}"
        copies[key] = 1
        keys.append(key)
        records.append(identity)
        offsets.append(start)
        lengths.append(end - start)
        digests.append(digest.digest())
        problems.append(problem)
    codes = [problem.code if problem else None for problem in problems]
    messages = [problem.message if problem else None for problem in problems]
    columns = (keys, records, offsets, lengths, digests, codes, messages)
    return pa.table(dict(zip(INDEX_SCHEMA.names, columns, strict=True)), schema=INDEX_SCHEMA)


def _lines(view: memoryview) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, without its line end (LF or CRLF) and without a byte order mark."""
    start = len(_UTF8_MARK) if view[: len(_UTF8_MARK)] == _UTF8_MARK else 0
    codes = np.frombuffer(view, np.uint8)
    for block in range(0, len(view), BLOCK):
        for end in (np.flatnonzero(codes[block : block + BLOCK] == ord("\n")) + block).tolist():
            yield start, end - (end > start and view[end - 1] == ord("\r"))
            start = end + 1
    if start < len(view):
        yield start, len(view)
