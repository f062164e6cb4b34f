"""From text to amounts: each candidate of a scan is tried by the rules, and what they make of it is valued."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from stages.annotate.amounts.choosing import Choice
from stages.annotate.amounts.grammar import Rule, count_scan, numbers, rules, scan
from stages.annotate.amounts.lexer import Token, lex
from stages.annotate.amounts.lexicon import Denomination
from stages.annotate.amounts.nouns import Counted, counted
from stages.annotate.amounts.numerals import PLACES
from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.scanning import Scanned
from stages.annotate.amounts.sides import Side, sides
from stages.annotate.amounts.surroundings import (
    Context,
    context,
    guarded_before,
    guarded_behind,
    mod_behind,
    sign_end,
)

_ONE = 10**PLACES


class Amount(NamedTuple):
    """A row of the table, in its order: see schema.py. The values are integers in units of ``10 ** -PLACES``."""

    start: int
    end: int
    text: str
    kind: str
    value_low: int
    value_high: int
    currency: str | None = None
    unit: str | None = None
    per: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    mod: str | None = None
    rule: str = ""


def amounts(text: str, params: AmountsParams, country: str | None = None) -> list[Amount]:
    """Return the amounts of ``text``, ordered and disjoint. Linear in the length of the text.

    Args:
        text: of an article.
        params: the knobs.
        country: of the outlet that published it, in two letters of ISO 3166-1.
    """
    scanned, choice = Scanned(text), Choice(country, params)
    found = list(scanned.read(scan(), lambda start, end: _read(text, start, end, choice)))
    free = Free(found)
    counts = list(scanned.read(count_scan(), lambda start, end: _read_count(text, start, end, free, choice)))
    return sorted(found + counts) if counts else found


class Free:
    """What earlier scans have left of a text. It is asked from left to right."""

    def __init__(self, taken: Sequence[Amount]) -> None:
        self._taken = taken
        self._at = 0

    def next(self, start: int) -> int:
        """Return where the first amount that ends behind ``start`` begins; -1 if there is none."""
        while self._at < len(self._taken) and self._taken[self._at].end <= start:
            self._at += 1
        return self._taken[self._at].start if self._at < len(self._taken) else -1


def _read(text: str, start: int, end: int, choice: Choice) -> tuple[list[Amount], int]:
    """Return the amounts at the beginning of the candidate ``text[start:end]``, and where to search further."""
    kinds, tokens = lex(text, start, end)
    if not tokens:
        return [], start + 1
    return _tried(text, kinds, tokens, choice)


def _read_count(text: str, start: int, end: int, free: Free, choice: Choice) -> tuple[list[Amount], int]:
    """Return the counts at the beginning of the candidate ``text[start:end]``, and where to search further."""
    taken = free.next(start)
    if 0 <= taken < end:
        if taken <= start:
            return [], start + 1
        end = taken
    number = _numbers().match(text, start, end)
    kinds, tokens = lex(text, start, number.end()) if number else ("", [])
    if not tokens:
        return [], start + 1
    noun = counted(text, tokens[-1].end)
    if noun is None or noun.end > end:
        return [], tokens[0].end
    tokens.append(Token("K", tokens[-1].end, noun.end, noun))
    return _tried(text, kinds + "K", tokens, choice)


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(numbers())


def _tried(text: str, kinds: str, tokens: list[Token], choice: Choice) -> tuple[list[Amount], int]:
    """Return the amounts that the first rule which applies makes of ``tokens``, and where to search further."""
    start, end = tokens[0].start, tokens[-1].end
    before = context(text, start)
    if not guarded_before(text, kinds, tokens, before.guards):
        for rule in rules():
            shape = rule.shape.match(kinds)
            if shape is None or (rule.pair and rule.pair != before.pair):
                continue
            parts = tokens[: shape.end()]
            if guarded_behind(text, parts[-1]):
                continue
            found = _apply(rule, text, parts, before, choice)
            if found:
                return found, parts[-1].end
    # No amount begins here; without a minus sign, or behind the first part, one may.
    unsigned = sign_end(text, start, end)
    return [], unsigned if unsigned > start else tokens[0].end


def _apply(rule: Rule, text: str, tokens: list[Token], before: Context, choice: Choice) -> list[Amount]:
    """Return what ``rule`` makes of ``tokens``; nothing if it does not apply."""
    found: list[Amount] = []
    for low, high in sides(rule, tokens):
        mod = (context(text, low.start) if found else before).mod or mod_behind(text, high.end)
        amount = _amount(rule, text[low.start : high.end], (low, high), mod, choice)
        if amount is None:
            return []
        found.append(amount)
    return found


# ---- What they are worth.


def _amount(rule: Rule, surface: str, sides: tuple[Side, Side], mod: str | None, choice: Choice) -> Amount | None:
    """Return the amount from the first side to the second; None if it has no value, or is no money after all."""
    first, last = sides
    unit = last.unit
    if unit is None or any(side.number.bare and not side.magnitude for side in sides):
        return None
    low = first.value
    high = low if last is first else last.value
    if low is None or high is None or low > high:
        return None
    amount = Amount(first.start, last.end, surface, "money", low, high, mod=mod, rule=rule.name)
    if isinstance(unit, Counted):
        return _count(amount, unit, sides)
    if isinstance(unit, str):
        return amount._replace(kind="percent", unit=unit)
    return _money(amount, unit, sides, choice)


def _count(amount: Amount, unit: Counted, sides: tuple[Side, Side]) -> Amount | None:
    """Return a number of things. One is none, and a year only where something is said that makes a number of it."""
    year = amount.mod is None and any(side.number.year and not side.magnitude for side in sides)
    return None if year or amount.value_high == _ONE else amount._replace(kind="count", unit=unit.unit)


def _money(amount: Amount, unit: Denomination, sides: tuple[Side, Side], choice: Choice) -> Amount | None:
    """Return an amount of money in its currency; None where the surface means no money beside this figure."""
    if (unit.wary and not sides[1].magnitude) or (unit.singular and abs(amount.value_high) >= 2 * _ONE):
        return None
    if unit.currency is not None:
        return amount._replace(currency=unit.currency)
    currency, how = choice.of(unit.family)
    return amount._replace(currency=currency, rule=f"{amount.rule}+{unit.family}_{how}")
