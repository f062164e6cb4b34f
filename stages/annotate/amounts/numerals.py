"""Figures and numerals in words, read exactly: no float is made, and what cannot be read is None, never a guess."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

#: Places after the decimal point that the table holds, and digits in all.
PLACES = 9
DIGITS = 38

#: More characters than any figure has that the table could hold; keeps int() quick on hostile text.
_LONGEST_FIGURE = 60

#: Digits of this script, and of the two that Urdu, Arabic and Persian are written in.
_DIGIT = "[0-9\u0660-\u0669\u06f0-\u06f9]"

_COMMA, _POINT = "[,\u066c]", "[.\u066b]"

#: Two digits over two, so that 2019/20 is no fraction.
FRACTION = r"[0-9]{1,2}/[0-9]{1,2}"

#: A figure as text has it, for both regular expression engines: 1/2, 4,000.50, 6-1/2, 2½, 2 and a half, .5, ½, ۵٫۵.
FIGURE = (
    rf"(?:{FRACTION}|{_DIGIT}+(?:{_COMMA}{_DIGIT}+)*(?:{_POINT}{_DIGIT}+)?(?:[ -]{FRACTION}|[¼½¾]|[ ]and[ ]a[ ]half)?"
    r"|\.[0-9]+|[¼½¾])"
)

#: Digits and marks of other scripts, as those of this one.
_LATIN = {
    **{zero + value: str(value) for zero in (0x0660, 0x06F0) for value in range(10)},
    0x066B: ".",
    0x066C: ",",
}

#: The same, taken apart. A bare fraction is tried first: 11/2 is not 1 and 1/2.
_PARTS = (
    re.compile(r"(?P<over>[0-9]+)/(?P<under>[0-9]+)"),
    re.compile(
        r"(?P<whole>[0-9][0-9,]*)?(?P<places>\.[0-9]+)?"
        r"(?:[ -](?P<over>[0-9]+)/(?P<under>[0-9]+)|(?P<sign>[¼½¾])|(?P<half> and a half))?"
    ),
)

_SIGNS = {"¼": (1, 4), "½": (1, 2), "¾": (3, 4)}

#: 4,000 and 1,234,567; 1,20,000 and 12,34,567, as South Asia groups them.
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}")


#: Digits of a year.
_YEAR = 4


class Number(NamedTuple):
    """The exact value ``mantissa * 10 ** exponent``.

    Attributes:
        mantissa, exponent: integers.
        bare: said by an article or a fraction alone ("a", "half"): a number only beside a magnitude.
        year: four digits without comma or point, as the years 1900 to 2099 are written.
    """

    mantissa: int
    exponent: int
    bare: bool = False
    year: bool = False

    def part(self, over: int, under: int) -> "Number | None":
        """Return ``over / under`` of the number; None if that is not a finite decimal."""
        value, rest = divmod(self.mantissa * over * 10**PLACES, under)
        return None if rest else Number(value, self.exponent - PLACES)

    def negated(self) -> "Number":
        """Return the number with the other sign."""
        return self._replace(mantissa=-self.mantissa)


class Words(NamedTuple):
    """The words of numerals, from the table ``numeral`` of the lexicon: what each word is worth."""

    units: dict[str, int]
    tens: dict[str, int]
    articles: frozenset[str]
    fractions: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, table: dict[str, Any]) -> "Words":
        """Return the words of ``table``; units count from zero and tens from twenty."""
        return cls(
            {word: value for value, word in enumerate(table["units"])},
            {word: 10 * value for value, word in enumerate(table["tens"], start=2)},
            frozenset(table["articles"]),
            {word: (over, under) for word, (over, under) in table["fractions"].items()},
        )

    def all(self) -> list[str]:
        """Return every word that a numeral can be made of, but the "and" within."""
        return [*self.units, *self.tens, *self.articles, *self.fractions, "hundred", "dozen"]


@lru_cache(maxsize=1 << 14)
def figure(text: str) -> Number | None:
    """Return the value of ``text``, which is one `FIGURE`.

    None if its digits are grouped as nowhere in use (1,2345), if it has leading zeros as a telephone number has, or if
    its fraction is not a finite decimal (1/3).
    """
    if not text.isascii():
        text = text.translate(_LATIN)
    elif text.isdigit() and text[0] != "0" and len(text) <= _LONGEST_FIGURE:
        return Number(int(text), 0, year=len(text) == _YEAR and "1900" <= text <= "2099")
    parts = _PARTS[0].fullmatch(text) or _PARTS[1].fullmatch(text) if len(text) <= _LONGEST_FIGURE else None
    if parts is None:
        return None
    found = parts.groupdict(default="")
    whole, places = found.get("whole", ""), found.get("places", "")
    grouped = "," in whole
    if (grouped and not _GROUPED.fullmatch(whole)) or (whole.startswith("0") and whole != "0"):
        return None
    number = Number(int("0" + whole.replace(",", "") + places[1:]), -len(places[1:]))
    if found["over"]:
        return _plus(number, int(found["over"]), int(found["under"]))
    if found.get("sign") or found.get("half"):
        return _plus(number, *_SIGNS[found["sign"] or "½"])
    return number._replace(year=not (grouped or places) and len(whole) == _YEAR and "1900" <= whole <= "2099")


def spelled(text: str, words: Words) -> Number | None:
    """Return the value of a numeral in words: "twenty-five", "two hundred and six", "one and a half", "two dozen".

    None for words that make no numeral together ("one two").
    """
    parts = [part for part in text.lower().replace("-", " ").split() if part != "and"]
    fraction = next((words.fractions[part] for part in parts if part in words.fractions), None)
    if parts[-1] == "dozen" and fraction is not None:
        half = spelled(" ".join(parts[:-1]), words)
        return half and half.part(12, 1)
    if fraction is None:
        bare = len(parts) == 1 and parts[0] in words.articles
        value = _cardinal(parts, words)
        return None if value is None else Number(value, 0, bare=bare)
    rest = [part for part in parts if part not in words.fractions]
    if len(rest) != len(parts) - 1:
        return None
    if not rest or rest in ([article] for article in words.articles):  # Half, half a, a quarter.
        value = 0
    elif parts[-1] in words.fractions and rest[-1] in words.articles:  # One and a half.
        value = _cardinal(rest[:-1], words)
    else:
        return None
    number = None if value is None else _plus(Number(value, 0), *fraction)
    return number and number._replace(bare=not rest)


#: What each part of a cardinal may follow; "" is the beginning. A unit below ten that begins may go on with hundred.
_FOLLOWS = {
    "article": {""},
    "hundred": {"", "article", "first"},
    "tens": {"", "hundred"},
    "first": {""},
    "digit": {"hundred", "tens"},
    "teen": {"", "hundred"},
    "dozen": {"", "article", "first", "tens", "teen", "digit"},
}


def _cardinal(parts: Sequence[str], words: Words) -> int | None:
    """Return the value of an integer in words below a thousand; None if its parts do not follow one another."""
    value, last = 0, ""
    for part in parts:
        if part in words.articles:
            kind, worth = "article", 1
        elif part == "hundred":
            kind, worth = "hundred", 99 * value if value else 100
        elif part == "dozen":
            kind, worth = "dozen", 11 * value if value else 12
        elif part in words.tens:
            kind, worth = "tens", words.tens[part]
        else:
            worth = words.units[part]
            kind = "teen" if worth > 9 else "digit" if last else "first"
        if last not in _FOLLOWS[kind]:
            return None
        value, last = value + worth, kind
    return value


def scaled(number: Number, zeros: int) -> int | None:
    """Return ``number * 10 ** zeros`` in units of ``10 ** -PLACES``; None if it has more places or digits than that.

    The result is what a decimal128(DIGITS, PLACES) holds.
    """
    exponent = number.exponent + zeros + PLACES
    if exponent >= 0:
        value = number.mantissa * 10**exponent
    else:
        value, rest = divmod(number.mantissa, 10**-exponent)
        if rest:
            return None
    return value if abs(value) < 10**DIGITS else None


def _plus(number: Number, over: int, under: int) -> Number | None:
    """Return ``number + over / under``, None if that is not a finite decimal of `PLACES` places."""
    if not under:
        return None
    value, rest = divmod(over * 10**PLACES, under)
    whole = scaled(number, 0)
    return None if rest or whole is None else Number(whole + value, -PLACES)
