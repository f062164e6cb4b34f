"""Puts the exported tables of one partition together."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.export import evidence
from stages.export.params import ExportParams
from stages.export.schema import schemas
from stages.offsets import one_axis, to_raw_rows

#: Column of documents, after "title_" -> field of what a headline says that somebody said.
_HEADLINE = {"said": "said", "speaker": "speaker_text"}


def run(
    articles: pa.Table,
    outlets: pa.Table,
    decisions: pa.Table,
    dates: pa.Table,
    language: pa.Table,
    sentences: pa.Table,
    amounts: pa.Table,
    names: pa.Table,
    entities: pa.Table,
    quotes: pa.Table,
    topics: pa.Table,
    figures: pa.Table,
    params: ExportParams,
) -> dict[str, pa.Table]:
    """Return every exported table of one partition by name, in the schemas of `schemas` and sorted as they declare.

    Args:
        articles: all source records, rejects among them.
        outlets: the same rows; the tables after it have a row for each that is not a reject, in the same order.
        decisions: of dedupe.
        dates: of date_normalize.
        language: of annotate, as are the next six.
        sentences: the spans of each article.
        amounts: the amounts of each article.
        names: the names in each article.
        entities: what they name, and the things that no article before names.
        quotes: what each article says that somebody said.
        topics: the keywords and the topics of each article.
        figures: the statistical claims of each article.
        params: the knobs.

    Raises:
        ValueError: the rows of two tables are not those of the same articles.
    """
    del params
    rejected = pc.is_valid(articles["reject_code"])
    cleaned = articles.filter(pc.invert(rejected))
    known = outlets.filter(pc.invert(rejected))
    for other in (known, decisions, dates, language, sentences, amounts, names, entities, quotes, topics, figures):
        if not other["doc_id"].equals(cleaned["doc_id"]):
            raise ValueError("a table has other articles than clean.articles, or has them in another order")
    kept = pc.is_null(decisions["duplicate_of"])
    columns = _columns(cleaned) | _columns(decisions) | _columns(dates) | _columns(language)
    columns["outlet_country"] = known["country"]
    columns |= {f"title_{name}": pc.struct_field(quotes["headline"], f"{field}") for name, field in _HEADLINE.items()}
    columns["keywords"] = _names_of(topics["keywords"], "text")
    columns["topics"] = _names_of(topics["topics"], "topic")
    columns |= evidence.of(dates["published_sources"], cleaned["offsets"])
    columns["words"] = pa.array([len(text.split()) for text in cleaned["text"].to_pylist()], pa.int32())
    spans = _Spans(cleaned, kept)
    found = {
        "documents": _pick(columns, "documents").filter(kept),
        "duplicates": _pick(columns, "duplicates", kept),
        "timexes": spans.rows("timexes", dates["timexes"]),
        "amounts": spans.rows("amounts", amounts["amounts"]),
        "sentences": spans.rows("sentences", sentences["sentences"]),
        "paragraphs": spans.rows("paragraphs", language["paragraphs"]),
        "mentions": spans.rows("mentions", names["mentions"], entity_id=entities["entity_ids"]),
        "entities": _things(entities["owned"]),
        "quotes": spans.rows(
            "quotes",
            quotes["quotes"],
            speaker_name=_of_speakers(quotes["quotes"], names["mentions"], "name"),
            speaker_id=_of_speakers(quotes["quotes"], entities["entity_ids"]),
        ),
        "topics": spans.rows("topics", topics["topics"]),
        "figures": spans.rows(
            "figures",
            figures["figures"],
            speaker_name=_of_speakers(figures["figures"], names["mentions"], "name"),
            speaker_id=_of_speakers(figures["figures"], entities["entity_ids"]),
        ),
        "removed": spans.rows("removed", cleaned["removed"]),
        "rejects": _rejects(articles.filter(rejected)),
    }
    # What later stages will find has its table, without a row, from the start.
    return {name: found.get(name, schema.empty_table()) for name, schema in schemas().items()}


def _columns(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(table.column_names, table.columns, strict=True))


def _names_of(lists: pa.ChunkedArray, field: str) -> pa.ListArray:
    """Return one field of the structs of a column of lists, as lists of it."""
    column = lists.combine_chunks()
    return pa.ListArray.from_arrays(
        pc.subtract(column.offsets, column.offsets[0]), pc.list_flatten(column).field(field)
    )


def _of_speakers(quotes: pa.ChunkedArray, mentions: pa.ChunkedArray, field: str | None = None) -> pa.ChunkedArray:
    """Return for each quote what stands at the mention of its speaker in lists of the same articles; null without one.

    Args:
        quotes: the quotes of each article.
        mentions: a value for each mention of each article, or its struct.
        field: of that struct.
    """
    said, named = quotes.combine_chunks(), mentions.combine_chunks()
    values = pc.list_flatten(named)
    bases = pc.take(pc.subtract(named.offsets, named.offsets[0]), pc.list_parent_indices(said))
    places = pc.add(bases, pc.list_flatten(said).field("speaker_mention"))
    column = pc.take(values.field(field) if field else values, places)
    return pa.chunked_array([pa.ListArray.from_arrays(pc.subtract(said.offsets, said.offsets[0]), column)])


def _pick(columns: Mapping[str, Any], table: str, without: pa.ChunkedArray | None = None) -> pa.Table:
    """Return the columns of one exported table, without the rows marked."""
    schema = schemas()[table]
    picked = pa.table({name: columns[name] for name in schema.names})
    return (picked if without is None else picked.filter(pc.invert(without))).cast(schema)


def _rejects(records: pa.Table) -> pa.Table:
    columns = _columns(records)
    return _pick(columns | {"code": columns["reject_code"], "message": columns["reject_message"]}, "rejects")


def _things(owned: pa.ChunkedArray) -> pa.Table:
    """Return the rows of ``entities`` that belong to this partition, whether or not their article is kept."""
    schema = schemas()["entities"]
    values = pc.list_flatten(owned.combine_chunks())
    table = pa.table({name: values.field(name) for name in schema.names})
    return table.cast(schema).sort_by([("entity_id", "ascending")])


class _Spans:
    """Turns a list of spans per article into a row per span, with its place in the source."""

    def __init__(self, cleaned: pa.Table, kept: pa.ChunkedArray) -> None:
        rows = pa.array(np.flatnonzero(kept.to_numpy()))
        doc_ids = cleaned["doc_id"].combine_chunks().take(rows)
        order = pc.array_sort_indices(doc_ids)
        # The articles that are kept, by doc_id: what is taken in this order is sorted by article.
        self._rows = rows.take(order)
        self._doc_ids = doc_ids.take(order)
        self._segments = one_axis(cleaned["offsets"].combine_chunks().take(self._rows))

    def rows(self, table: str, lists: pa.ChunkedArray, **beside: pa.ChunkedArray) -> pa.Table:
        """Return the rows of an exported table of spans, for the articles that are kept, sorted as it declares.

        Args:
            table: its name.
            lists: the spans of each article.
            beside: further columns, as lists of the same lengths.
        """
        schema = schemas()[table]
        column = lists.combine_chunks().take(self._rows)
        article = pc.list_parent_indices(column)
        values = pc.list_flatten(column)
        fields = {field.name: values.field(field.name) for field in values.type if field.name in schema.names}
        if "raw_start" not in fields and "raw_start" in schema.names:
            raw_starts, raw_ends, valid = to_raw_rows(
                self._segments, article.to_numpy(), fields["start"].to_numpy(), fields["end"].to_numpy()
            )
            unknown = np.logical_not(valid)
            fields["raw_start"] = pa.array(raw_starts, pa.int32(), mask=unknown)
            fields["raw_end"] = pa.array(raw_ends, pa.int32(), mask=unknown)
        for name, each in beside.items():
            fields[name] = pc.list_flatten(each.combine_chunks().take(self._rows))
        fields["doc_id"] = self._doc_ids.take(article)
        found = pa.table({name: fields[name] for name in schema.names}).cast(schema)
        order = schema.metadata[b"sorted_by"].decode().split()
        return found if _ascend(article, found, order[1:]) else found.sort_by([(name, "ascending") for name in order])


def _ascend(article: pa.Array, table: pa.Table, names: list[str]) -> bool:
    """Return whether rows of one article stand in the order of these columns, as those nearly always do of spans."""
    if not all(pa.types.is_integer(table.schema.field(name).type) for name in names):
        return False
    behind = np.diff(article.to_numpy()) > 0
    for name in names:
        steps = np.diff(table[name].to_numpy())
        if (steps[~behind] < 0).any():
            return False
        behind |= steps > 0
    return True
