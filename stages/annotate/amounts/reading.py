"""From text to amounts: each candidate of a scan is tried by the rules, and what they make of it is valued."""

import re
from bisect import bisect_left
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from stages.annotate.amounts.choosing import Choice
from stages.annotate.amounts.grammar import Rule, count_scan, numbers, rules, scan
from stages.annotate.amounts.lexer import Token, lex
from stages.annotate.amounts.lexicon import Percent
from stages.annotate.amounts.nouns import Counted, begins_number, counted, goes_on, is_length, nouns
from stages.annotate.amounts.numerals import PLACES, figure
from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.prices import per
from stages.annotate.amounts.ratios import ratio
from stages.annotate.amounts.ratios import scan as ratio_scan
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
    scanned, choice = Scanned(text), Choice(text, country, params)

    def money(start: int, end: int) -> tuple[list[Amount], int]:
        return _read_money(text, start, end, choice)

    def ratios(start: int, end: int) -> tuple[list[Amount], int]:
        return _read_ratio(text, start, end)

    def counts(start: int, end: int) -> tuple[list[Amount], int]:
        return _read_count(text, start, end, choice)

    found = list(scanned.read(scan(), money))
    further = [each for each in scanned.read(ratio_scan(), ratios) if _apart(each, found)]
    if further:
        found = sorted(found + further)
    scanned.cover([amount[:2] for amount in found])
    further = [each for each in scanned.read(count_scan(), counts) if _apart(each, found)]
    return sorted(found + further) if further else found


def _apart(amount: Amount, others: list[Amount]) -> bool:
    """Say whether an amount shares no character with ``others``, which are ordered and disjoint."""
    behind = bisect_left(others, amount.end, key=itemgetter(0))
    return not behind or others[behind - 1].end <= amount.start


def _read_money(text: str, start: int, end: int, choice: Choice) -> tuple[list[Amount], int]:
    """Return the amounts at the beginning of the candidate ``text[start:end]``, and where to search further."""
    kinds, tokens = lex(text, start, end)
    if not tokens:
        return [], start + 1
    return _tried(text, kinds, tokens, choice)


def _read_ratio(text: str, start: int, end: int) -> tuple[list[Amount], int]:
    """Return the ratio that the candidate ``text[start:end]`` is, and where to search further."""
    found = ratio(text, start, end)
    if found is None:
        return [], start + 1
    start, end, numerator, denominator, unit, rule = found
    # To the nearest last place, halves up; both parts say the value exactly.
    value = (2 * numerator * _ONE + denominator) // (2 * denominator)
    mod = context(text, start).mod or mod_behind(text, end)
    amount = Amount(start, end, text[start:end], "ratio", value, value, unit=unit, mod=mod, rule=rule)
    return [amount._replace(numerator=numerator, denominator=denominator)], end


def _read_count(text: str, start: int, end: int, choice: Choice) -> tuple[list[Amount], int]:
    """Return the counts at the beginning of the candidate ``text[start:end]``, and where to search further."""
    if is_length(text[start:end]):
        return [], end
    plain = _plain().match(text, start, end)
    if plain:
        kinds, tokens = "N", [Token("N", start, plain.end(1), figure(plain[1]))]
    else:
        number = _numbers().match(text, start, end)
        kinds, tokens = lex(text, start, number.end()) if number else ("", [])
    if not tokens:
        return [], start + 1
    noun, searched = counted(text, tokens[-1].end)
    if noun is None:
        return [], searched if begins_number(text[searched:end]) else end
    tokens.append(Token("K", tokens[-1].end, noun.end, noun))
    return _tried(text, kinds + "K", tokens, choice)


@cache
def _plain() -> re.Pattern[str]:
    """Return the pattern of a figure before a word that cannot be part of the number: most need no closer look."""
    words = "|".join(sorted(map(re.escape, nouns().within_numbers), reverse=True))
    return re.compile(rf"([0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?)(?=[ \u00a0](?!(?i:{words})\b)[A-Za-z])")


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(numbers())


