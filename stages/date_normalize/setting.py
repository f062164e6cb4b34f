"""What is known of an article before its expressions are read: the day they count from, its country, its customs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stages.publication import Publication

#: Days by which a dateline may be older than the day of publication and still be the day of writing: a wire story of
#: the evening stands in the morning's paper, and its "today" is the dateline's.
_OLDER_DATELINE = 3

_DATELINE = "dateline"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the values of one article depend on besides its text.

    Attributes:
        day: the day that "today" is: of the dateline, or of publication; None where neither is known.
        dateline_country, outlet_country: ISO 3166-1 codes; None where they are not known.
        date_order: what comes first in a date of digits: ``DMY`` or ``MDY``; None where it is not known.
    """

    day: date | None = None
    dateline_country: str | None = None
    outlet_country: str | None = None
    date_order: str | None = None


def _day_of_writing(published: date | None, datelines: Iterable[date | None]) -> date | None:
    """Return the day that "today" is: that of a dateline shortly before publication, else that of publication."""
    if published is None:
        return None
    near = (day for day in datelines if day is not None and 0 <= (published - day).days <= _OLDER_DATELINE)
    return next(near, published)


def setting_of(publication: Publication, outlet_country: str | None, date_order: str | None) -> Setting:
    """Return the setting of an article, given its publication and what is known of its outlet."""
    datelines = (source.date for source in publication.sources if source.rule == _DATELINE)
    day = _day_of_writing(publication.date, datelines)
    return Setting(day, publication.country, outlet_country, date_order)


def setting_of_row(dates: Mapping[str, Any], outlet: Mapping[str, Any]) -> Setting:
    """Return the same from a row of the stage's table, and the row of ``clean.outlets`` beside it."""
    datelines = (source["date"] for source in dates["published_sources"] if source["rule"] == _DATELINE)
    day = _day_of_writing(dates["published"], datelines)
    return Setting(day, dates["country"], outlet.get("country"), outlet.get("date_order"))
