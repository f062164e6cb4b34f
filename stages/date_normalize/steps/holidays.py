"""Days of the year that have a name, and days that are counted within their month."""

from collections.abc import Mapping
from datetime import date, timedelta

from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import OPEN, at, first_day, last_day
from stages.date_normalize.steps.anchors import shift, to
from stages.date_normalize.steps.near import near_year
from stages.date_normalize.steps.parts import LAST
from stages.date_normalize.steps.registry import contextual, verb
from stages.date_normalize.steps.years import year as take_year
from stages.publication.almanac import existing_day


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher.

    >>> easter_sunday(2021).isoformat(), easter_sunday(1998).isoformat()
    ('2021-04-04', '1998-04-12')
    """
    century, in_century = divmod(year, 100)
    golden = year % 19
    lunar = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - lunar - in_century % 4) % 7
    late = (golden + 11 * lunar + 22 * to_sunday) // 451
    month, day = divmod(lunar + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def weekday_of_month(first: date, last: date, ordinal: int, weekday: int) -> date | None:
    """Return the n-th such weekday from the first day of a month to its last one, or None where it has not so many."""
    if ordinal == LAST:
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (ordinal - 1))
    return day if day <= last else None


def _day_of(rule: str, year: int) -> date | None:
    kind, *numbers = rule.split()
    if kind == "easter":
        return easter_sunday(year) + timedelta(days=int(numbers[0]))
    if kind == "on":
        month, day = map(int, numbers)
        return existing_day(year, month, day)
    month, ordinal, weekday = map(int, numbers)
    whole = at("month", date(year, month, 1))
    first, last = first_day(whole), last_day(whole)
    return weekday_of_month(first, last, ordinal, weekday) if first and last else None


@contextual
def holiday(draft: Draft, rule: str) -> bool:
    """Take a day of the year that a table names, in the year so far; without one, in the one that is near."""
    found = near_year(draft, lambda year: _day_of(rule, year), draft.context.params.ahead_days)
    if found is None:
        kind, *numbers = rule.split()
        month = f"{int(numbers[0]):02d}" if kind != "easter" else "XX"
        return draft.leave_open(f"XXXX-{month}-{int(numbers[1]):02d}" if kind == "on" else f"XXXX-{month}-XX")
    day = _day_of(rule, found)
    return draft.take(at("day", day) if day else None)


@verb
def holiday_counted(draft: Draft, by: int, rule: str) -> bool:
    """Take the year, if none is stated, of the last such day before publication, the next one, or that of its year."""
    published = draft.context.published
    if draft.period is not None or published is None:
        return True
    draft.anchor = published.isoformat()
    if by == 0:
        return take_year(draft, published.year)
    years = range(published.year - 1, published.year + 2)
    days = [day for number in years if (day := _day_of(rule, number)) is not None]
    days = [day for day in days if (day < published if by < 0 else day > published)]
    return bool(days) and take_year(draft, (max(days) if by < 0 else min(days)).year)


@contextual
def national_day(draft: Draft, rules: Mapping[str, str]) -> bool:
    """Take a day of the year that depends on the country: that of the dateline, or else of the outlet, or the only one
    that has such a day."""
    setting = draft.context.setting
    for country in (setting.dateline_country, setting.outlet_country, *(rules if len(rules) == 1 else ())):
        if country in rules:
            return holiday(draft, rules[country])
    stated = draft.written() if draft.period is not None else None
    return draft.leave_open(f"{stated or 'XXXX'}-XX-XX")


@verb
def nth_weekday(draft: Draft, ordinal: int, weekday: int) -> bool:
    """Take the n-th such weekday of the month so far."""
    if draft.period is None:
        return draft.leave_open(f"{draft.value or 'XXXX-XX'}-XX")
    first, last = first_day(draft.period), last_day(draft.period)
    day = weekday_of_month(first, last, ordinal, weekday) if first and last else None
    return draft.take(at("day", day) if day else None)


@verb
def nth_week(draft: Draft, ordinal: int) -> bool:
    """Take the n-th seven days of the month so far, or its last, as the week that holds most of them."""
    if draft.period is None:
        return draft.leave_open(f"{draft.value or 'XXXX-XX'}-WXX")
    day = last_day(draft.period) if ordinal == LAST else first_day(draft.period)
    middle = timedelta(days=-3 if ordinal == LAST else 7 * ordinal - 4)
    return draft.take(at("week", day + middle) if day else None)


@verb
def week_from(draft: Draft) -> bool:
    """Take the week of the day so far; of a Sunday the next one: news counts weeks from Sunday."""
    return shift(draft, 1) and to(draft, "week") if draft.period is not None else draft.leave_open(OPEN["week"])


@verb
def attacks_of(draft: Draft, year: int, month: int, day: int) -> bool:
    """Take a day that attacks are called by; before it, nobody could."""
    published, found = draft.context.published, date(year, month, day)
    return (published is None or published >= found) and draft.take(at("day", found))


@verb
def week_on(draft: Draft) -> bool:
    """Go a week on."""
    return shift(draft, 7)
