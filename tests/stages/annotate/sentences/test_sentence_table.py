"""The step from table to table, and the tables of rules."""

import pyarrow as pa

from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.schema import SCHEMA
from stages.annotate.sentences.split import run
from stages.resources import toml

RULES = toml("stages.annotate.sentences", "rules.toml")


def articles(*rows: tuple[str, str | None, str | None]) -> pa.Table:
    ids, texts, codes = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        [pa.array(ids, pa.string()), pa.array(texts, pa.large_string()), pa.array(codes, pa.string())],
        names=["doc_id", "text", "reject_code"],
    )


def test_one_row_for_each_article_that_is_no_reject() -> None:
    table = run(
        articles(("c", "One. é two.\nThree", None), ("b", None, "empty"), ("a", "", None)),
        SentencesParams(),
    )
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a"]
    assert table["sentences"].to_pylist() == [[{"start": 0, "end": 11}, {"start": 12, "end": 17}], []]


def test_without_articles_the_table_has_its_schema_all_the_same() -> None:
    for rows in ([], [("a", None, "empty")]):
        table = run(articles(*rows), SentencesParams())
        table.validate(full=True)
        assert table.schema == SCHEMA
        assert table.num_rows == 0


def test_a_sliced_table_gives_the_rows_of_the_slice() -> None:
    table = articles(*((str(at), "One. Two." * at, None) for at in range(10)))
    assert run(table, SentencesParams()).slice(3, 4).equals(run(table.slice(3, 4), SentencesParams()))


def test_every_row_has_a_reason_and_a_name_of_its_own() -> None:
    for table, rows in RULES.items():
        assert all(row["reason"].strip() for row in rows)
        assert len({row["name"] for row in rows}) == len(rows), table


def test_no_abbreviation_stands_twice_and_each_says_when_it_ends_a_sentence() -> None:
    words = [word for row in RULES["abbreviation"] for word in row["words"].split()]
    assert len(set(words)) == len(words)
    for row in RULES["abbreviation"]:
        assert row["ends"] in {"never", "digit", "starter", "listed"}
        assert ("next" in row) == (row["ends"] == "listed")
