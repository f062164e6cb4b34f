"""What holds for the tables of every step, whatever the texts are: read from their schemas, so that a new step is held
to it as well, and a few things that schemas do not say."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tests.support.fuzz.memory_line import Tables
from tests.support.fuzz.timex3 import is_value

#: langdetect's codes, those of scripts.toml, Urdu in Latin letters, and none.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-(?:cn|tw|Latn))?|und")

#: The place of a span's parts, by the beginning of their names: the words themselves stand in the last, where it is.
_SPANS = (("", "text"), ("speaker_", "speaker_text"), ("cue_", "cue"), ("indicator_", None), ("sentence_", None))


def check(made: Mapping[str, Tables]) -> None:
    """Assert what holds for the tables of a line (`memory_line.run`)."""
    for partition, articles in made["clean.articles"].items():
        kept = articles.filter(pc.is_null(articles["reject_code"]))
        texts = dict(zip(kept["doc_id"].to_pylist(), kept["text"].to_pylist(), strict=True))
        for step, tables in made.items():
            table = tables[partition]
            table.validate(full=True)
            assert list(_nulls(table)) == [], step
            if step.startswith(("annotate.", "date_normalize.", "dedupe.")):
                assert table["doc_id"].to_pylist() == list(texts), f"{step}: not the articles, or in another order"
                _check_lists(step, table, texts)
            elif step.startswith("export:"):
                _check_rows(step, table, texts)
        _check_values({step: tables[partition] for step, tables in made.items()})
        if "clean.read" in made:
            _check_clean(made["source"][partition], made["clean.read"][partition])
            _check_clean(made["source"][partition], articles)


def _nulls(table: pa.Table) -> Iterator[str]:
    """Yield the fields that hold a null where their schema allows none. Arrow itself does not look."""

    def inside(field: pa.Field, array: pa.Array, path: str) -> Iterator[str]:
        if not field.nullable and array.null_count:
            yield path
        if pa.types.is_list(field.type):
            yield from inside(field.type.value_field, array.flatten(), f"{path}[]")
        elif pa.types.is_struct(field.type):
            valid = array.filter(array.is_valid())
            for number, inner in enumerate(field.type):
                yield from inside(inner, valid.field(number), f"{path}.{inner.name}")

    for field, column in zip(table.schema, table.columns, strict=True):
        for chunk in column.chunks:
            yield from inside(field, chunk, field.name)


def _check_lists(step: str, table: pa.Table, texts: Mapping[str, str]) -> None:
    for field in table.schema:
        if not (pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type)):
            continue
        names = {inner.name for inner in field.type.value_type}
        if {"start", "end"} <= names and "where" not in names:  # a source of a date may stand elsewhere
            for (doc_id, text), spans in zip(texts.items(), table[field.name].to_pylist(), strict=True):
                _check_spans(f"{step} {doc_id}", text, spans or ())


def _check_rows(step: str, table: pa.Table, texts: Mapping[str, str]) -> None:
    """Check an exported table: its rows stand by article and place."""
    if not {"doc_id", "start", "end"} <= set(table.column_names):
        return
    by_article: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        by_article.setdefault(row["doc_id"], []).append(row)
        if row.get("raw_start") is not None:
            assert 0 <= row["raw_start"] < row["raw_end"], step
    for doc_id, rows in by_article.items():
        _check_spans(f"{step} {doc_id}", texts[doc_id], rows)


def _check_spans(where: str, text: str, spans: Any) -> None:
    """Check that spans are exact, in order and apart."""
    end = 0
    for span in spans:
        assert end <= span["start"] < span["end"] <= len(text), f"{where}: {span} stands before {end} or outside"
        end = span["end"]
        for prefix, words in _SPANS:
            first, last = span.get(f"{prefix}start"), span.get(f"{prefix}end")
            if first is None:
                assert last is None, f"{where}: {span}"
                continue
            assert 0 <= first < last <= len(text), f"{where}: {span}"
            if words in span:
                assert span[words] == text[first:last], f"{where}: {span}"
                assert span[words] == span[words].strip(), f"{where}: {span}"


# --- Values


def _check_values(tables: Mapping[str, pa.Table]) -> None:
    for name, check_rows in _VALUES.items():
        if name in tables:
            check_rows(tables[name])
    if "annotate.entities" in tables:
        ids, names = tables["annotate.entities"]["entity_ids"], tables["annotate.names"]["mentions"]
        assert pc.list_value_length(ids).equals(pc.list_value_length(names))


def _dates(table: pa.Table) -> None:
    for row in table.select(["published", "published_at", "published_precision", "timexes"]).to_pylist():
        assert row["published"] is None or row["published_precision"] is not None, row
        assert row["published_at"] is None or row["published"] is not None, row
        for timex in row["timexes"]:
            values = timex["alternatives"] or [timex["value"]]
            assert timex["value"] is None or timex["alternatives"] is None, timex
            assert all(is_value(timex["type"], value) for value in values), timex
            assert timex["anchor"] is None or is_value("TIME", timex["anchor"].partition("/")[0]), timex
            assert (timex["begin"] is None) == (timex["finish"] is None), timex
            assert timex["begin"] is None or timex["begin"] <= timex["finish"], timex
            assert timex["fiscal_source"] is None or timex["fiscal"] is not None, timex


def _amounts(table: pa.Table) -> None:
    for amounts in table["amounts"].to_pylist():
        for amount in amounts:
            assert amount["value_low"] <= amount["value_high"], amount
            assert amount["kind"] in {"money", "percent", "count", "ratio"}, amount
            assert amount["currency"] is None or re.fullmatch("[A-Z]{3}", amount["currency"]), amount
            assert amount["denominator"] != 0, amount


def _figures(table: pa.Table) -> None:
    for figures in table["figures"].to_pylist():
        for figure in figures:
            assert figure["value_low"] <= figure["value_high"], figure
            assert figure["sentence_start"] <= figure["start"] < figure["end"] <= figure["sentence_end"], figure
            assert (figure["base_low"] is None) == (figure["base_high"] is None), figure
            assert figure["indicator"].strip(), figure
            assert figure["begin"] is None or figure["begin"] <= figure["finish"], figure


def _mentions(table: pa.Table) -> None:
    for mentions in table["mentions"].to_pylist():
        for mention in mentions:
            assert mention["type"] in {"PERSON", "ORG", "PLACE"}, mention
            assert mention["name"].strip(), mention


def _languages(table: pa.Table) -> None:
    assert all(_LANGUAGE.fullmatch(code) for code in table["language"].to_pylist())
    scores = [score for score in table["language_score"].to_pylist() if score is not None]
    assert all(0 <= score <= 1.000001 for score in scores)


def _topics(table: pa.Table) -> None:
    for row in table.to_pylist():
        assert all(math.isfinite(each["score"]) and each["times"] > 0 and each["text"] for each in row["keywords"]), row
        assert all(math.isfinite(each["density"]) and each["hits"] > 0 for each in row["topics"]), row


_VALUES = {
    "date_normalize.dates": _dates,
    "annotate.amounts": _amounts,
    "annotate.figures": _figures,
    "annotate.names": _mentions,
    "annotate.language": _languages,
    "annotate.topics": _topics,
}


# --- Clean


def _check_clean(source: pa.Table, articles: pa.Table) -> None:
    """Check that each record became an article or a reject, and that articles have the shape of clean ones."""
    assert articles["source"].to_pylist() == source["source"].to_pylist()
    for row in articles.select(["text", "reject_code", "reject_message", "offsets", "removed"]).to_pylist():
        assert (row["text"] is None) == (row["reject_code"] is not None), row
        if row["text"] is None:
            assert row["reject_message"], row
            continue
        text = row["text"]
        assert text == "\n".join(" ".join(line.split()) for line in text.split("\n")).strip() != "", repr(text)
        assert "\n\n" not in text, repr(text)
        clean = raw = 0
        for each in row["offsets"]:
            assert each["start"] >= clean, row
            assert each["raw_start"] >= raw, row
            assert each["length"] > 0 < each["raw_length"], row
            clean, raw = each["start"] + each["length"], each["raw_start"] + each["raw_length"]
        assert clean <= len(text), row
        assert all(one["raw_start"] < one["raw_end"] for one in row["removed"]), row


# --- Two runs


def same(one: Mapping[str, Tables], other: Mapping[str, Tables]) -> None:
    """Assert that two lines found the same, however their articles were cut into partitions and ordered."""
    for step in one:
        if step == "source":
            continue
        first, second = _whole(one[step]), _whole(other[step])
        if not first.equals(second):
            differ = [name for name in first.column_names if not first[name].equals(second[name])]
            rows = [
                (a, b)
                for a, b in zip(first.select(differ).to_pylist(), second.select(differ).to_pylist(), strict=False)
                if a != b
            ]
            raise AssertionError(f"{step}: {differ} differ: {rows[:1]}")


def _whole(tables: Tables) -> pa.Table:
    """Return the rows of all partitions in an order of their own."""
    table = pa.concat_tables(tables.values()).combine_chunks()
    order = [
        name
        for name in ("doc_id", "entity_id", "source", "record", "start", "raw_start", "topic")
        if name in table.column_names
    ]
    return table.sort_by([(name, "ascending") for name in order])
