"""The data package as Frictionless reads it: the descriptor, every row, its types, its keys and what they refer to."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package, Parser, Plugin, Resource, system

from flows.engine import tables as files
from stages.export.schema import schemas
from tests.support.samples import sample


class ByArrow(Parser):  # type: ignore[misc]
    """Gives the cells as pyarrow does.

    The reader that Frictionless comes with goes through pandas, which knows no null among whole numbers: see the last
    test.
    """

    supported_types = ("array", "boolean", "date", "datetime", "integer", "number", "string")

    def read_cell_stream_create(self) -> Iterator[Any]:
        table = pq.read_table(self.resource.normpath)
        yield table.column_names
        yield from (list(row.values()) for row in table.to_pylist())


class Arrow(Plugin):  # type: ignore[misc]
    def create_parser(self, resource: Resource) -> Parser | None:
        return ByArrow(resource) if resource.format == "parquet" else None


@pytest.fixture
def _by_arrow() -> Iterator[None]:
    system.register("arrow", Arrow())
    yield
    system.deregister("arrow")


def problems(folder: Path) -> list[list[Any]]:
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.stats["tasks"] == len(schemas())
    found: list[list[Any]] = report.flatten(["title", "type", "fieldName", "message"])
    return found


@pytest.mark.usefixtures("_by_arrow")
def test_the_package_is_valid_with_all_its_rows(folder: Path) -> None:
    assert Package.validate_descriptor(str(folder / "datapackage.json")).valid
    assert problems(folder) == []


@pytest.mark.usefixtures("_by_arrow")
@pytest.mark.parametrize("table", schemas())
def test_every_table_is_read_with_the_types_that_are_declared(folder: Path, table: str) -> None:
    resource = Package(str(folder / "datapackage.json")).get_resource(table)
    assert [dict(row) for row in resource.read_rows()] == sample({})[table].to_pylist()


def changed(folder: Path, tmp_path: Path, table: str, **values: Any) -> Path:
    """Copy a folder of tables, with other values in the last row of one."""
    copy = tmp_path / "export"
    shutil.copytree(folder, copy)
    path = max((copy / table).glob("[01]*.parquet"))
    rows = pq.read_table(path).to_pylist()
    rows[-1] |= values
    path.write_bytes(files.encode(pq.read_table(path).from_pylist(rows, schema=schemas()[table])))
    return copy


@pytest.mark.usefixtures("_by_arrow")
@pytest.mark.parametrize(
    ("table", "values", "kind"),
    [
        ("timexes", {"doc_id": "f" * 20}, "foreign-key"),
        ("duplicates", {"duplicate_of": "f" * 20}, "foreign-key"),
        ("documents", {"cluster_id": "f" * 20}, "foreign-key"),
        ("entities", {"entity_id": f"{3:020x}"}, "primary-key"),
        ("sentences", {"doc_id": f"{3:020x}", "start": 3, "end": 3}, "primary-key"),
    ],
)
def test_a_key_that_does_not_hold_is_found(
    folder: Path, tmp_path: Path, table: str, values: dict[str, Any], kind: str
) -> None:
    assert kind in {each[1] for each in problems(changed(folder, tmp_path, table, **values))}


@pytest.mark.usefixtures("_by_arrow")
def test_a_column_that_drifts_is_found(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "export"
    shutil.copytree(folder, copy)
    package = json.loads((copy / "datapackage.json").read_text())
    (resource,) = (each for each in package["resources"] if each["name"] == "rejects")
    resource["schema"]["fields"][-1]["name"] = "other"
    (copy / "datapackage.json").write_text(json.dumps(package))
    assert {each[1] for each in problems(copy)} == {"incorrect-label"}


def test_without_it_lists_and_nulls_among_whole_numbers_are_all_that_is_wrong(folder: Path) -> None:
    """Known of Frictionless 5.21: its reader gives arrays of numpy, and floats. Once it does not, drop ours."""
    fields = [field for schema in schemas().values() for field in schema]
    lists = {each.name for each in fields if pa.types.is_list(each.type)}
    numbers = {each.name for each in fields if pa.types.is_integer(each.type) and each.nullable}
    found = problems(folder)
    assert found
    assert {kind for _, kind, *_ in found} == {"type-error"}
    assert {name for *_, name, message in found if 'cell "nan"' in message} == numbers
    assert {name for *_, name, message in found if 'cell "nan"' not in message} == lists
