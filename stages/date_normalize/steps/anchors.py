"""Where a value is counted from, and moving about from there."""

import re
from datetime import date
from fractions import Fraction

from stages.date_normalize.counting import ALIKE
from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import OPEN, Period, at, first_day, to_unit, written, years_on
from stages.date_normalize.steps.registry import contextual, verb

#: Further than any calendar goes.
MOST_UNITS = 10_000

#: Units from the finest on: "the year before" counts from a day, a month or a year that was named.
_ORDER = ("day", "week", "month", "quarter", "half", "season", "year", "decade", "century")
FINER: dict[str, tuple[str, ...]] = {
    **{unit: _ORDER[: index + 1] for index, unit in enumerate(_ORDER)},
    "weekend": ("day", "week"),
    "fortnight": ("day", "week"),
    **dict.fromkeys(("hour", "minute", "second"), ("day",)),
}

#: How many days before Sunday a weekend begins to be the one that is spoken of: until Friday it is the one before.
_WEEKEND_BEGINS = 5

_MONTHS_OF_YEAR = 12

Count = Fraction | str | int


def anchor_on(draft: Draft, period: Period) -> bool:
    """Start from a period that the text has named."""
    draft.anchor = written(period)
    return draft.take(period)


def published(draft: Draft) -> date | None:
    """Return the day of publication, noted as the anchor."""
    day = draft.context.published
    if day is not None:
        draft.anchor = day.isoformat()
    return day


@verb
def publication(draft: Draft) -> bool:
    """Start from the day of publication."""
    day = published(draft)
    return draft.leave_open(OPEN["day"]) if day is None else draft.take(at("day", day))


@verb
def some_day(draft: Draft, unit: str) -> bool:
    """Leave open which period of a unit is meant; the hours before something are of some day."""
    return draft.leave_open(OPEN.get(unit, OPEN["day"]))


@verb
def publication_if(draft: Draft, _field: object) -> bool:
    """Start from the day of publication, if a field is there."""
    return publication(draft)


@contextual
def mentioned_or_publication(draft: Draft, *units: str) -> bool:
    """Start from the last period of these units that the text has named; without one, from the day of publication."""
    found = draft.context.story.of(*units)
    return anchor_on(draft, found) if found is not None else publication(draft)


@contextual
def told_from(draft: Draft, unit: str) -> bool:
    """Start from the last period that is as fine as the unit, or from publication."""
    return mentioned_or_publication(draft, *FINER[unit])


@contextual
def told_period(draft: Draft, unit: str, by: int | None) -> bool:
    """Take the period of a unit that what the text has named last is of, or the one before or after it. What follows
    something is told of it: where that lies beyond publication, it follows what was named before."""
    day = draft.context.published
    told = by == 1 and day is not None and draft.context.direction() is None
    for found in draft.context.story.back_from(*FINER[unit]) if told else ():
        if anchor_on(draft, found) and to(draft, unit) and shift(draft, 1):
            first = first_day(draft.period) if draft.period is not None else None
            if first is not None and day is not None and first <= day:
                return True
    return told_from(draft, unit) and to(draft, unit) and shift(draft, by or 0)


@contextual
def current(draft: Draft, unit: str) -> bool:
    """Start from publication; the day is the last one named, if it is over, the weekend the last one that has begun."""
    if unit == "day":
        told, published_on = draft.context.story.of("day"), draft.context.published
        later = told is not None and published_on is not None and told.number > published_on.toordinal()
        return publication(draft) if told is None or later else anchor_on(draft, told)
    begun = unit == "weekend" and draft.context.direction() != "future"
    return publication(draft) and shift(draft, -_WEEKEND_BEGINS if begun else 0)


@verb
def to(draft: Draft, unit: str) -> bool:
    """Take the period of a unit that holds the one so far."""
    if draft.period is None:
        draft.value = OPEN.get(unit, "PRESENT_REF")
        return True
    # A clock's unit is told by the day: two hours ago was today.
    return draft.take(to_unit(draft.period, unit if unit in OPEN else "day"))


@verb
def shift(draft: Draft, by: int, count: Count = 1) -> bool:
    """Go so many periods of the same unit back or on."""
    if isinstance(count, str) or count > MOST_UNITS:
        return False
    if draft.period is None:
        return True
    return draft.take(Period(draft.period.unit, draft.period.number + by * round(count)))


@verb
def shift_if(draft: Draft, by: int, _field: object) -> bool:
    """The same by one, if a field is there."""
    return shift(draft, by)


@verb
def years(draft: Draft, by: int) -> bool:
    """Go to the same period of another year."""
    if draft.period is None:
        return True
    return draft.take(years_on(draft.period, by))


def _go(draft: Draft, by: int, unit: str, count: Count | None) -> bool:
    many, unit = ALIKE.get(unit, (1, unit))
    if unit == "year" and isinstance(count, Fraction) and count.denominator != 1:
        # Two and a half years ago: thirty months, told by the year.
        return to(draft, "month") and shift(draft, by, count * _MONTHS_OF_YEAR) and to(draft, "year")
    if unit not in OPEN:
        return to(draft, "day") and count != "X"
    return to(draft, unit) and shift(draft, by * many, 1 if count is None else count)


@verb
def back(draft: Draft, unit: str, count: Count | None) -> bool:
    """Go back so many units, each of its own length; one, where no number is said."""
    return _go(draft, -1, unit, count)


@verb
def on(draft: Draft, unit: str, count: Count | None) -> bool:
    """Go on so many units; one, where no number is said."""
    return _go(draft, 1, unit, count)


_CLAUSE_END = re.compile(r"\s*(?:[.,;:)\u201d\"]|$)")


@contextual
def nothing_follows(draft: Draft, _field: object) -> bool:
    """Go on, if a field is there, only where a clause ends: what is counted from does not stand behind."""
    context = draft.context
    return _CLAUSE_END.match(context.text, context.end) is not None


@verb
def mod(draft: Draft, value: str) -> bool:
    """Narrow the value, without saying by how much."""
    draft.mod = value
    return True


@verb
def kind(draft: Draft, value: str) -> bool:
    """Be of another type than a step before said."""
    draft.type = value
    return True


@verb
def says(draft: Draft, value: str) -> bool:
    """Take a value as it stands: PAST_REF."""
    draft.value, draft.noted = value, False
    return True


@contextual
def foretold(draft: Draft) -> bool:
    """Go on only where a cue before the expression foretells."""
    return draft.context.direction() == "future"


@verb
def ordered(_draft: Draft, first: int, second: int) -> bool:
    """Go on only where two numbers of a range rise."""
    return first < second


@verb
def unlike(_draft: Draft, first: int, second: int) -> bool:
    """Go on only where two fields differ."""
    return first != second
