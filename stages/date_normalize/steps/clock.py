"""The time of day."""

import re

from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import OPEN
from stages.date_normalize.steps.anchors import anchor_on, publication
from stages.date_normalize.steps.days import near_weekday
from stages.date_normalize.steps.registry import contextual, verb
from stages.publication.almanac import WEEKDAY_NAME_PATTERN, weekday_number

#: Code points before a time of day in which its day may have been named.
_NEAR = 120

#: The weekday behind a time of day, over the same time on another clock: "10:35 a.m. (0735 GMT) Friday".
_WEEKDAY_BEHIND = re.compile(rf"\s*(?:\([^()]{{1,30}}\))?\)?,?\s+(?:on\s+)?(?P<weekday>{WEEKDAY_NAME_PATTERN})\b")
_REACH = 64


@contextual
def weekday_behind(draft: Draft) -> bool:
    """Take the weekday that is named right behind, if there is one."""
    context = draft.context
    found = _WEEKDAY_BEHIND.match(context.text, context.end, context.end + _REACH)
    return found is None or near_weekday(draft, weekday_number(found["weekday"]))


@contextual
def mentioned_today(draft: Draft) -> bool:
    """Start from the day that is named right behind or was named just before; else from that of publication."""
    context = draft.context
    found = context.story.latest.get("day")
    if found is not None and context.start - found[0] <= _NEAR:
        anchor_on(draft, found[1])
    else:
        publication(draft)
    return weekday_behind(draft)


@verb
def of_day(draft: Draft, code: str) -> bool:
    """Add a part of the day (MO, AF, EV, NI) or a time on the clock."""
    draft.type, draft.tail = "TIME", f"T{code}"
    return draft.period is not None or draft.value is not None or draft.leave_open(OPEN["day"])


@verb
def of_day_if(draft: Draft, code: str, _field: object) -> bool:
    """The same, if a field is there."""
    return of_day(draft, code)


@verb
def clock(draft: Draft, hour: int, minutes: int | None, half: str | None = None) -> bool:
    """Add a time on the clock of twelve or twenty-four hours."""
    if half and not 1 <= hour <= 12:
        return False
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return hour <= 24 and of_day(draft, f"{hour:02d}:{minutes or 0:02d}")


def _parts(text: str) -> tuple[int, int]:
    hour, _, minutes = text.replace(".", ":").partition(":")
    return int(hour), int(minutes or 0)


@verb
def in_half(draft: Draft, half: str) -> bool:
    """Move a time that was taken on the clock of twelve hours to its half of the day."""
    return clock(draft, *_parts(draft.tail[1:]), half)


@verb
def clock_text(draft: Draft, text: str, half: str) -> bool:
    """Add a time on the clock of twelve hours, given as it stands: 6:30."""
    return clock(draft, *_parts(text), half)


@verb
def clock_before(draft: Draft, text: str, later: str, half: str) -> bool:
    """The same where the half of the day is that of a later time: 9 to 11 am are of one half, 11 to 2 pm are not."""
    hour, minutes = _parts(text)
    after_hour, after_minutes = _parts(later)
    if (hour % 12, minutes) > (after_hour % 12, after_minutes):
        half = "am" if half == "pm" else "pm"
    return clock(draft, hour, minutes, half)


@verb
def clock_past(draft: Draft, hour: int, minutes: int, half: str | None = None) -> bool:
    """Add the time so many minutes after an hour, or before it: quarter to nine."""
    if minutes < 0:
        hour, minutes = (hour - 2) % 12 + 1, 60 + minutes
    return clock(draft, hour, minutes, half)


@verb
def iso_clock(draft: Draft, text: str, zone: str | None) -> bool:
    """Add the time of ISO 8601 as it stands."""
    return int(text[1:3]) <= 23 and of_day(draft, text[1:] + (zone or ""))
