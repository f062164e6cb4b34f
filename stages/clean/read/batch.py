"""The index of a batch file: where its records stand and what they are called, whatever its form."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

import pyarrow as pa

from stages.clean.read.batches import form
from stages.clean.read.batches.protocol import BatchError, Bytes, Found, Locate, Names
from stages.clean.read.containers import MIB
from stages.clean.read.decoding import as_utf8
from stages.clean.read.fields import names_of
from stages.clean.read.params import ReadParams
from stages.clean.read.records import record_id
from stages.clean.rejects import Reject, reject
from stages.clean.schema import INDEX_SCHEMA

#: Hexadecimal digits of the digest by which a record is called that has no id, or one that is taken.
DIGEST_DIGITS = 20

#: Bytes that a record counts at least. A row of the index takes some 1,500 in memory while it is made, whatever
#: the size of its record, and a file of 1 MB can be one of half a billion lines when decompressed.
LEAST_RECORD = 256

#: The columns of `INDEX_SCHEMA`.
_Row = tuple[str, str | None, int, int, bytes | None, str | None, str | None]

#: The key of what is said of the file as a whole. No record is called so.
WHOLE = ""


def scan(
    data: bytes, batch_form: str, params: ReadParams, fields: str | None = None, problem: Reject | None = None
) -> pa.Table:
    """Return the index of a batch file (`INDEX_SCHEMA`), in the order of the file.

    A record is called by its id. One without an id that can be used is called by a digest of it, after ``~``; of
    records that are the same to the byte, the second is called ``...~2``, and so on, so that none is lost and their
    order does not matter. Of records with one id the first in the file counts; the others have the problem
    ``duplicate_id`` and are called by id and digest, as is a damaged record whose id can be told.

    What is wrong with the file as a whole is the row with the key `WHOLE`, the last: what the caller says, or what its
    form says, or that there is no record in it.

    There are at most as many records as `LEAST_RECORD` goes into the bytes allowed (or those of a larger file that is
    not compressed), sound or not; of a file with more the rest is not read, and the row `WHOLE` says ``too_large``. So
    memory is bounded by about six times that. No file of articles comes near it.

    Args:
        data: the file, decompressed as far as it can be.
        batch_form: one of `stages.clean.read.batches.FORMS`.
        params: ``article_limit_mib`` is the largest record that is looked into; ``decompressed_limit_mib`` bounds how
            many there are.
        fields: what our fields are called in it (`stages.clean.read.fields.as_text`).
        problem: what is wrong with its compression.
    """
    rows: list[_Row] = []
    most = max(params.decompressed_limit_mib * MIB, len(data)) // LEAST_RECORD
    try:
        for row in _named(form(batch_form).records(as_utf8(data), params, names_of(fields)), names_of(fields)):
            if len(rows) == most:
                raise BatchError(
                    reject("too_large", limit=params.decompressed_limit_mib, knob="clean.read.decompressed_limit_mib")
                )
            rows.append(row)  # what was found before the file failed stands
    except BatchError as error:
        problem = problem or error.problem
    if problem is None and not rows:
        problem = reject("empty")
    if problem is not None:
        rows.append((WHOLE, None, 0, 0, None, problem.code, problem.message))
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(INDEX_SCHEMA.names, map(list, columns), strict=True)), schema=INDEX_SCHEMA)


def locate(data: Bytes, batch_form: str, params: ReadParams, fields: str | None = None) -> Locate:
    """Return what gives each record of a batch file, as one JSON object, by the offset and length of its index.

    Where the record does not stand there, it gives None or another record.

    Args:
        data: the same file, which may be read when a record is asked for.
        batch_form: as for `scan`.
        params: as for `scan`.
        fields: as for `scan`.
    """
    return form(batch_form).locate(as_utf8(data), params, names_of(fields))


def _named(records: Iterable[Found], names: Names) -> Iterator[_Row]:
    """Give each record its name."""
    copies: dict[str, int] = {}  # name -> records so far that would be called by it
    taken: set[str] = set()
    for offset, length, content, found_problem, found_id in records:
        problem, identity = found_problem, found_id
        digest = sha256(content)
        if problem is None:
            identity = record_id(bytes(content), names)  # a bytes object is given back as it is
        if identity is None or problem is not None or identity in taken:
            key = (identity or "") + "~" + digest.hexdigest()[:DIGEST_DIGITS]
            if identity is not None and problem is None:
                problem = reject("duplicate_id", id=identity)
        else:
            taken.add(identity)
            key = identity
        while key in copies:
            copies[key] += 1
            key = f"{key}~{copies[key]}"
        copies[key] = 1
        code, message = problem or (None, None)
        yield key, identity, offset, length, digest.digest(), code, message
