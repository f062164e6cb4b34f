"""Months: named, counted, in pairs, recurring."""

from datetime import date

from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import month_of, to_unit
from stages.date_normalize.steps.anchors import says, shift
from stages.date_normalize.steps.near import near_year
from stages.date_normalize.steps.registry import contextual, verb


def _open(draft: Draft, number: int) -> bool:
    return draft.leave_open(f"XXXX-{number:02d}")


@contextual
def month(draft: Draft, number: int) -> bool:
    """Take a month of the year so far; without one, of the year that publication and cues suggest."""
    known, day = draft.period is not None, draft.context.published
    found = near_year(draft, lambda year: date(year, number, 1), draft.context.params.ahead_days)
    if found is None:
        return _open(draft, number)
    if not known and day is not None and date(found, number, 1) > day and draft.context.told_in():
        found -= 1
    return draft.take(month_of(found, number))


@verb
def month_before(draft: Draft, first: int, second: int) -> bool:
    """Go from the second month of a range to the first: the last such month before it."""
    return _open(draft, first) if draft.period is None else shift(draft, -((second - first) % 12))


@verb
def month_counted(draft: Draft, by: int, number: int) -> bool:
    """Take the latest month of that name before the one so far, the first one after it, or the one of its year."""
    now = to_unit(draft.period, "month") if draft.period is not None else None
    if now is None:
        return _open(draft, number)
    year, current = now.number // 12, now.number % 12 + 1
    if by < 0 and number >= current:
        year -= 1
    elif by > 0 and number <= current:
        year += 1
    return draft.take(month_of(year, number))


@verb
def recurring_month(draft: Draft, number: int) -> bool:
    """Take each such month of the year."""
    return says(draft, f"XXXX-{number:02d}")
