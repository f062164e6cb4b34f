"""The steps from the fields of an expression to its value, by the names that the rules use.

A step is a verb and its words; ``$name`` is a field of the expression, and a step that names a field which is not there
is left out; ``$name?`` is nothing then. A verb returns whether the rule still reads the expression. What the text does not fix stays open (X).
Nothing is counted from a clock: the anchors are the day of publication, and what the text itself has named before.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from stages.date_normalize.context import Context
from stages.date_normalize.counting import VAGUE, length
from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import OPEN, SEASONS, Period, at, first_day, last_day, month_of, to_unit, written, years_on
from stages.publication.almanac import existing_day

#: The first day of a period in a given year; None where that year has no such day.
FirstDay = Callable[[int], date | None]

Verb = Callable[..., bool]

_LEAP_YEAR = 2000
_FUTURE_DAYS = 274
_MOST_YEARS_TO_A_LEAP_DAY = 8  # 1896 to 1904
_MOST_UNITS = 10_000  # further than any calendar goes

_VERBS: dict[str, Verb] = {}
_CONTEXTUAL: set[str] = set()


class Step(NamedTuple):
    """One step of a rule: as written, and as a function of the draft."""

    text: str
    run: Callable[[Draft], bool]


def verb(function: Verb) -> Verb:
    """Make a function a verb; its value depends on the fields and the day of publication alone."""
    _VERBS[function.__name__.rstrip("_")] = function
    return function


def contextual(function: Verb) -> Verb:
    """Make a function a verb whose value depends on the text around the expression, too."""
    _CONTEXTUAL.add(function.__name__.rstrip("_"))
    return verb(function)


def compiled(text: str) -> Step:
    """Return a step, given as the rules write it.

    Raises:
        KeyError: there is no such verb.
    """
    name, *words = text.split()
    function = _VERBS[name]
    arguments = tuple(_literal(word) for word in words)
    needed = [word[1:] for word in words if word.startswith("$") and not word.endswith("?")]
    if not any(word.startswith("$") for word in words):
        return Step(text, lambda draft: function(draft, *arguments))
    keys = [word[1:].rstrip("?") if isinstance(word, str) and word[0] == "$" else None for word in arguments]

    def run(draft: Draft) -> bool:
        fields = draft.fields
        for field in needed:
            if field not in fields:
                return True
        return function(draft, *(word if key is None else fields.get(key) for word, key in zip(arguments, keys)))

    return Step(text, run)


def _literal(word: str) -> int | Fraction | str:
    if word.lstrip("-").isdigit():
        return int(word)
    return Fraction(word) if re.fullmatch("[0-9]/[0-9]", word) else word


def is_contextual(step: Step) -> bool:
    """Say whether a step depends on more than the fields and the day of publication."""
    return step.text.split()[0] in _CONTEXTUAL


def verbs() -> frozenset[str]:
    """Return the names of all verbs."""
    return frozenset(_VERBS)


# --- Where to count from ---------------------------------------------------------------------------------------------


@verb
def publication(draft: Draft) -> bool:
    """Start from the day of publication."""
    day = draft.context.published
    if day is not None:
        draft.period, draft.anchor = at("day", day), day.isoformat()
    return True


def _from(draft: Draft, period: Period) -> bool:
    draft.period, draft.value, draft.anchor = period, None, written(period)
    return True


@contextual
def mentioned(draft: Draft, *units: str) -> bool:
    """Start from the last period of one of these units that the text has named."""
    found = draft.context.story.of(*units)
    return found is not None and _from(draft, found)


@contextual
def mentioned_or_publication(draft: Draft, *units: str) -> bool:
    """Start from the last such period that the text has named; without one, from the day of publication."""
    return mentioned(draft, *units) or publication(draft)


@contextual
def compared(draft: Draft) -> bool:
    """Start from the quarter or half of the figure that stands before; without one, from the year of publication."""
    context = draft.context
    draft.noted = False
    found = context.story.compared(context.start, context.params.story_reach)
    if found is not None:
        return _from(draft, found)
    return publication(draft) and to(draft, "year")


# --- Moving about ----------------------------------------------------------------------------------------------------


@verb
def to(draft: Draft, unit: str) -> bool:
    """Take the period of a unit that holds the one so far."""
    if draft.period is None:
        draft.value = OPEN[unit]
        return True
    draft.period = to_unit(draft.period, unit)
    return draft.period is not None


@verb
def shift(draft: Draft, by: int, count: Fraction | str = Fraction(1)) -> bool:
    """Go so many periods of the same unit back or on."""
    if isinstance(count, str) or count > _MOST_UNITS:
        return False
    if draft.period is not None:
        draft.period = Period(draft.period.unit, draft.period.number + by * round(count))
    return True


@verb
def years(draft: Draft, by: int, count: Fraction | str = Fraction(1)) -> bool:
    """Go to the same period of another year."""
    if isinstance(count, str) or count > _MOST_UNITS:
        return False
    if draft.period is not None:
        draft.period = years_on(draft.period, by * round(count))
        return draft.period is not None
    return True


@verb
def back(draft: Draft, unit: str, count: Fraction | str | None) -> bool:
    """Go back so many units, each of its own length; one, where no number is said."""
    return to(draft, unit) and shift(draft, -1, 1 if count is None else count)


@verb
def part(draft: Draft, unit: str, number: int) -> bool:
    """Take the n-th quarter, half, month or season of the year so far; of another period, of its year."""
    if unit == "season":
        number = int(number)
    if draft.period is None:
        draft.value = f"{OPEN['year']}-{_part_letter(unit, number)}"
        return True
    year = to_unit(draft.period, "year")
    per_year = {"half": 2, "quarter": 4, "season": 4, "month": 12}[unit]
    if year is None or not 1 <= number <= per_year:
        return False
    draft.period = Period(unit, year.number * per_year + number - 1)
    return True


def _part_letter(unit: str, number: int) -> str:
    if unit == "season":
        return SEASONS[number - 1]
    return {"half": f"H{number}", "quarter": f"Q{number}", "month": f"{number:02d}"}[unit]


# --- Years, decades, centuries ---------------------------------------------------------------------------------------


@verb
def year(draft: Draft, number: int) -> bool:
    """Take a year that is stated."""
    draft.period, draft.value = Period("year", number), None
    return True


@verb
def bare_year(draft: Draft, number: int) -> bool:
    """Take a year that nothing but its four digits says to be one."""
    params = draft.context.params
    return params.first_year <= number <= params.last_year and year(draft, number)


@verb
def short_year(draft: Draft, number: int) -> bool:
    """Take a year of two digits: the one of the hundred years that end thirty years after publication, or after 1999."""
    published = draft.context.published
    last = (published.year if published else 1999) + 30
    return year(draft, last - (last - number) % 100)


@verb
def decade(draft: Draft, first: int) -> bool:
    """Take the ten years that begin with a year; of two digits, of the twentieth century."""
    draft.period = Period("decade", (first if first >= 100 else 1900 + first) // 10)
    return True


@verb
def century(draft: Draft, number: Fraction) -> bool:
    """Take the n-th century: the hundred years named by their first two digits."""
    draft.period = Period("century", int(number) - 1)
    return True


# --- Days, months, quarters without a year ---------------------------------------------------------------------------


def _latest_year(context: Context, first: FirstDay, ahead_days: int) -> int | None:
    """Return the year in which a period without one lies, or None without a day of publication.

    It is the latest one that begins at most so many days after publication: ``ahead_days`` without a cue, none after
    a cue for the past ("ended March 31"), nine months after one for the future ("will open in June"). Not a year: what
    is told of shortly before publication ("sales through October 19 will ...") stays where it is.
    """
    published = context.published
    if published is None:
        return None
    ahead = {"past": 0, "future": _FUTURE_DAYS}.get(context.direction() or "", ahead_days)
    for number in range(published.year + 1, published.year - _MOST_YEARS_TO_A_LEAP_DAY - 1, -1):
        day = first(number)
        if day and (day - published).days <= ahead:
            return number
    return None


def _near(draft: Draft, first: FirstDay, ahead_days: int) -> int | None:
    """Return that year, the anchor noted; after a year that the draft already has, that one."""
    if draft.period is not None:
        found = to_unit(draft.period, "year")
        return found.number if found else None
    context = draft.context
    if context.published is not None:
        draft.anchor = context.published.isoformat()
    return _latest_year(context, first, ahead_days)


@contextual
def month(draft: Draft, number: int) -> bool:
    """Take a month of the year so far; without one, of the year that publication and cues suggest."""
    found = _near(draft, lambda year: date(year, number, 1), draft.context.params.ahead_days)
    if found is None:
        draft.open(f"XXXX-{number:02d}")
    else:
        draft.period = month_of(found, number)
    return True


@contextual
def day(draft: Draft, month: int, number: int, weekday: int | None = None) -> bool:
    """Take a day of a month, in the year so far; without one, in the year in which it falls on the weekday beside it,
    or else in the one that publication and cues suggest. No year has a February 30."""
    if existing_day(_LEAP_YEAR, month, number) is None:
        return False
    found = None
    if draft.period is None and weekday is not None:
        found = _year_by_weekday(draft, month, number, weekday)
    if found is None:
        found = _near(draft, lambda year: existing_day(year, month, number), draft.context.params.ahead_days)
    if found is None:
        draft.open(f"XXXX-{month:02d}-{number:02d}")
        return True
    day = existing_day(found, month, number)
    draft.period = at("day", day) if day else None
    return day is not None


def _year_by_weekday(draft: Draft, month: int, number: int, weekday: int) -> int | None:
    """Return the year nearest to publication in which the day falls on the weekday that stands beside it."""
    published = draft.context.published
    if published is None:
        return None
    days = [existing_day(year, month, number) for year in range(published.year - 1, published.year + 2)]
    agreeing = [day for day in days if day and day.isoweekday() == weekday]
    draft.anchor = published.isoformat()
    return min(agreeing, key=lambda day: (abs((day - published).days), day)).year if agreeing else None


@contextual
def near_part(draft: Draft, unit: str, number: int) -> bool:
    """Take the n-th quarter, half or season of the year that publication and cues suggest: the latest that has begun."""
    per_year = {"half": 2, "quarter": 4, "season": 4}[unit]
    if not 1 <= number <= per_year:
        return False
    found = _near(draft, lambda year: first_day(Period(unit, year * per_year + number - 1)), 0)
    if found is None:
        draft.open(f"XXXX-{_part_letter(unit, number)}")
    else:
        draft.period = Period(unit, found * per_year + number - 1)
    return True


@contextual
def past_part(draft: Draft, unit: str, number: int) -> bool:
    """Take the latest quarter of that number that has begun, whatever a cue says."""
    if not 1 <= number <= 4:
        return False
    if publication(draft) and draft.period is None:
        draft.open(f"XXXX-{_part_letter(unit, number)}")
        return True
    now = to_unit(draft.period, unit)
    draft.period = Period(unit, now.number - (now.number - number + 1) % 4)
    return True


@contextual
def until_publication(draft: Draft) -> bool:
    """Take the last whole period before publication, where the one so far is later."""
    day, last = draft.context.published, last_day(draft.period) if draft.period else None
    if day is not None and last is not None and last >= day:
        return publication(draft) and to(draft, "quarter") and shift(draft, -1)
    return True


@verb
def ordered(draft: Draft, first: int, second: int) -> bool:
    """Go on only where two numbers of a range rise."""
    return first < second


@verb
def year_earlier_if(draft: Draft, first: int, second: int) -> bool:
    """Go back a year where the first month of a range comes after the second in the calendar: July to March."""
    return shift(draft, -1, Fraction(12)) if first > second else True


# --- Weekdays --------------------------------------------------------------------------------------------------------


def _latest(today: int, meant: int) -> int:
    return -((today - meant) % 7)


def _first(today: int, meant: int) -> int:
    return (meant - today) % 7


_WEEKDAYS: dict[str, Callable[[int, int], int]] = {
    "latest": _latest,
    "first": _first,
    "back": lambda today, meant: _latest(today, meant) or -7,
    "forth": lambda today, meant: _first(today, meant) or 7,
    "this": lambda today, meant: meant - today,
}


@verb
def weekday(draft: Draft, which: str, number: int) -> bool:
    """Take a weekday counted from the day so far: the latest, the first, one of another day, or one of its week."""
    if draft.period is None:
        draft.open(f"XXXX-WXX-{number}")
        return True
    today = (draft.period.number - 1) % 7 + 1
    return shift(draft, _WEEKDAYS[which](today, number))


@contextual
def near_weekday(draft: Draft, number: int) -> bool:
    """Take the latest such day, the day of publication included; the first one after a cue for the future."""
    forward = draft.context.published is not None and draft.context.direction() == "future"
    return publication(draft) and weekday(draft, "first" if forward else "latest", number)


# --- Time of day -----------------------------------------------------------------------------------------------------


@verb
def of_day(draft: Draft, code: str) -> bool:
    """Add a part of the day: MO, AF, EV, NI."""
    draft.type, draft.tail = "TIME", f"T{code}"
    if draft.period is None and draft.value is None:
        draft.value = OPEN["day"]
    return True


@verb
def clock(draft: Draft, hour: int, minutes: int | None = None, half: str | None = None) -> bool:
    """Add a time of day on the clock."""
    minutes = minutes or 0
    if half and not 1 <= hour <= 12:
        return False
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour > 24 or minutes > 59:
        return False
    return of_day(draft, f"{hour:02d}:{minutes:02d}")


# --- Lengths, sets, references ---------------------------------------------------------------------------------------


@contextual
def lasting(draft: Draft, count: Fraction | str | int, unit: str) -> bool:
    """Take a length of time."""
    draft.type = "DURATION"
    draft.value = length(count if isinstance(count, str) else Fraction(count), unit)
    if unit in ("month", "week"):
        draft.context.story.length_at = draft.context.start
    return True


@verb
def plus(draft: Draft, value: str) -> bool:
    """Write a length behind another one: a minute and a half."""
    draft.value = f"{draft.value}{value}"
    return True


@verb
def says(draft: Draft, value: str) -> bool:
    """Take a value as it stands: PAST_REF, P1D."""
    draft.value, draft.noted = value, False
    return True


@verb
def mod(draft: Draft, value: str) -> bool:
    """Narrow the value, without saying by how much."""
    draft.mod = value
    return True


@verb
def every(draft: Draft, unit: str, count: int | Fraction = 1) -> bool:
    """Take what recurs once in so many units."""
    draft.type, draft.value = "SET", length(Fraction(count), unit)
    return True


@verb
def kind(draft: Draft, value: str) -> bool:
    """Be of another type than the rule's."""
    draft.type = value
    return True


