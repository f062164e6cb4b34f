"""What DuckDB refuses, said with what there is instead."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flows.errors import UsageError
from stages.dictionary.tables import Table

#: DuckDB begins with the kind of the error.
_KIND = re.compile(r"^[A-Z][\w ]* Error: ")

#: What DuckDB says of a name that it does not know, and what we say.
_UNKNOWN = (
    (re.compile(r'Referenced column ("[^"]*") not found in FROM clause!?'), "There is no column {}"),
    (re.compile(r'(?:Values list|Table) ("[^"]*") does not have a column named ("[^"]*")'), "{} has no column {}"),
    (re.compile(r"Table with name (.*?) does not exist!?"), 'There is no table "{}"'),
    (re.compile(r"(?:\w+ )?Function with name (.*?) does not exist!?"), 'There is no function or macro "{}"'),
)

#: What it takes for near to it; "pg_class" and the like help nobody.
_NEAR = re.compile(r"\n(?:Did you mean|Candidate bindings:) (.*?)\??$", re.MULTILINE)


@contextmanager
def told(query: str, tables: Sequence[Table], macros: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Turn an error of DuckDB into one that says what is wrong, where, and what there is instead.

    Args:
        query: what is asked.
        tables: those that can be asked.
        macros: how each is called, and what it gives.
    """
    import duckdb

    try:
        yield
    except duckdb.PermissionException as error:
        raise UsageError(
            "`khabar sql` sees the tables and nothing else: no other file, and no network",
            "Save an answer with --output FILE; to join other data, open the Parquet files with DuckDB itself.",
        ) from error
    except duckdb.Error as error:
        what, _, where = _KIND.sub("", str(error)).partition("\n\nLINE")
        then = _then(what, query, tables, macros)
        if where:
            then = f"LINE{where.rstrip()}\n{then}"
        raise UsageError(_plain(what), then) from error


@contextmanager
def unreadable(form: str) -> Iterator[None]:
    """Say that an answer holds what the form that is asked for cannot hold: DuckDB knows days that Python does not.

    Args:
        form: in which the answer is written.
    """
    try:
        yield
    except (OverflowError, TypeError, ValueError, NotImplementedError) as error:
        raise UsageError(
            f"The answer has a value that cannot be written as {form}: {error}",
            "Turn its column into text in the query, as in begin::varchar.",
        ) from error


def _plain(what: str) -> str:
    """Return what DuckDB says as one sentence without its full stop."""
    near = _NEAR.search(what)
    said = _NEAR.sub("", what)
    for pattern, words in _UNKNOWN:
        if found := pattern.search(said):
            said = words.format(*found.groups())
            break
    if near and "pg_" not in near[1]:
        said += f"; near to it: {near[1]}"
    return " ".join(said.split()).rstrip(".!?")


def _then(what: str, query: str, tables: Sequence[Table], macros: Sequence[tuple[str, str]]) -> str:
    """Return what to do, by what DuckDB says is wrong."""
    if "Macro" in what or "Function" in what:
        return "Macros: " + "; ".join(call for call, _ in macros) + "."
    if "Table with name" in what:
        return f"Tables: {', '.join(table.name for table in tables)}, dictionary. `khabar sql` says what they hold."
    if "column" in what:
        asked = [table for table in tables if re.search(rf"\b{table.name}\b", query)]
        listed = [f"{table.name} has {', '.join(column.name for column in table.columns)}." for table in asked]
        return "\n".join(listed) or "`khabar sql 'from dictionary'` lists the columns of every table."
    if '"end"' in what:
        return 'In SQL `end` is a word of its own: write the column with its table, amounts.end, or in quotes, "end".'
    return "Mend the query; `khabar sql` without one shows the tables and macros, and questions to start from."
