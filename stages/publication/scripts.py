"""Dates in Urdu and Hindi brought to what patterns are written for: our digits and marks, one spelling of letters."""

from stages.composing import normal
from stages.resources import toml

_TABLE = toml(__package__, "scripts.toml")

#: What each character becomes; every one becomes one, but for those that are dropped.
_TO_OURS: dict[int, str] = {
    **{zero + digit: str(digit) for zero in map(ord, _TABLE["zeros"]) for digit in range(10)},
    **{ord(sign): ours for sign, ours in _TABLE["signs"].items()},
}


def in_our_signs(stated: str) -> str:
    """Return a stated date with digits and marks as in English.

    >>> in_our_signs("\u06f1\u06f3 \u0633\u062a\u0645\u0628\u0631\u060c \u06f2\u06f0\u06f2\u06f0\u0621")
    '13 \u0633\u062a\u0645\u0628\u0631, 2020'
    """
    return stated if stated.isascii() else normal("NFC", stated).translate(_TO_OURS)
