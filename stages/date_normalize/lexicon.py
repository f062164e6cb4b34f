"""The words of the folder lexicon as patterns, as values, and as guards."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

from stages.date_normalize.counting import number_of, year_of
from stages.publication.almanac import (
    MONTH_NAME_PATTERN,
    MONTH_PATTERN,
    SHORT_MONTH_PATTERN,
    WEEKDAY_NAME_PATTERN,
    WEEKDAY_PATTERN,
    month_names_pattern,
    month_number,
    weekday_number,
)
from stages.publication.patterns import alternation
from stages.resources import toml

Side = Literal["before", "after"]

#: All of them by the kind of their rows.
LEXICON: Mapping[str, Any] = {
    kind: rows
    for name in ("words", "tables", "guards", "cues")
    for kind, rows in toml(__package__, f"lexicon/{name}.toml").items()
}

_PLACEHOLDER = re.compile(r"<([a-z_]+)(?::[a-z_0-9]+)?>")
_DIGITS = re.compile(r"\d+")  # of any script

#: Parts that hold an expression together and mean nothing.
SILENT = frozenset(row["name"] for row in LEXICON["parts"] if row.get("silent"))


def any_case(words: list[str]) -> str:
    """Return the pattern of words in any case, whose spaces may be a wrapped line."""
    space = next(row["pattern"] for row in LEXICON["parts"] if row["name"] == "sp")
    return f"(?i:{alternation(words).replace(' ', space)})"


def _inlined(pattern: str, phrases: Mapping[str, str]) -> str:
    """Replace phrases until none is left; their own placeholders stay."""
    while found := [name for name in _PLACEHOLDER.findall(pattern) if name in phrases]:
        for name in found:
            pattern = pattern.replace(f"<{name}>", phrases[name])
    return pattern


@cache
def parts() -> Mapping[str, str]:
    """Return the pattern of each part by name."""
    unsure = {month_number(name) for name in LEXICON["unsure_months"]}
    found = {
        "month": MONTH_PATTERN,
        "month_name": MONTH_NAME_PATTERN,
        "sure_month": month_names_pattern(set(range(1, 13)) - unsure),
        "unsure_month": month_names_pattern(unsure),
        "short_month": SHORT_MONTH_PATTERN,
        "weekday": WEEKDAY_PATTERN,
        "weekday_name": WEEKDAY_NAME_PATTERN,
    }
    found |= {name: any_case(list(table)) for name, table in LEXICON["tables"].items()}
    for row in LEXICON["parts"]:
        pattern = any_case(row["words"]) if "words" in row else row["pattern"]
        # A part may be made of those above it.
        found[row["name"]] = _PLACEHOLDER.sub(lambda match: f"(?:{found[match[1]]})", pattern)
    return found


@cache
def phrases() -> Mapping[str, str]:
    """Return what several rules begin or end with, in parts that are still read."""
    return {row["name"]: row["pattern"] for row in LEXICON["phrases"]}


def pattern_of(row: str) -> str:
    """Return the pattern of a rule without its phrases."""
    return _inlined(row, phrases())


def plain(words: str) -> str:
    """Return words as the tables have them: small letters, one space between."""
    return " ".join(words.lower().replace("\u2019", "'").split())


def _digits(text: str) -> int:
    found = _DIGITS.search(text)
    return int(found[0]) if found else 0


_READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("month", "month_name", "sure_month", "unsure_month", "short_month"), month_number),
    **dict.fromkeys(("weekday", "weekday_name"), weekday_number),
    **dict.fromkeys(("day", "nth_day", "day_digits", "month_digits", "number", "year", "bare_year", "decade"), _digits),
    **dict.fromkeys(
        (
            "hour",
            "hour_of_day",
            "old_year",
            "era_year",
            "minutes",
            "short_year",
            "hour_digits",
            "quarter_digit",
            "month_count",
            "any_day",
            "any_year",
            "hijri_day",
            "hijri_year",
            "short_decade",
        ),
        _digits,
    ),
    **dict.fromkeys(("count", "some", "number_word"), number_of),
    **dict.fromkeys(("year_words", "thousand_words"), year_of),
}


def reader_of(part: str) -> Callable[[str], Any]:
    """Return what turns the words of a part into its value: a table, a number, or the words as they are."""
    table = LEXICON["tables"].get(part)
    if table is not None:
        by_words = {plain(words): value for words, value in table.items()}
        return lambda words: by_words[plain(words)]
    return _READERS.get(part, str)


def guards() -> Mapping[str, tuple[Side, str]]:
    """Return side and pattern of each guard by name."""
    found: dict[str, tuple[Side, str]] = {}
    for row in LEXICON["guards"]:
        pattern = row.get("pattern")
        if pattern is None and row["side"] == "before":
            pattern = rf"(?i:(?:^|[^\pL\pN_]){alternation(row['words'])}[\s-]{{1,3}})"
        elif pattern is None:
            pattern = rf"(?i:[\s-]{{0,3}}{alternation(row['words'])}(?!\w))"
        found[row["name"]] = (row["side"], pattern)
    return found
