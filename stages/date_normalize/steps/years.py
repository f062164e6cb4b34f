"""Years, decades, centuries and ranges of years."""

from datetime import date

from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import Period
from stages.date_normalize.steps.anchors import publication, shift, to
from stages.date_normalize.steps.registry import verb

#: Years after publication, or after 1999, that two digits may still mean.
_AHEAD = 30

_MOST_YEARS = 50  # of a range whose second year has two digits


@verb
def year(draft: Draft, number: int) -> bool:
    """Take a year that is stated."""
    return draft.take(Period("year", number))


@verb
def bare_year(draft: Draft, number: int) -> bool:
    """Take a year that nothing but its four digits says to be one."""
    params = draft.context.params
    return params.first_year <= number <= params.last_year and year(draft, number)


@verb
def year_before(draft: Draft, number: int, first: int, second: int) -> bool:
    """Take the year of the first month of a range, where that of the second is stated."""
    return year(draft, number if first <= second else number - 1)


def of_two_digits(number: int, published: date | None) -> int:
    """Return the year that two digits mean: of the hundred years that end some time after publication."""
    last = (published.year if published else 1999) + _AHEAD
    return last - (last - number) % 100


@verb
def short_year(draft: Draft, number: int) -> bool:
    """Take a year of two digits, of the hundred years that end some time after publication."""
    return year(draft, of_two_digits(number, draft.context.published))


@verb
def of_year(draft: Draft, by: int) -> bool:
    """Start from last year, this year or next year."""
    return publication(draft) and to(draft, "year") and shift(draft, by)


@verb
def decade(draft: Draft, first: int) -> bool:
    """Take the ten years that begin with a year; of two digits, of the twentieth century."""
    return draft.take(Period("decade", (first if first >= 100 else 1900 + first) // 10))


@verb
def years_range(draft: Draft, first: int, second: str) -> bool:
    """Take a range of years, as an ISO 8601 interval.

    Two years in a row (2019-20, 1986/87, 2024-2025) may be two calendar years or one season, crop or fiscal year across
    their border: the interval is named, but the days that it begins and ends with are not known.
    """
    params, last = draft.context.params, int(second)
    short = len(second) == 2
    if short:
        last += first // 100 * 100 if last > first % 100 else (first // 100 + 1) * 100
    if not params.first_year <= first < last <= params.last_year or (short and last - first > _MOST_YEARS):
        return False
    draft.value = f"{first:04d}/{last:04d}"
    if last > first + 1:
        draft.begin, draft.finish = date(first, 1, 1), date(last, 12, 31)
    return True
