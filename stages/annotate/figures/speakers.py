"""Who claims a figure: by the quotations of the article, or by what the sentence itself says."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from stages.annotate.figures.letters import LETTERS, letters
from stages.annotate.figures.phrases import Phrase, before_verb, left, right
from stages.annotate.figures.tokens import Mark, Tokens, tokens
from stages.resources import toml

#: Tokens of a speaker's name and titles.
_LONGEST = 14


class Speaker(NamedTuple):
    """Who says something, as the text names them, and the number of the mention where that is known."""

    start: int
    end: int
    text: str
    mention: int | None = None


class Quoted:
    """Who says what in an article whose quotations are known."""

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


class Says(NamedTuple):
    """A verb of a sentence that reports.

    Attributes:
        at: its token.
        speaker: its subject, where that is a name.
        pronoun: whether it is a pronoun.
        closing: whether it may report what stands before it: ..., the minister said.
    """

    at: int
    speaker: Speaker | None
    pronoun: bool
    closing: bool = False


def says(text: str, taken: Tokens) -> list[Says]:
    """Return the verbs of a sentence that report what somebody says, in order."""
    found = []
    at = taken.letters.find(LETTERS["SAY"])
    while at >= 0:
        found.append(_says(text, taken, at))
        at = taken.letters.find(LETTERS["SAY"], at + 1)
    return found


@cache
def _voices() -> frozenset[str]:
    return frozenset(" ".join(row["words"] for row in toml(__package__, "speakers.toml")["voice"]).split())


def _says(text: str, taken: Tokens, at: int) -> Says:
    end, _ = before_verb(taken, at)
    if taken.letters[at + 1 : at + 2] == LETTERS["BY"] or LETTERS["BE"] in taken.letters[end:at]:
        return Says(at, None, pronoun=False)  # The tariffs announced by Washington; the committee was told.
    if end and taken.words[end - 1] in ("he", "she"):
        return Says(at, None, pronoun=True, closing=taken.letters[end - 2 : end - 1] in _CLOSING)
    phrase = left(taken, end, subject=True) if end else None
    if phrase is None and end and taken.letters[end - 1] in letters("COMMA", "QUOTE"):
        phrase = right(taken, at + 1)
        if phrase and not text[taken.spans[phrase.start][0]].isupper():
            phrase = None  # Said X, but not noted key drivers.
    first = phrase.start if phrase else end
    first -= taken.letters[first - 1 : first] == LETTERS["THE"]
    closing = first > at or taken.letters[first - 1 : first] in _CLOSING
    return Says(at, _speaker(text, taken, phrase), pronoun=False, closing=closing)


#: Before who says what stands before.
_CLOSING = letters("COMMA", "QUOTE")


def _speaker(text: str, taken: Tokens, phrase: Phrase | None) -> Speaker | None:
    if phrase is None or phrase.end - phrase.start > _LONGEST:
        return None
    start, end = taken.spans[phrase.start][0], taken.spans[phrase.end - 1][1]
    named = any(text[taken.spans[at][0]].isupper() for at in range(phrase.start, phrase.end))
    if not named and _voices().isdisjoint(taken.words[phrase.start : phrase.end]):
        return None
    return Speaker(start, end, text[start:end])


def according_to(text: str, taken: Tokens) -> Speaker | None:
    """Return whom a sentence names as its source: according to X."""
    at = taken.words.index("according") + 1 if "according" in taken.words else len(taken.words)
    return (
        _speaker(text, taken, right(taken, at + 1, tied=False)) if taken.letters[at : at + 1] == LETTERS["TO"] else None
    )


class Told(NamedTuple):
    """What a sentence says of who speaks: the verbs that report, their tokens, and its source."""

    says: list[Says]
    places: list[int]
    source: Speaker | None


def told(text: str, taken: Tokens) -> Told:
    """Return what a sentence says of who speaks."""
    found = says(text, taken)
    return Told(found, [each.at for each in found], according_to(text, taken))


#: Sentences before one in which the name may stand that "he" means.
_BACK = 8


class Voices:
    """Who says what in an article whose quotations are not known."""

    def __init__(self, text: str, sentences: Sequence[tuple[int, int]], timexes: Sequence[Mapping[str, Any]]) -> None:
        """Take the article: its sentences and temporal expressions in order."""
        self._text = text
        self._sentences = sentences
        self._timexes = timexes
        self._told: dict[int, Told] = {}

    def of(self, number: int, taken: Tokens, at: int) -> Speaker | None:
        """Return who claims what stands at token ``at`` of sentence ``number``; None where nobody is named."""
        here = self._in(number, taken)
        place = bisect_left(here.places, at)
        if place:
            each = here.says[place - 1]
            return self._earlier(number) if each.pronoun else each.speaker
        if place < len(here.says):
            each = here.says[place]
            if each.closing:
                return self._earlier(number) if each.pronoun else each.speaker
        return here.source

    def _in(self, number: int, taken: Tokens | None = None) -> Told:
        if number not in self._told:
            start, end = self._sentences[number]
            self._told[number] = told(self._text, taken or tokens(self._text, start, end, self._marks(start, end)))
        return self._told[number]

    def _marks(self, start: int, end: int) -> list[Mark]:
        """Return the temporal expressions of a sentence, so that none is taken for a part of a name."""
        first = bisect_left(self._timexes, start, key=itemgetter("start"))
        last = bisect_left(self._timexes, end, key=itemgetter("start"))
        return [
            Mark(row["start"], row["end"], LETTERS["DATE"], at)
            for at, row in enumerate(self._timexes[first:last], first)
            if row["end"] <= end
        ]

    def _earlier(self, number: int) -> Speaker | None:
        """Return who spoke last before sentence ``number`` and was named."""
        for each in range(number - 1, max(-1, number - 1 - _BACK), -1):
            speaker = next((one.speaker for one in reversed(self._in(each).says) if one.speaker), None)
            if speaker:
                return speaker
        return None
