"""The pieces of regular expression that the scan and the lexer are composed of, made from the words of lexicon.toml.

They are written so that RE2 and the standard library both read them.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from stages.annotate.amounts import urdu
from stages.annotate.amounts.lexicon import Lexicon, Order, Surfaces, lexicon
from stages.annotate.amounts.nouns import MODIFIERS, nouns, plurals
from stages.annotate.amounts.numerals import Words

#: White space within a line.
SPACE = "[ \u00a0]"
SPACES = f"{SPACE}{{1,2}}"
GAP = f"{SPACE}{{0,2}}"
#: Between a figure and its magnitude or unit: 5 billion, 5bn, one-billion-dollar.
JOIN = f"(?:{GAP}|-)"
#: A word, or several joined by hyphens.
_WORD = "[A-Za-z][A-Za-z0-9'’-]*"


class Fragments(NamedTuple):
    """One pattern for each kind of word. There are no groups: with a single one, RE2 would be ten times slower.

    Attributes:
        before: a currency in front of its figure.
        after: a currency behind its figure.
        currency: either.
        hundredth: a currency behind its figure, of those that are the hundredth part of another.
        percent: a unit of percent.
        magnitude: a magnitude in words; `GAP` or a hyphen goes before it.
        glued: a magnitude in one letter.
        numeral: a numeral in words.
        sign: a minus sign.
        link: what joins two figures.
        base: what stands between a value and the one that it is held against.
        comma: what stands between the figures of a list.
        filler: words between a link and a figure.
        things: a magnitude in words or one letter, with what joins it to its figure, of things that are counted.
        part: a part of the number behind it: one-tenth of, a quarter of, half of.
        percent_of: a word for percent, and "of".
        order: words that say an order of magnitude: hundreds of, several thousand.
        cardinal: a numeral in words that does not begin with an article or a fraction.
        dozen: a dozen, half a dozen.
        counted: what a number may count: some words, the last of which looks like a plural or a unit of measure.
    """

    before: str
    after: str
    currency: str
    hundredth: str
    percent: str
    magnitude: str
    glued: str
    numeral: str
    sign: str
    link: str
    base: str
    comma: str
    filler: str
    things: str
    part: str
    percent_of: str
    order: str
    cardinal: str
    dozen: str
    counted: str


@cache
def fragments() -> Fragments:
    """Return the fragments of this package's lexicon."""
    words = lexicon()
    dashes = "".join(re.escape(surface) for surface, link in words.links.items() if link == "dash")
    joints = _any(surface for surface, link in words.links.items() if link not in ("dash", "comma", "base"))
    bases = _any(surface for surface, link in words.links.items() if link == "base")
    return Fragments(
        before=_surfaces(words.before, initial=True),
        after=_nouns(words, words.after),
        currency=_nouns(words, words.before, words.after),
        hundredth=_nouns(words, words.hundredths),
        percent=_surfaces(words.percent),
        magnitude=_surfaces(words.magnitudes),
        glued=_surfaces(words.glued),
        numeral=f"(?:{_numeral(words.words)}|{urdu.pattern()})",
        sign=f"(?:[-−]|(?i:{_any(words.negative)}){SPACES})",
        link=f"(?:{GAP}[{dashes}]{GAP}|{SPACES}(?i:{joints}){SPACES})",
        base=f"{SPACES}(?i:{bases}){SPACES}",
        comma=f",{SPACES}",
        filler=(f"(?i:(?:{_any(words.filler_words)}){SPACES}|(?:{_any(words.filler_articles)}){SPACES}[a-z]+{SPACES})"),
        things=(
            f"(?:{JOIN}{_surfaces(words.magnitudes, without=words.uncounted)}"
            f"|{_surfaces(words.glued, without=words.uncounted)})"
        ),
        part=_part(words),
        percent_of=f"\\b(?i:per{GAP}cents?|percentages?){SPACES}of{SPACES}",
        order=_order(words.order),
        cardinal=_numeral(words.words, begins=[*words.words.units, *words.words.tens]),
        dozen=f"\\b(?i:(?:(?:{_any(words.words.fractions)})(?:{SPACES}|-))?(?:(?:{_any(words.words.articles)}){SPACES})?dozen)\\b",
        counted=_counted(),
    )


