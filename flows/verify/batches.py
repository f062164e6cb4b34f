"""Records of batch files that a change may touch, in the forms whose records stand one after another as text."""

import csv
import gzip
import io
import json
from random import Random
from typing import Any

import zstandard

from flows.verify import texts
from stages.clean.read.forms import form_of

#: The forms whose records are changed one by one; a file of another form is changed as a whole.
FORMS = ("jsonl", "csv")

#: Bytes of a batch file, decompressed, above which its records are left as they are: each change writes all of it.
LARGEST = 256 << 20


class Batch:
    """The records of a batch file, each as the bytes that it stands with; the order of the file is kept.

    Args:
        name: the path of the file below the seeds.
        data: its bytes.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.form = form_of(name)
        plain = _decompressed(data, self.form.compression)
        self.header = b""
        if self.form.batch == "jsonl":
            self.records = [line + b"\n" for line in plain.split(b"\n") if line.strip()]
        else:
            rows = list(csv.reader(io.StringIO(plain.decode("utf-8", "surrogateescape"), newline="")))
            self.delimiter = "\t" if ".tsv" in name.lower() else ","
            if self.delimiter == "\t":
                rows = list(
                    csv.reader(io.StringIO(plain.decode("utf-8", "surrogateescape"), newline=""), delimiter="\t")
                )
            self.names = rows[0] if rows else []
            self.header = self._line(self.names)
            self.records = [self._line(row) for row in rows[1:] if any(row)]

    def encode(self) -> bytes:
        """Return the file: the same bytes for the same records."""
        plain = self.header + b"".join(self.records)
        if self.form.compression == "gzip":
            return gzip.compress(plain, mtime=0)
        return zstandard.compress(plain) if self.form.compression == "zstd" else plain

    def fields(self, at: int) -> dict[str, Any] | None:
        """Return a record by its fields; None where it is none."""
        if self.form.batch == "csv":
            (row,) = csv.reader(
                io.StringIO(self.records[at].decode("utf-8", "surrogateescape"), newline=""), delimiter=self.delimiter
            )
            return dict(zip(self.names, row, strict=False))
        try:
            found = json.loads(self.records[at])
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def line(self, fields: dict[str, Any]) -> bytes:
        """Return the bytes of a record."""
        if self.form.batch == "csv":
            return self._line([str(fields.get(name, "")) for name in self.names])
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"

    def _line(self, row: list[str]) -> bytes:
        sink = io.StringIO()
        csv.writer(sink, delimiter=self.delimiter, lineterminator="\n").writerow(row)
        return sink.getvalue().encode("utf-8", "surrogateescape")


def is_editable(name: str, size: int) -> bool:
    """Say whether the records of a file can be changed one by one."""
    form = form_of(name)
    return form.batch in FORMS and form.reject is None and size <= LARGEST


def edited(fields: dict[str, Any], other: dict[str, Any], random: Random) -> dict[str, Any]:
    """Return a record whose longest text differs a little."""
    name, theirs = longest(fields), longest(other)
    if name is None:
        return fields
    text = fields[name].encode("utf-8", "surrogatepass")
    lines = other[theirs].encode("utf-8", "surrogatepass") if theirs is not None else b""
    return fields | {name: texts.edited(text, lines, random).decode("utf-8", "replace")}


def longest(fields: dict[str, Any]) -> str | None:
    """Return the field with the longest text: that of the article, whatever the field is called."""
    texts_of = {name: value for name, value in fields.items() if isinstance(value, str)}
    return max(texts_of, key=lambda name: len(texts_of[name]), default=None)


def key_of(fields: dict[str, Any]) -> str | None:
    """Return the field by which a record is called: ``id``, or the first."""
    return "id" if "id" in fields else next(iter(fields), None)


def _decompressed(data: bytes, compression: str | None) -> bytes:
    if compression == "gzip":
        return gzip.decompress(data)
    if compression == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data
