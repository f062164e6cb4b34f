"""What is told of a thing, who owns it, and what each mention is led to."""

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.engine.rows import TableRows
from flows.engine.tables import encode
from stages.annotate.entities.apply import apply
from stages.annotate.entities.decide import decide
from stages.annotate.entities.schema import DECISIONS, SIGNATURES, TABLE
from stages.resources import toml
from tests.stages.annotate.entities.articles import PARAMS, applied, decided, signatures, tables, things

CORPUS = {
    "two": {"m": "Minister Rana Tanveer left Quetta.", "n": "Captain Rana Tanveer saw Quetta."},
    "one": {"z": "Quetta is cold.", "b": "Rana Tanveer, a lawyer, came to Quetta."},
}
DAYS = {"m": dt.date(2021, 3, 2), "n": dt.date(2020, 1, 5), "b": dt.date(2022, 7, 9)}


def test_a_thing_is_told_of_with_its_days_and_offices_in_their_order() -> None:
    (person, place) = things(decided(CORPUS, days=DAYS))
    assert (person["name"], person["documents"], person["mentions"]) == ("Rana Tanveer", 3, 3)
    assert (person["first_date"], person["last_date"]) == (dt.date(2020, 1, 5), dt.date(2022, 7, 9))
    assert [(row["role"], row["first"], row["last"]) for row in person["roles"]] == [
        ("Captain", dt.date(2020, 1, 5), dt.date(2020, 1, 5)),
        ("Minister", dt.date(2021, 3, 2), dt.date(2021, 3, 2)),
        ("a lawyer", dt.date(2022, 7, 9), dt.date(2022, 7, 9)),
    ]
    assert (place["name"], place["aliases"], place["alias_mentions"]) == ("Quetta", ["Quetta"], [4])
    assert (place["first_date"], place["last_date"], place["roles"]) == (dt.date(2020, 1, 5), dt.date(2022, 7, 9), [])


def test_the_first_article_by_its_key_owns_a_thing_and_each_mention_is_led_to_one() -> None:
    made = applied(CORPUS, decided(CORPUS))
    rows = {row["doc_id"]: row for table in made.values() for row in table.to_pylist()}
    assert {each["name"] for each in rows["id-b"]["owned"]} == {"Rana Tanveer", "Quetta"}
    assert all(not row["owned"] for key, row in rows.items() if key != "id-b")
    ids = {each["name"]: each["entity_id"] for each in rows["id-b"]["owned"]}
    assert rows["id-m"]["entity_ids"] == [ids["Rana Tanveer"], ids["Quetta"]]
    assert rows["id-z"]["entity_ids"] == [ids["Quetta"]]


def test_tables_have_their_schemas() -> None:
    signed = signatures(CORPUS)
    assert signed.drop_columns("partition").schema == SIGNATURES
    decided = decide(TableRows(signed), None, b"", PARAMS)
    decisions = decided.decisions
    decisions.validate(full=True)
    assert decisions.schema == DECISIONS
    for table in (decisions, decided.memory):
        assert pq.read_table(io.BytesIO(encode(table))).equals(table)
    for table in applied(CORPUS, decisions).values():
        table.validate(full=True)
        assert table.schema == TABLE


def test_without_articles_there_is_nothing_to_decide() -> None:
    rows = TableRows(signatures({"p": {}}))
    nothing = decide(rows, None, b"", PARAMS)
    assert nothing.decisions.equals(DECISIONS.empty_table())
    assert decide(rows, nothing.memory, b"", PARAMS).memory.equals(nothing.memory)
    made = apply(*tables({}), DECISIONS.empty_table().drop_columns("partition"), PARAMS)
    assert made.equals(TABLE.empty_table())


def test_a_name_without_a_decision_is_refused() -> None:
    with pytest.raises(ValueError, match="have no decision"):
        apply(*tables({"a": "Quetta is cold."}), DECISIONS.empty_table().drop_columns("partition"), PARAMS)
    stray = decided({"p": {"a": "Quetta is cold."}}).drop_columns("partition")
    with pytest.raises(ValueError, match="not in the partition"):
        apply(*tables({"b": "Quetta is cold."}), stray, PARAMS)


def test_every_row_has_a_reason() -> None:
    for rows in toml("stages.annotate.entities", "names.toml").values():
        assert all(row["reason"].strip() for row in rows)


def test_signatures_are_those_of_a_sliced_table_too() -> None:
    texts = {f"a{at}": f"Ali Khan met {'Sara Malik' * (at % 2)} in Lahore." for at in range(6)}
    articles, names, dates = tables(texts)
    parts = [(articles.slice(low, 3), names.slice(low, 3), dates.slice(low, 3)) for low in (0, 3)]
    from stages.annotate.entities.sign import sign

    assert pa.concat_tables([sign(*part, PARAMS) for part in parts]).equals(sign(articles, names, dates, PARAMS))