def _tried(text: str, kinds: str, tokens: list[Token], choice: Choice) -> tuple[list[Amount], int]:
    """Return the amounts that the first rule which applies makes of ``tokens``, and where to search further."""
    start, end = tokens[0].start, tokens[-1].end
    before = context(text, start)
    if not guarded_before(text, kinds, tokens, before.guards):
        for rule, length in _shaped(kinds):
            if rule.pair and rule.pair != before.pair:
                continue
            parts = tokens[:length]
            if guarded_behind(text, parts[-1]) or (rule.bare and goes_on(text, parts[-1].end)):
                continue
            found = _apply(rule, text, parts, before, choice)
            if found:
                return found, parts[-1].end
    # No amount begins here; without a minus sign, or behind the first part, one may.
    unsigned = sign_end(text, start, end)
    return [], unsigned if unsigned > start else tokens[0].end


@lru_cache(maxsize=1024)
def _shaped(kinds: str) -> tuple[tuple[Rule, int], ...]:
    """Return the rules that tokens of these kinds begin with, and how many of them each is about."""
    shapes = ((rule, rule.shape.match(kinds)) for rule in rules())
    return tuple((rule, shape.end()) for rule, shape in shapes if shape)


def _apply(rule: Rule, text: str, tokens: list[Token], before: Context, choice: Choice) -> list[Amount]:
    """Return what ``rule`` makes of ``tokens``; nothing if it does not apply."""
    found: list[Amount] = []
    for low, high in sides(rule, tokens):
        mod = (context(text, low.start) if found else before).mod or mod_behind(text, high.end)
        mod = "order" if rule.reading == "order" else mod
        amount = _amount(rule, text[low.start : high.end], (low, high), mod, choice)
        if amount is None:
            return []
        found.append(amount)
    one = per(text, found[-1].end) if found else None
    if one is not None:
        # From Rs25,000 to Rs60,000 a month: said once, it is meant for all of them.
        return [amount._replace(per=one) for amount in found]
    return [] if rule.per else found


# ---- What they are worth.


def _amount(rule: Rule, surface: str, sides: tuple[Side, Side], mod: str | None, choice: Choice) -> Amount | None:
    """Return the amount from the first side to the second; None if it has no value, or is no money after all."""
    first, last = sides
    ends, unit = _ends(sides), last.unit
    if ends is None or unit is None:
        return None
    low, high = ends
    amount = (first.start, last.end, surface)
    if isinstance(unit, Percent):
        return Amount(*amount, "percent", low, high, unit=unit.unit, mod=mod, rule=rule.name)
    if isinstance(unit, Counted):
        # One thing is no count, zero makes other words (zero tolerance policies), and a year is none but where it is
        # said to be about a number.
        year = mod is None and any(side.number.year and not side.magnitude for side in sides)
        if year or high == _ONE or (high == 0 and unit.modified):
            return None
        return Amount(*amount, "count", low, high, unit=unit.unit, mod=mod, rule=rule.name)
    # Words that mean no money beside this figure.
    if (unit.wary and not last.magnitude) or (unit.singular and abs(high) >= 2 * _ONE):
        return None
    currency, name = unit.currency, rule.name
    if currency is None:
        currency, how = choice.of(unit)
        name += f"+{unit.family}_{how}"
    else:
        choice.name(unit)
    return Amount(*amount, "money", low, high, currency, mod=mod, rule=name)


def _ends(sides: tuple[Side, Side]) -> tuple[int, int] | None:
    """Return the values of both sides; None unless they are numbers that fit, the lower first."""
    first, last = sides
    if (first.number.bare and not first.magnitude) or (last.number.bare and not last.magnitude):
        return None
    low = first.value
    high = low if last is first else last.value
    return None if low is None or high is None or low > high else (low, high)
