"""lexicon.toml in the form in which it is asked: what a surface means, and which surfaces there are."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any, NamedTuple

from stages.annotate.amounts.numerals import Number, Words
from stages.resources import toml


class Denomination(NamedTuple):
    """What a word or sign for money means.

    Attributes:
        currency: ISO 4217, None where the family decides.
        family: the knob that says which currency is meant.
        zeros: 0, or -2 for the hundredth part.
        wary: money only beside a magnitude.
        noun: a word, not a sign or an abbreviation that may as well stand in front.
        singular: read only with a value below two.
        tags: what guards may ask for: "both", and the name of the row.
    """

    currency: str | None
    family: str
    zeros: int = 0
    wary: bool = False
    singular: bool = False
    noun: bool = False
    tags: tuple[str, ...] = ()


class Percent(NamedTuple):
    """What a sign or word for parts of a hundred means.

    Attributes:
        unit: percent or percentage_point.
        zeros: 0, or -2 where it is the hundredth part of that.
    """

    unit: str
    zeros: int = 0


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

    def add_all(self, surfaces: Iterable[str], meaning: object, *, exact: Collection[str] = ()) -> None:
        """Add several surfaces of one meaning; those in ``exact`` match as they stand."""
        for surface in surfaces:
            self.add(surface, meaning, exact=surface in exact)

    def get(self, text: str) -> Any:
        """Return the meaning of ``text`` as it was found; None if it has none. White space counts as one space."""
        surface = " ".join(text.split())
        if surface in self._as_written:
            return self._as_written[surface]
        return self._folded.get(surface.lower())

    def where(self, wanted: Callable[[Any], bool]) -> "Surfaces":
        """Return those surfaces whose meaning is ``wanted``."""
        found = Surfaces()
        found._as_written = {surface: meaning for surface, meaning in self._as_written.items() if wanted(meaning)}
        found._folded = {surface: meaning for surface, meaning in self._folded.items() if wanted(meaning)}
        return found

    def written(self) -> list[tuple[str, bool]]:
        """Return each surface and whether it matches in any case."""
        return [(surface, False) for surface in self._as_written] + [(surface, True) for surface in self._folded]


class Phrases:
    """Phrases that stand directly before something, each with what it says by role."""

    def __init__(self) -> None:
        self._roles: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        self._longest: dict[str, int] = {}

    def add(self, phrase: str, role: str, value: str) -> None:
        """Say that ``phrase`` has ``value`` in ``role``."""
        words = tuple(phrase.split())
        self._roles[words][role] = value
        self._longest[words[-1]] = max(len(words), self._longest.get(words[-1], 0))

    def may_end_with(self, word: str) -> bool:
        """Say whether ``word`` is the last one of a phrase."""
        return word.lstrip(_OPENING) in self._longest

    def last(self, words: list[str]) -> tuple[int, dict[str, str]]:
        """Return how many of the last ``words`` make the longest known phrase, and its roles; (0, {}) if none."""
        if words:
            longest = self._longest.get(words[-1].lstrip(_OPENING), 0)
            for length in range(min(longest, len(words)), 0, -1):
                first, *rest = words[-length:]
                roles = self._roles.get((first.lstrip(_OPENING), *rest))
                if roles is not None:
                    return length, roles
        return 0, {}


#: Stripped from a word before it is looked up.
_OPENING = "\"'“‘([{«—–-"


class Guard(NamedTuple):
    """A row of ``guard``: see lexicon.toml."""

    before: str | None
    behind: str | None
    starts: frozenset[str]
    ends: frozenset[str]


class Order(NamedTuple):
    """Words that say an order of magnitude: see the table `order` of lexicon.toml."""

    plurals: dict[str, tuple[int, int]]
    multiplied: tuple[str, ...]
    before: tuple[str, ...]
    magnitudes: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, table: dict[str, Any]) -> "Order":
        """Return the words of ``table``."""
        plurals, magnitudes = (
            {word: (factor, zeros) for word, (factor, zeros) in table[key].items()} for key in ("plurals", "magnitudes")
        )
        return cls(plurals, tuple(table["multiplied"]), tuple(table["before"]), magnitudes)

    def value(self, surface: str) -> Number | None:
        """Return what the words of ``surface`` are worth together; None if none of them has a number."""
        found = Number(1, 0)
        words = surface.lower().split()
        for word in words:
            factor, zeros = self.plurals.get(word) or self.magnitudes.get(word) or (1, 0)
            found = Number(found.mantissa * factor, found.exponent + zeros)
        return None if found == Number(1, 0) else found


class Lexicon(NamedTuple):
    """All of lexicon.toml.

    Attributes:
        before, after: surface -> `Denomination`, for those in front of the figure and behind it.
        hundredths: those of ``after`` that are the hundredth part of another.
        percent: surface -> `Percent`.
        magnitudes, glued: surface -> zeros; the latter only right behind a figure.
        words: of numerals.
        parts: name of a part -> how many make a whole.
        order: words that say no more than an order of magnitude.
        negative: words for a minus sign.
        links: surface -> link.
        filler_words, filler_articles: what may stand between a link and a figure.
        phrases: what stands before an amount, in the roles "mod", "pair" and those of the guards in words.
        cues_behind: surface -> mod, directly behind an amount.
        guards: those with a regular expression.
        word_guards: role in ``phrases`` -> where it counts.
        uncounted: magnitudes that only money and percentages have.
        adjectives: those that may stand before a noun of money.
        figures: words that an article has for all its figures.
        families: name of a family of currencies -> those that countries call so.
    """

    before: Surfaces
    after: Surfaces
    hundredths: Surfaces
    percent: Surfaces
    magnitudes: Surfaces
    glued: Surfaces
    words: Words
    parts: dict[str, int]
    order: Order
    negative: tuple[str, ...]
    links: dict[str, str]
    filler_words: tuple[str, ...]
    filler_articles: tuple[str, ...]
    phrases: Phrases
    cues_behind: dict[str, str]
    guards: tuple[Guard, ...]
    word_guards: dict[str, frozenset[str]]
    uncounted: frozenset[str]
    adjectives: tuple[str, ...]
    families: dict[str, tuple[str, ...]]
    figures: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of this package."""
    tables = toml(__package__, "lexicon.toml")
    before, after = _money(tables["money"])
    percent, magnitudes, glued = Surfaces(), Surfaces(), Surfaces()
    for row in tables["percent"]:
        percent.add_all(row["after"], Percent(row["unit"], row.get("zeros", 0)), exact=row.get("exact", ()))
    for row in tables["magnitude"]:
        magnitudes.add_all(row["words"], row["zeros"], exact=row.get("exact", ()))
        glued.add_all(row.get("glued", ()), row["zeros"], exact=row.get("glued", ()))
    guards = [
        (row, frozenset(row.get("starts", ["any"])), frozenset(row.get("ends", ["any"]))) for row in tables["guard"]
    ]
    return Lexicon(
        before=before,
        after=after,
        hundredths=after.where(lambda meaning: meaning.zeros < 0),
        percent=percent,
        magnitudes=magnitudes,
        glued=glued,
        words=Words.of(tables["numeral"]),
        parts=tables["part"],
        order=Order.of(tables["order"]),
        negative=tuple(tables["numeral"]["negative"]),
        links={surface: link for link, surfaces in tables["link"].items() for surface in surfaces},
        filler_words=tuple(tables["filler"]["words"]),
        filler_articles=tuple(tables["filler"]["adjective_after"]),
        phrases=_phrases(tables),
        cues_behind={phrase: row["mod"] for row in tables["cue"] for phrase in row.get("behind", ())},
        guards=tuple(
            Guard(row.get("before"), row.get("behind"), starts, ends)
            for row, starts, ends in guards
            if "words" not in row
        ),
        word_guards={row["name"]: starts for row, starts, _ in guards if "words" in row},
        uncounted=frozenset(surface for row in tables["magnitude"] for surface in row.get("uncounted", ())),
        figures=tuple(tables["scope"]["figures"]),
        adjectives=tuple(
            adjective
            for row in tables["money"]
            for adjectives in (row.get("adjectives", ()), *row.get("countries", {}).values())
            for adjective in adjectives
        ),
        families={row["name"]: tuple(row["countries"]) for row in tables["money"] if "countries" in row},
    )


