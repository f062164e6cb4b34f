"""Years and centuries that say their era."""

from stages.date_normalize.draft import Draft
from stages.date_normalize.periods import Period
from stages.date_normalize.steps.registry import verb

#: Stands before the value: no TIMEX3 of the common era begins so.
BEFORE = "BC"


@verb
def year_of_era(draft: Draft, number: int) -> bool:
    """Take a year of the common era, of any number of digits."""
    return number > 0 and draft.take(Period("year", number))


@verb
def year_before_era(draft: Draft, number: int) -> bool:
    """Take a year before the common era: BC0044."""
    draft.noted = False
    return number > 0 and draft.leave_open(f"{BEFORE}{number:04d}")


@verb
def century_of(draft: Draft, number: int, before: str | None) -> bool:
    """Take the n-th century, called by the first two digits of its years; before the common era BC01 is the second."""
    if before is None:
        return draft.take(Period("century", number - 1))
    draft.noted = False
    return draft.leave_open(f"{BEFORE}{number - 1:02d}")
