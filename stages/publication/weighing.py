"""Which source gives the day of publication, and what each of the others says beside it: nothing is averaged."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple

from stages.publication.almanac import existing_day
from stages.publication.readings import Reading, Where, is_within
from stages.publication.sources import trust_of
from stages.publication.stated import Precision

#: What a source is to the day that is taken: it gives it, says the same, lies so near that it may mean the same day
#: (``sources.toml``), or contradicts it. The last three say nothing that could be compared.
Verdict = Literal["taken", "agrees", "near", "contradicts", "ambiguous", "unreadable", "without_year"]


class Source(NamedTuple):
    """One source, set beside the day that is taken; the fields are those of the column ``published_sources``.

    Attributes:
        rule: which source it is (``sources.toml``).
        place: the row of clean's page_dates.toml that found it on a page.
        text: what it says, verbatim.
        where: what ``start`` and ``end`` count in (`stages.publication.readings.Where`).
        start, end: where it says so, half-open, in code points.
        date: the day that it states; of a dateline without a year, in the year nearest to the day that is taken.
        precision: the finest unit that it states.
        days: how many days after the day that is taken that is; negative before it.
        verdict: what it is to the day that is taken.
        weekday_agrees: whether the weekday that it names is that of its day; None where it names none.
    """

    rule: str
    place: str | None
    text: str
    where: Where
    start: int | None
    end: int | None
    date: dt.date | None
    precision: Precision | None
    days: int | None
    verdict: Verdict
    weekday_agrees: bool | None


class Choice(NamedTuple):
    """The source that is taken, the day that it gives (None for a month or a year), and by which rule."""

    reading: Reading
    date: dt.date | None
    rule: str


#: A dateline names the day and a more trusted, or less trusted, source its year.
COMPLETED = "dateline_with_stated_year"

_HALF_A_YEAR = 182  # days; nearer than that, no other year is nearer


def _nearest(month_and_day: tuple[int, int], day: dt.date) -> dt.date | None:
    """Return the day of the calendar without a year that lies nearest to a day; None for a leap day far from any."""
    same = existing_day(day.year, *month_and_day)
    if same and abs((same - day).days) < _HALF_A_YEAR:
        return same
    days = (existing_day(year, *month_and_day) for year in range(day.year - 1, day.year + 2))
    return min(filter(None, days), key=lambda each: (abs(each - day), each), default=None)


def _is_near(rule: str, days: int) -> bool:
    trust = trust_of(rule)
    return -trust.earlier <= days <= trust.later


def _in_year(reading: Reading, other: Reading) -> dt.date | None:
    """Return the day of a dateline without a year, in the year that another source states, if they do not disagree."""
    if reading.yearless is None or other.stated.year is None:
        return None
    if other.stated.date:
        day = _nearest(reading.yearless, other.stated.date)
        return day if day and _is_near(reading.statement.rule, (day - other.stated.date).days) else None
    day = existing_day(other.stated.year, *reading.yearless)
    return day if day and is_within(day, other.stated) else None


def choose(readings: Sequence[Reading]) -> Choice | None:
    """Return the source that gives the day of publication, or else a month or year of it; None where none does.

    Args:
        readings: what the sources say, the most trusted first.
    """
    for at, reading in enumerate(readings):
        stated = reading.stated
        if stated.date:
            return Choice(reading, stated.date, reading.statement.rule)
        for other in readings[at + 1 :]:
            if stated.precision and other.stated.date and is_within(other.stated.date, stated):
                return Choice(other, other.stated.date, other.statement.rule)
            if stated.precision and (day := _in_year(other, reading)):
                return Choice(other, day, COMPLETED)
            if day := _in_year(reading, other):
                return Choice(reading, day, COMPLETED)
        if stated.precision:
            return Choice(reading, None, reading.statement.rule)
    return None


def compare(reading: Reading, choice: Choice | None) -> Source:
    """Return a source set beside the one that is taken."""
    stated, statement = reading.stated, reading.statement
    if choice and reading is choice.reading:
        compared: _Compared = (choice.date, 0 if choice.date else None, "taken")
    else:
        compared = _compared(reading, choice)
    day, days, verdict = compared
    return Source(
        rule=statement.rule,
        place=statement.place,
        text=statement.text,
        where=reading.where,
        start=statement.start,
        end=statement.end,
        date=day,
        precision=stated.precision or ("day" if reading.yearless and day else None),
        days=days,
        verdict=verdict,
        weekday_agrees=None if stated.weekday is None or day is None else stated.weekday == day.isoweekday(),
    )


_Compared = tuple[dt.date | None, int | None, Verdict]


def _compared(reading: Reading, choice: Choice | None) -> _Compared:
    """Return the day that a source states, its distance in days from the one taken, and what it is to that."""
    stated = reading.stated
    if stated.problem == "unreadable":
        return None, None, "unreadable"
    if choice is None:
        return None, None, "ambiguous" if stated.problem else "without_year"
    if choice.date is None:
        return stated.date, None, _beside_a_part(reading, choice)
    taken, day = choice.date, stated.date
    if stated.either:
        day = min(stated.either, key=lambda each: abs(each - taken))
    elif reading.yearless:
        day = _nearest(reading.yearless, taken)
    if day is None:
        return None, None, "agrees" if is_within(taken, stated) else "contradicts"
    days = (day - taken).days
    if days == 0:
        return day, days, "agrees"
    return day, days, "near" if _is_near(reading.statement.rule, days) else "contradicts"


def _beside_a_part(reading: Reading, choice: Choice) -> Verdict:
    """Return what a source is to a month or year that is all that is known."""
    stated, taken = reading.stated, choice.reading.stated
    if stated.either:
        return "agrees" if any(is_within(day, taken) for day in stated.either) else "contradicts"
    months = {taken.month, stated.month} - {None}
    return "agrees" if stated.year == taken.year and len(months) <= 1 else "contradicts"


def conflict_of(sources: Sequence[Source]) -> str | None:
    """Return what contradicts the day that is taken: rules with what they say, and weekdays that are not the day's.

    >>> conflict_of([])
    """
    told = []
    for source in sources:
        if source.verdict == "contradicts":
            told.append(f"{source.rule} {source.date or source.text}")
        if source.weekday_agrees is False:
            told.append(f"{source.rule} weekday")
    return "; ".join(told) or None
