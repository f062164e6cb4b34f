"""The step: from the tables of clean articles, of their language and of their names to the table of topics."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.topics.background import LANGUAGES
from stages.annotate.topics.keywords import Keywords, keywords, vocabulary
from stages.annotate.topics.params import TopicsParams
from stages.annotate.topics.schema import SCHEMA
from stages.annotate.topics.scheme import Topics, of_scheme, topics
from stages.annotate.topics.terms import count, terms

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")

#: What langdetect says of a text that is too short.
_UNDETERMINED = "und"


def run(articles: pa.Table, language: pa.Table, names: pa.Table, params: TopicsParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order.

    An article in a language of which no background is at hand has topics by the terms that it shares with the scheme,
    and no keywords.
    """
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    found = terms(kept["title"].to_pylist(), kept["text"].to_pylist())
    known = vocabulary(found)
    counts = count(found, known.counted | of_scheme(known.numbers))
    read = {*LANGUAGES, _UNDETERMINED}
    codes = language["language"].to_pylist()
    persons = [words if code in read else None for words, code in zip(_persons(names["mentions"]), codes, strict=True)]
    words = _lists(keywords(found, known, counts, persons, params.keywords), "keywords")
    subjects = _lists(topics(found, known.numbers, counts, params), "topics")
    return pa.table([kept["doc_id"], words, subjects], schema=SCHEMA)


def _persons(column: pa.ChunkedArray) -> list[set[str]]:
    """Return the words of the names of persons of each article, in lower case."""
    lists = column.combine_chunks()
    flat = pc.list_flatten(lists)
    person = pc.equal(flat.field("type"), "PERSON")
    owners = pc.list_parent_indices(lists).filter(person).to_pylist()
    texts = flat.field("text").filter(person).dictionary_encode()
    words = [_WORD.findall(text.lower()) for text in texts.dictionary.to_pylist()]
    found: list[set[str]] = [set() for _ in range(len(lists))]
    for owner, number in zip(owners, texts.indices.to_pylist(), strict=True):
        found[owner].update(words[number])
    return found


def _lists(told: Keywords | Topics, name: str) -> pa.ListArray:
    """Return columns, behind where the rows of each article end, as a column of lists of structs."""
    ends, *columns = told
    kind = SCHEMA.field(name).type
    fields = list(kind.value_type)
    arrays = [pa.array(column, field.type) for field, column in zip(fields, columns, strict=True)]
    structs = pa.StructArray.from_arrays(arrays, fields=fields)
    return pa.ListArray.from_arrays(pa.array([0, *ends], pa.int32()), structs, type=kind)
