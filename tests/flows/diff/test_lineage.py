"""What is said of the making of each column is true of the tables that the stages make."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.diff import lineage
from stages.export.schema import schemas
from tests.support.builder import Builder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Schema]:
    """Return the schema of what each step makes, by the step's name."""
    home = tmp_path_factory.mktemp("lineage")
    (home / "seeds").mkdir()
    (home / "seeds" / "a.txt").write_text("The board met and agreed on Rs 5 crore on Tuesday, an official said. " * 3)
    builder = Builder(home / "builder")
    builder.build(home / "seeds", home / "artifacts")
    builder.close()

    def schema(step: str) -> pa.Schema:
        (path, *_) = Path(home / "artifacts", *step.split(".")).glob("*.parquet")
        return pq.read_schema(path)

    return {step: schema(step) for step in lineage.upstream_of(lineage.EXPORT)}


@pytest.mark.parametrize("table", sorted(schemas()))
def test_every_column_is_made_from_columns_that_are_there(table: str, made: dict[str, pa.Schema]) -> None:
    for changed in (None, *([name] for name in schemas()[table].names)):
        parts = lineage.parts_of(table, changed)
        assert parts, changed
        for part in parts:
            assert part.step in lineage.upstream_of(lineage.EXPORT)
            assert (part.columns or set()) <= set(made[part.step].names), (table, changed, part)


def test_a_key_names_columns_of_its_table() -> None:
    keys = {table: lineage.key_of(table) for table in schemas()}
    assert all(key and set(key) <= set(schemas()[table].names) for table, key in keys.items())
    assert keys["documents"] == ("doc_id",)
    assert keys["amounts"] == ("doc_id", "start", "end")
    assert keys["entities"] == ("entity_id",)
    assert lineage.key_of("another", {b"sorted_by": b"a b"}) == ("a", "b")
    assert lineage.key_of("another") == ()


def test_the_line_is_read_from_the_declarations() -> None:
    assert lineage.upstream_of("date_normalize.dates") == ("clean.articles", "clean.outlets", "clean.read")
    parts = {part.step: part.columns or frozenset() for part in lineage.inputs_of("dedupe.decisions")}
    assert sorted(parts["clean.outlets"]) == ["date_order", "rank", "time_zone"]
    assert "text" in parts["clean.articles"]
    assert "offsets" not in parts["clean.articles"]
    # What is read whole is said to be.
    assert {part.columns for part in lineage.inputs_of("clean.articles")} == {None}
