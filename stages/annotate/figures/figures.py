"""The step: from the amounts, dates and sentences of the articles to the table of figures."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.figures.params import FiguresParams
from stages.annotate.figures.reading import Figure, figures
from stages.annotate.figures.schema import FIGURE, SCHEMA, VALUE

#: What is read of an amount, of a date and of a quotation.
_AMOUNT = ("start", "end", "text", "kind", "value_low", "value_high", "currency", "unit", "mod")
_TIMEX = ("start", "end", "text", "type", "value", "begin", "finish", "fiscal")
_QUOTE = ("start", "end", "speaker_start", "speaker_end", "speaker_text", "speaker_mention")


def run(
    articles: pa.Table,
    sentences: pa.Table,
    amounts: pa.Table,
    dates: pa.Table,
    quotes: pa.Table,
    params: FiguresParams,
) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order.

    Args:
        articles: ``clean.articles``.
        sentences: of annotate, as are the next: rows for the articles that are no rejects, in the same order.
        amounts: likewise.
        dates: of date_normalize, likewise.
        quotes: of annotate, likewise: whose words a figure stands in.
        params: the knobs.

    Raises:
        ValueError: the rows of two tables are not those of the same articles.
    """
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    for other in (sentences, amounts, dates, quotes):
        if not other["doc_id"].equals(kept["doc_id"]):
            raise ValueError("a table has other articles than clean.articles, or has them in another order")
    offsets, found = [0], list[Figure]()
    spans, told = _Lists(sentences, "sentences", ("start", "end")), _Lists(amounts, "amounts", _AMOUNT)
    days, spoken = _Lists(dates, "timexes", _TIMEX), _Lists(quotes, "quotes", _QUOTE)
    for at, text in enumerate(kept["text"].to_pylist()):
        if told.length(at):
            found.extend(figures(text, spans.tuples(at), told.of(at), days.of(at), _Later(spoken, at), params))
        offsets.append(len(found))
    columns = [
        _decimals(column) if field.type == VALUE else pa.array(column, field.type)
        for field, column in zip(FIGURE, zip(*found, strict=True) if found else [()] * len(FIGURE), strict=True)
    ]
    structs = pa.StructArray.from_arrays(columns, fields=list(FIGURE))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=SCHEMA.field("figures").type)
    return pa.table([kept["doc_id"], lists], schema=SCHEMA)


class _Lists:
    """A column of lists, of which the items of one row are asked for: most articles have no amount."""

    def __init__(self, table: pa.Table, column: str, names: Sequence[str]) -> None:
        lists = table[column].combine_chunks()
        flat = lists.flatten()
        self._names = names
        self._columns = [_values(flat.field(name)) for name in names]
        self._ends: list[int] = list(accumulate(pc.list_value_length(lists).to_pylist(), initial=0))

    def length(self, at: int) -> int:
        """Return how many items row ``at`` has."""
        return self._ends[at + 1] - self._ends[at]

    def of(self, at: int) -> list[dict[str, Any]]:
        """Return the items of row ``at``."""
        return [dict(zip(self._names, row, strict=True)) for row in self.tuples(at)]

    def tuples(self, at: int) -> list[Any]:
        """Return them as tuples."""
        first, last = self._ends[at], self._ends[at + 1]
        return list(zip(*[column[first:last] for column in self._columns], strict=True))


class _Later(Sequence[dict[str, Any]]):
    """The items of one row, made when they are asked for."""

    def __init__(self, lists: _Lists, at: int) -> None:
        self._lists, self._at = lists, at
        self._items: list[dict[str, Any]] | None = None

    def __len__(self) -> int:
        return self._lists.length(self._at)

    def __getitem__(self, at: Any) -> Any:
        return self.of()[at]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.of())

    def of(self) -> list[dict[str, Any]]:
        """Return them."""
        if self._items is None:
            self._items = self._lists.of(self._at)
        return self._items


def _values(column: pa.Array) -> list[Any]:
    """Return a column as Python values; decimals as integers in units of their last place, days as days."""
    if column.type == VALUE:
        _, data = column.buffers()
        words = np.frombuffer(data, np.int64)[2 * column.offset :][: 2 * len(column)].reshape(-1, 2)
        low, high = words[:, 0], words[:, 1]
        if np.array_equal(low >> 63, high):  # All fit into the lower half of their 128 bits.
            small: list[Any] = low.tolist()
            return small
        return [(upper << 64) | (lower & _LOWER) for lower, upper in words.tolist()]
    values: list[Any] = column.to_pylist()
    return values


#: The lower half of 128 bits.
_LOWER = (1 << 64) - 1


def _decimals(values: tuple[int | None, ...]) -> pa.Array:
    """Return integers in units of the last place as decimals: in both they are the same 128 bits, little-endian."""
    buffer = pa.py_buffer(b"".join([(value or 0).to_bytes(16, "little", signed=True) for value in values]))
    valid = pa.array([value is not None for value in values], pa.bool_()).buffers()[1]
    return pa.Array.from_buffers(VALUE, len(values), [valid, buffer])
