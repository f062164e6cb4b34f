"""Bytes to text: which encoding a file is in. The answer depends on the bytes alone, and there always is one.

In this order: a byte order mark; UTF-8; UTF-8 with a few broken characters; what was declared; another script than
Latin, as charset-normalizer sees it; Windows-1252. Raw offsets count the characters of the text returned here, which
has no byte order mark.
"""

import codecs
from functools import cache
from typing import Protocol, TypeVar

import re2

from stages.clean.rejects import Reject, reject
from stages.resources import toml

#: Byte order marks, the longer ones first: the mark of UTF-32 starts like that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Bytes that no text of any single-byte encoding or UTF-8 holds on purpose.
CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b") + b"\x7f"

#: Bytes that are not ASCII.
HIGH = bytes(range(128, 256))

#: Share of control bytes above which the content is not text: compressed data has 0.1, text damaged on its way 0.01.
CONTROL_SHARE = 0.05

#: Share of the bytes of a text (white space aside) that lie in runs of three or more bytes above 127, from which it is
#: not in Latin letters: among these such bytes stand alone or in pairs (0 to 0.05); Russian, Urdu and Chinese have 0.7
#: and more.
FOREIGN_SHARE = 0.35
_ONLY_HIGH = bytes(byte if byte > 127 else 32 for byte in range(256))

#: Bytes at the start of a page in which browsers look for its declaration (HTML standard, 13.2.3.2).
DECLARATION_BYTES = 1024

#: Bytes of UTF-16 or UTF-32 decoded at a time, whole units of both.
_STEP = 1 << 24


class _Sliceable(Protocol):
    """Bytes, wherever they are held."""

    def __len__(self) -> int: ...

    def __getitem__(self, where: slice, /) -> bytes: ...


_Bytes = TypeVar("_Bytes", bound=_Sliceable)

_DECLARATION = re2.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?([a-z0-9_:-]+)""")


def decode(data: bytes, *, html: bool = False, declared: str | None = None) -> str | Reject:
    """Return the text of a file, or why it has none.

    Args:
        data: the whole content.
        html: whether an encoding declared in the content counts.
        declared: the encoding that whoever sent the content declared, which counts before that.
    """
    if not data.startswith(tuple(mark for mark, _ in MARKS)):
        for start, name in _magic():
            if data.startswith(start):
                return reject("not_text", detail=f"it is a file of the kind {name}")
        controls = len(data) - len(data.translate(None, CONTROLS))
        if controls > CONTROL_SHARE * len(data):
            return reject("not_text", detail=f"{controls} of {len(data)} bytes are control characters")
    return to_text(data, html=html, declared=declared)


def to_text(data: bytes, *, html: bool = False, declared: str | None = None) -> str:
    """Return bytes as text, whatever they are. Bytes that are wrong in their encoding become U+FFFD."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    text = data.decode(errors="replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    if len(text) - broken - len(data.translate(None, HIGH)) > broken:
        return text
    stated = (_known(declared) if declared else None) or (_declared(data) if html else None)
    return data.decode(stated or _foreign(data) or _windows_1252(), "replace")


def as_utf8(data: _Bytes) -> _Bytes | bytes:
    """Return content with the byte order mark of UTF-16 or UTF-32 in UTF-8, and any other as it is."""
    start = data[0:4]
    mark, encoding = next((row for row in MARKS if start.startswith(row[0])), (b"", "utf-8"))
    if encoding == "utf-8":
        return data
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    parts = []
    for at in range(len(mark), len(data), _STEP):
        part = decoder.decode(data[at : at + _STEP], final=at + _STEP >= len(data))
        parts.append(part.encode("utf-8", "replace"))
    return b"".join(parts)


def _declared(data: bytes) -> str | None:
    """Return the encoding that a page declares, by its Python name, if it is one that we know."""
    found = _DECLARATION.search(data[:DECLARATION_BYTES])
    return _known(found[1].decode()) if found else None


def _known(label: str) -> str | None:
    """Return the Python name of the encoding with this label, if it is one that we know."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # the latter for a label with a NUL
        return None
    return name if name in _known_encodings() else None


def _foreign(data: bytes) -> str | None:
    """Return the encoding of a text that is not in Latin letters, by its Python name."""
    runs = sum(len(run) for run in data.translate(_ONLY_HIGH).split() if len(run) > 2)
    if runs < FOREIGN_SHARE * len(data.translate(None, b" \t\r\n")):
        return None
    from charset_normalizer import from_bytes  # 30 ms, and nearly no file needs it

    best = from_bytes(data, cp_isolation=[row["name"] for row in toml(__package__, "decoding.toml")["encoding"]]).best()
    return best.encoding if best else None


def _windows_1252() -> str:
    """Return the name of Windows-1252 with a character for each byte, as in browsers (WHATWG Encoding, index)."""
    import ftfy.bad_codecs  # registers the codec; 60 ms with the rest of ftfy

    ftfy.bad_codecs.ok()
    return "sloppy-windows-1252"


@cache
def _magic() -> list[tuple[bytes, str]]:
    return [(bytes.fromhex(row["start"]), row["name"]) for row in toml(__package__, "decoding.toml")["magic"]]


@cache
def _known_encodings() -> frozenset[str]:
    tables = toml(__package__, "decoding.toml")
    return frozenset(codecs.lookup(row["name"]).name for row in tables["encoding"] + tables["declared"])
