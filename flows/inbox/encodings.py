"""Whether the text of a file still tells its bytes: a day's batch file keeps the text alone."""

from stages.clean.read.decoding import MARKS, to_text
from stages.resources import toml

#: What stands where bytes are wrong in their encoding.
_REPLACED = "\N{REPLACEMENT CHARACTER}"

#: How it is written in a batch that has it from its source.
_WRITTEN = (_REPLACED.encode(), b"\\ufffd")

#: The codec that gives Windows-1252 a character for each byte, as browsers do, and what people call it.
_SLOPPY, _WINDOWS_1252 = "sloppy-windows-1252", "windows-1252"


def encoding_of(data: bytes, text: str) -> str | None:
    r"""Return an encoding in which a text that `clean` read is these bytes again; None where there is none.

    One that begins with a byte order mark is named by its encoding, UTF-8 with a mark ``utf-8-sig``.

    >>> encoding_of(b"Caf\xe9", "Café"), encoding_of(b"Caf\xc3\xa9 \xff", "Café \ufffd")
    ('windows-1252', None)
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            sound = _encodes(text, name, data[len(mark) :])
            return ("utf-8-sig" if name == "utf-8" else name) if sound else None
    if _encodes(text, "utf-8", data):
        return "utf-8"
    import ftfy.bad_codecs  # noqa: PLC0415 - registers the codec; 60 ms that few files need

    ftfy.bad_codecs.ok()
    if _encodes(text, _SLOPPY, data):
        return _WINDOWS_1252
    tables = toml("stages.clean.read", "decoding.toml")
    known = (row["name"] for row in tables["encoding"] + tables["declared"])
    return next((name for name in known if _encodes(text, name, data)), None)


def _encodes(text: str, encoding: str, data: bytes) -> bool:
    try:
        return text.encode(encoding) == data
    except UnicodeEncodeError:
        return False


def is_lost(raw: bytes, line: bytes) -> bool:
    """Return whether reading a stretch of a batch has put characters in the place of what was wrong there.

    Args:
        raw: the stretch; nothing where it is not known what stood there.
        line: what was made of it, in UTF-8.
    """
    return _REPLACED.encode() in line and not any(written in raw.lower() for written in _WRITTEN)


def tells(raw: bytes) -> bool:
    """Return whether the text that `clean` reads in a stretch of a batch tells its bytes."""
    return raw.isascii() or encoding_of(raw, to_text(raw)) is not None
