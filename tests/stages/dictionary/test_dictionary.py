"""The data dictionary: what every table and column must say, and that every rendering of it says just that."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from flows import dictionary
from stages.dictionary import card, croissant, datapackage, markdown
from stages.dictionary.render import render
from stages.dictionary.tables import Column, Table, table_of, tables
from stages.export.schema import schemas

ROOT = Path(__file__).parents[3]
TABLES = {table.name: table for table in tables()}


def test_it_has_every_table_and_column() -> None:
    assert {name: [column.name for column in table.columns] for name, table in TABLES.items()} == {
        name: schema.names for name, schema in schemas().items()
    }


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_a_table_has_a_key_without_nulls_and_is_sorted_by_columns_of_its_own(table: Table) -> None:
    columns = {column.name: column for column in table.columns}
    assert table.description.endswith(".")
    assert len(set(table.key)) == len(table.key) > 0
    assert all(columns[name].null is None for name in table.key)
    assert set(schemas()[table.name].metadata[b"sorted_by"].decode().split()) <= columns.keys()


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_a_column_says_what_its_nulls_mean_if_it_can_have_any(table: Table) -> None:
    for column in table.columns:
        assert (column.null is not None) == schemas()[table.name].field(column.name).nullable, column.name
        assert column.null is None or (column.null[0].isupper() and column.null.endswith(".")), column.name


def test_what_a_column_refers_to_is_the_key_of_a_table() -> None:
    referring = [column for table in tables() for column in table.columns if column.references]
    assert len(referring) > len(tables())
    for column in referring:
        assert column.references
        other, key = column.references
        assert TABLES[other].key == (key,)
        assert schemas()[other].field(key).type == column.type


def test_every_span_belongs_to_an_article() -> None:
    spans = [table for table in tables() if "doc_id" in table.key and table.key != ("doc_id",)]
    assert spans
    for table in spans:
        (doc,) = (column for column in table.columns if column.name == "doc_id")
        assert doc.references == ("documents", "doc_id")


def test_a_schema_from_elsewhere_is_refused() -> None:
    with pytest.raises(KeyError):
        table_of("other", pa.schema([("a", pa.string())], metadata={"description": "x", "key": "a"}))


# -- the renderings --------------------------------------------------------------------------------------------------


def test_the_readme_says_what_the_schemas_say() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert dictionary.updated(readme) == readme, "The schemas have changed: run `python -m flows.dictionary`."


def test_a_readme_that_drifts_is_noticed_and_mended() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    said = tables()[0].columns[0].description
    assert said in readme
    assert dictionary.updated(readme.replace(said, "Something else.", 1)) == readme


def test_all_of_them_are_rendered_beside_the_tables() -> None:
    assert set(render({})) == {"README.md", "croissant.json", "datapackage.json"}
    assert render({}) == render({})


def test_each_has_every_column_with_its_description() -> None:
    expected = {(table.name, column.name): column.description for table in tables() for column in table.columns}
    resources = json.loads(datapackage.render(tables()))["resources"]
    fields = {(each["name"], one["name"]): one["description"] for each in resources for one in each["schema"]["fields"]}
    records = json.loads(croissant.render(tables()))["recordSet"]
    described = {(each["name"], field["name"]): field["description"] for each in records for field in each["field"]}
    assert fields == described
    assert fields.keys() == expected.keys()
    assert all(fields[name].startswith(said) for name, said in expected.items())
    page = card.render(tables()).decode()
    assert markdown.dictionary(tables()) in page
    assert all(f"| `{column}` | " in page and said in page for (_, column), said in expected.items())


def test_the_card_begins_with_a_yaml_head_of_every_table() -> None:
    _, head, page = card.render(tables()).decode().split("---\n", 2)
    said = yaml.safe_load(head)
    assert [each["config_name"] for each in said["configs"]] == list(schemas())
    assert [each["config_name"] for each in said["dataset_info"]] == list(schemas())
    assert [each["config_name"] for each in said["configs"] if each.get("default")] == ["documents"]
    assert page.startswith("\n# ")
    assert "{" not in page.replace("{table}", "")


def test_a_pipe_in_a_description_does_not_break_a_row() -> None:
    column = TABLES["rejects"].columns[0]
    odd = Table("t", "One row.", (column.name,), (type(column)("c", pa.string(), "One | or two."),))
    (row,) = (line for line in markdown.dictionary([odd]).splitlines() if line.startswith("| `c`"))
    assert row == "| `c` | string | One \\| or two. |  |"


def test_a_list_of_several_things_is_described_by_its_parts() -> None:
    kind = pa.list_(pa.struct([("name", pa.string()), ("day", pa.date32())]))
    column = Column("roles", kind, "What it was called, and when.")
    assert card.type_of(kind) == {"list": [{"name": "name", "dtype": "string"}, {"name": "day", "dtype": "date32"}]}
    assert markdown.type_of(kind) == "list of (name string, day date)"
    (field,) = json.loads(croissant.render([Table("t", "One row.", ("roles",), (column,))]))["recordSet"][0]["field"]
    assert [(each["name"], each["dataType"]) for each in field["subField"]] == [("name", "sc:Text"), ("day", "sc:Date")]


@pytest.mark.parametrize("type_of", [datapackage.type_of, croissant.type_of])
def test_a_type_that_nobody_has_thought_of_is_no_string(type_of: object) -> None:
    with pytest.raises(TypeError, match="duration"):
        type_of(pa.duration("s"))  # type: ignore[operator]
