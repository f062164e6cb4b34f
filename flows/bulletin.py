"""What is new in the corpus, as a page of Markdown for whoever looks at a run: counts, the stories that most outlets
carried, figures.

Titles and texts come from anywhere, so everything in them that Markdown or HTML would act on is escaped.
"""

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows import versions
from flows.errors import UsageError
from flows.git import Git
from flows.versions import Snapshot, Workspace

#: Lines of each list.
_SHOWN = 10

#: Characters of a title or a passage that are shown.
_LONGEST = 120

#: The tables that are counted, in the order of the page.
_COUNTED = ("documents", "duplicates", "rejects")

#: What Markdown acts on.
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|~-])")

#: Columns that are read of the new articles, and of their figures or amounts.
_DOCUMENT = ["doc_id", "title", "text", "outlet", "published", "outlets", "duplicates"]
_AMOUNT = ["doc_id", "text", "currency", "value_high"]
_FIGURE = ["doc_id", "text", "indicator", "kind", "measure", "begin", "finish", "period", "speaker_text", "consistent"]


def since_published(root: Path) -> str:
    """Return what the workspace has that the version published last has not; where there is none, all of it.

    Args:
        root: the repository; its tables are up to date.

    Raises:
        CorruptError: the bytes of the last version are neither in DVC's cache nor in a remote.
    """
    try:
        git = Git(root)
        last = versions.latest(git)
    except UsageError:  # DVC works without git, and then nothing is published
        last = None
    before = versions.snapshot(git, last.name) if last else None
    return of(before, Workspace(root))


def of(before: Snapshot | None, now: Snapshot) -> str:
    """Return what one version has that another has not.

    Args:
        before: the earlier one; None for nothing.
        now: the later one.
    """
    counts = [(table, _rows(before, table), _rows(now, table)) for table in _COUNTED]
    title = f"New since {_escaped(before.name)}" if before else "New: nothing has been published yet"
    lines = [f"## {title}", "", "| | before | now |", "| --- | --: | --: |"]
    lines += [f"| {table} | {then:,} | {there:,} |" for table, then, there in counts]
    documents = _new(before, now, "documents", _DOCUMENT)
    fresh = documents["doc_id"].combine_chunks()
    are = "article is" if len(fresh) == 1 else "articles are"
    lines += ["", f"{len(fresh):,} {are} new among those kept.", ""]
    lines += _section("Stories that most outlets carried", map(_story, _top(documents)))
    lines += _section("New figures", _figures(before, now, fresh, documents))
    return "\n".join(lines)


def fresh(before: Snapshot | None, now: Snapshot) -> list[str]:
    """Return the ``doc_id`` of every article that one version keeps and an earlier one does not, the newest first.

    Args:
        before: the earlier one; None for nothing.
        now: the later one.
    """
    documents = _new(before, now, "documents", ["doc_id", "published"])
    order = [("published", "descending"), ("doc_id", "ascending")]
    found: list[str] = documents.sort_by(order)["doc_id"].to_pylist()
    return found


def report_of(root: Path) -> Path:
    """Return the file to open for a look at the corpus: the page, or the metrics where there is no page."""
    folder = root / "artifacts" / "report"
    page = folder / "index.html"
    return page if page.is_file() else folder / "metrics.json"


def _files(version: Snapshot, table: str) -> dict[str, tuple[str, int]]:
    """Return digest and rows of each file of an exported table, by its path below the repository."""
    entries = versions.ledger_of(version, "export").tables("tables").values()
    return {
        f"artifacts/export/{path}": (digest, entry.rows[path])
        for entry in entries
        for path, digest in entry.files.items()
        if path.startswith(f"{table}/")
    }


def _rows(version: Snapshot | None, table: str) -> int:
    return sum(rows for _, rows in _files(version, table).values()) if version else 0


