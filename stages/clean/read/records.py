"""One record of a batch file: a JSON object with the fields of an article.

Read strictly and fast where it is sound; else once more, leniently, since a stray control character or half a surrogate
pair in one field, or a number where a text belongs, is no reason to lose an article.
"""

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from stages.clean.read.decoding import to_text
from stages.clean.read.fields import names_of, pick
from stages.clean.rejects import Reject, reject

#: Arrays and objects inside one another that a line may hold. Below the limit of every parser, so that the answer does
#: not depend on how deep the caller is.
DEEPEST = 100

#: The bytes that nesting is counted by, outside strings.
_NOT_MARKS = bytes(byte for byte in range(256) if byte not in b'"[]{}')

#: No field is called otherwise.
NOTHING: Mapping[str, str] = MappingProxyType({})

_HALF_PAIRS = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


class Record(msgspec.Struct):
    """The fields of a record that are read; others are ignored. Only a text (or a page) must be there."""

    id: int | str | None = None
    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | list[str] | None = None
    section: str | list[str] | None = None
    published: str | None = None


class _Identity(msgspec.Struct):
    id: int | str | None = None


_Kind = TypeVar("_Kind", Record, _Identity)
_RECORDS = msgspec.json.Decoder(Record)
_IDENTITIES = msgspec.json.Decoder(_Identity)


def read_record(line: bytes, fields: str | None = None) -> Record | Reject:
    """Return the fields of a record, or why it has none: ``bad_json``, ``bad_field``, ``no_text``.

    Args:
        line: one JSON object.
        fields: what our fields are called in it (`stages.clean.read.fields.as_text`).
    """
    names = names_of(fields)
    record = _parse(line, Record, _RECORDS, names)
    if isinstance(record, Record) and record.text is None and record.html is None:
        text, html = names.get("text", "text"), names.get("html", "html")
        return reject("no_text", detail=f'the record has neither "{text}" nor "{html}"')
    return record


def record_id(line: bytes, names: Mapping[str, str] = NOTHING) -> str | None:
    """Return the id of a record as text; None where it has none that can be used."""
    record = _parse(line, _Identity, _IDENTITIES, names)
    if isinstance(record, Reject) or record.id is None:
        return None
    identity = str(record.id)
    return None if not identity or identity.isspace() else identity


def _parse(
    line: bytes, kind: type[_Kind], decoder: msgspec.json.Decoder[_Kind], names: Mapping[str, str]
) -> _Kind | Reject:
    if _nesting(line) > DEEPEST:
        return reject("bad_json", detail=f"arrays and objects are nested more than {DEEPEST} deep")
    if not names:
        try:
            return decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
    values: Any
    try:
        values, repaired = msgspec.json.decode(line), False
    except (msgspec.DecodeError, UnicodeDecodeError):
        try:
            values, repaired = json.loads(to_text(line), strict=False), True
        except ValueError as error:  # also for an integer of more digits than Python reads
            return reject("bad_json", detail=str(error).replace("\n", " "))
        except RecursionError:  # the bytes of another encoding may hide how deep it is
            return reject("bad_json", detail=f"arrays and objects are nested more than {DEEPEST} deep")
    if not isinstance(values, dict):
        return reject("bad_json", detail="it is not an object in braces")
    record = _convert(values, kind, names)
    return _without_half_pairs(record) if repaired and not isinstance(record, Reject) else record


def _convert(values: dict[str, Any], kind: type[_Kind], names: Mapping[str, str]) -> _Kind | Reject:
    """Return the fields that an object has by their own names or, where one is mapped, by that name alone."""
    picked = {
        field: _plain(field, pick(values, names[field]) if field in names else values.get(field))
        for field in kind.__struct_fields__
    }
    try:
        return msgspec.convert(picked, kind)
    except msgspec.ValidationError as error:
        return _bad_field(error, names)


def _plain(field: str, value: Any) -> Any:
    """Return a value of another type as the one that it plainly stands for; any other as it is.

    - NaN, which `json` and pandas write for nothing, is null;
    - a number as ``id`` or ``published`` is its decimal text, of whole milliseconds where seconds have a fraction;
    - an author who is an object with a ``name``, as in schema.org and many feeds, is the name.
    """
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value) or field not in ("id", "published"):
            return value
        if value.is_integer():
            value = int(value)
        elif field == "published":
            value = round(value * 1000)
        else:
            return repr(value)
    if field == "published" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if field == "author":
        authors = value if isinstance(value, list) else [value]
        found = [one["name"] if isinstance(one, dict) and "name" in one else one for one in authors]
        return [one for one in found if one is not None] if isinstance(value, list) else found[0]
    return value


def _without_half_pairs(record: _Kind) -> _Kind:
    """Return a record whose texts hold no half of a surrogate pair, which no encoding can write."""
    for name, value in msgspec.structs.asdict(record).items():
        if isinstance(value, str) and not value.isascii():
            setattr(record, name, value.translate(_HALF_PAIRS))
        elif isinstance(value, list):
            setattr(record, name, [part.translate(_HALF_PAIRS) for part in value])
    return record


def _bad_field(error: msgspec.ValidationError, names: Mapping[str, str]) -> Reject:
    """Tell from msgspec's message, "Expected `str`, got `int` - at `$.title`", which field is wrong."""
    expectation, _, path = str(error).partition(" - at `$.")
    field = path.rstrip("`").split("[")[0]
    return reject("bad_field", field=names.get(field, field), detail=expectation.lower())


def _nesting(line: bytes) -> int:
    """Return how deep arrays and objects are nested; a bound above it where that is small."""
    most = line.count(b"[") + line.count(b"{")
    if most <= DEEPEST:
        return most
    marks = line.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NOT_MARKS)
    depth = deepest = 0
    for mark in b"".join(marks.split(b'"')[::2]):
        depth += 1 if mark in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest
