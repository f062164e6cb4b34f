"""Whether exported tables are what their schemas say of keys and nulls."""

from pathlib import Path

from flows.sql.session import connect
from stages.dictionary.tables import tables


def broken(artifacts: Path) -> list[str]:
    """Return what does not hold: rows that share a key, nulls where none may be, references that lead nowhere."""
    session = connect(artifacts)
    found = []
    for table in tables():
        key = ", ".join(f'"{name}"' for name in table.key)
        twice = f"select {key} from {table.name} group by {key} having count(*) > 1"
        rules = {f"{table.name}: two rows share a key": twice}
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if column.null is None:
                rules[f"{name} is null"] = f'from {table.name} where "{column.name}" is null'
            if column.references:
                other, known = column.references
                rules[f"{name} is in no row of {other}"] = (
                    f'from {table.name} where "{column.name}" not in (select "{known}" from {other})'
                )
        counts = {rule: session.table(query).num_rows for rule, query in rules.items()}
        found += [f"{rule} ({rows:,} times)" for rule, rows in counts.items() if rows]
    return found