def _numeral(words: Words, begins: Sequence[str] = ()) -> str:
    """Return the pattern of a numeral in words: twenty-five, two hundred and six, one and a half.

    Where there are ``begins``, it begins with one of them. A hyphen joins tens with units, and hundred with what is
    before it; elsewhere it makes a range (three-six percent).
    """
    tens = f"(?:{_any(words.tens)})-(?:{_any(words.units)})"
    rest = f"(?:hundred{SPACES}and|{tens}|{_any(words.all())})(?:-(?:hundred|dozen))?"
    first = f"(?:{tens}|{_any(begins)})(?:-(?:hundred|dozen))?" if begins else rest
    apart = f"(?:{SPACES}|-)"
    half = f"(?:{apart}and{apart}a{apart}(?:{_any(words.fractions)}))?"
    return f"\\b(?i:{first}(?:{SPACES}{rest}){{0,5}}{half})\\b"


def _part(words: Lexicon) -> str:
    """Return the pattern of a part of a number: seven-tenths of, a quarter of, half of."""
    wholes = _any([*words.words.units, *words.words.articles])
    return f"(?i:(?:\\b(?:{wholes})(?:{SPACES}|-)(?:{_any(words.parts)})|\\bhalf){SPACES}of{SPACES})"


def _order(order: Order) -> str:
    """Return the pattern of words that say an order of magnitude: tens of thousands of, several hundred million."""
    plurals = f"(?:{_any(order.plurals)})(?:{SPACES}of{SPACES}(?:{_any(order.multiplied)})){{0,2}}{SPACES}of"
    several = f"(?:{_any(order.before)})(?:{SPACES}(?:{_any(order.magnitudes)})){{1,2}}"
    return f"\\b(?i:{plurals}|{several})\\b"


def _counted() -> str:
    """Return the pattern of words of which the last looks like a plural or is a unit of measure."""
    words, endings = plurals()
    last = f"(?i:[a-z'’-]*(?:{_any(endings)})|{_any(words)})\\b"
    joined = f"-?(?i:{_any(nouns().joined)})\\b"
    return f"(?:(?:{SPACES}{_WORD}){{0,{MODIFIERS}}}{SPACES}{last}|{joined})"


def _surfaces(*tables: Surfaces, initial: bool = False, without: Collection[str] = ()) -> str:
    """Return an alternation of all surfaces of ``tables`` but ``without``; one comes before what it begins with.

    None ends within a word; if ``initial``, none begins within one instead, and a figure may be glued to it (Rs5).
    """
    patterns = []
    written = {row for table in tables for row in table.written() if row[0] not in without}
    any_case = {surface for surface, folded in written if folded}
    for surface in _longer_first(surface for surface, _ in written):
        pattern = spaced(surface)
        if initial:
            pattern = f"\\b{pattern}" if _in_word(surface[0]) else pattern
        elif _in_word(surface[-1]):
            pattern += "\\b"
        patterns.append(f"(?i:{pattern})" if surface in any_case else pattern)
    return f"(?:{'|'.join(patterns)})"


def _nouns(words: Lexicon, *tables: Surfaces) -> str:
    """Return an alternation of all surfaces of ``tables``, with the adjectives before them written once.

    It also matches pairs of adjective and noun that have no meaning (Canadian rupees), which are then no money.
    """
    surfaces = {surface for table in tables for surface, _ in table.written()}
    pairs = ((surface, *surface.rpartition(" ")[::2]) for surface in surfaces)
    compounds = {surface for surface, adjective, noun in pairs if adjective in words.adjectives and noun in surfaces}
    return f"(?:(?:(?i:{_any(words.adjectives)}){SPACE})?{_surfaces(*tables, without=compounds)})"


def _in_word(character: str) -> bool:
    """Say whether RE2's word boundary knows the character; what other scripts need, the guards check."""
    return character.isascii() and character.isalnum()


def _any(words: Iterable[str]) -> str:
    """Return an alternation of plain words."""
    return "|".join(spaced(word) for word in _longer_first(words))


def _longer_first(rows: Iterable[str]) -> list[str]:
    """Return ``rows``, each once, in reverse alphabetical order.

    So a word comes before what it begins with, and RE2 finds words of one beginning side by side, which it then writes
    once: that makes its program, and the memory it needs, a quarter of what they are otherwise.
    """
    return sorted(set(rows), key=lambda row: (row.lower(), row), reverse=True)


def spaced(surface: str) -> str:
    """Return a pattern for ``surface`` in which any white space stands for a space."""
    return SPACE.join(re.escape(part) for part in surface.split())
