"""What each source says of the day of publication: statements, the dateline and the address, in order of trust."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple

from stages.publication.address import read_address
from stages.publication.dateline import Dateline
from stages.publication.sources import trust_of
from stages.publication.stated import Customs, Stated, read_stated

#: Where the evidence stands: in the clean text; in the source as decoded (for a record, in the value of its ``text`` or
#: ``html``); in the address; or in a field of its own, where ``start`` and ``end`` are null.
Where = Literal["text", "source", "url", "field"]


class Statement(NamedTuple):
    """A day of publication that something outside the article's sentences states: a row of ``clean``'s stated_dates.

    Attributes:
        rule: which source it is (``sources.toml``).
        text: what it says, verbatim.
        place: the row of clean's page_dates.toml that found it on a page; None for other sources.
        start, end: where it stands in the source as decoded; None where it stands in a field of its own, or could not
            be found there.
    """

    rule: str
    text: str
    place: str | None = None
    start: int | None = None
    end: int | None = None


class Reading(NamedTuple):
    """What one source says.

    Attributes:
        statement: the source, its words, and where they stand in ``where``.
        where: in what they stand.
        stated: what they say.
        yearless: month and day of a dateline without a year.
    """

    statement: Statement
    where: Where
    stated: Stated
    yearless: tuple[int, int] | None = None


def _of_statement(statement: Statement, customs: Customs) -> Reading:
    where: Where = "field" if statement.start is None else "source"
    return Reading(statement, where, read_stated(statement.text, customs))


def _of_dateline(dateline: Dateline, text: str) -> Reading | None:
    """Return what a dateline says of the day; None where it names none."""
    if dateline.month is None or dateline.day is None:
        return None
    statement = Statement("dateline", text[dateline.start : dateline.end], None, dateline.start, dateline.end)
    day = dateline.date
    if day is None:
        return Reading(statement, "text", Stated(weekday=dateline.weekday), (dateline.month, dateline.day))
    return Reading(statement, "text", Stated(day, None, "day", day.year, day.month, weekday=dateline.weekday))


def _of_address(url: str) -> Reading | None:
    found = read_address(url)
    if found is None:
        return None
    statement = Statement(found.rule, url[found.start : found.end], None, found.start, found.end)
    return Reading(statement, "url", found.stated)


def _rank(reading: Reading) -> int:
    return trust_of(reading.statement.rule).rank


def readings_of(
    statements: Sequence[Statement], url: str | None, text: str, dateline: Dateline | None, customs: Customs
) -> list[Reading]:
    """Return what every source says, the most trusted first; sources that say nothing are left out."""
    readings = [_of_statement(each, customs) for each in statements if each.text and not each.text.isspace()]
    in_text, in_url = _of_dateline(dateline, text) if dateline else None, _of_address(url) if url else None
    readings += filter(None, (in_text, in_url))
    if len(readings) > 1:
        readings.sort(key=_rank)
    return readings


def is_within(day: dt.date, stated: Stated) -> bool:
    """Say whether a day lies in the month or year that a source states."""
    return day.year == stated.year and stated.month in (None, day.month)
