"""A value in the making: what the steps of a rule read and write."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from stages.date_normalize.context import Context
from stages.date_normalize.fiscal import Calendar
from stages.date_normalize.periods import Period, written


class Fiscal(NamedTuple):
    """A fiscal year, or several in a row.

    Attributes:
        calendar: whose; None where it is not known.
        source: what said so.
        start, end: with a calendar, the calendar years in which the first and the last one begin, None where they are
            not known; without one, the two years of the label (the first None where it names one).
    """

    calendar: Calendar | None
    source: str | None
    start: int | None
    end: int | None


NO_FISCAL = Fiscal(None, None, None, None)


@dataclass(slots=True)
class Draft:
    """One expression between its surface and its value.

    Attributes:
        context: where it stands.
        fields: the values of the parts of its surface, by name; none that is not there.
        type: DATE, TIME, DURATION or SET; a step may know better than the rule.
        period: the period of the calendar that it means so far.
        value: TIMEX3, where it is no period or an open one.
        tail: what follows the period in its value: the time of day.
        mod: TIMEX3 modifier.
        anchor: what it is counted from, as TIMEX3.
        begin, finish: first and last day, where they are not those of the period.
        fiscal: label of the fiscal period.
        fiscal_year: the fiscal year that it is part of.
        months: the run of months that it means, by the numbers of the first and the last.
        alternatives: the days that it may mean, where it may mean several.
        noted: whether later expressions may count from it.
    """

    context: Context
    fields: Any
    type: str
    period: Period | None = None
    value: str | None = None
    tail: str = ""
    mod: str | None = None
    anchor: str | None = None
    begin: date | None = None
    finish: date | None = None
    fiscal: str | None = None
    fiscal_year: Fiscal = NO_FISCAL
    months: tuple[int, int] | None = None
    alternatives: list[str] = field(default_factory=list)
    noted: bool = True

    def written(self) -> str | None:
        """Return the value as it stands; None where there is none yet."""
        if self.value is not None:
            return self.value + self.tail
        if self.period is None:
            return None
        value = written(self.period)
        return value + self.tail if value is not None else None

    def take(self, period: Period | None) -> bool:
        """Mean a period of the calendar; return whether there is one."""
        self.period, self.value = period, None
        return period is not None

    def ambiguous(self, *days: date) -> None:
        """Be one of several days, and nobody says which: no value."""
        self.period, self.value = None, None
        self.alternatives = [day.isoformat() for day in days]

    def leave_open(self, value: str) -> bool:
        """Take a value that leaves the year or more open, since nothing says from where to count."""
        self.value, self.period = value, None
        return True
