"""Quarters, halves and seasons, and what the figures of two of them are compared by."""

import re
from datetime import date
from fractions import Fraction

from stages.date_normalize.draft import Draft
from stages.date_normalize.lexicon import LEXICON
from stages.date_normalize.periods import OPEN, SEASONS, Period, first_day, last_day, month_of, to_unit
from stages.date_normalize.sentences import Words, sentence_around
from stages.date_normalize.steps.anchors import anchor_on, publication, says, shift, to
from stages.date_normalize.steps.near import near_year
from stages.date_normalize.steps.registry import contextual, verb
from stages.date_normalize.steps.years import year
from stages.publication.almanac import MONTH_PATTERN, month_number

_GAME = Words(LEXICON["games"]["words"])

#: The month in which a quarter ended.
_ENDED = re.compile(rf"\s+(?:that\s+)?ended\s+(?:on\s+)?(?:[0-9]{{1,2}}\s+)?(?P<month>{MONTH_PATTERN})")

#: How many of a unit make a year.
_IN_YEAR = {"half": 2, "quarter": 4, "season": 4}

#: The ordinal that the last one has, whatever their number.
LAST = -1


def ordinal_of(unit_count: int, number: int) -> int | None:
    """Return the number of a part from its ordinal, or None where there is none of that number."""
    number = unit_count if number == LAST else number
    return number if 1 <= number <= unit_count else None


def _code(unit: str, number: int) -> str:
    if unit == "season":
        return SEASONS[number - 1]
    return f"{'H' if unit == 'half' else 'Q'}{number}"


@verb
def part(draft: Draft, unit: str, ordinal: int) -> bool:
    """Take the n-th quarter, half or season of the year so far."""
    number = ordinal_of(_IN_YEAR[unit], ordinal)
    if number is None:
        return False
    if draft.period is None:
        return draft.leave_open(f"{OPEN['year']}-{_code(unit, number)}")
    year = to_unit(draft.period, "year")
    if year is None:
        return False
    return draft.take(Period(unit, year.number * _IN_YEAR[unit] + number - 1))


@contextual
def near_part(draft: Draft, unit: str, ordinal: int) -> bool:
    """Take the n-th quarter, half or season of the year that publication and cues suggest: the latest that began."""
    per_year = _IN_YEAR[unit]
    if not 1 <= ordinal <= per_year:  # "the last quarter" is the one before this one
        return False
    found = near_year(draft, lambda year: first_day(Period(unit, year * per_year + ordinal - 1)), 0)
    if found is None:
        return draft.leave_open(f"{OPEN['year']}-{_code(unit, ordinal)}")
    return draft.take(Period(unit, found * per_year + ordinal - 1))


@verb
def past_part(draft: Draft, unit: str, ordinal: int) -> bool:
    """Take the latest quarter or half of that number that has begun, whatever a cue says."""
    per_year = _IN_YEAR[unit]
    if not 1 <= ordinal <= per_year:
        return False
    publication(draft)
    now = to_unit(draft.period, unit) if draft.period is not None else None
    if now is None:
        return draft.leave_open(f"{OPEN['year']}-{_code(unit, ordinal)}")
    return draft.take(Period(unit, now.number - (now.number - ordinal + 1) % per_year))


@verb
def season_counted(draft: Draft, by: int, number: int) -> bool:
    """Take the season of this year, the last one that has begun, or the next one."""
    now = to_unit(draft.period, "season") if draft.period is not None else None
    if now is None:
        return draft.leave_open(f"{OPEN['year']}-{SEASONS[number - 1]}")
    if by == 0:
        return part(draft, "season", number)
    distance = (number - 1 - now.number) % 4
    return draft.take(Period("season", now.number + (distance - 4 if by < 0 else distance or 4)))


@verb
def recurring_season(draft: Draft, number: int) -> bool:
    """Take each such season of the year."""
    return says(draft, f"XXXX-{SEASONS[number - 1]}")


@verb
def year_of_two(draft: Draft, text: str) -> bool:
    """Take a year of two digits beside a quarter: of this century."""
    return year(draft, 2000 + int(text))


@contextual
def outside_games(draft: Draft) -> bool:
    """Go on only where the sentence tells of no match: that has halves and quarters, too."""
    context = draft.context
    return not _GAME.stand_in(sentence_around(context.text, context.start, context.end))


# --- What is compared ------------------------------------------------------------------------------------------------


def _compared(draft: Draft) -> Period | None:
    context = draft.context
    return context.story.compared(context.start, context.params.story_reach, context.published)


@contextual
def compared(draft: Draft) -> bool:
    """Start from the quarter or half of the figure that stands before; without one, from the year of publication."""
    draft.noted = False
    found = _compared(draft)
    return anchor_on(draft, found) if found is not None else publication(draft) and to(draft, "year")


@contextual
def compared_in_year(draft: Draft, number: int) -> bool:
    """Take the quarter or half that is compared, in a stated year; without one, the year."""
    found = _compared(draft)
    if found is None:
        return year(draft, number)
    per_year = _IN_YEAR[found.unit]
    return draft.take(Period(found.unit, number * per_year + found.number % per_year))


@contextual
def compared_in_period(draft: Draft, _field: object) -> bool:
    """The same, in the year so far."""
    return draft.period is None or compared_in_year(draft, draft.period.number)


@contextual
def mentioned_quarter_or_last(draft: Draft) -> bool:
    """Start from the quarter whose end is named behind ("the quarter ended Sept. 30"), or else from the quarter or half
    named last; without one, from the last whole one before publication."""
    context = draft.context
    if (ended := _ENDED.match(context.text, context.end)) is not None:
        number = month_number(ended["month"])
        year = near_year(draft, lambda year: date(year, number, 1), 0)
        # Three months that end with July have two of the second quarter: that of the month before the last holds most.
        return year is not None and draft.take(to_unit(month_of(year, number - 1), "quarter"))
    found = context.story.of("quarter", "half")
    if found is not None:
        return anchor_on(draft, found)
    return publication(draft) and to(draft, "quarter") and shift(draft, -1, Fraction(1))


@contextual
def until_publication(draft: Draft, _field: object) -> bool:
    """Take the last whole quarter before publication, where the period so far is not over then, if a field is there."""
    day, last = draft.context.published, last_day(draft.period) if draft.period is not None else None
    if day is not None and last is not None and last >= day:
        return publication(draft) and to(draft, "quarter") and shift(draft, -1, Fraction(1))
    return True
