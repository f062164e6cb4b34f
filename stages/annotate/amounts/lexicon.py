"""lexicon.toml in the form in which it is asked: what a surface means, and which surfaces there are."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from stages.annotate.amounts.numerals import Words
from stages.resources import toml


class Denomination(NamedTuple):
    """What a word or sign for money means.

    Attributes:
        currency: ISO 4217, None where the family decides.
        family: the knob that says which currency is meant.
        zeros: 0, or -2 for the hundredth part.
        wary: money only beside a magnitude.
        singular: read only with a value below two.
        tags: what guards may ask for: "both", and the name of the row.
    """

    currency: str | None
    family: str
    zeros: int = 0
    wary: bool = False
    singular: bool = False
    tags: tuple[str, ...] = ()


class Surfaces:
    """A table from surface to meaning that knows which surfaces match in any case.

    A surface without capitals does, unless it is listed as exact; one with capitals matches as it stands.
    """

    def __init__(self) -> None:
        self._as_written: dict[str, Any] = {}
        self._folded: dict[str, Any] = {}

    def add(self, surface: str, meaning: object, *, exact: bool = False) -> None:
        """Add one surface.

        Raises:
            ValueError: it is in the table already.
        """
        table = self._as_written if exact or surface != surface.lower() else self._folded
        if surface in table:
            raise ValueError(f"surface {surface!r} stands twice in one table of lexicon.toml")
        table[surface] = meaning

    def get(self, text: str) -> Any:
        """Return the meaning of ``text`` as it was found; None if it has none. White space counts as one space."""
        surface = " ".join(text.split())
        return self._as_written.get(surface) or self._folded.get(surface.lower())

    def written(self) -> list[tuple[str, bool]]:
        """Return each surface and whether it matches in any case, the longest first."""
        surfaces = [(surface, False) for surface in self._as_written] + [(surface, True) for surface in self._folded]
        return sorted(surfaces, key=lambda row: (-len(row[0]), row))


class Phrases:
    """Phrases that stand directly before something, each with what it says by role."""

    def __init__(self) -> None:
        self._by_last_word: dict[str, list[tuple[tuple[str, ...], dict[str, str]]]] = defaultdict(list)

    def add(self, phrase: str, role: str, value: str) -> None:
        """Say that ``phrase`` has ``value`` in ``role``."""
        words = tuple(phrase.split())
        rows = self._by_last_word[words[-1]]
        for known, roles in rows:
            if known == words:
                roles[role] = value
                return
        rows.append((words, {role: value}))
        rows.sort(key=lambda row: -len(row[0]))

    def last(self, words: list[str]) -> tuple[int, dict[str, str]]:
        """Return how many of the last ``words`` make the longest known phrase, and its roles; (0, {}) if none."""
        if words:
            for phrase, roles in self._by_last_word.get(words[-1].lstrip(_OPENING), ()):
                length = len(phrase)
                first = words[-length].lstrip(_OPENING) if length <= len(words) else ""
                if (first, *words[len(words) - length + 1 :]) == phrase:
                    return length, roles
        return 0, {}


#: Stripped from a word before it is looked up.
_OPENING = "\"'“‘([{«—–-"


class Guard(NamedTuple):
    """A row of ``guard``: see lexicon.toml."""

    name: str
    before: str | None
    after: str | None
    starts: tuple[str, ...]
    ends: tuple[str, ...]


class Lexicon(NamedTuple):
    """All of lexicon.toml.

    Attributes:
        before, after: surface -> `Denomination`, for those in front of the figure and behind it.
        percent: surface -> unit.
        magnitudes, glued: surface -> zeros; the latter only right behind a figure.
        words: of numerals.
        negative: words for a minus sign.
        links: surface -> link.
        filler_words, filler_articles: what may stand between a link and a figure.
        phrases: what stands before an amount, in the roles "mod", "pair" and those of the guards in words.
        cues_after: surface -> mod, directly behind an amount.
        guards: those with a regular expression.
        word_guards: role in ``phrases`` -> where it counts.
        families: every family.
    """

    before: Surfaces
    after: Surfaces
    percent: Surfaces
    magnitudes: Surfaces
    glued: Surfaces
    words: Words
    negative: tuple[str, ...]
    links: dict[str, str]
    filler_words: tuple[str, ...]
    filler_articles: tuple[str, ...]
    phrases: Phrases
    cues_after: dict[str, str]
    guards: tuple[Guard, ...]
    word_guards: dict[str, tuple[str, ...]]
    families: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of this package."""
    tables = toml(__package__, "lexicon.toml")
    before, after, families = _money(tables["money"])
    percent, magnitudes, glued = Surfaces(), Surfaces(), Surfaces()
    for row in tables["percent"]:
        for surface in row["after"]:
            percent.add(surface, row["unit"], exact=surface in row.get("exact", ()))
    for row in tables["magnitude"]:
        for surface in row["words"]:
            magnitudes.add(surface, row["zeros"], exact=surface in row.get("exact", ()))
        for surface in row.get("glued", ()):
            glued.add(surface, row["zeros"], exact=True)
    phrases = Phrases()
    for role, rows in (("mod", tables["cue"]), ("pair", tables["pair"])):
        for row in rows:
            for phrase in row["before"]:
                phrases.add(phrase, role, row.get("mod") or row["name"])
    guards = [row for row in tables["guard"] if "words" not in row]
    word_guards = [row for row in tables["guard"] if "words" in row]
    for row in word_guards:
        for phrase in row["words"]:
            phrases.add(phrase, row["name"], row["name"])
    return Lexicon(
        before=before,
        after=after,
        percent=percent,
        magnitudes=magnitudes,
        glued=glued,
        words=Words.of(tables["numeral"]),
        negative=tuple(tables["numeral"]["negative"]),
        links={surface: link for link, surfaces in tables["link"].items() for surface in surfaces},
        filler_words=tuple(tables["filler"]["words"]),
        filler_articles=tuple(tables["filler"]["adjective_after"]),
        phrases=phrases,
        cues_after={phrase: row["mod"] for row in tables["cue"] for phrase in row.get("after", ())},
        guards=tuple(
            Guard(
                row["name"],
                row.get("before"),
                row.get("after"),
                tuple(row.get("starts", ("any",))),
                tuple(row.get("ends", ("any",))),
            )
            for row in guards
        ),
        word_guards={row["name"]: tuple(row.get("starts", ("any",))) for row in word_guards},
        families=families,
    )


