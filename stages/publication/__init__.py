"""When, where and by whom an article was published, from what is stated about it and in it. Shared by stages.

`stated` reads what a field or a line states, `dateline` the beginning of the text, `address` the path of the URL;
`readings` puts them in the order of trust that ``sources.toml`` gives, and `weighing` takes the first that gives a day
and says of each of the others whether it agrees.

Nothing is guessed and nothing comes from a clock: what no source states is null.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from stages.publication.dateline import find_dateline
from stages.publication.readings import Reading, Statement, readings_of
from stages.publication.stated import NO_CUSTOMS, Customs, Precision
from stages.publication.weighing import COMPLETED, Choice, Source, choose, compare, conflict_of

__all__ = [
    "READS",
    "READS_OF_OUTLETS",
    "Customs",
    "Publication",
    "Source",
    "Statement",
    "customs_of",
    "publication_of",
    "publications_of",
]

#: The columns that `publications_of` reads of ``clean.articles`` and ``clean.outlets``.
READS = ("stated_dates", "url", "text")
READS_OF_OUTLETS = ("date_order", "time_zone")

#: What the fields of `Statement` are called in ``clean.articles.stated_dates``.
_STATED = ("rule", "text", "place", "raw_start", "raw_end")


class Publication(NamedTuple):
    """The publication of one article.

    Attributes:
        date: the day, in the zone of its source; None unless the whole day is known.
        at: the instant in UTC; None unless a time and a zone that names one offset are stated.
        precision: the finest unit that the source states: second, minute, day, month or year. With month or year
            there is no ``date``; a time without a zone has its precision, but no ``at``.
        rule: which source gave the date (a rule of sources.toml, or ``dateline_with_stated_year``), or why there is
            none: ``ambiguous`` (5/6/2021), ``unreadable``, ``dateline_without_year``, ``not_stated``.
        dateline_place, agency, country: from the dateline; the country is an ISO 3166-1 code.
        start, end: the dateline in the text, half-open, in code points; None where there is none.
        clock: the time of day beside ``date``, in the zone of its source, whether or not that is known: it orders what
            one outlet published.
        conflict: the sources that contradict the one taken, with what they say, and weekdays that are not those of
            their day; None where all agree.
        sources: every source that says anything, the most trusted first.
    """

    date: dt.date | None
    at: dt.datetime | None
    precision: Precision | None
    rule: str
    dateline_place: str | None = None
    agency: str | None = None
    country: str | None = None
    start: int | None = None
    end: int | None = None
    clock: dt.time | None = None
    conflict: str | None = None
    sources: tuple[Source, ...] = ()


def _why_not(readings: Sequence[Reading]) -> str:
    """Return why no source gives a day, a month or a year."""
    problem = next((reading.stated.problem for reading in readings if reading.stated.problem), None)
    if problem:
        return problem
    return "dateline_without_year" if readings else "not_stated"


def _precision(choice: Choice) -> Precision | None:
    return "day" if choice.rule == COMPLETED else choice.reading.stated.precision


def publication_of(
    statements: Sequence[Statement],
    text: str,
    url: str | None = None,
    customs: Customs = NO_CUSTOMS,
    *,
    compared: bool = True,
) -> Publication:
    """Return when, where and by whom an article was published, as far as it is stated.

    Args:
        statements: what metadata, a prefix and lines above the text state, verbatim; a blank one counts as nothing.
        text: the clean text; only its beginning is read.
        url: the address of the article; only its path is read.
        customs: of the outlet.
        compared: whether the other sources are set beside the one taken; else ``conflict`` and ``sources`` are empty.
    """
    dateline = find_dateline(text)
    readings = readings_of(statements, url, text, dateline, customs)
    choice = choose(readings)
    sources = tuple([compare(reading, choice) for reading in readings]) if compared else ()
    stated = choice.reading.stated if choice and choice.date else None
    return Publication(
        choice.date if choice else None,
        stated.at if stated else None,
        _precision(choice) if choice else None,
        choice.rule if choice else _why_not(readings),
        dateline.place if dateline else None,
        dateline.agency if dateline else None,
        dateline.country if dateline else None,
        dateline.start if dateline else None,
        dateline.end if dateline else None,
        stated.clock if stated else None,
        conflict_of(sources),
        sources,
    )


def publications_of(articles: pa.Table, outlets: pa.Table, *, compared: bool = True) -> list[Publication]:
    """Return the publication of each article.

    Args:
        articles: rows of ``clean.articles`` that are no rejects; reads `READS`.
        outlets: ``clean.outlets``, with the same rows; reads `READS_OF_OUTLETS`.
        compared: as for `publication_of`.
    """
    urls, texts = articles["url"].to_pylist(), articles["text"].to_pylist()
    rows = zip(_statements(articles["stated_dates"]), texts, urls, customs_of(outlets), strict=True)
    return [publication_of(*row, compared=compared) for row in rows]


def _statements(column: pa.ChunkedArray) -> list[list[Statement]]:
    """Return the statements of each article, read by columns: Arrow makes dictionaries at a fraction of the speed."""
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_pylist()
    flat = pc.list_flatten(column.combine_chunks())
    fields: Any = (flat.field(name).to_pylist() for name in _STATED)
    every = map(Statement, *fields)
    return [[next(every) for _ in range(length)] for length in lengths]


def customs_of(outlets: pa.Table) -> list[Customs]:
    """Return the customs of each article's outlet, given the rows of ``clean.outlets``."""
    pairs = zip(outlets["date_order"].to_pylist(), outlets["time_zone"].to_pylist(), strict=True)
    return [Customs(order, zone) if order or zone else NO_CUSTOMS for order, zone in pairs]