@verb
def needs_vague(draft: Draft, count: Fraction | str) -> bool:
    """Go on only where the number is left open."""
    return count == VAGUE


@verb
def needs_number(draft: Draft, count: Fraction | str) -> bool:
    """Go on only where the number is said."""
    return count != VAGUE


@verb
def days_later(draft: Draft, count: Fraction | str, by: int) -> bool:
    """Go so many days back or on."""
    if isinstance(count, str) or draft.period is None:
        return False
    first = first_day(draft.period)
    if first is None or count > _MOST_UNITS:
        return False
    draft.period = at("day", first + timedelta(days=by * round(count)))
    return True


# --- More verbs (to be sorted) ---------------------------------------------------------------------------------------


@verb
def of_shifted_year(draft: Draft, by: int) -> bool:
    """Start from last year, this year or next year."""
    return publication(draft) and to(draft, "year") and shift(draft, by)


@verb
def iso_clock(draft: Draft, text: str) -> bool:
    """Add the time of ISO 8601, the seconds left out."""
    return int(text[1:3]) <= 23 and of_day(draft, text[1:6])


@verb
def weekday_day(draft: Draft, weekday: int, month: int, number: int) -> bool:
    """Take the year, if none is stated, in which the day falls on the weekday that stands beside it."""
    if draft.period is None:
        found = _year_by_weekday(draft, month, number, weekday)
        if found is not None:
            return year(draft, found)
    return True


