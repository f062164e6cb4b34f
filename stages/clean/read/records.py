"""One line of a batch file: a JSON object with the fields of an article.

Read strictly and fast where the line is sound; else once more, leniently, since a stray control character or half a
surrogate pair in one field is no reason to lose an article.
"""

import json
from typing import TypeVar

import msgspec

from stages.clean.read.decoding import to_text
from stages.clean.rejects import Reject, reject

#: Arrays and objects inside one another that a line may hold. Below the limit of every parser, so that the answer does
#: not depend on how deep the caller is.
DEEPEST = 100

#: The bytes that nesting is counted by, outside strings.
_NOT_MARKS = bytes(byte for byte in range(256) if byte not in b'"[]{}')

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


def read_record(line: bytes) -> Record | Reject:
    """Return the fields of a record, or why it has none: ``bad_json``, ``bad_field``, ``no_text``."""
    record = _parse(line, Record, _RECORDS)
    if isinstance(record, Record) and record.text is None and record.html is None:
        return reject("no_text", detail='the record has neither "text" nor "html"')
    return record


def record_id(line: bytes) -> str | None:
    """Return the id of a record as text; None where it has none that can be used."""
    record = _parse(line, _Identity, _IDENTITIES)
    if isinstance(record, Reject) or record.id is None:
        return None
    identity = str(record.id)
    return None if not identity or identity.isspace() else identity


def _parse(line: bytes, kind: type[_Kind], decoder: msgspec.json.Decoder[_Kind]) -> _Kind | Reject:
    if _nesting(line) > DEEPEST:
        return reject("bad_json", detail=f"arrays and objects are nested more than {DEEPEST} deep")
    try:
        return decoder.decode(line)
    except msgspec.ValidationError as error:
        return _bad_field(error)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _parse_leniently(line, kind)


def _parse_leniently(line: bytes, kind: type[_Kind]) -> _Kind | Reject:
    """Read a line with control characters inside strings, half surrogate pairs, or in another encoding than UTF-8."""
    try:
        fields = json.loads(to_text(line), strict=False)
    except ValueError as error:  # also for an integer of more digits than Python reads
        return reject("bad_json", detail=str(error).replace("\n", " "))
    except RecursionError:  # the bytes of another encoding may hide how deep it is
        return reject("bad_json", detail=f"arrays and objects are nested more than {DEEPEST} deep")
    try:
        record = msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        return _bad_field(error)
    for name, value in msgspec.structs.asdict(record).items():
        if isinstance(value, str) and not value.isascii():
            setattr(record, name, value.translate(_HALF_PAIRS))
        elif isinstance(value, list):
            setattr(record, name, [part.translate(_HALF_PAIRS) for part in value])
    return record


def _bad_field(error: msgspec.ValidationError) -> Reject:
    """Tell from msgspec's message, "Expected `str`, got `int` - at `$.title`", which field is wrong."""
    expectation, _, path = str(error).partition(" - at `$.")
    if not path:
        return reject("bad_json", detail=expectation.lower())
    return reject("bad_field", field=path.rstrip("`").split("[")[0], detail=expectation.lower())


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
