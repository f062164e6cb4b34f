"""What is printed on a terminal: how the stages stand, and one article explained."""

import json
import sys
from typing import Any

from flows.explain import Explanation
from flows.status import Standing

#: Reasons of one kind shown by name; the rest are counted.
_SHOWN = 10

#: Columns where the output is not a terminal.
_PIPE_WIDTH = 160


def standing_record(found: Standing) -> dict[str, Any]:
    """Return how a stage stands for a program."""
    return {
        "stage": found.stage,
        "partitions": found.partitions,
        "stale": len(found.stale),
        "decides": found.decides,
        "reasons": [{"kind": reason.kind, "detail": reason.detail} for reason in found.reasons],
    }


def standing_text(found: Standing) -> str:
    """Return how a stage stands as lines for a person."""
    if found.fresh:
        return f"{found.stage:<14} up to date ({found.partitions:,} partitions)"
    more = " and those that a new decision concerns" if found.decides else ""
    lines = [f"{found.stage:<14} would compute {len(found.stale):,} of {found.partitions:,} partitions{more}"]
    kinds = dict.fromkeys(reason.kind for reason in found.reasons)
    for kind in kinds:
        details = [reason.detail for reason in found.reasons if reason.kind == kind]
        lines += [f"    {kind:<8} {detail}" for detail in details[:_SHOWN]]
        if len(details) > _SHOWN:
            lines.append(f"    {kind:<8} ... and {len(details) - _SHOWN:,} more")
    return "\n".join(lines)


def show_explanation(found: Explanation) -> None:
    """Print one article as tables."""
    # Here, not at the top: only this command draws.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # A file or a pipe has no width; eighty columns would fold every table.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)

    def show(title: str, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        columns = [name for name in rows[0] if any(row.get(name) is not None for row in rows)]
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for name in columns:
            table.add_column(name, overflow="fold")
        for row in rows:
            # Text, not str: what an article says is never taken for markup.
            table.add_row(*(Text(_cell(row.get(name))) for name in columns))
        console.print(table)
        console.print()

    def facts(title: str, row: dict[str, Any] | None) -> None:
        show(title, [{"": key, " ": value} for key, value in (row or {}).items() if value is not None])

    article = dict(found.article)
    text = article.pop("text", None)
    facts("Article", article | {"partition": found.partition, "characters": len(text) if text else None})
    show("Removed from the text", found.removed)
    facts("Date", {key: value for key, value in (found.dates or {}).items() if key not in ("doc_id", "timexes")})
    facts("Language", {key: value for key, value in (found.language or {}).items() if key != "doc_id"})
    show("Cluster (the article kept stands first)", found.cluster)
    show("Temporal expressions", [_short(row) for row in (found.dates or {}).get("timexes") or []])
    show("Amounts", [_short(row) for row in found.amounts])


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a mention with its ends in one column, and a point value in one."""
    rest = dict(row)
    short: dict[str, Any] = {"span": f"{rest.pop('start')}-{rest.pop('end')}"}
    if "value_low" in rest:
        low, high = _cell(rest.pop("value_low")), _cell(rest.pop("value_high"))
        short |= {"text": rest.pop("text"), "value": low if low == high else f"{low} to {high}"}
    return short | rest


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
