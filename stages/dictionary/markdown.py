"""The data dictionary as Markdown: a line a table, and behind it a line a column."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from stages.dictionary.tables import Column, Table


def dictionary(tables: Sequence[Table]) -> str:
    """Return a folded section for each table: its grain and key, and inside it the columns."""
    return "\n".join(line for table in tables for line in _section(table))


def _section(table: Table) -> Iterator[str]:
    key = ", ".join(table.key)
    yield f"<details><summary><b>{table.name}</b>: {_lower(table.description)} Key: {key}.</summary>"
    yield ""
    yield "| column | type | is | null means |"
    yield "| --- | --- | --- | --- |"
    yield from map(_row, table.columns)
    yield ""
    yield "</details>"


def _row(column: Column) -> str:
    is_ = column.description
    if column.references:
        is_ += f" In `{'.'.join(column.references)}`."
    return f"| `{column.name}` | {type_of(column.type)} | {_cell(is_)} | {_cell(column.null or '')} |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def type_of(kind: pa.DataType) -> str:
    """Return an Arrow type in the shortest words that are still its own."""
    if pa.types.is_list(kind):
        return f"list of {type_of(kind.value_type)}"
    if pa.types.is_struct(kind):
        return f"({', '.join(f'{field.name} {type_of(field.type)}' for field in kind)})"
    return {"large_string": "string", "double": "float64", "date32[day]": "date"}.get(str(kind), str(kind))
