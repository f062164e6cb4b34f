"""When, where and by whom an article was published, from what is stated about it and in it. Shared by stages.

The trust is in this order, and the first source that states a day gives it:

1. what a record's field, the metadata of a page or a prefix of the text states (``stated_date``);
2. a dateline in the text; it also completes a stated year or month that has no day.

Nothing is guessed and nothing comes from a clock: what no source states is null.
"""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from stages.publication.almanac import existing_day
from stages.publication.dateline import Dateline, find_dateline
from stages.publication.stated import NO_CUSTOMS, Customs, Precision, Stated, read_stated

__all__ = ["Customs", "Publication", "customs_of", "publication_of"]


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication of one article.

    Attributes:
        date: the day, in the zone of its source; None unless the whole day is known.
        at: the instant in UTC; None unless a time and a zone that names one offset are stated.
        precision: the finest unit that the source states: second, minute, day, month or year. With month or year
            there is no ``date``; a time without a zone has its precision, but no ``at``.
        rule: which source gave the date (``record_published``, ``page_metadata``, ``dateline``,
            ``dateline_with_stated_year``, or the rule of boilerplate.toml that took it out of the text, as
            ``date_prefix`` or ``published_line``), or why there is none: ``ambiguous`` (5/6/2021), ``unreadable``,
            ``dateline_without_year``. None where no source says anything.
        dateline_place, agency, country: from the dateline; the country is an ISO 3166-1 code.
        start, end: the dateline in the text, half-open, in code points; None where there is none.
        clock: the time of day beside ``date``, in the zone of its source, whether or not that is known: it orders what
            one outlet published.
    """

    date: dt.date | None
    at: dt.datetime | None
    precision: Precision | None
    rule: str | None
    dateline_place: str | None
    agency: str | None
    country: str | None
    start: int | None
    end: int | None
    clock: dt.time | None = None


def _completed(stated: Stated, dateline: Dateline) -> dt.date | None:
    """Return the dateline's day in the stated year, if the two do not contradict each other."""
    if stated.year is None or dateline.month is None or dateline.day is None:
        return None
    if dateline.year not in {None, stated.year} or stated.month not in {None, dateline.month}:
        return None
    return existing_day(stated.year, dateline.month, dateline.day)


_Dated = tuple[dt.date | None, dt.datetime | None, Precision | None, str | None]


def _dated(stated: Stated | None, rule: str, dateline: Dateline | None) -> _Dated:
    """Return date, instant, precision and rule by the order of trust."""
    if stated and stated.date:
        return stated.date, stated.at, stated.precision, rule
    if stated and stated.precision:
        day = _completed(stated, dateline) if dateline else None
        return (day, None, "day", "dateline_with_stated_year") if day else (None, None, stated.precision, rule)
    if dateline and dateline.date:
        return dateline.date, None, "day", "dateline"
    if stated:
        return None, None, None, stated.problem
    return None, None, None, "dateline_without_year" if dateline and dateline.month else None


def publication_of(
    stated_date: str | None, stated_date_rule: str | None, text: str, customs: Customs = NO_CUSTOMS
) -> Publication:
    """Return when, where and by whom an article was published, as far as it is stated.

    Args:
        stated_date: what metadata or a prefix states, verbatim; blank counts as nothing.
        stated_date_rule: where it was stated; it becomes the ``rule`` of the date that it gives.
        text: the clean text; only its beginning is read.
        customs: of the outlet.
    """
    stated = read_stated(stated_date, customs) if stated_date and stated_date.strip() else None
    dateline = find_dateline(text)
    day, at, precision, rule = _dated(stated, stated_date_rule or "stated", dateline)
    clock = stated.clock if stated and stated.date else None
    if dateline is None:
        return Publication(day, at, precision, rule, None, None, None, None, None, clock)
    return Publication(
        day,
        at,
        precision,
        rule,
        dateline.place,
        dateline.agency,
        dateline.country,
        dateline.start,
        dateline.end,
        clock,
    )


def customs_of(outlets: pa.Table) -> list[Customs]:
    """Return the customs of each article's outlet, given the rows of ``clean.outlets``."""
    pairs = zip(outlets["date_order"].to_pylist(), outlets["time_zone"].to_pylist(), strict=True)
    return [Customs(order, zone) if order or zone else NO_CUSTOMS for order, zone in pairs]
