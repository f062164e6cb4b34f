"""Exported tables with made-up rows, in the schemas as they stand: every table has rows, of every kind of value.

Nothing here names a column but those that a test asks for, so a new column needs no change.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.engine import tables as files
from stages.dictionary.render import render
from stages.dictionary.tables import Column, Table, tables
from stages.export.schema import schemas

#: Rows that are made up for a table.
ROWS = 5

#: Texts that readers and writers of text stumble over.
AWKWARD = (
    'a "quoted", text',
    "two\nlines",
    "=1+1",
    "<script>",
    "کراچی میں برآمدات",
    "\U0001f1f5\U0001f1f0 e\u0301",
    "NA",
)


def export(artifacts: Path, given: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> Path:
    """Write every table in two parts, with its schema and what describes it; return the folder of artifacts.

    Args:
        artifacts: where.
        given: by table, rows to have besides those that are made up; columns that they lack are made up.
    """
    folder = artifacts / "export"
    for name, rows in sample(given or {}).items():
        (folder / name).mkdir(parents=True)
        (folder / name / "schema.parquet").write_bytes(files.encode(rows.schema.empty_table()))
        half = rows.num_rows // 2
        (folder / name / f"{'0' * 20}.parquet").write_bytes(files.encode(rows.slice(0, half)))
        (folder / name / f"{'1' * 20}.parquet").write_bytes(files.encode(rows.slice(half)))
    for name, data in render({}).items():
        (folder / name).write_bytes(data)
    return artifacts


def sample(given: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """Return rows of every table: those given, and after them made up ones."""
    found = {}
    for table in tables():
        rows = [*given.get(table.name, ()), *({} for _ in range(ROWS))]
        made = [
            {column.name: _value(table, column, number) for column in table.columns} | dict(row)
            for number, row in enumerate(rows)
        ]
        found[table.name] = pa.Table.from_pylist(made, schema=schemas()[table.name])
    return found


def _value(table: Table, column: Column, number: int) -> Any:
    if column.references:
        # Any row of the other table will do: they are named by their numbers alone.
        return None if column.null and number % 2 else name_of(number % ROWS)
    if column.name in table.key:
        # An article is in one table alone; other tables refer to the rows of `documents` and `entities`.
        first = 0 if table.name in ("documents", "entities") else 1000 * list(schemas()).index(table.name)
        return name_of(first + number) if pa.types.is_string(column.type) else number
    if column.null and number % 3 == 1:
        return None
    return _of_type(column.type, number, column.name)


def name_of(number: int) -> str:
    """Return the key that a made-up row has by its number."""
    return f"{number:020x}"


#: Makes a value of each type, given the number of its row and the name of its column.
_MAKERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[int, str], Any]], ...] = (
    (pa.types.is_string, lambda number, name: f"{name} {AWKWARD[number % len(AWKWARD)]}"),
    (pa.types.is_large_string, lambda number, name: f"{name} {AWKWARD[number % len(AWKWARD)]}"),
    (pa.types.is_boolean, lambda number, _: number % 2 == 0),
    (pa.types.is_integer, lambda number, _: number + 1),
    (pa.types.is_floating, lambda number, _: number / 8),
    (pa.types.is_decimal, lambda number, _: (-1) ** number * Decimal(f"1234567890123456789{number}.000000001")),
    (pa.types.is_date, lambda number, _: dt.date(1987 + 7 * number, 2, 28)),
    (pa.types.is_timestamp, lambda number, _: dt.datetime(2021, 3, 2, 23, 59, 59, 999_999 - number, tzinfo=dt.UTC)),
)


def _of_type(kind: pa.DataType, number: int, name: str) -> Any:
    if pa.types.is_list(kind):
        return [_of_type(kind.value_type, number + at, name) for at in range(number % 3)]
    if pa.types.is_struct(kind):
        return {field.name: _of_type(field.type, number, field.name) for field in kind}
    (make,) = (make for fits, make in _MAKERS if fits(kind))
    return make(number, name)
