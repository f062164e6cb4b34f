"""Numbers as news writes them, digits or words, and lengths of time as TIMEX3 writes them."""

import re
from collections.abc import Mapping
from fractions import Fraction

from stages.resources import toml

#: What stands for a number that the text leaves open.
VAGUE = "X"

_NUMBERS: Mapping[str, int] = toml(__package__, "lexicon/words.toml")["numbers"]
_SCALES = {"couple": 2, "dozen": 12, "hundred": 100, "thousand": 1000}
_WORD = re.compile(r"[a-z]+|[0-9][0-9,.]*")
_AND_A_HALF = re.compile(r"\s+and\s+a\s+(half|quarter)$")
_FRACTION = re.compile(r"([1-9])/([2-9])")
_JOINS = frozenset({"and", "of"})
_HALVES = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}

#: The letter of each unit, and how many of the next smaller unit one half of it is.
_LETTERS: Mapping[str, str] = {
    "year": "Y",
    "quarter": "Q",
    "month": "M",
    "week": "W",
    "weekend": "WE",
    "day": "D",
    "hour": "H",
    "minute": "M",
    "second": "S",
}
_OF_TIME = frozenset({"hour", "minute", "second"})
_SMALLER: Mapping[str, tuple[str, int]] = {
    "year": ("month", 12),
    "quarter": ("month", 3),
    "week": ("day", 7),
    "day": ("hour", 24),
    "hour": ("minute", 60),
    "minute": ("second", 60),
}
#: Units that are so many of another.
ALIKE: Mapping[str, tuple[int, str]] = {"fortnight": (2, "week")}
#: Units that TIMEX3 counts in years.
_IN_YEARS: Mapping[str, int] = {"decade": 10, "century": 100, "millennium": 1000, "half": 0}

Count = Fraction | str


def number_of(words: str) -> Count:
    """Return the number that digits or words say, or `VAGUE` where they say none.

    >>> [str(number_of(text)) for text in ("12", "2 1/2", "two hundred and ten", "a couple", "several")]
    ['12', '5/2', '210', '2', 'X']
    """
    plain = words.lower().replace("\u00bd", " 1/2")
    half, factor = Fraction(0), Fraction(1)
    if found := _AND_A_HALF.search(plain):
        half, plain = _HALVES[found[1]], plain[: found.start()]
    elif found := _FRACTION.search(plain):
        half, plain = Fraction(int(found[1]), int(found[2])), plain[: found.start()]
    total, current, known = Fraction(0), Fraction(0), bool(half)
    for word in _WORD.findall(plain):
        if word[0].isdigit():
            current, known = Fraction(word.replace(",", "").rstrip(".")), True
        elif word in _NUMBERS:
            current, known = current + _NUMBERS[word], True
        elif word in _SCALES:
            current, known = max(current, Fraction(1)) * _SCALES[word], True
            if _SCALES[word] == 1000:
                total, current = total + current, Fraction(0)
        elif word == "half":
            factor = Fraction(1, 2)  # half a dozen
        elif word not in _JOINS:
            return VAGUE  # a few
    return (total + current) * factor + half if known else VAGUE


def year_of(words: str) -> int:
    """Return the year that words say: "nineteen ninety-six", "two thousand and three".

    >>> year_of("nineteen ninety-six"), year_of("two thousand"), year_of("twenty oh five")
    (1996, 2000, 2005)
    """
    first, *rest = re.findall("[a-z]+", words.lower())
    if "thousand" in rest:
        return int(Fraction(number_of(words)))
    return _NUMBERS[first] * 100 + sum(_NUMBERS.get(word, 0) for word in rest)


def length(count: Count, unit: str) -> str:
    """Return a length of time as TIMEX3 writes it, in the unit that was said; a half goes to the next smaller one.

    >>> [length(Fraction(24), "hour"), length(Fraction(5, 2), "year"), length(VAGUE, "year")]
    ['PT24H', 'P2Y6M', 'PXY']
    """
    if unit in ALIKE:
        many, unit = ALIKE[unit]
        count = count if isinstance(count, str) else count * many
    if unit in _IN_YEARS:
        if isinstance(count, str):
            return f"P{count}{'DE' if unit == 'decade' else 'CE'}"
        count, unit = count * _IN_YEARS[unit], "year"
    letter, time = _LETTERS[unit], "T" if unit in _OF_TIME else ""
    if isinstance(count, str):
        return f"P{time}{count}{letter}"
    whole, rest = divmod(count, 1)
    if not rest:
        return f"P{time}{whole}{letter}"
    if unit not in _SMALLER:
        return f"P{time}{float(count):g}{letter}"
    smaller, many = _SMALLER[unit]
    time_of_smaller = "T" if smaller in _OF_TIME and not time else ""
    if (rest * many).denominator != 1:
        return f"P{time}{float(count):g}{letter}"
    lead = f"P{time}{whole}{letter}" if whole else f"P{time}"
    return f"{lead}{time_of_smaller}{rest * many}{_LETTERS[smaller]}"


def length_of_two(first: Fraction, larger: str, second: Fraction, smaller: str) -> str | None:
    """Return a length that is said in two units, or None where the second could not be a rest of the first.

    >>> length_of_two(Fraction(2), "hour", Fraction(10), "minute")
    'PT2H10M'
    >>> length_of_two(Fraction(1), "day", Fraction(4), "hour")
    'P1DT4H'
    """
    units = tuple(_LETTERS)
    known = larger in _LETTERS and smaller in _LETTERS and "quarter" not in (larger, smaller)
    if not known or units.index(larger) >= units.index(smaller) or first.denominator != 1 or second.denominator != 1:
        return None
    whole, rest = length(first, larger), length(second, smaller).removeprefix("P")
    return whole + (rest.removeprefix("T") if larger in _OF_TIME else rest)
