"""Days: of a month, of the week, by name."""

from collections.abc import Callable, Mapping
from datetime import date

from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import at, first_day
from stages.date_normalize.steps.anchors import anchor_on, publication, says, shift
from stages.date_normalize.steps.near import near_year
from stages.date_normalize.steps.registry import contextual, verb
from stages.date_normalize.steps.years import of_two_digits, year
from stages.publication.almanac import existing_day

#: For so many days what was planned for a day is still told of as planned: the paper of the next morning does.
_TOLD_OF = 1

_LEAP_YEAR = 2000  # has every day that any year has


def _take(draft: Draft, day: date | None) -> bool:
    return draft.take(at("day", day) if day else None)


@contextual
def day(draft: Draft, month: int, number: int) -> bool:
    """Take a day of a month, in the year so far; without one, in the one that publication and cues suggest."""
    if existing_day(_LEAP_YEAR, month, number) is None:
        return False
    found = near_year(draft, lambda year: existing_day(year, month, number), draft.context.params.ahead_days)
    if found is None:
        return draft.leave_open(f"XXXX-{month:02d}-{number:02d}")
    return _take(draft, existing_day(found, month, number))


@verb
def leave_day(draft: Draft, _field: object) -> bool:
    """Forget the day so far, if a field is there: another one is stated."""
    draft.period = draft.value = None
    return True


@contextual
def year_of_day(draft: Draft, month: int, number: int) -> bool:
    """Take the year, if none is stated, in which another day of the range lies: the two share it."""
    found = near_year(draft, lambda year: existing_day(year, month, number), draft.context.params.ahead_days)
    return found is None or year(draft, found)


@contextual
def day_after(draft: Draft, first_month: int, first: int, month: int, number: int) -> bool:
    """Take the first such day after another one, in the year of that one or in the next."""
    if not day(draft, first_month, first):
        return False
    if draft.period is None:
        return draft.leave_open(f"XXXX-{month:02d}-{number:02d}")
    begin = first_day(draft.period)
    if begin is None or existing_day(_LEAP_YEAR, month, number) is None:
        return False
    return _take(draft, existing_day(begin.year + ((month, number) < (first_month, first)), month, number))


@verb
def year_counted(draft: Draft, by: int, month: int, number: int) -> bool:
    """Take the year, if none is stated, of the last such day before publication, or of the next one: last Oct. 23."""
    published = draft.context.published
    if draft.period is not None or published is None or by == 0:
        return True
    years = range(published.year - 8, published.year + 9)  # holds a February 29 on either side
    days = [day for number_of_year in years if (day := existing_day(number_of_year, month, number))]
    days = [day for day in days if (day < published if by < 0 else day > published)]
    if not days:
        return False
    draft.anchor = published.isoformat()
    return year(draft, (max(days) if by < 0 else min(days)).year)


@verb
def year_of_weekday(draft: Draft, weekday: int, month: int, number: int) -> bool:
    """Take the year nearest to publication, if none is stated, in which the day falls on the weekday beside it."""
    published = draft.context.published
    if draft.period is not None or published is None:
        return True
    days = [existing_day(year, month, number) for year in range(published.year - 1, published.year + 2)]
    agreeing = [day for day in days if day and day.isoweekday() == weekday]
    if agreeing:
        draft.anchor = published.isoformat()
        return year(draft, min(agreeing, key=lambda day: (abs((day - published).days), day)).year)
    return True


@verb
def numeric_day(draft: Draft, one: int, two: int, number: int) -> bool:
    """Take a day in digits; where both could be the month, the outlet's order decides; without one both are kept."""
    day_first, month_first = existing_day(number, two, one), existing_day(number, one, two)
    order = draft.context.setting.date_order
    if day_first and month_first and day_first != month_first:
        if order is None:
            draft.ambiguous(day_first, month_first)
            return True
        return _take(draft, month_first if order == "MDY" else day_first)
    return _take(draft, day_first or month_first)


@verb
def numeric_short_day(draft: Draft, one: int, two: int, digits: str) -> bool:
    """Take a day in digits whose year has two."""
    return numeric_day(draft, one, two, of_two_digits(int(digits), draft.context.published))


# --- Of the week -----------------------------------------------------------------------------------------------------


def _latest(today: int, meant: int) -> int:
    return -((today - meant) % 7)


def _first(today: int, meant: int) -> int:
    return (meant - today) % 7


#: Days to go, given the ISO weekday of the day so far and the one that is meant.
_WEEKDAYS: Mapping[str, Callable[[int, int], int]] = {
    "latest": _latest,
    "first": _first,
    "back": lambda today, meant: _latest(today, meant) or -7,
    "forth": lambda today, meant: _first(today, meant) or 7,
    "this": lambda today, meant: meant - today,
}
_PLURALS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@verb
def weekday(draft: Draft, which: str, number: int) -> bool:
    """Take a weekday counted from the day so far: the latest, the first, one of another day, or one of its week."""
    if draft.period is None:
        return draft.leave_open(f"XXXX-WXX-{number}")
    today = (draft.period.number - 1) % 7 + 1
    return shift(draft, _WEEKDAYS[which](today, number))


@contextual
def near_weekday(draft: Draft, number: int) -> bool:
    """Take the latest such day, the day of publication included; the first one after a cue for the future."""
    published, direction = draft.context.published, draft.context.direction()
    forward = published is not None and direction == "future"
    if published is not None and draft.context.planned_for():
        forward = True
    elif published is not None and direction == "planned":
        forward = (published.isoweekday() - number) % 7 > _TOLD_OF
    return publication(draft) and weekday(draft, "first" if forward else "latest", number)


@contextual
def weekday_from(draft: Draft, first: int, second: int) -> bool:
    """Take the first weekday of two: the last one before the latest second one; after a cue for the future the first
    one to come."""
    published, direction = draft.context.published, draft.context.direction()
    if not near_weekday(draft, first) or published is None or direction is not None or published.isoweekday() == first:
        return True
    return near_weekday(draft, second) and weekday(draft, "back", first)


@contextual
def told_weekday(draft: Draft, by: int, number: int) -> bool:
    """Take the weekday before or after the day so far; where the text has named such a weekday, it is counted from."""
    if by < 0:
        same = (day for day in draft.context.story.back_from("day") if (day.number - 1) % 7 + 1 == number)
        if (named := next(same, None)) is not None:
            return anchor_on(draft, named) and shift(draft, -7)
    return weekday(draft, "forth" if by > 0 else "back" if by < 0 else "latest", number)


@verb
def recurring_part(draft: Draft, code: str) -> bool:
    """Take a part of each day."""
    return says(draft, f"XXXX-XX-XXT{code}")


@verb
def recurring_weekday(draft: Draft, which: int | str) -> bool:
    """Take each such day of the week."""
    number = which if isinstance(which, int) else _PLURALS.index(which[:3]) + 1
    return says(draft, f"XXXX-WXX-{number}")
