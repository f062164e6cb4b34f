"""The answer to a query, and what can be asked, on a terminal."""

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import click
import pyarrow as pa

from flows.sql.questions import Question
from flows.sql.session import DICTIONARY, MACROS, Session
from flows.views import cell, digits, harmless

#: Columns of the terminal that long values need at least; where there are fewer, a row is printed as a block.
_NARROWEST = 24

#: Columns of the terminal between two columns of a table.
_GAP = 3

#: Characters shown of one value.
_LONGEST = 400

#: Columns where the output is not a terminal.
_PIPE_WIDTH = 160


def show(answer: pa.Table, most: int | None) -> None:
    """Print an answer as a table, or as a block per row where it has too many columns.

    Args:
        answer: its rows, one more than ``most`` where there are more.
        most: rows to print; None for all.
    """
    from rich.console import Console

    rows = answer.num_rows if most is None else min(answer.num_rows, most)
    # A file or a pipe has no width; eighty columns would fold every table.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    names = [harmless(name) for name in answer.column_names]
    shown = [[_shown(value.as_py()) for value in column] for column in answer.slice(0, rows).columns]
    widths = (max(map(len, [name, *column])) for name, column in zip(names, shown, strict=True))
    if sum(min(_NARROWEST, width) + _GAP for width in widths) - _GAP > console.width:
        _blocks(names, shown, rows, console)
    else:
        _table(answer.schema, shown, rows, console)
    more = answer.num_rows > rows
    said = f"more than {rows:,} rows; --rows 0 shows all" if more else f"{rows:,} row{'' if rows == 1 else 's'}"
    console.print(f"({said})")


def _table(schema: pa.Schema, shown: Sequence[Sequence[str]], rows: int, console: Any) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for field in schema:
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type) or pa.types.is_decimal(field.type)
        table.add_column(Text(harmless(field.name)), overflow="fold", justify="right" if number else "left")
    for row in range(rows):
        # Text, not str: what an article says is never taken for markup.
        table.add_row(*(Text(column[row]) for column in shown))
    console.print(table)


def _blocks(names: Sequence[str], shown: Sequence[Sequence[str]], rows: int, console: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    for row in range(rows):
        block = Table.grid(padding=(0, 2))
        for name, column in zip(names, shown, strict=True):
            if column[row]:
                block.add_row(Text(name, style="bold"), Text(column[row], overflow="fold"))
        console.print(block)
        console.print()


def _shown(value: object) -> str:
    # A sum of money is read by its thousands; other numbers (years, places in a text) are not.
    text = digits(value, thousands=True) if isinstance(value, Decimal) else harmless(cell(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ... ({len(text):,} characters)"


def show_what_there_is(session: Session, questions: Sequence[Question]) -> None:
    """Print the tables with their rows, the macros, and the questions that can be asked by name."""
    counted = (f"(select count(*) from {table.name}) as {table.name}" for table in session.tables)  # noqa: S608 - the names are the schemas'
    (rows,) = session.table(f"select {', '.join(counted)}").to_pylist()
    for title, told in (
        ("Tables", [(table.name, f"{rows[table.name]:,}", table.description) for table in session.tables]),
        ("Macros", [(call, "", f"{gives[:1].upper()}{gives[1:]}.") for call, gives in MACROS]),
        ("Questions: khabar sql NAME", [(each.name, "", each.asks) for each in questions]),
    ):
        click.echo(title)
        for name, count, is_ in told:
            click.echo(f"  {name:<44} {is_}" if not count else f"  {name:<30} {count:>13} {is_}")
        click.echo()
    click.echo(f'Columns: khabar sql "from {DICTIONARY} where \\"table\\" = \'documents\'"')
