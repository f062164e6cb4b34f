"""Dates of the Hijri calendar: recognised and written down, not converted."""

from stages.date_normalize.draft import Draft
from stages.date_normalize.steps.registry import verb

#: Stands before the value: no TIMEX3 of the common calendar begins so.
ERA = "AH"


@verb
def hijri(draft: Draft, year: int | None, month: int | None = None, day: int | None = None) -> bool:
    """Take a year, month and day of the Hijri calendar: AH1442-09-27; what is not said is open or left out."""
    if year is None and month is None:
        return True
    value = f"{ERA}{year}" if year is not None else f"{ERA}XXXX"
    for number in (month, day):
        if number is None:
            break
        value += f"-{number:02d}"
    return draft.leave_open(value)