def _money(rows: Iterable[dict[str, Any]]) -> tuple[Surfaces, Surfaces, frozenset[str]]:
    """Return the surfaces in front of a figure, those behind it, and the families."""
    before, after, families = Surfaces(), Surfaces(), set()
    for row in rows:
        name, both = row["name"], row.get("both", [])
        family = row.get("family", name)
        major = Denomination(row.get("currency"), family, tags=(name,))
        if major.currency is None:
            families.add(family)
        for table, place in ((before, "before"), (after, "after")):
            for surface in [*row.get(place, []), *both]:
                meaning = major._replace(
                    wary=surface in row.get("wary", ()),
                    singular=surface in row.get("singular", ()),
                    tags=(name, "both") if surface in both else (name,),
                )
                table.add(surface, meaning)
        minor = major._replace(zeros=-2)
        for surface in row.get("hundredth", []):
            after.add(surface, minor)
        nouns = [(noun, major) for noun in row.get("after", [])] + [(noun, minor) for noun in row.get("hundredth", [])]
        for country, adjectives in row.get("countries", {}).items():
            for adjective in adjectives:
                for noun, meaning in nouns:
                    if noun.isascii() and noun.isalpha():
                        after.add(f"{adjective} {noun}", meaning._replace(currency=country))
    return before, after, frozenset(families)
