"""Fiscal years: whose calendar is meant, and which months and days they span."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from stages.date_normalize.lexicon import LEXICON, plain
from stages.date_normalize.sentences import Words, sentence_around
from stages.date_normalize.setting import Setting
from stages.publication.almanac import last_of_month
from stages.publication.patterns import alternation
from stages.resources import toml

_TABLE = toml(__package__, "fiscal.toml")
_TURN: Mapping[str, int] = _TABLE["turn"]

#: Code points of the text in which countries are counted.
_COUNTED = 6000


class Calendar(NamedTuple):
    """One row of fiscal.toml.

    Attributes:
        country: ISO 3166-1 code.
        month, day: of the first day of the year.
        since: the first calendar year in which such a year begins.
        named_by: whether the year is called after its ``end`` or its ``start``.
        general: whether any fiscal year is this one, that of companies too.
        exact: whether the first day is the same in every year.
    """

    country: str
    month: int
    day: int
    since: int
    named_by: str
    general: bool
    exact: bool

    def start_of(self, label: int) -> int:
        """Return the calendar year in which the fiscal year of a label of one year begins."""
        return label if self.named_by == "start" or self.month == 1 else label - 1

    def first_month(self, start: int) -> int:
        """Return the number of the first month (`stages.date_normalize.periods`) of the year that begins in a year."""
        return start * 12 + self.month - 1

    def year_at(self, day: date) -> int:
        """Return the calendar year in which the fiscal year that holds a day begins."""
        return day.year if (day.month, day.day) >= (self.month, self.day) else day.year - 1

    def label(self, start: int) -> str:
        """Return what a year is called: FY2020-21, or FY2020 where it is the calendar year."""
        return f"FY{start}" if self.month == 1 else f"FY{start}-{(start + 1) % 100:02d}"


class Choice(NamedTuple):
    """A calendar, and what said that it is meant: the sentence, the dateline, the outlet or the text."""

    calendar: Calendar
    source: str


def _calendars() -> Mapping[str, tuple[Calendar, ...]]:
    rows: dict[str, list[Calendar]] = {}
    for row in _TABLE["calendars"]:
        month, day = map(int, row["begins"].split("-"))
        calendar = Calendar(
            row["country"], month, day, row["since"], row["named_by"], row["general"], row.get("exact", True)
        )
        rows.setdefault(row["country"], []).append(calendar)
    return {country: tuple(sorted(each, key=lambda one: -one.since)) for country, each in rows.items()}


CALENDARS = _calendars()
_COUNTRY_OF: Mapping[str, str] = {name: row["country"] for row in _TABLE["calendars"] for name in row["names"]}
_NAMES = re.compile(rf"(?<!\w){alternation(_COUNTRY_OF)}(?!\w|\s?[$0-9])")  # US$5 names a currency

#: A country that owns what the sentence tells of ("India's exports"), or stands right before its fiscal year. Others
#: are the partners of its trade.
_OWNERS = re.compile(
    rf"(?<!\w)({alternation(_COUNTRY_OF)})(?:['\u2019]s?(?!\w)|\s+(?=(?:fiscal|financial)\s+year|FY\s?[0-9']))"
)
_WORDS = {name: Words(words) for name, words in _TABLE["words"].items()}
_SHIFTS: Mapping[str, str] = LEXICON["tables"]["fiscal_shift"]
_TURNS = frozenset(_SHIFTS.values())
_SHIFT = re.compile(rf"(?<!\w){alternation(_SHIFTS)}(?!\w)", re.IGNORECASE)


def calendar_in(country: str, start: int) -> Calendar | None:
    """Return the calendar that a country had for the fiscal year that begins in a calendar year."""
    return next((each for each in CALENDARS.get(country, ()) if each.since <= start), None)


def _most_named(names: Iterable[str]) -> str | None:
    """Return the country that is named most; None where none is, or two are as often."""
    counts = Counter(_COUNTRY_OF[name] for name in names).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def _is_own(name: str) -> bool:
    """Say whether a country has a fiscal year of its own, so that one speaks of it."""
    return CALENDARS[_COUNTRY_OF[name]][0].month != 1


@lru_cache(16)  # the expressions of one text follow each other
def _named_in(text: str) -> str | None:
    """Return the country that a text names most."""
    return _most_named(filter(_is_own, _NAMES.findall(text[:_COUNTED])))


def countries(text: str, start: int, end: int, setting: Setting) -> list[tuple[str, str]]:
    """Return the countries whose fiscal year may be meant, with what names each, the most trusted first."""
    owners = [match[1] for match in _OWNERS.finditer(sentence_around(text, start, end)) if _is_own(match[1])]
    found = [(_most_named(owners), "sentence")] if owners else []
    found += [(setting.dateline_country, "dateline"), (setting.outlet_country, "outlet")]
    if all(country is None for country, _ in found):
        found.append((_named_in(text), "text"))
    return [(country, source) for country, source in found if country is not None]


def choose(text: str, start: int, end: int, setting: Setting, *, year: int, ranged: bool) -> Choice | None:
    """Return the calendar that is meant, or None where none is known.

    Args:
        text: of the article.
        start: where the expression begins in it.
        end: where it ends.
        setting: of the article.
        year: the calendar year in which the fiscal year begins, about.
        ranged: whether it is written as two years.
    """
    for country, source in countries(text, start, end, setting):
        calendar = calendar_in(country, year)
        if calendar is None:
            continue
        if calendar.general or ranged or _WORDS["government"].stand_in(sentence_around(text, start, end)):
            return Choice(calendar, source)
        return None
    return None


def says_fiscal(text: str, start: int, end: int, setting: Setting) -> bool:
    """Say whether years in a row are fiscal ones: the sentence tells of accounts, and the country has such years."""
    sentence = sentence_around(text, start, end)
    if _WORDS["others"].stand_in(sentence) or not _WORDS["accounts"].stand_in(sentence):
        return False
    return any(
        (calendar := calendar_in(country, 2000)) is not None and calendar.general and calendar.month != 1
        for country, _ in countries(text, start, end, setting)[:1]
    )


def shifted(calendar: Calendar, day: date, which: str) -> int:
    """Return the calendar year in which the last, current, next, outgoing or new fiscal year begins."""
    now = calendar.year_at(day)
    if which == "outgoing":
        return calendar.year_at(day - timedelta(days=_TURN["outgoing_days"]))
    if which == "new":
        return calendar.year_at(day + timedelta(days=_TURN["new_days"]))
    return now + {"last": -1, "current": 0, "next": 1}[which]


def which_of(words: str) -> str:
    """Return which fiscal year words name: last, current, next, outgoing or new."""
    if words in _TURNS:
        return words
    found = _SHIFT.search(words)
    return _SHIFTS[plain(found[0])] if found else "current"


def days_of(first: int, last: int) -> tuple[date, date]:
    """Return the first and last day of a run of months, by their numbers."""
    return date(first // 12, first % 12 + 1, 1), last_of_month(last // 12, last % 12 + 1)


@cache
def years_of(label: str) -> tuple[int | None, int]:
    """Return the first and last year that a label names; the first is None where it names one.

    >>> years_of("FY2020-21"), years_of("2019-2020"), years_of("FY21"), years_of("FY98-99")
    ((2020, 2021), (2019, 2020), (None, 2021), (1998, 1999))
    """
    first, *rest = re.findall("[0-9]{4}|[0-9]{2}", label)
    if not rest:
        return None, _whole(first)
    begin = _whole(first)
    if len(rest[0]) == 4:
        return begin, int(rest[0])
    last = begin // 100 * 100 + int(rest[0])
    return begin, last if last > begin else last + 100


def _whole(digits: str) -> int:
    number = int(digits)
    if len(digits) == 4:
        return number
    return number + (2000 if number < 70 else 1900)  # fiscal labels of two digits came up in the seventies
