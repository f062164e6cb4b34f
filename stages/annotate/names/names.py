"""The step: from the tables of clean articles and of their sentences to the table of mentions."""

from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.names.article import mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.names.schema import MENTION, SCHEMA


def run(articles: pa.Table, sentences: pa.Table, params: NamesParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order."""
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    offsets = [0]
    found: list[list[Any]] = [[] for _ in MENTION]
    for text, starts in zip(kept["text"].to_pylist(), _starts(sentences), strict=True):
        # In columns at once: so many rows as objects would keep Python's garbage collection busy.
        for column, values in zip(found, zip(*mentions(text, starts, params), strict=True), strict=False):
            column.extend(values)
        offsets.append(len(found[0]))
    columns = [pa.array(column, field.type) for field, column in zip(MENTION, found, strict=True)]
    structs = pa.StructArray.from_arrays(columns, fields=list(MENTION))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=SCHEMA.field("mentions").type)
    return pa.table([kept["doc_id"], lists], schema=SCHEMA)


def _starts(sentences: pa.Table) -> list[list[int]]:
    """Return where the sentences of each article begin."""
    lists = sentences["sentences"].combine_chunks()
    flat = pc.list_flatten(lists).field("start").to_pylist()
    bounds = lists.offsets.to_pylist()
    first = bounds[0] if bounds else 0
    return [flat[low - first : high - first] for low, high in pairwise(bounds)]
