"""From the words of a noun phrase to the name of an indicator, and to the id that all wordings of it share."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from stages.annotate.figures.letters import LETTERS, TIES, letters
from stages.annotate.figures.phrases import Phrase
from stages.annotate.figures.tokens import Tokens
from stages.resources import toml

#: Words of the longest name.
_LONGEST = 10

#: How often what means the same is looked for: what one pass puts in place may be part of a longer phrase.
_PASSES = 3


class Name(NamedTuple):
    """The name of an indicator, its id, and where its words stand in the text."""

    name: str
    identity: str
    start: int
    end: int


class Names(NamedTuple):
    """The tables of names.toml."""

    drop: frozenset[str]
    empty: frozenset[str]
    sole: frozenset[str]
    act: frozenset[str]
    idle: frozenset[str]
    same: dict[tuple[str, ...], tuple[str, ...]]
    longest: int
    absorbed: dict[str, frozenset[str]]
    priced: frozenset[str]
    singular: dict[str, str]


@cache
def names() -> Names:
    """Return them."""
    tables = toml(__package__, "names.toml")
    singular = tables["singular"]

    def words(table: str) -> frozenset[str]:
        return frozenset(" ".join(row["words"] for row in tables[table]).split())

    idle = words("idle")
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in tables["same"]:
        for phrase in row["phrases"]:
            key = tuple(one_of(word, singular) for word in phrase.split() if word not in idle or word == "rate")
            same[key] = tuple(row["means"].split())
    absorbed = {by: frozenset(row["words"].split()) for row in tables["absorbed"] for by in row["by"].split()}
    return Names(
        words("drop"),
        words("empty"),
        words("sole"),
        words("act"),
        idle,
        same,
        max(map(len, same)),
        absorbed,
        words("priced"),
        singular,
    )


def one_of(word: str, singular: dict[str, str]) -> str:
    """Return the singular of a word in small letters, where it is a plural."""
    if word in singular:
        return singular[word]
    if word.endswith("'s"):
        return word[:-2]
    word = word.removesuffix("'")
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes", "buses")) or (word.endswith("oes") and len(word) > 4):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def name_of(tokens: Tokens, phrase: Phrase, home: frozenset[str], owner: Phrase | None, *, change: bool) -> Name | None:
    """Return the name of the indicator that ``phrase`` says; None where it says none.

    Args:
        tokens: of the sentence.
        phrase: the words that say it.
        home: names of the country whose indicators are told without its name.
        owner: whose "its" is: the subject of the sentence.
        change: whether the figure is a change, so that a word for growth is no part of the name.
    """
    words = _Words(tokens, home, change=change)
    if owner is not None and tokens.words[phrase.start] in OWNED:
        words.add(owner.start, owner.end)
    first = words.add(phrase.start, phrase.end).end()
    if phrase.counted:
        first = [_counted(word) for word in first]
    rest: list[str] = []
    if phrase.more:
        words = _Words(tokens, home, change=change, whole=phrase.link == SAID)
        words.told = not phrase.link  # Where nothing links the two, the second begins with what ties it.
        rest = words.add(*phrase.more).end()
        if phrase.link == COUNTED:
            rest = rest[-1].split()[-1:]
    named = bool(first + rest) if phrase.prefix or phrase.suffix else _says(first + rest)
    if not named or (phrase.link and not (first and rest)):
        return None
    shown = f"{phrase.prefix}{' '.join(first)}{phrase.suffix}{phrase.link or ' ' * bool(rest)}{' '.join(rest)}"
    if len(shown.split()) > _LONGEST:
        return None
    return Name(shown, identity(shown), tokens.spans[phrase.start][0], tokens.spans[phrase.end - 1][1])


def _says(words: list[str]) -> bool:
    """Say whether words name something: two of them together, or one that does alone."""
    known = names()
    content = [
        word.lower()
        for word in words
        if word[0].isalpha() and len(word) > 1 and word.lower() not in known.empty and word.lower() not in _SMALL
    ]
    return sum(1 + ("-" in word) for word in content) > 1 or not known.sole.isdisjoint(content)


#: Words that name nothing in any table.
_SMALL = frozenset(
    ("of", "in", "for", "and", "or", "to", "from", "on", "by", "with", "at", "under", "that", "is", "are")
)

#: What stands before a clause that is said of something, every word of which counts.
SAID = " that "

#: What stands before what is counted, of which the number is no part.
COUNTED = " of "

#: Whose a thing is that was named before.
OWNED = frozenset(("its", "their"))

_TIED = TIES | letters("OF", "AND")
_LEFT_OUT = letters("THE", "FILL", "MORE", "GOAL", "OVER", "COMMA", "QUOTE", "CLOSE")


class _Words:
    """Collects the words of a phrase that belong to the name of what it says.

    Attributes:
        told: whether what ties two words may come next.
    """

    def __init__(self, tokens: Tokens, home: frozenset[str], *, change: bool, whole: bool = False) -> None:
        self._tokens = tokens
        self._home = home
        self._left_out = letters("THE") if whole else _LEFT_OUT | letters("GROWTH") if change else _LEFT_OUT
        self._words: list[str] = []
        self._ties: list[bool] = []
        self.told = False

    def add(self, start: int, end: int) -> "_Words":
        """Add the words from token ``start`` to ``end``."""
        at = start
        while at < end:
            at = self._next(at, end)
        return self

    def _next(self, at: int, end: int) -> int:
        """Add the word at token ``at``, or leave it out; return where to go on."""
        letter, tokens = self._tokens.letters[at], self._tokens
        if letter == LETTERS["OPEN"]:
            closing = tokens.letters.find(LETTERS["CLOSE"], at, end)
            return max(at, closing) + 1
        if letter == LETTERS["DATE"]:
            self._drop_ties()
        elif letter == LETTERS["AMOUNT"] and tokens.letters[at + 1 : min(at + 2, end - 1)] == LETTERS["OF"]:
            return at + 2  # A level of exports is exports.
        elif tokens.words[at] in names().act and tokens.letters[at + 1 : min(at + 2, end - 1)] == LETTERS["OF"]:
            return at + 2  # The imposition of a tax tells the tax.
        elif letter in _TIED:
            if self.told:
                self._push("and" if tokens.words[at] == "&" else tokens.words[at], tie=True)
        elif letter not in self._left_out and not self._dropped(at, end):
            self._push(tokens.written[at], tie=False)
        return at + 1

    def _dropped(self, at: int, end: int) -> bool:
        """Say whether a word is left out for what it means."""
        words = self._tokens.words
        if not self._words and at + 1 < end and words[at].removesuffix("'s") in self._home:
            return True
        # The current account is a term.
        return words[at] in names().drop and not (words[at] == "current" and words[at + 1 : at + 2] in _CURRENT)

    def _push(self, word: str, *, tie: bool) -> None:
        self._words.append(word)
        self._ties.append(tie)
        self.told = not tie

    def _drop_ties(self) -> None:
        while self._ties and self._ties[-1]:
            del self._words[-1], self._ties[-1]
        self.told = bool(self._words)

    def end(self) -> list[str]:
        """Return the words, without "of" and the country of home at their end."""
        self._drop_ties()
        if len(self._words) > 2 and self._words[-2] == "of" and self._words[-1].lower() in self._home:
            del self._words[-2:], self._ties[-2:]
        return self._words


#: Words for magnitudes, which belong to a number.
_MAGNITUDES = frozenset(("hundred", "thousand", "million", "billion", "lakh", "crore", "dozen", "m", "bn"))


def _counted(text: str) -> str:
    """Return what a count counts, without its number; of a number in words only the last word is surely none.

    >>> _counted("24.66 million mobile phones"), _counted("twenty thousand phones")
    ('mobile phones', 'phones')
    """
    words = text.split()
    if not text[0].isdigit():
        return words[-1]
    return " ".join(word for word in words if not word[0].isdigit() and word not in _MAGNITUDES) or words[-1]


_CURRENT = (["account"], ["expenditure"], ["assets"])


@lru_cache(maxsize=1 << 14)
def identity(name: str) -> str:
    """Return the id of an indicator, given its name.

    It is made of the words' singulars, those that mean the same as one, without those that tell nothing apart, in the
    order of the alphabet: exports of rice are rice exports.

    >>> identity("IT and ITeS export remittances"), identity("exports of IT services")
    ('export-it', 'export-it')
    """
    known = names()
    words = [
        word.lower() if _is_acronym(word) else one_of(word.lower(), known.singular)
        for word in name.replace("’", "'").split()
        if word.lower() not in known.idle or word == "rate"
    ]
    for _ in range(_PASSES):
        words = _replaced(words, known)
    idle = known.idle.union(*(gone for word, gone in known.absorbed.items() if word in words))
    kept = sorted({word for word in words if word not in idle and not _YEARS.fullmatch(word)})
    if len(kept) == 1 and kept[0] in known.priced:
        kept.append("price")
    return "-".join(
        "".join(letter for letter in word if letter.isalnum() or letter in "-'")
        for word in kept or words or name.lower().split()
    )


#: A year or two of them, which is a period and no part of a series.
_YEARS = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:\d\d)?)?")

#: Letters of the longest word that is an acronym where it is written in capitals alone, and no shouted plural.
_ACRONYM = 4


def _is_acronym(word: str) -> bool:
    """Say whether the s of a word is no plural: of PIMS and IBAs the second alone is one."""
    return len(word) <= _ACRONYM and word.isupper()


def _replaced(words: list[str], known: Names) -> list[str]:
    """Return the words with what means the same put in their place, the longest first, once from left to right."""
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(known.longest, len(words) - at), 0, -1):
            means = known.same.get(tuple(words[at : at + length]))
            if means is not None:
                found += [word for word in means if word not in found]
                at += length
                break
        else:
            found.append(words[at])
            at += 1
    return found
