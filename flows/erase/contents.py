"""What is inside a file, whatever its form: in pieces that can be searched one by one."""

import html
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from flows.erase import columns
from stages.clean.read import containers, forms
from stages.clean.read.batches import form as batch_form
from stages.clean.read.batches.protocol import BatchError
from stages.clean.read.decoding import MARKS, to_text
from stages.clean.read.params import ReadParams

#: MiB that a compressed file may grow to.
_LIMIT_MIB = 1 << 12

#: Files inside files that are opened.
_DEEPEST = 4

#: How the forms that are decoded begin.
_PARQUET = b"PAR1"
_SQLITE = b"SQLite format 3\0"
_WARC = b"WARC/1."

#: Where a database says how its journal is kept. One that is read in memory cannot have a log beside it.
_JOURNAL = slice(18, 20)

#: Rows of a database, and characters, that are searched at a time; and by how many two stretches of a text overlap.
_ROWS = 1_000
TOGETHER = 1 << 19
_OVERLAP = 1 << 12

#: Texts inside texts that are unescaped: tables of Prefect are JSON in JSON.
_ESCAPED = 3

_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile("[<&]")


@dataclass(frozen=True)
class Piece:
    """A part of what is inside a file.

    Attributes:
        data: bytes to be looked through as they are; the whole of a file, or of one inside it.
        values: values to be looked through, each by itself.
        texts: what is read as words.
        numbers: 64-bit numbers.
        pairs: source and record of a row.
        unread: why nothing can be said of the rest of the file.
        is_text: ``data`` is no form of its own, so that paths stand in it as they are written.
    """

    data: bytes | None = None
    values: Sequence[bytes] = ()
    texts: Sequence[str] = ()
    numbers: NDArray[np.uint64] | None = None
    pairs: Sequence[tuple[str, str | None]] = field(default=())
    unread: str | None = None
    is_text: bool = False


def pieces(data: bytes, name: str = "", depth: int = 0) -> Iterator[Piece]:
    """Yield all that is inside a file.

    Args:
        data: its bytes.
        name: its name, which may tell how its text is encoded.
        depth: how many files it is inside of.
    """
    if data.startswith(_PARQUET):
        yield Piece(data)
        yield from _parquet(data)
        return
    for compression, known in containers.FORMATS.items():
        if data.startswith(known.magic) and depth < _DEEPEST:
            yield Piece(data)
            content, problem = containers.decompress(data, compression, _LIMIT_MIB)
            yield from pieces(content, name.removesuffix(".gz").removesuffix(".zst"), depth + 1)
            if problem is not None and problem.code == "too_large":
                yield Piece(unread=f"it is larger than {_LIMIT_MIB} MiB when decompressed")
            return
    if data.startswith(_SQLITE):
        yield Piece(data)
        yield from _database(data)
    elif data.startswith(_WARC):
        yield Piece(data, texts=readings(_decoded(data, "")))
        yield from (Piece(texts=texts) for texts in archived(data))
    elif data:
        yield Piece(data, texts=readings(_decoded(data, name)), is_text=True)


def opened(data: bytes) -> Iterator[bytes]:
    """Yield a file as it is when it is decompressed."""
    for compression, known in containers.FORMATS.items():
        if data.startswith(known.magic):
            yield containers.decompress(data, compression, _LIMIT_MIB)[0]
            return
    yield data


def readings(text: str) -> list[str]:
    """Return the ways to read a text: as it is; without JSON's escapes; as a page, without tags and entities."""
    found = [text]
    for _ in range(_ESCAPED):
        if "\\" not in text:
            break
        plain = _ESCAPE.sub(_unescaped, text)
        if plain == text:
            break
        text = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        found.append(text)
    if _MARKUP.search(text):
        found.append(html.unescape(_TAG.sub(" ", text)))
    return found


def parted(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the texts some at a time; a long one in stretches that overlap."""
    some: list[str] = []
    size = 0
    for text in texts:
        for start in range(0, max(len(text), 1), TOGETHER):
            stretch = text[start : start + TOGETHER + _OVERLAP]
            some.append(stretch)
            size += len(stretch)
            if size >= TOGETHER:
                yield some
                some, size = [], 0
    if some:
        yield some


def archived(data: bytes) -> Iterator[list[str]]:
    """Yield the texts of each article of a web archive."""
    try:
        for found in batch_form("warc").records(data, ReadParams(), {}):
            if found.problem is None:
                told = [reading for text in texts_in(json.loads(bytes(found.content))) for reading in readings(text)]
                yield told
    except BatchError:  # there is none; its bytes are searched all the same
        return


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text inside a JSON value, the names of fields aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def _decoded(data: bytes, name: str) -> str:
    if name and forms.form_of(name).reject is None:
        return to_text(data, html=True)  # an article may be in an encoding of its own
    if data.startswith(tuple(mark for mark, _ in MARKS)):
        return to_text(data)
    return data.decode("utf-8", "replace")


def _unescaped(match: re.Match[str]) -> str:
    code, sign = match.groups()
    return chr(int(code, 16)) if code else {"b": " ", "f": " ", "n": "\n", "r": "\r", "t": "\t"}.get(sign, sign)


def _parquet(data: bytes) -> Iterator[Piece]:
    try:
        file = columns.opened(data)
        told = columns.notes(file, data)
        yield Piece(values=[text.encode("utf-8", "surrogatepass") for text in told], texts=told)
        for rows in columns.batches(file):
            yield from of_rows(rows)
    except columns.DAMAGE as error:
        yield Piece(unread=f"it cannot be decoded: {type(error).__name__}")


def of_rows(rows: pa.RecordBatch) -> Iterator[Piece]:
    """Yield the values of some rows of a table."""
    yield Piece(pairs=columns.pairs(rows))
    for column in rows.columns:
        for leaf in columns.leaves(column):
            yield _of_column(leaf)


def _of_column(leaf: pa.Array) -> Piece:
    numbers = columns.numbers(leaf)
    if numbers is not None:
        return Piece(numbers=numbers)
    values = columns.values(leaf)
    return Piece(values=values, texts=columns.texts(values, leaf.type))


def _database(data: bytes) -> Iterator[Piece]:
    """Yield the rows of an SQLite database."""
    copy = bytearray(data)
    copy[_JOURNAL] = b"\1\1"
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(bytes(copy))
        connection.text_factory = bytes
        tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (name,) in tables:
            quoted = name.decode().replace('"', '""')
            rows = connection.execute(f'select * from "{quoted}"')  # noqa: S608 - the database's own name of a table
            while some := rows.fetchmany(_ROWS):
                values = [value for row in some for value in row if isinstance(value, bytes)]
                texts = [reading for value in values for reading in readings(value.decode("utf-8", "replace"))]
                yield Piece(values=values, texts=texts)
    except sqlite3.Error as error:
        yield Piece(unread=f"it cannot be read as a database: {type(error).__name__}")
    finally:
        connection.close()
