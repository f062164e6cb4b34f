"""The step from table to table, and the tables of rules."""

import re

import pyarrow as pa
import pytest

from stages.annotate.names import lexicon
from stages.annotate.names.context import cues
from stages.annotate.names.gazetteer import known
from stages.annotate.names.names import run
from stages.annotate.names.params import NamesParams
from stages.annotate.names.schema import SCHEMA
from stages.annotate.sentences import split
from stages.annotate.sentences.params import SentencesParams
from stages.resources import toml

PACKAGE = "stages.annotate.names"


def articles(*rows: tuple[str, str | None, str | None]) -> tuple[pa.Table, pa.Table]:
    """Return the articles and their sentences."""
    ids, texts, codes = zip(*rows, strict=True) if rows else ((), (), ())
    table = pa.table(
        [pa.array(ids, pa.string()), pa.array(texts, pa.large_string()), pa.array(codes, pa.string())],
        names=["doc_id", "text", "reject_code"],
    )
    return table, split.run(table, SentencesParams())


def test_one_row_for_each_article_that_is_no_reject() -> None:
    table = run(*articles(("c", "Élan rose in Karachi.", None), ("b", None, "empty"), ("a", "", None)), NamesParams())
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a"]
    (karachi,) = table["mentions"][0].as_py()
    assert (karachi["start"], karachi["end"], karachi["type"]) == (13, 20, "PLACE")
    assert table["mentions"][1].as_py() == []


def test_without_articles_the_table_has_its_schema_all_the_same() -> None:
    for rows in ([], [("a", None, "empty")]):
        table = run(*articles(*rows), NamesParams())
        table.validate(full=True)
        assert table.schema == SCHEMA
        assert table.num_rows == 0


def test_a_sliced_table_gives_the_rows_of_the_slice() -> None:
    table, sentences = articles(*((str(at), "Ali Khan left Lahore. " * at, None) for at in range(10)))
    whole = run(table, sentences, NamesParams())
    assert whole.slice(3, 4).equals(run(table.slice(3, 4), sentences.slice(3, 4), NamesParams()))


def test_a_city_is_known_from_the_number_of_its_inhabitants_that_is_wanted() -> None:
    assert "Wexford" in known(15_000).table
    assert "Wexford" not in known(1_000_000).table
    assert known(1_000_000).table["Karachi"].type == "PLACE"


@pytest.mark.parametrize("name", ["lexicon", "words", "places", "organisations", "south_asia", "context"])
def test_every_row_has_a_reason(name: str) -> None:
    for rows in toml(PACKAGE, f"{name}.toml").values():
        assert all(row["reason"].strip() for row in rows)


def test_every_kind_of_word_is_known_and_words_are_written_small() -> None:
    for row in toml(PACKAGE, "lexicon.toml")["word"]:
        assert row["kind"] in lexicon._KINDS
        assert row["words"] == row["words"].lower()
        assert re.fullmatch(r"[^\W_][^\s\\]*(?: [^\W_][^\s\\]*)*", row["words"].strip()), row["name"]


def test_what_is_wary_is_listed() -> None:
    tables = toml(PACKAGE, "organisations.toml")
    listed = {name for group in tables["group"] for row in group["names"] for name in row.split("; ")}
    assert {name for group in tables["wary"] for name in group["names"]} <= listed


def test_cues_weigh_for_types_that_exist() -> None:
    for table in cues():
        assert table
        for weights in table.values():
            assert set(weights) <= {"PERSON", "ORG", "PLACE"}
