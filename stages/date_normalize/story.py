"""What an article has said so far: the periods that later expressions count from ("that year", "a year earlier")."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from stages.date_normalize.periods import Period, last_day

#: Units that "a year ago" compares: what stands beside the figure of the period before.
COMPARED = frozenset({"quarter", "half"})

_MONTHS = {"month": 1, "quarter": 3, "half": 6}

#: Code points between a quarter and what it is compared with, where they stand side by side.
_BESIDE = 100

#: How many periods that were named last may be counted on from.
_KEPT = 12


def _is_over(period: Period, published: date | None) -> bool:
    last = last_day(period)
    return published is not None and last is not None and last < published


@dataclass(slots=True)
class Story:
    """Periods named so far in one text.

    Attributes:
        latest: the last period of each unit, and where it stood.
        last: the last period of any unit, and where it stood.
        recent: the last periods of any unit.
        months: the last month, quarter, half or run of months, by the numbers of its first and last month.
        length_at: where the last length of some months or weeks stood ("the nine months"), which also is compared.
    """

    latest: dict[str, tuple[int, Period]] = field(default_factory=dict)
    last: tuple[int, Period] | None = None
    recent: deque[Period] = field(default_factory=lambda: deque(maxlen=_KEPT))
    months: tuple[int, int] | None = None
    length_at: int = -1

    def note(self, start: int, period: Period) -> None:
        """Remember a period that stands at ``start``."""
        self.last = self.latest[period.unit] = (start, period)
        self.recent.append(period)
        size = _MONTHS.get(period.unit)
        if size is not None:
            self.months = (period.number * size, period.number * size + size - 1)

    def of(self, *units: str) -> Period | None:
        """Return the period of one of these units that was named last."""
        found = [self.latest[unit] for unit in units if unit in self.latest]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def back_from(self, *units: str) -> Iterator[Period]:
        """Yield the last periods of these units, the one that was named last first."""
        return (period for period in reversed(self.recent) if period.unit in units)

    def compared(self, start: int, reach: int, published: date | None = None) -> Period | None:
        """Return the quarter or half that the sentences before ``start`` give figures of, if they do.

        That is the one named last, if it stands near. Of quarters named further back it is the latest that was over on
        the day of publication, whose figures are news: an earlier one stands beside it ("after a flat second
        quarter"), a later one is foretold.
        """
        found = [self.latest[unit] for unit in COMPARED if unit in self.latest]
        if not found:
            return None
        at, period = max(found, key=lambda pair: pair[0])
        if start - at > reach or at <= self.length_at:
            return None
        if period.unit != "quarter" or start - at <= _BESIDE:
            return period
        over = (each for each in self.recent if each.unit == period.unit and _is_over(each, published))
        return max(over, default=period)
