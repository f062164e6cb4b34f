"""The words that a sentence is taken apart by: the tables of the folder lexicon, as they are asked."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from stages.annotate.figures.letters import LETTERS
from stages.resources import toml

#: Forms of a verb. Of a regular one past and participle are the same: PAST is said of both.
BASE, PRESENT, PAST, ING = "base", "present", "past", "ing"

_VOWELS = frozenset("aeiou")


class Doing(NamedTuple):
    """What a verb of doing measures: a row ``do`` of verbs.toml."""

    noun: str
    preps: frozenset[str]
    by: str
    kind: str | None


class Verb(NamedTuple):
    """A form of a verb.

    Attributes:
        name: the class.
        form: `BASE`, `PRESENT`, `PAST` or `ING`.
        direction: 1 where its subject or object grows, -1 where it shrinks, else 0.
        doing: of a verb of doing.
    """

    name: str
    form: str
    direction: int = 0
    doing: Doing | None = None


class Lexicon(NamedTuple):
    """All words by their small letters.

    Attributes:
        words: of closed classes, each with its letter.
        nouns: nouns that say what a figure is to an indicator: letter, and the direction of a change.
        verbs: each form of each verb.
        quantities: nouns that may be measured by an amount right before them.
        collections: nouns for things that somebody has together, so that a count behind of is one of them.
        adverbs: words that end like adverbs and are none.
        both: forms of verbs that are mostly nouns.
        adjectives: words that end like participles and are none.
    """

    words: dict[str, str]
    nouns: dict[str, tuple[str, int]]
    verbs: dict[str, Verb]
    quantities: frozenset[str]
    collections: frozenset[str]
    adverbs: frozenset[str]
    both: frozenset[str]
    adjectives: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Return the tables.

    Raises:
        ValueError: a word stands in two closed classes.
    """
    closed = toml(__package__, "lexicon/words.toml")
    nouns = {row["name"]: row for row in toml(__package__, "lexicon/nouns.toml")["class"]}
    words: dict[str, str] = {}
    for row in closed["class"]:
        for word in row["words"].split():
            if words.setdefault(word, LETTERS[row["name"]]) != LETTERS[row["name"]]:
                raise ValueError(f"{word!r} stands twice")
    exceptions = {row["name"]: frozenset(row["words"].split()) for row in closed["exception"]}
    quantities, collections = (frozenset(nouns[name]["words"].split()) for name in ("QUANTITY", "COLLECTION"))
    verbs = _verbs(toml(__package__, "lexicon/verbs.toml"))
    doing = {form for form, verb in verbs.items() if verb.doing and verb.form in (PRESENT, BASE)}
    return Lexicon(
        words,
        _nouns(nouns),
        verbs,
        quantities,
        collections,
        exceptions["no_adverb"],
        exceptions["noun_too"] | quantities | doing,
        exceptions["no_participle"],
    )


def _nouns(rows: dict[str, Any]) -> dict[str, tuple[str, int]]:
    growth = rows["GROWTH"]
    signs = {word: sign for key, sign in (("rising", 1), ("falling", -1), ("open", 0)) for word in growth[key].split()}
    known = {form: (LETTERS["GROWTH"], sign) for word, sign in signs.items() for form in (word, f"{word}s")}
    return known | dict.fromkeys(rows["GOAL"]["words"].split(), (LETTERS["GOAL"], 0))


def _verbs(tables: dict[str, Any]) -> dict[str, Verb]:
    """Return every form of every verb; of those in two classes, that of the first."""
    double, british = (frozenset(tables[key]["verbs"].split()) for key in ("double", "british"))
    found: dict[str, Verb] = {}
    for row in tables["do"]:
        doing = Doing(row["noun"], frozenset(row["preps"].split()), row["by"], row.get("kind"))
        for form, kind in _forms(row["verbs"], double, british):
            found.setdefault(form, Verb("DO", kind, 0, doing))
    for row in tables["class"]:
        for form, kind in _forms(row["verbs"], double, british):
            found.setdefault(form, Verb(row["name"], kind, row.get("direction", 0)))
    return found


def _forms(verbs: str, double: frozenset[str], british: frozenset[str]) -> Iterator[tuple[str, str]]:
    for written in verbs.split():
        base, *irregular = written.split("/")
        stems = _stems(base, double) + ([f"{base}l"] if base in british else [])
        yield from forms(base, irregular, stems)


def forms(base: str, irregular: list[str], stems: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the forms of a verb.

    Args:
        base: its base.
        irregular: past and participle, where they are.
        stems: what -ed and -ing are put to.

    >>> list(forms("plan", [], ["plann"]))
    [('planned', 'past'), ('planning', 'ing'), ('plans', 'present'), ('plan', 'base')]
    """
    past = [f"{stem[:-1]}ied" if _ends_in_y(stem) else f"{stem}{'d' if stem[-1] == 'e' else 'ed'}" for stem in stems]
    yield from ((form, PAST) for form in irregular or past)
    yield from ((f"{stem}ing", ING) for stem in stems)
    if _ends_in_y(base):
        yield f"{base[:-1]}ies", PRESENT
    else:
        yield f"{base}{'es' if base.endswith(('s', 'x', 'ch', 'sh', 'z', 'o')) else 's'}", PRESENT
    yield base, BASE


def _stems(base: str, double: frozenset[str]) -> list[str]:
    """Return what the endings -ed and -ing are put to: plann, rais, increas, open."""
    if base.endswith("e") and not base.endswith("ee"):
        return [base[:-1]]
    single = sum(1 for at, each in enumerate(base) if each in _VOWELS and (not at or base[at - 1] not in _VOWELS)) == 1
    closed = len(base) > 2 and base[-1] not in "aeiouwxy" and base[-2] in _VOWELS and base[-3] not in _VOWELS
    return [base + base[-1]] if closed and (single or base in double) else [base]


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in _VOWELS
