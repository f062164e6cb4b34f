"""Who claims a figure: the speaker of the quotation that it stands in."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Speaker(NamedTuple):
    """Who says something, as the text names them, and the number of their mention where it has one."""

    start: int
    end: int
    text: str
    mention: int | None


class Speakers:
    """Who says what in an article."""

    def __init__(self, quotes: Sequence[Mapping[str, Any]]) -> None:
        """Take the rows of ``annotate.quotes``."""
        named = [row for row in quotes if row["speaker_text"] is not None]
        self._coming = sorted(named, key=lambda row: (row["start"], row["end"]), reverse=True)
        self._open: list[Mapping[str, Any]] = []

    def of(self, start: int, end: int) -> Speaker | None:
        """Return the speaker of the narrowest quotation that holds ``start`` to ``end``, to be asked in their order."""
        while self._coming and self._coming[-1]["start"] <= start:
            self._open.append(self._coming.pop())
        self._open = [row for row in self._open if row["end"] > start]
        holding = [row for row in self._open if end <= row["end"]]
        if not holding:
            return None
        row = min(holding, key=lambda each: each["end"] - each["start"])
        return Speaker(row["speaker_start"], row["speaker_end"], row["speaker_text"], row["speaker_mention"])
