"""The step: from the amounts, dates and sentences of the articles to the table of figures."""

from collections.abc import Iterator, Sequence
from typing import Any

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
    for text, spans, told, days, said in zip(
        kept["text"].to_pylist(),
        _rows(sentences, "sentences", ("start", "end")),
        _rows(amounts, "amounts", _AMOUNT),
        _rows(dates, "timexes", _TIMEX),
        _rows(quotes, "quotes", _QUOTE),
        strict=True,
    ):
        if told:
            ends = [(span["start"], span["end"]) for span in spans]
            found.extend(figures(text, ends, told, days, params, said))
        offsets.append(len(found))
    columns = [
        _decimals(column) if field.type == VALUE else pa.array(column, field.type)
        for field, column in zip(FIGURE, zip(*found, strict=True) if found else [()] * len(FIGURE), strict=True)
    ]
    structs = pa.StructArray.from_arrays(columns, fields=list(FIGURE))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=SCHEMA.field("figures").type)
    return pa.table([kept["doc_id"], lists], schema=SCHEMA)


def _rows(table: pa.Table, column: str, names: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """Yield the items of each row of a column of lists, with the fields that are read of them."""
    lists = table[column].combine_chunks()
    flat = lists.flatten()
    columns = [_values(flat.field(name)) for name in names]
    items = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    at = 0
    for length in pc.list_value_length(lists).to_pylist():
        yield items[at : at + length]
        at += length


def _values(column: pa.Array) -> list[Any]:
    """Return a column as Python values; decimals as integers in units of their last place, days as days."""
    if column.type == VALUE:
        _, data = column.buffers()
        first = column.offset * 16
        raw = data.to_pybytes()[first : first + len(column) * 16]
        return [int.from_bytes(raw[at : at + 16], "little", signed=True) for at in range(0, len(raw), 16)]
    values: list[Any] = column.to_pylist()
    return values


def _decimals(values: tuple[int | None, ...]) -> pa.Array:
    """Return integers in units of the last place as decimals: in both they are the same 128 bits, little-endian."""
    buffer = pa.py_buffer(b"".join([(value or 0).to_bytes(16, "little", signed=True) for value in values]))
    valid = pa.array([value is not None for value in values], pa.bool_()).buffers()[1]
    return pa.Array.from_buffers(VALUE, len(values), [valid, buffer])
