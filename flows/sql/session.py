"""A DuckDB of its own for one command: a view per exported table, the macros, and no way to anything else.

DuckDB gets the tables from Arrow, which opens their files, and is then cut off from every file and every network: a
query can name no other path, neither to read nor to write. (A list of statements that are let through would not do:
`WITH x AS (COPY ... TO ...) SELECT ...` is a SELECT.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.dataset as ds

from flows.errors import CorruptError, UsageError
from flows.sql import refusals
from stages.dictionary.markdown import type_of
from stages.dictionary.tables import Table, tables
from stages.export.schema import schemas

if TYPE_CHECKING:
    import duckdb

#: The view in which every column is described.
DICTIONARY = "dictionary"

#: The kinds of statements that give rows; MULTI is PIVOT.
_WITH_ROWS = ("SELECT", "EXPLAIN", "MULTI")

#: What DuckDB shall not do on its own.
_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Names of this program's variables are no tables.
    "python_enable_replacements": "false",
    # Where there is not enough memory a query fails; it leaves nothing in the working folder.
    "temp_directory": "",
}


@dataclass(frozen=True)
class Session:
    """The tables of one folder of artifacts.

    Attributes:
        tables: what can be asked, in the order of the schemas.
    """

    tables: tuple[Table, ...]
    _duckdb: "duckdb.DuckDBPyConnection"

    def ask(self, query: str, parameters: Sequence[Any] = ()) -> Iterator["Answer"]:
        """Yield what each statement of a query gives, those that give no rows (CREATE TABLE) aside.

        Raises:
            UsageError: DuckDB refuses it; the error says what there is instead.
        """
        with refusals.told(query, self.tables, MACROS):
            statements = self._duckdb.extract_statements(query)
        if not statements:
            raise UsageError("The query is empty", "`khabar sql` without one shows what can be asked.")
        for each in statements:
            with refusals.told(each.query, self.tables, MACROS):
                found = self._duckdb.sql(each.query, params=list(parameters) or None)
            if found is not None and each.type.name in _WITH_ROWS:
                yield Answer(self, each.query, found)

    def table(self, query: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """Return the rows of a query of one statement."""
        (found,) = self.ask(query, parameters)
        return found.fetch()


@dataclass(frozen=True)
class Answer:
    """What a statement gives; nothing is computed before it is fetched."""

    session: Session
    query: str
    _relation: "duckdb.DuckDBPyRelation"

    def fetch(self, most: int | None = None) -> pa.Table:
        """Return its rows, ``most`` of them where it is given.

        Raises:
            UsageError: as for `Session.ask`; some faults show only when a query runs.
        """
        with refusals.told(self.query, self.session.tables, MACROS):
            rows: pa.Table = (self._relation if most is None else self._relation.limit(most)).to_arrow_table()
            return rows


def connect(artifacts: Path) -> Session:
    """Open the exported tables below ``artifacts``.

    Raises:
        UsageError: there are none.
        CorruptError: one cannot be read.
    """
    # Here, not at the top: only two commands need it.
    import duckdb

    folder = artifacts / "export"
    described = tables()
    if not any((folder / table.name).is_dir() for table in described):
        raise UsageError(
            f"{folder} holds no tables",
            "Build them first (`dvc repro`, or `khabar build --seeds FOLDER --artifacts OUT`), or name their folder "
            "with --artifacts.",
        )
    connection = duckdb.connect(config=dict(_CONFIG))
    # Moments are shown as they are stored, not in the zone of this machine.
    connection.execute("set TimeZone = 'UTC'")
    for table in described:
        connection.register(table.name, _read(folder / table.name, schemas()[table.name]))
    connection.register(DICTIONARY, _dictionary(described))
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    try:
        connection.execute(_sql("macros.sql"))
    except duckdb.Error as error:
        raise CorruptError(
            f"The tables in {folder} were made by another version of Khabar: {str(error).splitlines()[0]}",
            "Build again (`dvc repro` or `khabar build`).",
        ) from error
    return Session(described, connection)


def _read(folder: Path, schema: pa.Schema) -> ds.Dataset:
    """Return the table of a folder: without rows where an older Khabar knew no such table, nulls for new columns."""
    if not folder.is_dir():
        return ds.dataset(schema.empty_table())
    try:
        found = ds.dataset(folder, format="parquet")
    except (pa.ArrowException, OSError) as error:
        raise CorruptError(
            f"{folder} cannot be read: {error}",
            "Build again (`dvc repro` or `khabar build`): what is damaged is made anew.",
        ) from error
    known = set(found.schema.names)
    missing = [field.with_nullable(True) for field in schema if field.name not in known]
    return found.replace_schema(pa.schema([*found.schema, *missing])) if missing else found


def _dictionary(described: Sequence[Table]) -> pa.Table:
    """Return a row for each column of each table."""
    rows = [
        {
            "table": table.name,
            "column": column.name,
            "type": type_of(column.type),
            "description": column.description,
            "null_means": column.null,
            "references": ".".join(column.references) if column.references else None,
            "key": column.name in table.key,
        }
        for table in described
        for column in table.columns
    ]
    return pa.Table.from_pylist(rows)


def _sql(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _called(script: str) -> tuple[tuple[str, str], ...]:
    """Return how each macro of a script is called and what it gives, from the line above it."""
    above = (line for line, after in pairwise(script.splitlines()) if after.startswith("create macro"))
    parts = (line.removeprefix("-- ").partition(": ") for line in above)
    return tuple((call, gives) for call, _, gives in parts)


#: How each macro is called, and what it gives.
MACROS = _called(_sql("macros.sql"))
