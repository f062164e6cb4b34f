"""Where two files of one name differ: the row and the column of tables, the entry of ledgers, the line of texts."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import ledger
from flows.engine.ledger import Entry

#: Columns that tell people which row is meant, where a table has them.
_NAMES = ("doc_id", "entity_id", "cluster_id", "key", "source", "record", "start", "end", "kind", "outlet")

#: Characters of a value that are shown.
_SHOWN = 120


def difference(kept: Path, fresh: Path) -> tuple[str, ...]:
    """Say where two files first differ, in a few lines.

    Args:
        kept: the file that was brought up to date.
        fresh: the same of a build from nothing.
    """
    if kept.name == ledger.NAME:
        return _entry(kept.read_bytes(), fresh.read_bytes())
    if kept.suffix == ".parquet":
        try:
            tables = [pq.ParquetFile(path).read() for path in (kept, fresh)]
        except (pa.ArrowException, OSError) as error:
            return (f"it cannot be read: {str(error).splitlines()[0]}",)
        return _row(*tables)
    return _line(kept.read_bytes(), fresh.read_bytes())


def _row(kept: pa.Table, fresh: pa.Table) -> tuple[str, ...]:
    if kept.schema != fresh.schema:
        names = sorted(set(kept.column_names) ^ set(fresh.column_names))
        return (f"its columns differ: {', '.join(names) or 'in their types'}",)
    ours, theirs = kept.to_pylist(), fresh.to_pylist()
    at = next((at for at, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), None)
    if at is None and len(ours) == len(theirs):
        return ("all rows are equal, and stand there in other bytes",)
    if at is not None and _name(ours[at]) == _name(theirs[at]):
        column = next(name for name in ours[at] if ours[at][name] != theirs[at][name])
        return (
            f"row: {_told(ours[at], at)}",
            f"column: {column}",
            f"kept: {_shown(ours[at][column])}",
            f"from nothing: {_shown(theirs[at][column])}",
        )
    counts = f"{len(ours)} rows kept, {len(theirs)} from nothing"
    at = min(len(ours), len(theirs)) if at is None else at
    known = {_name(row) for row in theirs}
    for where, row in enumerate(ours[at:], at):
        if _name(row) not in known:
            return (counts, f"row: {_told(row, where)}", "kept: it is there", "from nothing: no such row")
    known = {_name(row) for row in ours}
    for where, row in enumerate(theirs[at:], at):
        if _name(row) not in known:
            return (counts, f"row: {_told(row, where)}", "kept: no such row", "from nothing: it is there")
    return (counts, f"row: {_told(ours[at] if at < len(ours) else theirs[at], at)}", "the rows stand in another order")


def _name(row: dict[str, Any]) -> str:
    return repr([row[name] for name in _NAMES if name in row])


def _told(row: dict[str, Any], at: int) -> str:
    told = [f"{name} {_shown(row[name])}" for name in _NAMES if row.get(name) is not None]
    return f"{at + 1}, {', '.join(told)}" if told else f"{at + 1}"


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _entry(kept: bytes, fresh: bytes) -> tuple[str, ...]:
    ours, theirs = ledger.parse(kept), ledger.parse(fresh)
    if ours is None or theirs is None:
        return ("it is damaged",)
    for step in sorted(ours.steps.keys() | theirs.steps.keys()):
        one, other = ours.steps.get(step), theirs.steps.get(step)
        if one is None or other is None:
            return (f"step: {step}", f"{'from nothing' if one is None else 'kept'} alone has it")
        if one.made_by != other.made_by:
            kind, detail = one.made_by.differences(other.made_by)[0]
            return (f"step: {step}", f"{kind}: {detail}")
        for part in sorted(one.parts.keys() | other.parts.keys()):
            mine, its = one.parts.get(part, {}), other.parts.get(part, {})
            for partition in sorted(mine.keys() | its.keys()):
                if mine.get(partition) != its.get(partition):
                    where = f"entry: {step}, {part}, partition {partition or 'of the whole corpus'}"
                    return (where, *_entries(mine.get(partition), its.get(partition)))
    return ("all entries are equal, and stand there in another order",)


def _entries(kept: Entry | None, fresh: Entry | None) -> tuple[str, ...]:
    if kept is None or fresh is None:
        return (f"{'from nothing' if kept is None else 'kept'} alone has it",)
    name = next(name for name in kept.__struct_fields__ if getattr(kept, name) != getattr(fresh, name))
    return (
        f"field: {name}",
        f"kept: {_shown(getattr(kept, name))}",
        f"from nothing: {_shown(getattr(fresh, name))}",
    )


def _line(kept: bytes, fresh: bytes) -> tuple[str, ...]:
    ours, theirs = kept.split(b"\n"), fresh.split(b"\n")
    at = next((at for at, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), None)
    if at is None:
        return (f"{len(ours)} lines kept, {len(theirs)} from nothing",)
    one, other = ours[at].decode("utf-8", "replace"), theirs[at].decode("utf-8", "replace")
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, start - _SHOWN // 4)
    return (
        f"line: {at + 1}, from character {start + 1}",
        f"kept: {_shown(one[start:])}",
        f"from nothing: {_shown(other[start:])}",
    )
