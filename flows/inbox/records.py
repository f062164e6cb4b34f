"""The lines of a day's batch file: one article each, under our names of the fields, and with where it is from.

A line begins with the fields that `stages.clean.read.records` reads; ``file_sha256`` and ``encoding`` tell of the file
in which the article arrived, and ``other`` holds what else its record said, for people.
"""

import json
import math
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from stages.clean.read.decoding import to_text
from stages.clean.read.fields import FIELDS
from stages.clean.read.records import Record, read_record
from stages.clean.rejects import Reject

#: Characters of half a surrogate pair, which no encoding can write.
_HALF_PAIRS = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


def of_file(text: str, *, html: bool) -> dict[str, Any]:
    """Return the fields of a file that is one article, but for its id."""
    return {"html" if html else "text": text}


def of_record(content: bytes, record: Record, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a record of a batch, but for its id, and under ``other`` what `clean` does not read.

    Args:
        content: the record as one JSON object.
        record: what `clean` reads in it.
        names: what our fields are called in it.
    """
    fields = {name: value for name, value in msgspec.structs.asdict(record).items() if value is not None}
    fields.pop("id", None)
    other = _parsed(content)
    for field in FIELDS:
        _drop(other, names.get(field, field), getattr(record, field))
    return fields | ({"other": _plain(other)} if other else {})


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = json.loads(to_text(content), strict=False)
    return dict(found)


def _drop(values: dict[str, Any], name: str, read: Any) -> None:
    """Drop the value that a field was read from, unless it says more than what was read."""
    if name in values:
        if values[name] is None or _same(values[name], read):
            del values[name]
        return
    first, _, rest = name.partition(".")
    inner = values.get(first)
    if rest and isinstance(inner, dict):
        _drop(inner, rest, read)
        if not inner:
            del values[first]


def _same(value: Any, read: Any) -> bool:
    return bool(value == read) or (isinstance(value, int) and not isinstance(value, bool) and str(value) == str(read))


def _plain(value: Any) -> Any:
    """Return a value that any reader of JSON takes."""
    if isinstance(value, dict):
        return {_plain(name): _plain(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return value if value.isascii() else value.translate(_HALF_PAIRS)
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def line_of(identity: str, fields: Mapping[str, Any]) -> bytes:
    """Return the line of an article, with its line end: the same bytes for the same article."""
    ordered = {"id": identity} | {name: fields[name] for name in FIELDS if name in fields} | dict(fields)
    written = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{written}\n".encode()


def content_of(line: bytes) -> str | None:
    """Return the digest of what the article on a line says, whatever it is called; None where there is none."""
    record = read_record(line)
    if isinstance(record, Reject):
        return None
    record.id = None
    return sha256(msgspec.json.encode(record)).hexdigest()
