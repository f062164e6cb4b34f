"""Whether level, base and growth agree, as far as they were rounded.

A number that is written with d places is any that rounds to it: with u = 10^-d (times its magnitude), a level L is one
of [L - u/2, L + u/2], a base B likewise. Of a growth g newspapers as often cut digits off, so it is one of
[g - u, g + u] percent. They agree where some level, base and growth of these fulfil
level = base * (1 + growth / 100), that is where

    100 * ((L - u/2) / (B + u/2) - 1) <= g + u   and   100 * ((L + u/2) / (B - u/2) - 1) >= g - u,

each u that of its number. A change in the unit of the level agrees where some of them fulfil level = base + change.
"""

import re
from fractions import Fraction
from typing import NamedTuple

#: The number at the beginning of an amount, behind its currency.
_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")


class Told(NamedTuple):
    """A number as told, and the unit of its last place."""

    value: Fraction
    unit: Fraction


def told(text: str, value: int, places: int) -> Told | None:
    """Return an amount with what rounding allows; None where its text has not just one number in digits.

    Args:
        text: of the amount: $1.512 billion.
        value: in units of the last of ``places``.
        places: decimals of ``value``.
    """
    found = _NUMBER.findall(text)
    match = _NUMBER.search(text)
    if len(found) != 1 or match is None:
        return None
    number = Fraction(match[0].replace(",", ""))
    exact = Fraction(value, 10**places)
    if not number:
        return None
    return Told(exact, abs(exact / number) / 10 ** len(match[1] or ""))


def agree(level: Told, base: Told, growth: Told) -> bool | None:
    """Say whether a growth in percent leads from base to level; None where the base may be nothing."""
    low, high = base.value - base.unit / 2, base.value + base.unit / 2
    if low <= 0 or level.value < 0:
        return None
    least = 100 * ((level.value - level.unit / 2) / high - 1)
    most = 100 * ((level.value + level.unit / 2) / low - 1)
    return least <= growth.value + growth.unit and most >= growth.value - growth.unit


def differ(level: Told, base: Told, change: Told) -> bool:
    """Say whether a change in the unit of both leads from base to level."""
    apart = level.value - base.value - change.value
    return abs(apart) <= level.unit / 2 + base.unit / 2 + change.unit
