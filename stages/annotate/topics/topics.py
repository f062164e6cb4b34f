"""The step: from the tables of clean articles, of their language and of their names to the table of topics."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.topics.background import LANGUAGES
from stages.annotate.topics.keywords import Keyword, keywords
from stages.annotate.topics.params import TopicsParams
from stages.annotate.topics.schema import SCHEMA
from stages.annotate.topics.scheme import Topic, topics
from stages.annotate.topics.terms import terms

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")

#: What langdetect says of a text that is too short.
_UNDETERMINED = "und"


def run(articles: pa.Table, language: pa.Table, names: pa.Table, params: TopicsParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order.

    An article in a language of which no background is at hand has topics by the terms that it shares with the scheme,
    and no keywords.
    """
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    words, subjects = list[list[Keyword]](), list[list[Topic]]()
    rows = zip(
        kept["title"].to_pylist(),
        kept["text"].to_pylist(),
        language["language"].to_pylist(),
        _persons(names["mentions"]),
        strict=True,
    )
    for title, text, code, persons in rows:
        found = terms(title, text)
        known = code in LANGUAGES or code == _UNDETERMINED
        words.append(keywords(found, persons, params.keywords) if known else [])
        subjects.append(topics(found, params))
    return pa.table([kept["doc_id"], _lists(words, "keywords"), _lists(subjects, "topics")], schema=SCHEMA)


def _persons(column: pa.ChunkedArray) -> list[set[str]]:
    """Return the words of the names of persons of each article, in lower case."""
    lists = column.combine_chunks()
    flat = pc.list_flatten(lists)
    person = pc.equal(flat.field("type"), "PERSON")
    owners = pc.list_parent_indices(lists).filter(person).to_pylist()
    found: list[set[str]] = [set() for _ in range(len(lists))]
    for owner, text in zip(owners, flat.field("text").filter(person).to_pylist(), strict=True):
        found[owner].update(_WORD.findall(text.lower()))
    return found


def _lists(rows: list[list[Keyword]] | list[list[Topic]], name: str) -> pa.ListArray:
    """Return rows of tuples as a column of lists of structs."""
    kind = SCHEMA.field(name).type
    fields = list(kind.value_type)
    flat = [each for row in rows for each in row]
    columns = [
        pa.array(column, field.type)
        for field, column in zip(fields, zip(*flat, strict=True) if flat else [()] * len(fields), strict=True)
    ]
    offsets = [0]
    for row in rows:
        offsets.append(offsets[-1] + len(row))
    structs = pa.StructArray.from_arrays(columns, fields=fields)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=kind)
