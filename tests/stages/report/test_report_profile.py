import json
from random import Random

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from stages.export.schema import schemas
from stages.report import TABLES
from stages.report.params import ReportParams
from stages.report.profile import PROFILE, add, describe
from stages.report.render import render


def exported(**rows: list[dict[str, object]]) -> list[pa.Table]:
    """Return all exported tables, with the rows that are given."""
    made = []
    for name in TABLES:
        loose = pa.schema([field.with_nullable(True) for field in schemas()[name]])
        made.append(pa.Table.from_pylist(rows.get(name, []), schema=loose))
    return made


def outline(table: pa.Table) -> pa.Table:
    """Return what the engine hands to the step."""
    return pa.table(
        {
            "column": table.column_names,
            "type": [str(each) for each in table.schema.types],
            "rows": pa.array([table.num_rows] * table.num_columns, pa.int64()),
            "nulls": pa.array([column.null_count for column in table.columns], pa.int64()),
        }
    )


def profiled(*partitions: list[pa.Table]) -> pa.Table:
    return add(
        pa.concat_tables([describe(*map(outline, tables), ReportParams()) for tables in partitions]), ReportParams()
    )


def test_every_exported_table_is_described() -> None:
    assert tuple(schemas()) == TABLES


def test_what_a_version_is_like() -> None:
    articles = [{"title": "Rates", "language": "en"}, {"title": None, "language": "en"}]
    one = exported(documents=articles, entities=[{"aliases": None}, {"aliases": [None, "SBP"]}])
    other = exported(documents=articles[:1])
    found = json.loads(render({"profile": profiled(one, other)})["profile.json"])["tables"]
    assert list(found) == sorted(TABLES)
    assert found["documents"]["rows"] == 3
    assert found["documents"]["nulls"]["title"] == 1
    assert "language" not in found["documents"]["nulls"]
    assert found["documents"]["types"]["published_at"] == "timestamp[us, tz=UTC]"
    assert found["amounts"]["types"]["value_low"] == "decimal128(38, 9)"
    # The outermost values count: a null inside a list is no null of the column.
    assert found["entities"]["nulls"]["aliases"] == 1


def test_a_table_without_rows_has_its_columns() -> None:
    found = json.loads(render({"profile": profiled(exported())})["profile.json"])["tables"]
    assert {name: (table["rows"], list(table["types"])) for name, table in found.items()} == {
        name: (0, sorted(schema.names)) for name, schema in schemas().items()
    }


def test_an_empty_corpus_has_a_profile() -> None:
    assert json.loads(render({})["profile.json"]) == {"tables": {}, "languages": {}, "rejects": {}}


def test_the_sums_have_the_schema_of_the_parts() -> None:
    assert profiled(exported()).schema == PROFILE


TITLES = st.lists(st.none() | st.text(max_size=3), max_size=6)


@given(st.lists(TITLES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_partitions_are_added_in_any_order(titles: list[list[str | None]], order: Random) -> None:
    partitions = [exported(documents=[{"title": title} for title in some]) for some in titles]
    whole = profiled(exported(documents=[{"title": title} for some in titles for title in some]))
    order.shuffle(partitions)
    assert profiled(*partitions).equals(whole)
