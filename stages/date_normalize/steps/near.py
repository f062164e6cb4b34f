"""The year of what has none: the one that the day of publication, and cues in the sentence, suggest."""

from collections.abc import Callable
from datetime import date

from stages.date_normalize.context import Context
from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import to_unit
from stages.date_normalize.steps.anchors import published

#: The first day of a period in a given year; None where that year has no such day.
FirstDay = Callable[[int], date | None]

_FUTURE_DAYS = 274
_MOST_YEARS_TO_A_LEAP_DAY = 8  # 1896 to 1904


def _latest_year(context: Context, day: date, first: FirstDay, ahead_days: int) -> int | None:
    """Return the latest year in which the period begins at most so many days after publication.

    That is ``ahead_days`` without a cue, none after a cue for the past ("ended March 31"), nine months after one for
    the future ("will open in June"). Not a year: what is told of shortly before publication ("sales through October 19
    will ...") stays where it is.
    """
    ahead = {"past": 0, "future": _FUTURE_DAYS, "planned": _FUTURE_DAYS}.get(context.direction() or "", ahead_days)
    for number in range(day.year + 1, day.year - _MOST_YEARS_TO_A_LEAP_DAY - 1, -1):
        begins = first(number)
        if begins and (begins - day).days <= ahead:
            return number
    return None


def near_year(draft: Draft, first: FirstDay, ahead_days: int) -> int | None:
    """Return the year so far; without one, the one in which a period near publication lies, or None."""
    if draft.period is not None:
        found = to_unit(draft.period, "year")
        return found.number if found else None
    day = published(draft)
    return None if day is None else _latest_year(draft.context, day, first, ahead_days)
