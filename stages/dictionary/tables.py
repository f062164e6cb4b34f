"""The data dictionary: what the schemas say of every table and column, in one shape for all who render it.

A table's metadata are ``description``, ``sorted_by`` and ``key`` (the columns that no two of its rows share); a
column's are ``description``, ``null`` (what a null means, where there can be one) and ``references`` (the column of
another table that holds each of its values, nulls aside).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from stages.export.schema import schemas


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: as in the table.
        type: the Arrow type.
        description: what a value is.
        null: what a null means; None where there is none.
        references: table and column that hold each of its values; None for most.
    """

    name: str
    type: pa.DataType
    description: str
    null: str | None = None
    references: tuple[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: of its folder.
        description: what one row is.
        key: the columns that no two rows share.
        columns: all of them, in their order.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def tables() -> tuple[Table, ...]:
    """Return the dictionary of all exported tables."""
    return tuple(table_of(name, schema) for name, schema in schemas().items())


def table_of(name: str, schema: pa.Schema) -> Table:
    """Return what the schema of one table says.

    Raises:
        KeyError: the schema is none of `stages.export.schema`.
    """
    said = _text(schema.metadata)
    return Table(name, said["description"], tuple(said["key"].split()), tuple(map(_column, schema)))


def _column(field: pa.Field) -> Column:
    said = _text(field.metadata)
    table, _, column = said.get("references", "").partition(".")
    references = (table, column) if table else None
    return Column(field.name, field.type, said["description"], said.get("null"), references)


def _text(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in (metadata or {}).items()}
