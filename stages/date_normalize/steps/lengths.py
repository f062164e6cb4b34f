"""Lengths of time, and what recurs."""

from datetime import date, timedelta
from fractions import Fraction

from stages.date_normalize.counting import length, length_of_two
from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import OPEN, first_day, years_on
from stages.date_normalize.periods import at as period_at
from stages.date_normalize.steps.anchors import FINER, MOST_UNITS, Count, anchor_on, on
from stages.date_normalize.steps.registry import contextual, verb

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


@contextual
def lasting(draft: Draft, count: Count, unit: str) -> bool:
    """Take a length of time."""
    draft.type = "DURATION"
    draft.value = length(count if isinstance(count, str) else Fraction(count), unit)
    if unit in ("month", "week"):
        draft.context.compare_lengths()
    return True


@verb
def lasting_both(draft: Draft, first: Count, larger: str, second: Count, smaller: str) -> bool:
    """Take a length that is said in two units, the larger one first."""
    if isinstance(first, str) or isinstance(second, str):
        return False
    draft.value = length_of_two(Fraction(first), larger, Fraction(second), smaller)
    return draft.value is not None


def _moved(day: date, months: int, days: int) -> date | None:
    """Return the day so many months and days on; the last of a shorter month stands for what it has not."""
    years, rest = divmod(months, 12)
    month = day.month + rest
    moved = years_on(period_at("day", day.replace(day=1)), years + (month > 12))
    first = first_day(moved) if moved else None
    if first is None:
        return None
    first = first.replace(month=(month - 1) % 12 + 1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    try:
        return min(first + timedelta(days=day.day - 1), following - timedelta(days=1)) + timedelta(days=days)
    except OverflowError:
        return None


@verb
def reaching(draft: Draft, which: str, count: Count | None, unit: str) -> bool:
    """Give a length its days, where the past or the next ones are meant: those up to publication, or from it."""
    day = draft.context.published
    whole = count is not None and not isinstance(count, str) and Fraction(count).denominator == 1 and count < MOST_UNITS
    if day is None or not whole or which not in ("past", "next") or unit not in {*_DAYS, *_MONTHS}:
        return True
    by = (1 if which == "next" else -1) * int(Fraction(count or 0))
    other = _moved(day, by * _MONTHS.get(unit, 0), by * _DAYS.get(unit, 0))
    if other is not None:
        draft.begin, draft.finish = min(day, other), max(day, other)
        draft.anchor = day.isoformat()
    return True


@verb
def units_before(draft: Draft, unit: str, count: Count | None) -> bool:
    """Go to the same period so many units before the one so far."""
    count = 1 if count is None else count
    if draft.period is None:
        return True
    if isinstance(count, str) or Fraction(count).denominator != 1 or count > MOST_UNITS:
        return False
    if unit in ("year", "decade", "century"):
        return draft.take(years_on(draft.period, -int(count) * _MONTHS[unit] // 12))
    first = first_day(draft.period)
    if first is None or unit not in {*_DAYS, *_MONTHS}:
        return False
    moved = _moved(first, -int(count) * _MONTHS.get(unit, 0), -int(count) * _DAYS.get(unit, 0))
    return draft.take(period_at(draft.period.unit, moved) if moved else None)


@contextual
def told_on(draft: Draft, unit: str, count: Count | None) -> bool:
    """Go on so many units from what the text has named last, if that leads no further than publication; without any
    such, take the length."""
    day = draft.context.published
    for found in draft.context.story.back_from(*FINER[unit]) if unit in OPEN else ():
        if anchor_on(draft, found) and on(draft, unit, count):
            first = first_day(draft.period) if draft.period is not None else None
            if first is not None and (day is None or first <= day):
                return True
    draft.period = draft.anchor = None
    return lasting(draft, 1 if count is None else count, unit)


@verb
def every(draft: Draft, unit: str, count: Count = 1) -> bool:
    """Take what recurs once in so many units."""
    draft.type = "SET"
    draft.value = length(count if isinstance(count, str) else Fraction(count), unit)
    return True
