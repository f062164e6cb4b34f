"""The tables of words.toml and verbs.toml in the form in which they are asked."""

from functools import cache
from typing import Any, NamedTuple

import re2

from stages.resources import toml


class Verb(NamedTuple):
    """A form of a reporting verb.

    Attributes:
        name: of its row.
        takes: what may follow it, as verbs.toml explains.
        participle: whether it goes on from another verb (adding, saying).
        particle: the word that must follow it (pointed *out*), or nothing.
        trails: whether it may stand behind what was said.
        thing: whether a thing may stand for the clause: any, reported, or not at all where it is empty.
        infinitive: whether "to" must stand before it, and "that" behind.
    """

    name: str
    takes: str
    participle: bool
    particle: str
    trails: bool
    thing: str = ""
    infinitive: bool = False


class Lexicon(NamedTuple):
    """What words mean; all in lower case.

    Attributes:
        verbs: first word of a form -> its readings, one with a particle first.
        sets: name of a row of words.toml -> its words.
        between: words that may stand between a subject and its verb.
        reports: every form that may report speech indirectly, with spaces.
        scan: finds them in UTF-8 bytes.
    """

    verbs: dict[str, tuple[Verb, ...]]
    sets: dict[str, frozenset[str]]
    between: frozenset[str]
    reports: tuple[str, ...]
    scan: Any


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    tables = toml(__package__, "verbs.toml")
    verbs: dict[str, tuple[Verb, ...]] = {}
    for row in tables["verb"]:
        finite = [(form, False) for form in row["forms"].split()]
        for form, infinitive in finite + [(form, True) for form in row.get("to", "").split()]:
            first, particle = _parts(form)
            verb = Verb(
                row["name"],
                row["takes"],
                first.endswith("ing"),
                particle,
                row.get("trails", True),
                row.get("thing", ""),
                infinitive,
            )
            others = verbs.get(first, ())
            verbs[first] = (verb, *others) if particle else (*others, verb)
    small = {row["name"]: frozenset(row["text"].split()) for row in toml(__package__, "words.toml")["words"]}
    between = small["auxiliary"] | small["adverb"] | small["day"] | small["before_day"]
    reports = _reports(verbs, [row["text"] for row in tables["source"]])
    return Lexicon(verbs, small, between, reports, _scan(reports))


def _reports(verbs: dict[str, tuple[Verb, ...]], sources: list[str]) -> tuple[str, ...]:
    """Return what may report indirect speech: no verb that reports quotations alone."""
    plain, clauses = set[str](), set[str]()
    for word, readings in verbs.items():
        for verb in readings:
            if verb.takes == "quote":
                continue
            form = f"{word} {verb.particle}" if verb.particle else word
            (clauses if verb.infinitive else plain).add(form)
    return (*sources, *sorted(plain), *(f"to {form} that" for form in sorted(clauses)))


def _scan(reports: tuple[str, ...]) -> Any:
    """Return the pattern of all that may report indirect speech."""
    return re2.compile(rf"(?i)\b(?:{'|'.join(reports)})\b".replace(" ", r"\s"))


def _parts(form: str) -> tuple[str, str]:
    """Return the word and the particle of a form: pointed-out are two words, e-mailed is one."""
    first, _, particle = form.partition("-")
    return (form, "") if len(first) == 1 else (first, particle)
