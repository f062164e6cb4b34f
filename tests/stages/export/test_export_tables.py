"""The tables of one partition: which rows land where, and what stands beside a copy."""

from typing import Any

import pyarrow as pa
import pytest

from stages.annotate.amounts.schema import SCHEMA as AMOUNTS
from stages.annotate.entities.schema import TABLE as ENTITIES
from stages.annotate.figures.schema import SCHEMA as FIGURES
from stages.annotate.language.schema import SCHEMA as LANGUAGE
from stages.annotate.names.schema import SCHEMA as NAMES
from stages.annotate.quotes.schema import SCHEMA as QUOTES
from stages.annotate.sentences.schema import SCHEMA as SENTENCES
from stages.annotate.topics.schema import SCHEMA as TOPICS
from stages.clean.outlets.schema import OUTLETS
from stages.clean.schema import ARTICLES_SCHEMA
from stages.date_normalize.schema import DATES
from stages.dedupe.schema import TABLE
from stages.export import evidence
from stages.export.params import ExportParams
from stages.export.schema import schemas
from stages.export.tables import run
from stages.offsets import OFFSETS_TYPE

KEPT = {"cluster_id": "a", "duplicates": 1, "outlets": 2}
COPY = {
    "cluster_id": "a",
    "duplicate_of": "a",
    "kind": "near",
    "similarity": 0.75,
    "containment": 0.9,
    "changed": 2,
    "rule": "earliest",
    "duplicates": 0,
    "outlets": 0,
}
ALONE = {"duplicates": 0, "outlets": 1}

#: The text stands at 40 in the source.
MAP = {"start": 0, "raw_start": 40, "length": 21, "raw_length": 21}


def dated(key: str, text: str) -> dict[str, Any]:
    """Return the publication of an article: a is dated by its text, b by nothing, c by its source."""
    said = {"a": ("text", 0, 4, text[:4]), "c": ("source", 7, 17, "2021-03-02")}
    if key not in said:
        return {"published_rule": "not_stated", "published_sources": []}
    where, start, end, words = said[key]
    taken = {"rule": "x", "text": words, "where": where, "start": start, "end": end, "verdict": "taken"}
    other = {"rule": "y", "text": "no", "where": "field", "verdict": "unreadable"}
    return {"published_rule": "x", "published_sources": [other, taken], "published_conflict": "z weekday"}


def made(decisions: list[dict[str, Any]], **annotated: Any) -> dict[str, pa.Table]:
    """Export three articles, with a reject between the last two; all have the same annotations."""
    ids = ["a", "b", "c"]
    text = "Snow closed the pass."
    rows = [{"doc_id": key, "source": f"{key}.txt", "outlet": f"The {key}", "text": text} for key in ids]
    for row in rows:
        row |= {"raw_sha256": "0", "offsets": [MAP], "removed": []}
    reject = {"doc_id": "r", "source": "bb.txt", "reject_code": "empty", "reject_message": "There is nothing in it."}
    rows.insert(2, reject)

    def beside(schema: pa.Schema, **values: Any) -> pa.Table:
        found = values | {name: value for name, value in annotated.items() if name in schema.names}
        return pa.Table.from_pylist([{"doc_id": key, **found} for key in ids], schema=schema)

    return run(
        pa.Table.from_pylist(rows, schema=ARTICLES_SCHEMA),
        pa.Table.from_pylist([{"doc_id": row["doc_id"], "country": "PK"} for row in rows], schema=OUTLETS),
        pa.Table.from_pylist([{"doc_id": key} | row for key, row in zip(ids, decisions, strict=True)], schema=TABLE),
        pa.Table.from_pylist([{"doc_id": key, "timexes": [], **dated(key, text)} for key in ids], schema=DATES),
        beside(LANGUAGE, language="en", language_reason="detected", paragraphs=[]),
        beside(SENTENCES, sentences=[{"start": 0, "end": len(text)}]),
        beside(AMOUNTS, amounts=[]),
        beside(NAMES, mentions=[]),
        beside(ENTITIES, entity_ids=[], owned=[]),
        beside(QUOTES, quotes=[]),
        beside(TOPICS, keywords=[], topics=[]),
        beside(FIGURES, figures=[]),
        ExportParams(),
    )


def test_every_record_is_in_one_of_three_tables() -> None:
    tables = made([KEPT, COPY, ALONE])
    for name, schema in schemas().items():
        assert tables[name].schema.equals(schema, check_metadata=True)
    found = {name: tables[name]["doc_id"].to_pylist() for name in ("documents", "duplicates", "rejects")}
    assert found == {"documents": ["a", "c"], "duplicates": ["b"], "rejects": ["r"]}
    assert tables["sentences"]["doc_id"].to_pylist() == ["a", "c"]


