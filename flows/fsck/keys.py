"""Whether the exported tables are what their schemas say of keys, nulls and references."""

from collections.abc import Iterator
from pathlib import Path

from flows.sql.session import connect
from stages.dictionary.tables import tables


def broken(artifacts: Path) -> list[str]:
    """Return what does not hold: rows that share a key, nulls where none may be, references that lead nowhere.

    Raises:
        UsageError: there are no tables.
        CorruptError: one cannot be read.
    """
    return [f"{rule} ({rows:,} times)" for rule, _, rows in violations(artifacts)]


def violations(artifacts: Path) -> Iterator[tuple[str, str, int]]:
    """Yield each rule that does not hold, the table that breaks it, and how many rows do.

    Raises:
        UsageError, CorruptError: as for `broken`.
    """
    session = connect(artifacts)
    for table in tables():
        key = ", ".join(f'"{name}"' for name in table.key)
        twice = f"select {key} from {table.name} group by {key} having count(*) > 1"  # noqa: S608 - names are ours
        rules = {f"{table.name}: two rows share a key": twice}
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if column.null is None:
                rules[f"{name} is null"] = f'from {table.name} where "{column.name}" is null'
            if column.references:
                other, known = column.references
                wanted = f'where "{column.name}" not in (select "{known}" from {other})'  # noqa: S608 - likewise
                rules[f"{name} is in no row of {other}"] = f"from {table.name} {wanted}"
        for rule, query in rules.items():
            if rows := session.table(f"select count(*) as rows from ({query})")["rows"][0].as_py():  # noqa: S608 - likewise
                yield rule, table.name, rows
