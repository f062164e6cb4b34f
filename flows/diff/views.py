"""A difference as a person sees it on a terminal."""

from collections.abc import Mapping
from typing import Any

import click

from flows.diff.articles import ADDED, DELETED, EDITED, RENAMED
from flows.diff.difference import CHANGED, Difference, Example, Rows, TableDifference
from flows.diff.lineage import ARTICLE, key_of
from flows.diff.reasons import WORDS, words
from flows.explain import name_of
from flows.views import cell, show_rows, trimmed

#: Columns named that changed most often in a table; changed files, params and libraries named of one kind.
_COLUMNS = 4
_NAMED = 5

#: Characters shown of a value, and around the place where two long ones differ.
_VALUE = 40
_AROUND = 12

#: What is shown of a row that came or went: enough to know it by, and no more than fits a line.
_TELLING = (
    *("name", "outlet", "title", "published", "duplicate_of", "start", "end", "raw_start"),
    *("raw_end", "text", "type", "kind", "value", "value_low", "value_high", "currency", "reason", "code", "rule"),
)

#: Columns that are told by others which are shown: the text of an article is long, its title is not.
_TOLD = {"documents": ("text",), "timexes": ("raw_start", "raw_end"), "amounts": ("raw_start", "raw_end")}


def show_difference(found: Difference) -> None:
    """Print a difference as tables: articles, rows, why, and some of the rows."""
    click.echo(f"{found.old} -> {found.new}\n{found.sentence()}.\n")
    if not found:
        click.echo("Nothing differs.")
        return
    _show_articles(found)
    tables = [table for table in found.tables.values() if table]
    _show("Rows", [_totals(table, found) for table in tables if table.rows])
    kinds = (("added", "added"), ("removed", "removed"), ("retyped", "another type"))
    schemas = [
        {"table": table.name, "column": column, "": word}
        for table in tables
        for kind, word in kinds
        for column in getattr(table.schema, kind)
    ]
    _show("Columns", schemas)
    why = [
        {"table": table.name, "rows": f"{rows.count:,}", "": rows.change, "why": words(rows.cause, _NAMED)}
        for table in tables
        for rows in table.rows
    ]
    _show("Why", why)
    for table in tables:
        for rows in table.rows:
            _show_examples(table.name, rows, found)
    if not any(table.rows for table in tables):
        click.echo("No row differs in the tables that were compared.")


def _show(title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows below a title, which is not folded to the width of a narrow table."""
    if rows:
        click.echo(title)
        show_rows("", rows)


def _show_articles(found: Difference) -> None:
    rows: list[dict[str, Any]] = []
    for kind in (ADDED, EDITED, DELETED, RENAMED):
        listed = found.listed(kind)
        rows += [{"article": each["name"], "": kind, "before": each.get("before")} for each in listed]
        more = getattr(found.articles, kind) - len(listed)
        if listed and more:
            rows.append({"article": f"... and {more:,} more", "": kind})
    _show("Articles", rows)


def _totals(table: TableDifference, found: Difference) -> dict[str, Any]:
    before, after = found.totals[table.name]
    columns = [f"{name} {count:,}" for name, count in list(table.columns.items())[:_COLUMNS]]
    more = len(table.columns) - len(columns)
    return {
        "table": table.name,
        "before": f"{before:,}",
        "after": f"{after:,}",
        **{change: f"{count:,}" for change, count in table.counts.items()},
        "columns changed most": ", ".join(columns) + (f" and {more} more" if more else "") or None,
    }


def _show_examples(table: str, rows: Rows, found: Difference) -> None:
    shown = [{"article": _article(example, found)} | _line(table, example) for example in rows.examples]
    some = f" ({len(shown):,} of {rows.count:,})" if len(shown) < rows.count else ""
    kinds = ", ".join(dict.fromkeys(WORDS[reason.kind] for reason in rows.cause))
    _show(f"{table}, {rows.change}: {kinds}{some}", shown)


def _article(example: Example, found: Difference) -> str | None:
    """Return what people call the article of a row, as far as that is known: its doc_id stands for it elsewhere."""
    row = example.new or example.old or {}
    if "source" in row:
        return name_of(row)
    change = found.articles.changes.get(row.get(ARTICLE, ""))
    return change.name if change else row.get(ARTICLE)


def _line(table: str, example: Example) -> dict[str, Any]:
    """Return an example as one line: what it is known by, and what it says or what of it changed."""
    row = example.new or example.old or {}
    if example.columns:
        changed = [
            f"{name}: {_from_to((example.old or {}).get(name), (example.new or {}).get(name))}"
            for name in example.columns
        ]
        known_by = [name for name in key_of(table) if name != ARTICLE]
        return _named(row, known_by) | {f"{CHANGED} (old -> new)": "\n".join(changed)}
    return _named(row, [name for name in _TELLING if name not in _TOLD.get(table, ())])


def _named(row: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: trimmed(cell(row[name]), _VALUE) for name in dict.fromkeys(names) if row.get(name) is not None}


def _from_to(old: object, new: object) -> str:
    """Return two values on one line; of long ones, the place where they differ."""
    one, other = (" ".join(cell(value).split()) if value is not None else "null" for value in (old, new))
    if max(len(one), len(other)) > _VALUE:
        least = min(len(one), len(other))
        begin = next((at for at in range(least) if one[at] != other[at]), least)
        end = next((at for at in range(least - begin) if one[-1 - at] != other[-1 - at]), least - begin)
        first, last = max(begin - _AROUND, 0), max(end - _AROUND, 0)
        one, other = (_middle(text, first, len(text) - last) for text in (one, other))
    return f"{trimmed(one, _VALUE)} -> {trimmed(other, _VALUE)}"


def _middle(text: str, first: int, last: int) -> str:
    return f"{'...' if first else ''}{text[first:last]}{'...' if last < len(text) else ''}"