def test_a_story_says_how_many_outlets_carried_it() -> None:
    rows = made([KEPT, COPY, ALONE])["documents"].to_pylist()
    assert [(row["cluster_id"], row["duplicates"], row["outlets"]) for row in rows] == [("a", 1, 2), (None, 0, 1)]


def test_what_was_said_stands_with_its_speaker() -> None:
    quote = {"start": 5, "end": 11, "text": "closed", "kind": "indirect", "rule": "clause"}
    speaker = {"speaker_start": 0, "speaker_end": 4, "speaker_text": "Snow"}
    other = {"start": 12, "end": 15, "text": "the", "kind": "direct", "rule": "unattributed"}
    named = {"start": 0, "end": 4, "text": "Snow", "type": "PERSON", "referent": 1, "name": "Jon Snow", "rule": "x"}
    row = {
        "mentions": [named | {"name": "Ned Snow"}, named],
        "entity_ids": ["e1", "e2"],
        "quotes": [quote | speaker | {"speaker_mention": 1}, other],
        "headline": {"said": "Closed", "speaker_text": "Snow", "rule": "headline_last"},
        "keywords": [{"text": "snow", "times": 2, "score": 1.0}],
        "topics": [{"topic": "transport", "hits": 3, "density": 1.0, "terms": ["pass ×3"]}],
    }
    tables = made([KEPT, COPY, ALONE], **row)
    said = [(each["text"], each["speaker_name"], each["speaker_id"]) for each in tables["quotes"].to_pylist()]
    assert said == 2 * [("closed", "Jon Snow", "e2"), ("the", None, None)]
    assert {each["raw_start"] for each in tables["quotes"].to_pylist()} == {45, 52}
    (first, _) = tables["documents"].to_pylist()
    assert (first["title_said"], first["title_speaker"]) == ("Closed", "Snow")
    assert (first["keywords"], first["topics"]) == (["snow"], ["transport"])
    assert [(each["doc_id"], each["topic"], each["terms"]) for each in tables["topics"].to_pylist()] == [
        ("a", "transport", ["pass ×3"]),
        ("c", "transport", ["pass ×3"]),
    ]


def test_a_day_stands_with_its_evidence() -> None:
    rows = made([ALONE, ALONE, ALONE])["documents"].to_pylist()
    names = ("published_rule", "published_text", "published_raw_start", "published_raw_end", "published_conflict")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("x", "Snow", 40, 44, "z weekday"),
        ("not_stated", None, None, None, None),
        ("x", "2021-03-02", 7, 17, "z weekday"),
    ]


def test_a_day_outside_the_text_has_no_place_in_it() -> None:
    sources = [[{"rule": "x", "text": "2021", "where": "url", "start": 5, "end": 9, "verdict": "taken"}], None, []]
    offsets = pa.chunked_array([pa.array([[MAP], [], None], OFFSETS_TYPE)])
    kind = DATES.field("published_sources").type
    found = evidence.of(pa.chunked_array([pa.array(sources, kind)]), offsets)
    assert {name: column.to_pylist() for name, column in found.items()} == {
        "published_text": ["2021", None, None],
        "published_raw_start": [None] * 3,
        "published_raw_end": [None] * 3,
    }


def test_a_copy_stands_with_its_evidence() -> None:
    (row,) = made([KEPT, COPY, ALONE])["duplicates"].to_pylist()
    told = {name: row[name] for name in COPY if name not in ("duplicates", "outlets")}
    assert told == {name: COPY[name] for name in told}
    assert (row["outlet"], row["source"], row["published"]) == ("The b", "b.txt", None)


def test_tables_of_other_articles_are_refused() -> None:
    with pytest.raises(ValueError, match="other articles"):
        run(
            pa.Table.from_pylist([{"doc_id": "a", "source": "a.txt"}], schema=ARTICLES_SCHEMA),
            pa.Table.from_pylist([{"doc_id": "b"}], schema=OUTLETS),
            *(
                schema.empty_table()
                for schema in (TABLE, DATES, LANGUAGE, SENTENCES, AMOUNTS, NAMES, ENTITIES, QUOTES, TOPICS, FIGURES)
            ),
            ExportParams(),
        )


def test_every_column_is_described() -> None:
    for schema in schemas().values():
        for field in schema:
            assert field.metadata[b"description"].decode().endswith((".", "..."))
