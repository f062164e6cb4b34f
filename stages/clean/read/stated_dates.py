"""The days of publication that are stated outside an article's sentences, each with the place where it stands."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from stages import offsets
from stages.clean.schema import STATED_DATES_TYPE


class StatedDate(NamedTuple):
    """One of them, as `stages.clean.schema.STATED_DATES_TYPE` has it."""

    rule: str
    text: str
    place: str | None = None
    raw_start: int | None = None
    raw_end: int | None = None

    def moved(self, to_raw: offsets.Segments) -> "StatedDate":
        """Return it with its place in the text that ``to_raw`` leads to."""
        if self.raw_start is None or self.raw_end is None:
            return self
        start, end = offsets.to_raw(to_raw, self.raw_start, self.raw_end) or (None, None)
        return self._replace(raw_start=start, raw_end=end)


def of_record(published: str | None) -> tuple[StatedDate, ...]:
    """Return what the field of a record states."""
    return (StatedDate("record_published", published),) if published else ()


def of_page(dates: Iterable[tuple[str, str]], source: str) -> tuple[StatedDate, ...]:
    """Return what the metadata of a page states: after each row of page_dates.toml what stands there."""
    return tuple(StatedDate("page_metadata", text, place, *_extent(text, source)) for place, text in dates)


def _extent(text: str, source: str) -> tuple[int | None, int | None]:
    """Return where a page says so first, not as a part of something longer; escaped signs are not found."""
    found = re.search(rf"(?<![\w.-]){re.escape(text)}(?![\w-])", source)
    return found.span() if found else (None, None)


def of_lines(dates: Iterable[tuple[int, int, str]], text: str, to_raw: offsets.Segments) -> tuple[StatedDate, ...]:
    """Return what lines of a clean text state: spans of it, each with its rule."""
    return tuple(StatedDate(rule, text[start:end], None, start, end).moved(to_raw) for start, end, rule in dates)


def column(articles: Sequence[Sequence[StatedDate] | None]) -> pa.ListArray:
    """Return the dates of many articles as one column of `STATED_DATES_TYPE`; None becomes null."""
    bounds = np.zeros(len(articles) + 1, np.int32)
    np.cumsum([len(one) if one else 0 for one in articles], out=bounds[1:])
    flat = [date for one in articles if one for date in one]
    values = zip(*flat, strict=True) if flat else ([] for _ in StatedDate._fields)
    item = STATED_DATES_TYPE.value_field.type
    columns = [pa.array(list(each), field.type) for each, field in zip(values, item, strict=True)]
    items = pa.StructArray.from_arrays(columns, fields=list(item))
    missing = pa.array([one is None for one in articles], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), items, type=STATED_DATES_TYPE, mask=missing)