@verb
def numeric_day(draft: Draft, one: int, two: int, number: int) -> bool:
    """Take a day in digits; where both could be the month, the outlet's order decides, and without one both are kept."""
    day_first, month_first = existing_day(number, two, one), existing_day(number, one, two)
    if day_first and month_first and day_first != month_first:
        draft.open(f"{number:04d}-XX-XX")
        return True
    day = day_first or month_first
    draft.period = at("day", day) if day else None
    return day is not None


@contextual
def named_day(draft: Draft, text: str) -> bool:
    """Take a day of the year that a table names."""
    month_number, number = text.split("-")
    return day(draft, int(month_number), int(number))


@verb
def told_weekday(draft: Draft, by: int, number: int) -> bool:
    """Take the weekday before or after the day so far."""
    return weekday(draft, "forth" if by > 0 else "back" if by < 0 else "latest", number)


_PLURALS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@verb
def recurring_weekday(draft: Draft, which: int | str) -> bool:
    """Take each such day of the week."""
    number = which if isinstance(which, int) else _PLURALS.index(which[:3]) + 1
    return says(draft, f"XXXX-WXX-{number}")


@verb
def recurring_month(draft: Draft, number: int) -> bool:
    """Take each such month of the year."""
    return says(draft, f"XXXX-{number:02d}")


