"""What stands around a name says what it is a name of."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from stages.annotate.names.gazetteer import ORG, PLACE, Names
from stages.annotate.names.lexicon import APPOSITION, flags_of
from stages.annotate.names.reader import PERSON
from stages.resources import toml

#: Code points that are looked at on each side.
REACH = 48

#: The types that names are weighed for, in the order in which they go before one another.
TYPES = (PERSON, ORG, PLACE)
_PERSON, _ORG, _PLACE = range(3)

#: A weight for each of `TYPES`.
Weights = list[int]


class Cues(NamedTuple):
    """The rows of context.toml: word -> weights by type, for words before a name and words behind it."""

    before: dict[str, dict[str, int]]
    behind: dict[str, dict[str, int]]
    owned: dict[str, dict[str, int]]
    of: dict[str, dict[str, int]]
    apposed: dict[str, dict[str, int]]


@cache
def cues() -> Cues:
    """Return the cues of context.toml."""
    tables: dict[str, dict[str, dict[str, int]]] = {name: {} for name in Cues._fields}
    for row in toml(__package__, "context.toml")["cue"]:
        weights = {type_: row[type_] for type_ in (PERSON, ORG, PLACE) if type_ in row}
        for word in row["words"].split():
            mine = tables[row["side"]].setdefault(word, {})
            for type_, weight in weights.items():
                mine[type_] = mine.get(type_, 0) + weight
    return Cues(**tables)


class Weighed(NamedTuple):
    """The cues by word, with a weight for each of `TYPES`."""

    before: dict[str, tuple[int, ...]]
    behind: dict[str, tuple[int, ...]]
    owned: dict[str, tuple[int, ...]]
    of: dict[str, tuple[int, ...]]
    apposed: dict[str, tuple[int, ...]]


@cache
def weights() -> Weighed:
    """Return the cues of context.toml as weights that are added up."""
    return Weighed(
        *({word: tuple(row.get(type_, 0) for type_ in TYPES) for word, row in table.items()} for table in cues())
    )


_SPACES = " \u00a0"
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_AGE = re.compile(r", (?:aged )?[1-9][0-9],?[ ,.]")
_OWNED = re.compile(r"['’]s? ([^\W_]+)")
_APPOSITION = re.compile(r", ((?:[^\W\d_][^\s,;.()]*[ -]){0,5}?(?:[a-z]+(?:-[a-z]+)?|C[A-Z]O)\b[^,;.()\n\"“”]{0,60})")
#: What a second apposition about the same person begins with (the minister and himself a member).
_AND_MORE = re.compile(r" and (?:him|her)self\b")
#: Offices that are written in capitals.
_CAPITALS = frozenset({"CEO", "CFO", "COO", "CTO"})

_BEHIND_ROLE = re.compile(
    r"^(?:who|which|where|when|while|and|but|or|as|that|he|she|it|they|is|was|are|were|has|had|have|will)\b"
)


def before(text: str, start: int) -> str:
    """Return the word before a name, as it stands; empty where none stands on its line, directly before it."""
    if not start or text[start - 1] not in _SPACES:
        return ""
    left = text[max(0, start - REACH) : start - 1]
    if left[-1:] in _SPACES:
        left = left.rstrip(_SPACES)
    if not left[-1:].isalpha():
        return ""
    word = left[left.rfind(" ") + 1 :]
    return "" if "\n" in word else word


def add_votes(found: Weights, text: str, start: int, end: int, names: Names) -> None:
    """Add the weights that the words around ``text[start:end]`` give."""
    word = before(text, start)
    if word:
        _add(found, _before(word))
        if word == "of":
            _add(found, weights().of.get(before(text, start - 3)))
    sign = text[end : end + 1]
    if sign == " ":
        match = _WORD.match(text, end + 1, end + REACH)
        _add(found, weights().behind.get(match[0]) if match else None)
    elif sign == ",":
        if text.startswith(" ", end + 1):
            _add_apposed(found, text, end, text[end : end + REACH], names)
    elif sign in {"'", "’"}:
        match = _OWNED.match(text, end, end + REACH)
        _add(found, weights().owned.get(match[1]) if match else None)
    elif sign == "-" and text.startswith("-based", end):
        found[_PLACE] += 3


@lru_cache(maxsize=1 << 14)
def _before(word: str) -> tuple[int, ...]:
    """Return the weights of the word before a name."""
    found = [0] * len(TYPES)
    _add(found, weights().before.get(word.lower()))
    if word != "of" and word[0].islower() and flags_of(word) & APPOSITION:
        found[_PERSON] += 3
    return tuple(found)


def _add_apposed(found: Weights, text: str, end: int, right: str, names: Names) -> None:
    """Add the weights of what stands behind a name and a comma."""
    place = _BEHIND_COMMA.match(right)
    if _AGE.match(right):
        found[_PERSON] += 3
    elif right.startswith((", who", ", whose")):
        found[_PERSON] += 2
    elif place and _begins_place(place[1], names):
        found[_PLACE] += 2
    elif apposed := _apposed(right, weights().apposed):
        _add(found, apposed)
    elif apposition(text, end):
        found[_PERSON] += 2


def _apposed(right: str, nouns: dict[str, tuple[int, ...]]) -> tuple[int, ...] | None:
    """Return the weights of what a name is said to be behind a comma: Qradio, a venture; Afula, a town."""
    match = _ARTICLE.match(right)
    if match:
        for word in match[1].split():
            if word in _PREPOSITIONS:
                break
            if word in nouns:
                return nouns[word]
    return None


_PREPOSITIONS = frozenset({"of", "for", "in", "at", "with", "to", "from", "by", "on", "who", "that", "which", "whose"})
_ARTICLE = re.compile(r", (?:an?|the|one of the|[A-Z][a-z]+['’]s) ((?:[A-Za-z-]+ ){0,4}[A-Za-z-]+)")


_BEHIND_COMMA = re.compile(r", ([^\W\d_][^,;.\n]*\.?)")


def _begins_place(words: str, names: Names) -> bool:
    """Say whether a larger place stands there: Scarsdale, N.Y."""
    pieces = words.split(" ")
    for count in (1, 2):
        name = " ".join(pieces[:count])
        known = names.table.get(name) or names.table.get(name.rstrip("."))
        if known and known.type == PLACE:
            return True
    return False


def apposition(text: str, end: int) -> str | None:
    """Return the office that stands behind a name and a comma (Wu Kai, CEO of Airwallex); None where none does."""
    if not text.startswith(", ", end):
        return None
    match = _APPOSITION.match(text, end, end + 160)
    if not match or _BEHIND_ROLE.match(match[1]):
        return None
    for word in _WORD.findall(match[1])[:6]:
        if word in {"of", "for", "to", "in", "at", "who", "that", "with", "from", "by", "as", "on"}:
            return None
        if flags_of(word) & APPOSITION or word in _CAPITALS:
            return _AND_MORE.split(match[1], maxsplit=1)[0].rstrip()
    return None


def role_before(text: str, start: int) -> str | None:
    """Return an occupation in small letters directly before a name: spokesman John Smith, former president X."""
    if not start or text[start - 1] != " ":
        return None
    left = text[max(0, start - REACH) : start]
    left = left[left.rfind("\n") + 1 :]
    if not _may_end_with_role(left):
        return None
    found = _ROLE_BEFORE.search(left)
    if not found or not flags_of(found[2]) & APPOSITION:
        return None
    return found[1] + found[2] + found[3]


def _may_end_with_role(left: str) -> bool:
    """Say whether the last word before a name may be an occupation, or one with a field behind it; most are none."""
    word = left[left.rfind(" ", 0, -1) + 1 : -1]
    if "a" <= word[-1:] <= "z" and _may_be_role(word):
        return True
    for link in _TO_FIELD:
        at = left.find(link)
        while at >= 0:
            if _may_be_role(left[left.rfind(" ", 0, at) + 1 : at]):
                return True
            at = left.find(link, at + 1)
    return False


def _may_be_role(word: str) -> bool:
    return not word.isalpha() or flags_of(word) & APPOSITION > 0


#: What leads from an occupation to its field: minister for finance.
_TO_FIELD = (" to ", " of ", " for ")

#: Words before an occupation that belong to it.
_WITH_ROLE = (
    "former|deputy|vice|acting|chief|senior|assistant|executive|prime|foreign|finance|interior|defence|defense|federal|"
    "opposition|general|managing|associate|national|late|ex-"
)
_ROLE_BEFORE = re.compile(
    rf"\b((?:(?:{_WITH_ROLE})[ -]){{0,2}})([a-z]+(?:-[a-z]+)?)((?: (?:to|of|for) [^,.;:]{{2,30}})?) $"
)


def _add(found: Weights, more: tuple[int, ...] | None) -> None:
    if more:
        for at, weight in enumerate(more):
            found[at] += weight
