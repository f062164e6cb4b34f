"""The steps from the fields of an expression to its value, by the names that the rules use.

What the text does not fix stays open (X). Nothing is counted from a clock: the anchors are the day of publication, and
what the text itself has named before.
"""

from stages.date_normalize.steps import (
    clock,
    days,
    eras,
    fiscal,
    hijri,
    holidays,
    lengths,
    months,
    parts,
    years,
)  # they register their verbs
from stages.date_normalize.steps.registry import Step, compiled, verbs

__all__ = [
    "Step",
    "clock",
    "compiled",
    "days",
    "eras",
    "fiscal",
    "hijri",
    "holidays",
    "lengths",
    "months",
    "parts",
    "verbs",
    "years",
]
