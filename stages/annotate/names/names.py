"""The step: from the tables of clean articles and of their sentences to the table of mentions."""

from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.names.article import Mention, mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.names.schema import MENTION, SCHEMA


def run(articles: pa.Table, sentences: pa.Table, params: NamesParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order."""
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    offsets, found = [0], list[Mention]()
    starts = _starts(sentences)
    for text, spans in zip(kept["text"].to_pylist(), starts, strict=True):
        found.extend(mentions(text, spans, params))
        offsets.append(len(found))
    columns = [
        pa.array(column, field.type)
        for field, column in zip(MENTION, zip(*found, strict=True) if found else [()] * len(MENTION), strict=True)
    ]
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
