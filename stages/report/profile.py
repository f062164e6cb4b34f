"""What every exported table is like: its rows, the types of its columns, and how many of their values are null.

That much of a published version is enough to judge the next one by, without its tables.
"""

from typing import Any

import pyarrow as pa

from stages.report import TABLES

#: A row for each column of each table, those of tables without rows too.
PROFILE = pa.schema(
    [
        pa.field("table", pa.string(), nullable=False),
        pa.field("column", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("nulls", pa.int64(), nullable=False),
    ]
)

_BY = ["table", "column", "type"]


def describe(*arguments: Any) -> pa.Table:
    """Return what the exported tables of one partition are like, a table of `PROFILE`.

    Args:
        arguments: the outlines of the tables (`stages.contract.Corpus`), in the order of `TABLES`, and the params.
    """
    *outlines, _params = arguments
    return pa.concat_tables(
        outline.add_column(0, "table", pa.repeat(name, len(outline)))
        for name, outline in zip(TABLES, outlines, strict=True)
    ).cast(PROFILE)


def add(described: pa.Table, params: object) -> pa.Table:
    """Return the sums over all partitions, a table of `PROFILE`, sorted; the order of the rows does not matter."""
    del params
    added = described.group_by(_BY, use_threads=False).aggregate([("rows", "sum"), ("nulls", "sum")])
    return added.rename_columns(PROFILE.names).sort_by([(name, "ascending") for name in _BY]).cast(PROFILE)
