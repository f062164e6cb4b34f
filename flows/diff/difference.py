"""What differs between two versions, for people and for programs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flows.diff.articles import ADDED, DELETED, EDITED, RENAMED, Articles
from flows.diff.reasons import Cause

REMOVED, CHANGED = "removed", "changed"

#: The tables in one of which every source record stands.
_ENDS = ("documents", "duplicates", "rejects")

#: Changes of code, params and libraries that a sentence names; the rest are counted.
_NAMED = 3


class Example(NamedTuple):
    """One row that differs: as it was, as it is, and the columns in which it changed."""

    old: dict[str, Any] | None
    new: dict[str, Any] | None
    columns: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return it for a program."""
        return self._asdict()


@dataclass
class Rows:
    """The rows of a table that were added, removed or changed by one cause.

    Attributes:
        change: added, removed or changed.
        cause: why.
        count: how many.
        examples: the first of them, as many as were asked for.
    """

    change: str
    cause: Cause
    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "change": self.change,
            "cause": [reason._asdict() for reason in self.cause],
            "rows": self.count,
            "examples": [example.record() for example in self.examples],
        }


@dataclass
class Columns:
    """How the schema of a table differs, as ``name: type``; a null that is allowed or not is part of the type."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.retyped)


@dataclass
class TableDifference:
    """How one exported table differs.

    Attributes:
        name: the table.
        rows: what became of its rows, by change and cause, the most frequent first.
        columns: in how many changed rows each column differs, the most frequent first.
        schema: how its columns differ; rows are compared by those that both versions have with one type.
    """

    name: str
    rows: list[Rows]
    columns: dict[str, int]
    schema: Columns = field(default_factory=Columns)

    def __bool__(self) -> bool:
        return bool(self.rows or self.schema)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were added, removed and changed."""
        found = Counter(dict.fromkeys((ADDED, REMOVED, CHANGED), 0))
        for rows in self.rows:
            found[rows.change] += rows.count
        return dict(found)

    def record(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            **self.counts,
            "schema": vars(self.schema),
            "columns": self.columns,
            "causes": [rows.record() for rows in self.rows],
        }


@dataclass
class Difference:
    """How a version differs from another.

    Attributes:
        old, new: what people call them.
        articles: what became of the articles.
        totals: how many rows each table has, before and after.
        made_by: what changed in the code, params and libraries that make the tables.
        tables: every table that was compared, by name.
        examples: how many articles and rows of each kind are given by name; all where None.
    """

    old: str
    new: str
    articles: Articles
    totals: dict[str, tuple[int, int]]
    made_by: Cause
    tables: dict[str, TableDifference]
    examples: int | None

    def __bool__(self) -> bool:
        return bool(self.articles.changes or self.made_by or any(self.tables.values()))

    def sentence(self) -> str:
        """Return the difference in one line: articles, the rows of the tables in which records end, what made them."""
        told = [(kind, self.articles.counts[kind]) for kind in (ADDED, EDITED, DELETED, RENAMED)]
        parts = [f"{count:,} {kind}" for kind, count in told if count]
        noun = "article" if parts and parts[0].startswith("1 ") else "articles"
        first = ", ".join([parts[0].replace(" ", f" {noun} ", 1), *parts[1:]]) if parts else "no article changed"
        lines = [first, ", ".join(f"{name} {_change(*self.totals[name])}" for name in _ENDS)]
        if self.made_by:
            named = [reason.detail for reason in self.made_by[:_NAMED]]
            more = len(self.made_by) - len(named)
            lines.append(f"rules, params and libraries: {', '.join(named)}{f' and {more:,} more' if more else ''}")
        return "; ".join(lines)

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """Return the first articles of which something became: one of added, edited, deleted and renamed."""
        return [
            {"doc_id": each.doc_id, "name": each.name} | ({"before": each.before} if each.before else {})
            for each in self.articles.listed(kind)[: self.examples]
        ]

    def record(self) -> dict[str, Any]:
        """Return all of it for a program."""
        listed = {kind: self.listed(kind) for kind in (ADDED, EDITED, DELETED, RENAMED)}
        return {
            "old": self.old,
            "new": self.new,
            "differs": bool(self),
            "summary": self.sentence(),
            "articles": self.articles.counts | {"examples": listed},
            "made_by": [reason._asdict() for reason in self.made_by],
            "rows": {name: {"before": before, "after": after} for name, (before, after) in self.totals.items()},
            "tables": {name: table.record() for name, table in self.tables.items()},
        }


def _change(before: int, after: int) -> str:
    return f"{after:,}" if before == after else f"{before:,} -> {after:,}"


def by_frequency(found: Iterable[Rows]) -> list[Rows]:
    """Return what became of rows, the most frequent first."""
    return sorted(found, key=lambda rows: (-rows.count, rows.change, rows.cause))
