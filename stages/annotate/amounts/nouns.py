"""What a number counts: the head of the noun phrase behind it, in the singular."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from stages.annotate.amounts.lexicon import lexicon
from stages.resources import toml

#: Words that may stand between a number and the noun that it counts: 1,200 highly skilled young workers.
MODIFIERS = 3

#: A word of a phrase, behind what stands before it. Letters of any script; joined words count as one.
_WORD = re.compile(r"[ \u00a0]{1,2}([^\W\d_](?:[^\W_]|['’\-](?=[^\W_]))*)")


_SPACES = frozenset(" \u00a0")

#: Behind a plural: 15 firms' profits.
_POSSESSIVE = frozenset("'’")


#: Letters of the shortest plural, and those from which a word in capitals is no abbreviation (GPS, SMS).
_SHORTEST = 3
_LETTERS = 5


#: Behind a figure, a part of what it is a figure of.
_SIGNS = frozenset("%$€£₹¥-–/0123456789")


class Counted(NamedTuple):
    """What is counted.

    Attributes:
        unit: the head of the phrase, in the singular and in small letters (a name in capitals keeps them: MP).
        end: where the head ends in the text.
        modified: whether words stand before the head.
    """

    unit: str
    end: int
    modified: bool = False


def counted(text: str, position: int) -> tuple[Counted | None, int]:
    """Return what a number that ends at ``position`` counts, and where the search for it ended.

    It counts something only if a noun in the plural follows. No other number begins before the end of the search.
    """
    if text[position : position + 1] not in _SPACES:
        unit = _joined().match(text, position)
        return (Counted(nouns().joined[unit.group(1).lower()], unit.end()), unit.end()) if unit else (None, position)
    words = nouns()
    for place in range(MODIFIERS + 1):
        found = _WORD.match(text, position)
        if found is None:
            return None, position
        word, end = found.group(1), found.end()
        possessive = text[end : end + 1] in _POSSESSIVE
        meaning = None if possessive else _meaning(word)
        if meaning == "":
            return None, position
        further = None if meaning in words.uncounted else _WORD.match(text, end)
        if further:
            pair = words.measures.get(f"{word} {further.group(1)}".lower())
            compound = meaning and meaning not in words.whole and word.lower() not in words.measures
            follows = _meaning(further.group(1)) if compound else None
            if pair or follows:  # Cubic feet; sports clubs, police officers.
                meaning, end = pair or follows, further.end()
        position = end + possessive
        if meaning:
            return None if meaning in words.uncounted else Counted(meaning, position, place > 0), position
    return None, position


def is_length(phrase: str) -> bool:
    """Say whether ``phrase``, a number and a word, is a length in time. It spares the many of these a closer look."""
    number, _, word = phrase.rpartition(" ")
    return " " not in number and word.lower() in nouns().lengths


def begins_number(words: str) -> bool:
    """Say whether one of ``words``, among which there are no figures, may begin a number."""
    return not nouns().numerals.isdisjoint(words.lower().replace("-", " ").split())


def goes_on(text: str, position: int) -> bool:
    """Say whether the phrase at ``position`` goes on: behind it stands a word that does not begin another phrase."""
    found = _WORD.match(text, position)
    if found is None:
        return text[position : position + 2].strip(" \u00a0")[:1] in _SIGNS
    return _meaning(found.group(1)) != ""


def singular_of(word: str) -> str | None:
    """Return the singular of a plural, the name of a unit of measure; None for any other word."""
    return _meaning(word) or None


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(f"-?({'|'.join(sorted(map(re.escape, nouns().joined), reverse=True))})\\b", re.IGNORECASE)


def plurals() -> tuple[list[str], list[str]]:
    """Return what the scan needs to know: plurals and units that are words of their own, and the endings of others."""
    words = nouns()
    endings = {"s" if ending.endswith("s") else ending for ending, _, _ in words.endings}
    apart = [word for word in (*words.plurals, *words.measures) if not word.endswith(tuple(endings))]
    return apart, sorted(endings)


class Words:
    """nouns.toml in the form in which it is asked.

    Attributes:
        plurals: plurals of their own -> singular.
        endings: (ending, that of the singular, words without it), in the order in which they are tried.
        measures: surface -> unit of measure.
        joined: the same, of those that may stand behind a figure without a space.
        lengths: the plurals of units of time.
        whole: heads that nothing follows in one phrase.
        uncounted: singulars that a number does not count.
        within_numbers: words that a number may go on with.
        numerals: words that a number may begin with.
    """

    def __init__(self) -> None:
        tables = toml(__package__, "nouns.toml")
        self.plurals: dict[str, str] = tables["plural"]["words"]
        self.endings: list[tuple[str, str, frozenset[str]]] = [
            (row["ending"], row["singular"], frozenset(row["except"])) for row in tables["plural"]["ending"]
        ]
        units: dict[str, list[str]] = tables["unit"]["words"]
        self.measures = {word: unit for unit, surfaces in units.items() for word in surfaces}
        self.joined = {word: unit for unit, surfaces in units.items() for word in (unit, *surfaces) if " " not in word}
        self.lengths = frozenset(
            f"{word}s" for row in tables["uncounted"] if row["name"] == "time" for word in row["words"]
        )
        self.uncounted = frozenset(word for row in tables["uncounted"] for word in row["words"])
        self.whole = frozenset(tables["whole"]["words"])
        self._no_plurals = frozenset(tables["no_plural"]["words"])
        self._no_endings = tuple(tables["no_plural"]["endings"])
        order = lexicon().order
        numerals = {*lexicon().words.all(), *order.plurals, *(phrase.split()[0] for phrase in order.before)}
        self.numerals = frozenset(numerals)
        magnitudes = {surface.split()[0] for surface, _ in lexicon().magnitudes.written()}
        links = {surface.split()[0] for surface in lexicon().links if surface[0].isalpha()}
        self.within_numbers = frozenset(word for word in self.numerals | magnitudes | links if word.isascii())
        self._stops = self.numerals.union(*(row["words"] for row in tables["stop"]))

    def meaning(self, word: str) -> str | None:
        """Return the singular of a plural noun, "" for a word that ends the search, None for any other word."""
        folded = word.lower()
        if folded in self._stops:
            return ""
        known = self.measures.get(folded) or self.plurals.get(folded)
        if known:
            return known
        if folded in self._no_plurals or folded.endswith(self._no_endings) or (word.isupper() and len(word) < _LETTERS):
            return None
        head, hyphen, last = folded.rpartition("-")
        singular = self.plurals.get(last) or self._singular(last)
        if singular and word[:-1].isupper() and word[-1] == "s":
            return word[:-1]
        return singular and head + hyphen + singular

    def _singular(self, word: str) -> str | None:
        if len(word) >= _SHORTEST:
            for ending, singular, exceptions in self.endings:
                if word.endswith(ending) and word not in exceptions:
                    return word[: -len(ending)] + singular
        return None


@cache
def nouns() -> Words:
    """Return the words of this package."""
    return Words()


@lru_cache(maxsize=1 << 14)
def _meaning(word: str) -> str | None:
    return nouns().meaning(word)
