"""A reference in plain words, one a line."""

from flows.citing.passages import Passage
from flows.views import harmless

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def write(passages: list[Passage]) -> str:
    """Return the references: sentence, author, title, outlet, date, address, and the name of the row."""
    return "".join(f"{_reference(each)}\n" for each in passages)


def _reference(passage: Passage) -> str:
    parts = []
    if passage.sentence:
        parts.append(f"\N{LEFT DOUBLE QUOTATION MARK}{_line(passage.sentence)}\N{RIGHT DOUBLE QUOTATION MARK}")
    if passage.author:
        parts.append(_stopped(passage.author))
    if passage.title:
        parts.append(_stopped(passage.title))
    when = passage.published
    day = f"{when.day} {_MONTHS[when.month - 1]} {when.year}" if when else "no date"
    parts.append(_stopped(", ".join(filter(None, (passage.outlet, day)))))
    parts.append(passage.url or _stopped(passage.source))
    return f"{' '.join(map(_line, parts))} [{passage.row}]"


def _line(text: str) -> str:
    """Return a text on one line, in which nothing acts on a terminal."""
    return harmless(" ".join(text.split()))


def _stopped(text: str) -> str:
    """Return a text that ends in a mark; Urdu has a full stop of its own."""
    line = _line(text)
    return line if line.endswith((".", "?", "!", "\N{ARABIC FULL STOP}", "\N{ARABIC QUESTION MARK}")) else f"{line}."
