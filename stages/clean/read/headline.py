"""Headlines: whether a line says what the title says, and whether a text that names no title begins with one."""

from functools import cache, cached_property
from typing import Any

import re2

from stages.resources import toml

#: Words that a headline has at least; fewer are a section's name or a dateline.
FEWEST_WORDS = 3

#: Characters by which a line and the title that it repeats may differ in length: quotes, full stops, white space.
_SLACK = 12

#: Characters of the longest title that may be a placeholder.
_LONGEST_PLACEHOLDER = 20

#: The end of a sentence that says something.
_STOPS = (".", "۔", ".”", '."', ".’")


@cache
def _patterns() -> dict[str, Any]:
    return {row["name"]: re2.compile(row["pattern"]) for row in toml(__package__, "headline.toml")["pattern"]}


@cache
def _separators() -> tuple[str, ...]:
    return tuple(row["text"] for row in toml(__package__, "headline.toml")["separator"])


@cache
def _placeholders() -> frozenset[str]:
    rows = toml(__package__, "headline.toml")["placeholder"]
    return frozenset(key(title) for row in rows for title in row["titles"])


def key(line: str) -> str:
    """Return the letters and digits of a line without case: what two spellings of one headline have in common.

    >>> key("“Who’ll pay?”  MINISTER asks") == key("Who'll pay? Minister asks")
    True
    """
    return "".join(filter(str.isalnum, line.casefold()))


def named(title: str | None) -> str | None:
    """Return a title from the metadata; None where it only says that there is none."""
    if title is None or (len(title) <= _LONGEST_PLACEHOLDER and key(title) in _placeholders()):
        return None
    return title


class Title:
    """The title of an article, in each of the forms in which it is known, to compare lines of the text with."""

    def __init__(self, *titles: str) -> None:
        """Take the titles as the metadata or the first line give them."""
        self.titles = titles
        #: Lengths between which a line has to be for a comparison.
        self.shortest = min(map(_shortest, titles), default=1)
        self.longest = max(map(len, titles), default=-_SLACK) + _SLACK

    def is_in(self, line: str) -> bool:
        """Return whether a line of the text is the title and nothing else."""
        return self.shortest <= len(line) <= self.longest and key(line) in self._keys

    def repeated(self, line: str) -> bool:
        """Return whether a line below the first one repeats the title: as a headline, not as a sentence of the text."""
        return self.is_in(line) and (not line.endswith(_STOPS) or any(one.endswith(_STOPS) for one in self.titles))

    @cached_property
    def _keys(self) -> frozenset[str]:
        """What a line can say that repeats the title; costs more than most texts need."""
        forms = list(self.titles)
        for title in self.titles:
            for separator in _separators():
                front = title.rpartition(separator)[0]
                if front.count(" ") + 1 >= FEWEST_WORDS:
                    forms.append(front)
        return frozenset(filter(None, map(key, forms)))


def _shortest(title: str) -> int:
    """Return the length of the shortest line that can repeat a title: an outlet named behind it may be missing."""
    length = len(title)
    return length // 4 if any(one in title for one in _separators()) else length - max(_SLACK, length // 4)


#: No title is known.
UNKNOWN = Title()


def known(*titles: str | None) -> Title:
    """Return a title to compare lines with, from all places that state one.

    Several whole sentences are no headline: a system without titles gives the first paragraph for one.
    """
    stated = [title for title in titles if title and not (title.endswith(_STOPS) and _several_sentences(title))]
    return Title(*stated) if stated else UNKNOWN


def _several_sentences(title: str) -> bool:
    return bool(_patterns()["sentences"].search(title))


def headline(first: str, opening: str, *, set_off: bool, marked: bool, repeated: bool, longest: int) -> str | None:
    """Return the first line of an article as its title if it is clearly a headline.

    Args:
        first: the line.
        opening: the paragraph with which the text goes on.
        set_off: whether an empty line stands between the two in the source.
        marked: whether what stands between them says by itself that a headline is above it (a byline, a date).
        repeated: whether a later line says the same.
        longest: the most characters of a headline.
    """
    if not opening or len(first) > longest or first.count(" ") + 1 < FEWEST_WORDS:
        return None
    patterns = _patterns()
    if patterns["sentence"].search(first) or patterns["sentences"].search(first):
        return None
    if not (repeated or marked):
        if len(opening) <= len(first) or patterns["quotation"].search(first) or patterns["dateline"].search(first):
            return None
        if not set_off and not patterns["dateline"].search(opening[:longest]):
            return None
    return str(patterns["markup"].sub("", first))
