"""Small edits of texts of any language, as bytes: what people and feeds do to an article.

Lines are moved and digits changed, and nothing else: so the text stays in its encoding, and its markup in order as far
as such a thing can be said of a line.
"""

import re
from random import Random

#: Longer runs are numbers of records or hashes rather than figures.
_DIGITS = re.compile(rb"(?<![0-9])[1-9][0-9]{0,5}(?![0-9])")

#: Bytes of a line that may be taken out or brought in: in longer ones a page of a web site may stand whole.
_LONGEST = 4096


def edited(text: bytes, other: bytes, random: Random) -> bytes:
    """Return a text that differs a little from ``text``; as it is where it holds nothing that could differ.

    Args:
        text: to edit.
        other: another text, whose lines may come in.
        random: what to draw with.
    """
    ways = [_another_figure, _without_a_line, _with_a_line, _two_lines_turned]
    random.shuffle(ways)
    for way in ways:
        found = way(text, other, random)
        if found != text:
            return found
    return text


def _another_figure(text: bytes, _other: bytes, random: Random) -> bytes:
    """Change one number and not the length: only who reads the bytes sees it."""
    found = list(_DIGITS.finditer(text))
    if not found:
        return text
    match = random.choice(found)
    first = b"123456789".replace(match[0][:1], b"")
    return text[: match.start()] + bytes([random.choice(first)]) + text[match.start() + 1 :]


def _lines(text: bytes) -> list[bytes]:
    return text.splitlines(keepends=True)


def _without_a_line(text: bytes, _other: bytes, random: Random) -> bytes:
    lines = _lines(text)
    full = [at for at, line in enumerate(lines) if line.strip() and len(line) <= _LONGEST]
    if len(full) < 3:
        return text
    del lines[random.choice(full)]
    return b"".join(lines)


def _with_a_line(text: bytes, other: bytes, random: Random) -> bytes:
    full = [line.rstrip(b"\r\n") for line in _lines(other) if line.strip() and len(line) <= _LONGEST]
    if not full:
        return text
    lines = _lines(text)
    at = random.randint(1, max(1, len(lines)))
    before = b"".join(lines[:at])
    return before + (b"" if before.endswith(b"\n") else b"\n") + random.choice(full) + b"\n" + b"".join(lines[at:])


def _two_lines_turned(text: bytes, _other: bytes, random: Random) -> bytes:
    lines = _lines(text)
    if len(lines) < 3 or not lines[-1].endswith(b"\n"):
        return text
    at = random.randrange(len(lines) - 1)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return b"".join(lines)
