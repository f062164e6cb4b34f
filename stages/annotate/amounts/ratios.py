"""Ratios: doubled, threefold, two thirds, one in ten."""

import re
from functools import cache, lru_cache
from math import gcd
from typing import Any, NamedTuple

import re2

from stages.annotate.amounts.fragments import SPACE, fragments
from stages.annotate.amounts.lexicon import lexicon
from stages.annotate.amounts.numerals import Number, figure, spelled
from stages.resources import toml

#: Code points before a ratio and behind it that the conditions of a rule see.
_BESIDE = 32

#: What a figure looks like in a ratio, and up to where both parts are small: larger ones are rather a year or a score.
_FIGURE = r"[0-9]{1,7}(?:\.[0-9]{1,4})?"
_SMALL = (9, 1000)


class Ratio(NamedTuple):
    """An exact ratio, in lowest terms, and where it stands."""

    start: int
    end: int
    numerator: int
    denominator: int
    unit: str
    rule: str


class Rule(NamedTuple):
    """A row of ratios.toml. Conditions look at a few code points on either side.

    The pattern is one of RE2, which compiles it much faster than the standard library.
    """

    name: str
    pattern: Any
    unit: str
    value: tuple[int, int]
    small: bool
    trim: re.Pattern[str] | None
    needs_before: re.Pattern[str] | None
    needs_behind: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None
    unless_behind: re.Pattern[str] | None


@cache
def scan() -> Any:
    """Return the pattern that finds candidates, to be run over UTF-8 bytes."""
    patterns = [re.sub(r"\(\?P<\w+>", "(?:", _written(row["pattern"])) for row in _table()["ratio"]]
    return re2.compile(rf"(?i)\b(?:{'|'.join(patterns)})\b")


def ratio(text: str, start: int, end: int) -> Ratio | None:
    """Return the ratio that stands at ``text[start:end]``, a candidate of the scan; None if it is none."""
    for number, rule in enumerate(rules()):
        parts = _parts(number, text[start:end])
        if parts is None:
            continue
        trimmed = rule.trim.search(text, start, end) if rule.trim else None
        if trimmed:
            end = trimmed.start()
        if _speaks_against(rule, text, start, end):
            continue
        over, under = _number(parts.get("n"), rule.value[0]), _number(parts.get("m"), rule.value[1])
        if over is None or under is None or (rule.small and not _is_small(over, under)):
            continue
        reduced = _reduced(over, under)
        if reduced and (rule.unit != "share" or reduced[0] < reduced[1]):
            return Ratio(start, end, *reduced, rule.unit, rule.name)
    return None


@lru_cache(maxsize=1 << 14)
def _parts(number: int, surface: str) -> dict[str, str | None] | None:
    """Return the parts that a rule, by its number, reads in a surface; None where it does not read it.

    A text that says the same again and again would have each rule tried for each time.
    """
    found = rules()[number].pattern.fullmatch(surface)
    return None if found is None else found.groupdict()


def _speaks_against(rule: Rule, text: str, start: int, end: int) -> bool:
    before, behind = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    if (rule.needs_before and not rule.needs_before.search(before)) or (
        rule.needs_behind and not rule.needs_behind.match(behind)
    ):
        return True
    against = (rule.unless_before and rule.unless_before.search(before)) or (
        rule.unless_behind and rule.unless_behind.match(behind)
    )
    return against is not None


def _number(surface: str | None, otherwise: int) -> Number | None:
    """Return the value of a part: a figure, a numeral in words or the name of a part; ``otherwise`` if not said."""
    if surface is None:
        return Number(otherwise, 0)
    ordinal = _table()["words"]["ordinal"].get(surface.lower())
    if ordinal:
        return Number(ordinal, 0)
    return figure(surface) if surface[0].isdigit() else spelled(surface, lexicon().words)


def _is_small(over: Number, under: Number) -> bool:
    most_over, most_under = _SMALL
    return not (over.exponent or under.exponent) and over.mantissa <= most_over and under.mantissa <= most_under


def _reduced(over: Number, under: Number) -> tuple[int, int] | None:
    """Return numerator and denominator in lowest terms; None where one of them is nothing."""
    numerator = over.mantissa * 10 ** max(0, -under.exponent)
    denominator = under.mantissa * 10 ** max(0, -over.exponent)
    common = gcd(numerator, denominator)
    return (numerator // common, denominator // common) if numerator > 0 and denominator > 0 else None


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried."""

    def compiled(row: dict[str, Any], key: str) -> re.Pattern[str] | None:
        return re.compile(row[key].replace(" ", SPACE), re.IGNORECASE) if key in row else None

    return tuple(
        Rule(
            row["name"],
            re2.compile(f"(?i){_written(row['pattern'])}"),
            row["unit"],
            tuple(row.get("value", (1, 1))),
            row.get("small", False),
            compiled(row, "trim"),
            compiled(row, "before"),
            compiled(row, "behind"),
            compiled(row, "unless_before"),
            compiled(row, "unless_behind"),
        )
        for row in _table()["ratio"]
    )


def _written(pattern: str) -> str:
    """Return a pattern of ratios.toml as a regular expression, for both engines."""
    cardinal = f"(?:{_FIGURE}|{fragments().cardinal})"
    ordinal = f"(?:{'|'.join(sorted(_table()['words']['ordinal'], reverse=True))})"
    words = lexicon().words
    unit = f"(?:{'|'.join([*words.units, *words.tens, 'hundred'])})"
    spaced = pattern.replace(" ", SPACE)
    return spaced.replace("{cardinal}", cardinal).replace("{ordinal}", ordinal).replace("{unit}", unit)


@cache
def _table() -> dict[str, Any]:
    return toml(__package__, "ratios.toml")