def _new(before: Snapshot | None, now: Snapshot, table: str, columns: list[str]) -> pa.Table:
    """Return the rows of the articles that stand in a table now and did not before. Equal files are not read."""
    old, new = (_files(before, table) if before else {}), _files(now, table)
    known = {digest for digest, _ in old.values()}
    fresh = [path for path, (digest, _) in new.items() if digest not in known]
    kept = {digest for digest, _ in new.values()}
    gone = [path for path, (digest, _) in old.items() if digest not in kept]
    schema = f"artifacts/export/{table}/schema.parquet"
    rows = pa.concat_tables([versions.table_of(now, path, columns) for path in (schema, *fresh)])
    if before is None or not gone:
        return rows
    there = pa.concat_tables([versions.table_of(before, path, ["doc_id"]) for path in gone])["doc_id"]
    return rows.filter(pc.invert(pc.is_in(rows["doc_id"], there.combine_chunks())))


def _top(documents: pa.Table) -> list[dict[str, Any]]:
    order = [("outlets", "descending"), ("duplicates", "descending"), ("published", "descending")]
    rows: list[dict[str, Any]] = documents.sort_by([*order, ("doc_id", "ascending")]).slice(0, _SHOWN).to_pylist()
    return rows


def _story(row: Mapping[str, Any]) -> str:
    carried = f"{row['outlets']:,} outlets" if row["outlets"] != 1 else "1 outlet"
    copies = f", {row['duplicates'] + 1:,} articles" if row["duplicates"] else ""
    where = ", ".join(_escaped(str(part)) for part in (row["outlet"], row["published"]) if part is not None)
    return f"**{_escaped(_name(row))}** ({where or 'undated'}): {carried}{copies}"


def _figures(before: Snapshot | None, now: Snapshot, fresh: pa.Array, documents: pa.Table) -> Iterable[str]:
    """Return a line for each of the first statistical claims of new articles, one of each indicator of an article; or,
    where none is known, for their largest amounts.
    """
    titles = {row["doc_id"]: _escaped(_name(row)) for row in documents.to_pylist()}
    figures = _new(before, now, "figures", _FIGURE)
    figures = figures.filter(pc.is_in(figures["doc_id"], fresh))
    told = {(row["doc_id"], row["indicator"], row["kind"]): row for row in reversed(figures.to_pylist())}
    # Most telling first: what is of a period, then what is of a speaker; in the order of the table among these.
    newest = list(told.values())[::-1]
    rows = sorted(newest, key=lambda row: (row["period"] is None, row["speaker_text"] is None))
    for row in rows[:_SHOWN]:
        yield f"{_claim(row)} ({titles[row['doc_id']]})"
    if rows:
        return
    amounts = _new(before, now, "amounts", _AMOUNT)
    amounts = amounts.filter(pc.and_(pc.is_in(amounts["doc_id"], fresh), pc.is_valid(amounts["currency"])))
    amounts = amounts.sort_by([("value_high", "descending"), ("doc_id", "ascending")]).slice(0, _SHOWN)
    for row in amounts.to_pylist():
        yield f"{_escaped(row['text'])} ({titles[row['doc_id']]})"


def _claim(row: Mapping[str, Any]) -> str:
    """Return a statistical claim on one line: of what, of which kind, for when, by whom, and whether it adds up."""
    what = row["kind"] if row["measure"] == "level" else f"{row['kind']} {row['measure']}"
    when = f"{row['begin']} to {row['finish']}" if row["begin"] else row["period"]
    parts = [f"{_escaped(row['indicator'])}, {what}: {_escaped(row['text'])}"]
    parts += [f"for {_escaped(when)}"] if when else []
    parts += [f"by {_escaped(row['speaker_text'])}"] if row["speaker_text"] else []
    parts += ["level, base and growth contradict each other"] if row["consistent"] is False else []
    return ", ".join(parts)


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"- {line}" for line in lines]
    return [f"### {title}", "", *found, ""] if found else []


def _name(row: Mapping[str, Any]) -> str:
    return str(row["title"] or row["text"])


def _escaped(text: str) -> str:
    line = " ".join(text.split())
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    return _MARKS.sub(r"\\\1", html.escape(line, quote=False))
