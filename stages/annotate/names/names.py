"""The step: from the tables of clean articles and of their sentences to the table of mentions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.names.article import named_in
from stages.annotate.names.params import NamesParams
from stages.annotate.names.schema import MENTION, SCHEMA
from stages.annotate.names.signs import Integers, starts_of


def run(articles: pa.Table, sentences: pa.Table, params: NamesParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order."""
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    texts = kept["text"].to_pylist()
    counts: list[int] = []
    found: list[list[Any]] = [[] for _ in MENTION]
    for named in named_in(texts, _starts(sentences, texts), params):
        # In columns at once: so many candidates in memory would keep Python's garbage collection busy.
        counts.append(len(named.found))
        for column, values in zip(found, named.columns(), strict=True):
            column.extend(values)
    columns = [pa.array(column, field.type) for field, column in zip(MENTION, found, strict=True)]
    structs = pa.StructArray.from_arrays(columns, fields=list(MENTION))
    offsets = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=SCHEMA.field("mentions").type)
    return pa.table([kept["doc_id"], lists], schema=SCHEMA)


def _starts(sentences: pa.Table, texts: Sequence[str]) -> Integers:
    """Return where the sentences of all articles begin, in their texts joined by line feeds."""
    lists = sentences["sentences"].combine_chunks()
    starts = pc.list_flatten(lists).field("start").to_numpy()
    lengths = pc.list_value_length(lists).to_numpy()
    return np.asarray(starts + np.repeat(starts_of(texts)[:-1], lengths), np.int64)