@verb
def recurring_season(draft: Draft, number: int) -> bool:
    """Take each such season of the year."""
    return says(draft, f"XXXX-{SEASONS[number - 1]}")


@verb
def publication_if(draft: Draft, _field: object) -> bool:
    """Start from the day of publication, if a field is there."""
    return publication(draft)


@contextual
def mentioned_today(draft: Draft) -> bool:
    """Start from the day that was named within the sentence or so before; else from that of publication."""
    context = draft.context
    found = context.story.latest.get("day")
    if found is not None and context.start - found[0] <= 120:
        return _from(draft, found[1])
    return publication(draft)


@verb
def noon(draft: Draft, text: str) -> bool:
    """Add noon or midnight."""
    return of_day(draft, text)


@contextual
def month_before(draft: Draft, first: int, second: int) -> bool:
    """Go from the second month of a range to the first: the last such month before it."""
    if draft.period is None:
        draft.open(f"XXXX-{first:02d}")
        return True
    return shift(draft, -((second - first) % 12))


@verb
def unlike(draft: Draft, first: int, second: int) -> bool:
    """Go on only where two fields differ."""
    return first != second


@verb
def month_counted(draft: Draft, by: int, number: int) -> bool:
    """Take the latest month of that name before the one so far, the first one after it, or the one of its year."""
    if draft.period is None:
        draft.open(f"XXXX-{number:02d}")
        return True
    now = to_unit(draft.period, "month")
    assert now is not None
    current = now.number % 12 + 1
    years = {-1: 0 if number < current else -1, 0: 0, 1: 0 if number > current else 1}[by]
    draft.period = month_of(now.number // 12 + years, number)
    return True


@verb
def season_counted(draft: Draft, by: int, number: int) -> bool:
    """Take the season of this year, the last one that has begun, or the next one."""
    if draft.period is None:
        draft.open(f"XXXX-{SEASONS[number - 1]}")
        return True
    now = to_unit(draft.period, "season")
    assert now is not None
    if by == 0:
        this = to_unit(draft.period, "year")
        assert this is not None
        draft.period = Period("season", this.number * 4 + number - 1)
        return True
    distance = (number - 1 - now.number) % 4
    draft.period = Period("season", now.number + (distance - 4 if by < 0 else distance or 4))
    return True


@verb
def years_range(draft: Draft, first: int, text: str) -> bool:
    """Take a range of years, as an interval."""
    params = draft.context.params
    second = int(text)
    short = len(text) == 2
    if short:
        second += first // 100 * 100 if second > first % 100 else (first // 100 + 1) * 100
    if not params.first_year <= first < second <= params.last_year or (short and second - first > 50):
        return False
    draft.value = f"{first:04d}/{second:04d}"
    if second > first + 1:
        draft.begin, draft.finish = date(first, 1, 1), date(second, 12, 31)
    return True


@verb
def year_of_two(draft: Draft, text: str) -> bool:
    """Take a year of two digits."""
    return short_year(draft, int(text))


@contextual
def compared_in_year(draft: Draft, number: int) -> bool:
    """Take the quarter that is compared, in a stated year."""
    context = draft.context
    found = context.story.compared(context.start, context.params.story_reach)
    if found is None:
        return year(draft, number)
    per_year = {"quarter": 4, "half": 2}[found.unit]
    draft.period = Period(found.unit, number * per_year + found.number % per_year)
    return True


@contextual
def compared_in_period(draft: Draft, _by: int) -> bool:
    """Take the quarter that is compared, in the year so far."""
    return draft.period is None or compared_in_year(draft, draft.period.number)


@contextual
def mentioned_quarter_or_last(draft: Draft) -> bool:
    """Start from the quarter or half named last; without one, the last whole one before publication."""
    found = draft.context.story.of("quarter", "half")
    if found is not None:
        return _from(draft, found)
    return publication(draft) and to(draft, "quarter") and shift(draft, -1)


@contextual
def told_from(draft: Draft, unit: str) -> bool:
    """Start from the last period that is as fine as the unit, or from publication."""
    finer = _FINER[unit]
    return mentioned_or_publication(draft, *finer)


_ORDER = ("day", "week", "month", "quarter", "half", "season", "year", "decade", "century")
_FINER = {
    **{unit: _ORDER[: at + 1] for at, unit in enumerate(_ORDER)},
    "weekend": ("day", "week"),
    "hour": ("day",),
    "minute": ("day",),
    "second": ("day",),
}


@contextual
def told_from_near(draft: Draft, unit: str) -> bool:
    """Start from publication for a unit of the calendar that is spoken of as the current one."""
    if unit == "day":
        return mentioned_or_publication(draft, "day")
    if unit == "weekend" and draft.context.direction() != "future" and publication(draft) and draft.period:
        return shift(draft, -5)  # the weekend that has begun: until Friday the one before
    return publication(draft)


@verb
def on(draft: Draft, unit: str, count: Fraction | str | None) -> bool:
    """Go on so many units; one, where no number is said."""
    return to(draft, unit) and shift(draft, 1, 1 if count is None else count)


@contextual
def told_on(draft: Draft, unit: str, count: Fraction | str | None) -> bool:
    """Go on so many units from what the text has named; where it has named nothing, take the length."""
    if unit in OPEN and mentioned(draft, *_FINER[unit]):
        return on(draft, unit, count)
    return lasting(draft, 1 if count is None else count, unit)


@verb
def every_open(draft: Draft, unit: str, _some: object) -> bool:
    """Take what recurs once in some units."""
    draft.type, draft.value = "SET", length(VAGUE, unit)
    return True
