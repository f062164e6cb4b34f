"""Numerals of Urdu in words, read from urdu.toml: fifty-one, five hundred, three and a half, one and a half hundred."""

from functools import cache
from typing import NamedTuple

from stages.annotate.amounts.numerals import PLACES, Number
from stages.resources import toml

_SPACES = "[ \u00a0]{1,2}"
_HUNDRED = 100
#: Quarters in one.
_WHOLE = 4


class UrduWords(NamedTuple):
    """The words of urdu.toml; values are in quarters, so that all are integers."""

    numbers: dict[str, int]
    halves: dict[str, int]
    quarters: dict[str, int]
    hundred: str


@cache
def urdu() -> UrduWords:
    """Return the words of urdu.toml."""
    table = toml(__package__, "urdu.toml")
    numbers = {
        word: _WHOLE * value for value, words in enumerate(table["numbers"], start=1) for word in words.split("|")
    }
    return UrduWords(numbers, table["halves"], table["quarters"], table["hundred"])


@cache
def pattern() -> str:
    """Return the pattern of a numeral. The guards see to its borders: RE2's word boundary knows Latin alone.

    Behind a hundred no more is read (one hundred and fifty): a second list of the words makes the scan a sixth larger.
    A guard sees to it that the rest is not taken for the whole.
    """
    words = urdu()
    number, halves, quarters = (_any(table) for table in (words.numbers, words.halves, words.quarters))
    return f"(?:{halves}|(?:{quarters}{_SPACES})?{number})(?:{_SPACES}{words.hundred})?"


def value(text: str) -> Number:
    """Return the value of ``text``, which `pattern` matches."""
    words, parts = urdu(), text.split()
    added = words.quarters.get(parts[0])
    first, *rest = parts if added is None else parts[1:]
    quarters = words.halves.get(first) or words.numbers[first] + (added or 0)
    if rest:
        quarters *= _HUNDRED
    return Number(quarters * (10**PLACES // _WHOLE), -PLACES)


def _any(words: dict[str, int]) -> str:
    return f"(?:{'|'.join(sorted(words, reverse=True))})"
