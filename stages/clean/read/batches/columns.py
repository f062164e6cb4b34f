"""The columns of a batch that is a table: whether articles can be read from them. For every form that has columns."""

from collections.abc import Sequence

from stages.clean.read.batches.protocol import Names
from stages.clean.read.fields import FIELDS, first_step
from stages.clean.rejects import Reject, reject

#: How many columns are named to somebody whose columns are not ours, and how many characters of each name.
TOLD = 20
TOLD_CHARACTERS = 60


def check(columns: Sequence[str], names: Names, *, nested: bool = False) -> Reject | None:
    """Return why no articles can be read from a table with these columns; None where they can.

    Args:
        columns: their names, in order; empty for a column without one.
        names: those of our fields that are called otherwise in this table.
        nested: whether a cell may hold fields of its own, so that the first step of a path will do.
    """
    there = set(columns)
    wanted = [names.get(field, field) for field in ("text", "html")]
    if not any(name in there or (nested and first_step(name) in there) for name in wanted):
        return reject("no_fields", wanted=" or ".join(f'"{name}"' for name in wanted), found=_told(columns))
    ours = {names.get(field, field) for field in FIELDS}
    for name in columns:
        if name in ours and columns.count(name) > 1:
            return reject("column_twice", name=name)
    return None


def _told(columns: Sequence[str]) -> str:
    told = ", ".join(f'"{" ".join(name.split())[:TOLD_CHARACTERS]}"' for name in columns[:TOLD])
    return told + (f" and {len(columns) - TOLD} more" if len(columns) > TOLD else "")
