"""The Frictionless Data Package of the exported tables (https://datapackage.org, version 2).

A resource's path is the folder of its table: the specification knows files, one or several that are joined byte by
byte, which Parquet cannot be; frictionless, like every reader of Parquet, takes the folder for the table.
"""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from stages.dictionary.tables import Column, Table
from stages.resources import toml

NAME = "datapackage.json"

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"


def render(tables: Sequence[Table]) -> bytes:
    """Return the descriptor of a package with one resource per table."""
    dataset = toml(__package__, "dataset.toml")
    package = {
        "$schema": _PROFILE,
        "name": dataset["name"],
        "title": dataset["title"],
        "description": dataset["description"],
        "keywords": dataset["keywords"],
        "resources": [_resource(table) for table in tables],
    }
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": _SCHEMA_PROFILE,
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
    }
    if keys := [_foreign_key(column, *column.references) for column in table.columns if column.references]:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "type": "table",
        "description": table.description,
        "path": table.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    described = {"name": column.name, "type": type_of(column.type), "description": column.description}
    if column.null is None:
        return described | {"constraints": {"required": True}}
    return described | {"description": f"{column.description} Null: {column.null}"}


def _foreign_key(column: Column, table: str, key: str) -> dict[str, Any]:
    return {"fields": [column.name], "reference": {"resource": table, "fields": [key]}}


def type_of(kind: pa.DataType) -> str:
    """Return the type of Table Schema that holds the values of an Arrow type.

    Raises:
        TypeError: none is known.
    """
    for fits, name in (
        (pa.types.is_string, "string"),
        (pa.types.is_large_string, "string"),
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_decimal, "number"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "datetime"),
        (pa.types.is_list, "array"),
        (pa.types.is_struct, "object"),
    ):
        if fits(kind):
            return name
    raise TypeError(f"no type of Table Schema is known for {kind}")
