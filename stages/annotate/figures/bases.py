"""The period of a base that is told as that of a year before: like is compared with like.

Exports of FY21 "from $1.37 billion a year earlier" are held against those of FY20, and exports of July to March "from
$1 billion last year" against those of July to March, although the words alone name the year before that of the article.
"""

import datetime as dt
import re

from stages.annotate.figures.periods import Period
from stages.publication.almanac import last_of_month

#: What "a year earlier", "last year" and "the year before" are made of, and which of it says that it is the one before.
_SHIFTS = frozenset(("earlier", "ago", "before", "back", "last", "previous", "prior", "preceding", "past"))
_WORDS = _SHIFTS | {"a", "an", "one", "the", "year"}

#: Days of the shortest and longest period that is compared with the same one of the year before: a month and a year.
#: Of a day or week "last year" is the whole year.
_SHORTEST, _LONGEST = 28, 366

#: A year in a TIMEX3 value or in the label of a fiscal year, which has the last digits of the next behind it.
_YEAR = re.compile(r"(?<![\d-])\d{4}")
_FISCAL = re.compile(r"(?<=FY)(\d{4})(-\d\d)?")


def is_year_before(text: str) -> bool:
    """Say whether an expression is the year before another, and no more: no number, no month.

    >>> is_year_before("a year earlier"), is_year_before("two years ago"), is_year_before("2019")
    (True, False, False)
    """
    words = set(text.lower().split())
    return "year" in words and words <= _WORDS and not words.isdisjoint(_SHIFTS)


def year_before(period: Period) -> Period | None:
    """Return the same months of the year before; None for what is longer than a year or shorter than a month."""
    begin, finish = period.begin, period.finish
    if begin is None or finish is None or period.value is None or "W" in period.value:
        return None
    if not _SHORTEST <= (finish - begin).days + 1 <= _LONGEST or begin.year == dt.MINYEAR:
        return None
    first, last = _back(begin), _back(finish)
    days = (begin.isoformat(), f"{begin.isoformat()}/{finish.isoformat()}")
    value = f"{first.isoformat()}/{last.isoformat()}" if period.value in days else _YEAR.sub(_less, period.value)
    return Period(first, last, value, period.fiscal and _FISCAL.sub(_fiscal_less, period.fiscal))


def _back(day: dt.date) -> dt.date:
    """Return the day a year before; of the last of February the last."""
    ends = last_of_month(day.year, day.month)
    return last_of_month(day.year - 1, day.month) if day == ends else day.replace(year=day.year - 1)


def _less(year: re.Match[str]) -> str:
    return f"{int(year[0]) - 1:04d}"


def _fiscal_less(label: re.Match[str]) -> str:
    year = int(label[1])
    return f"{year - 1:04d}-{year % 100:02d}" if label[2] else f"{year - 1:04d}"