def _phrases(tables: dict[str, Any]) -> Phrases:
    """Return all that may stand before an amount, in the roles "mod", "pair" and the names of guards."""
    phrases = Phrases()
    for row in tables["cue"]:
        for phrase in row["before"]:
            phrases.add(phrase, "mod", row["mod"])
    for row in tables["pair"]:
        for phrase in row["before"]:
            phrases.add(phrase, "pair", row["name"])
    for row in tables["guard"]:
        for phrase in row.get("words", ()):
            phrases.add(phrase, row["name"], row["name"])
    return phrases


def _money(rows: Iterable[dict[str, Any]]) -> tuple[Surfaces, Surfaces]:
    """Return the surfaces in front of a figure and those behind it."""
    before, after = Surfaces(), Surfaces()
    for row in rows:
        name, both = row["name"], row.get("both", [])
        major = Denomination(row.get("currency"), row.get("family", name), tags=(name,))
        minor = major._replace(zeros=-2)
        for table, place in ((before, "before"), (after, "after")):
            for surface in [*row.get(place, []), *both]:
                meaning = major._replace(
                    wary=surface in row.get("wary", ()),
                    singular=surface in row.get("singular", ()),
                    noun=place == "after" and surface not in both and surface.isalpha(),
                    tags=(name, "both") if surface in both else (name,),
                )
                table.add(surface, meaning, exact=surface in row.get("exact", ()))
        for surface in row.get("hundredth", []):
            after.add(surface, minor._replace(noun=surface.isalpha()))
        after.add_all(_compounds(row.get("adjectives", ()), row.get("after", ())), major._replace(noun=True))
        for country, adjectives in row.get("countries", {}).items():
            for meaning, nouns in ((major, row.get("after", [])), (minor, row.get("hundredth", []))):
                after.add_all(_compounds(adjectives, nouns), meaning._replace(currency=country, noun=True))
    return before, after


def _compounds(adjectives: Iterable[str], nouns: Iterable[str]) -> list[str]:
    """Return each adjective before each noun that is an English word."""
    words = [noun for noun in nouns if noun.isascii() and noun.isalpha()]
    return [f"{adjective} {noun}" for adjective in adjectives for noun in words]
