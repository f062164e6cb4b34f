"""Whether the bytes of a table's file are the table that they should be."""

from pathlib import Path

import pyarrow as pa

from flows.engine import jobs, tables
from stages.contract import Map, Stage


class Content:
    """The files of one stage's tables. Files of one folder have one schema: the declared one, or that of the first.

    Args:
        stage: its declaration.
        current: whether the folder was made by the code that runs now, so that what it declares must hold.
    """

    def __init__(self, stage: Stage, *, current: bool) -> None:
        self._schemas: dict[str, pa.Schema] = {}
        for step in stage.steps if current else ():
            if isinstance(step, Map) and step.tables:
                self._schemas |= jobs.resolve(step.tables)()

    def against(self, path: str, data: bytes, rows: int | None) -> str | None:
        """Say what speaks against a file; None if nothing does.

        Args:
            path: below the stage's folder.
            data: its bytes.
            rows: how many there should be; None for any.
        """
        if not path.endswith(".parquet"):
            return None
        try:
            table = tables.decode(data)
            table.validate(full=True)
        except (pa.ArrowException, OSError) as error:  # Arrow tells of damaged pages in either way
            return f"it does not decode as Parquet ({_line(error)})"
        if rows is not None and table.num_rows != rows:
            return f"it has {table.num_rows:,} rows, and its ledger says {rows:,}"
        kind = path.rpartition("/")[0]
        if Path(path).stem == jobs.MEMORY_STEM:  # it stands beside decisions and is none
            kind = path
        expected = self._schemas.setdefault(kind, table.schema)
        if not table.schema.equals(expected):
            return f"its columns are not those of {kind}: {_difference(table.schema, expected)}"
        return None


def _difference(found: pa.Schema, expected: pa.Schema) -> str:
    """Name the first column that differs."""
    for field in expected:
        at = found.get_field_index(field.name)
        if at < 0:
            return f"{field.name} is missing"
        if not found.field(at).equals(field):
            return f"{field.name} is {found.field(at).type}, not {field.type}"
    more = [name for name in found.names if name not in expected.names]
    return f"{more[0]} is one too many" if more else "they stand in another order"


def _line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
