"""Temporal expressions of one text: candidates from the scan, readings from the rules, values from the operations."""

from datetime import date
from typing import NamedTuple

from stages.date_normalize.context import Context
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.resolve import OPERATIONS
from stages.date_normalize.rules import rulebook


class Timex(NamedTuple):
    """A temporal expression; the columns are those of `stages.date_normalize.schema.TIMEX`."""

    start: int
    end: int
    text: str
    type: str
    value: str
    mod: str | None
    begin: date | None
    finish: date | None
    fiscal: str | None
    anchor: str | None
    rule: str


def find_timexes(text: str, published: date | None, params: DateNormalizeParams) -> list[Timex]:
    """Return the temporal expressions of a text, ordered by their start and without overlap.

    Args:
        text: the clean text.
        published: the day of publication, between 1600 and 2199 as `stages.publication` gives it; without it relative
            expressions keep an open value.
        params: the knobs of the stage.
    """
    book = rulebook()
    found = []
    for start, end in book.candidates(text):
        for reading in book.readings(text[start:end]):
            if not reading.rule.allows(text, start, end):
                continue
            context = Context(text, start, end, published, params)
            for value in OPERATIONS[reading.rule.op](reading, context):
                first, last = start + value.start, start + value.end
                anchor = published.isoformat() if published and value.anchored else None
                found.append(
                    Timex(
                        first,
                        last,
                        text[first:last],
                        value.type,
                        value.value,
                        value.mod,
                        value.begin,
                        value.finish,
                        None,
                        anchor,
                        reading.rule.name,
                    )
                )
            break
    return found
