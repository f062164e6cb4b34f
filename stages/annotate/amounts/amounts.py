"""The step: from the tables of clean articles and of their outlets to the table of amounts."""

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import Amount, amounts
from stages.annotate.amounts.schema import AMOUNT, SCHEMA, VALUE


def run(articles: pa.Table, outlets: pa.Table, params: AmountsParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order.

    Args:
        articles: ``clean.articles``; of it doc_id, reject_code and text are read.
        outlets: ``clean.outlets``, with the same rows; country is read.
        params: the knobs.
    """
    cleaned = pc.is_null(articles["reject_code"])
    kept, countries = articles.filter(cleaned), outlets["country"].filter(cleaned)
    offsets, found = [0], list[Amount]()
    for text, country in zip(kept["text"].to_pylist(), countries.to_pylist(), strict=True):
        found.extend(amounts(text, params, country))
        offsets.append(len(found))
    columns = [
        _decimals(column) if field.type == VALUE else pa.array(column, field.type)
        for field, column in zip(AMOUNT, zip(*found, strict=True) if found else [()] * len(AMOUNT), strict=True)
    ]
    structs = pa.StructArray.from_arrays(columns, fields=list(AMOUNT))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=SCHEMA.field("amounts").type)
    return pa.table([kept["doc_id"], lists], schema=SCHEMA)


def _decimals(values: tuple[int, ...]) -> pa.Array:
    """Return integers in units of the last place as decimals: in both they are the same 128 bits, little-endian."""
    buffer = pa.py_buffer(b"".join([value.to_bytes(16, "little", signed=True) for value in values]))
    return pa.Array.from_buffers(VALUE, len(values), [None, buffer])
