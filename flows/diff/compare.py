"""Two versions compared: articles first, then the tables, a few partitions at a time.

Only files whose bytes differ are opened. A new article may cut partitions elsewhere, so those that share an article are
compared together; memory is that of one such group, and of the articles that changed.
"""

from collections import Counter
from collections.abc import Collection, Iterator

import pyarrow as pa

from flows.diff import articles as told
from flows.diff.articles import ADDED, Group
from flows.diff.causes import Causes
from flows.diff.difference import CHANGED, REMOVED, Columns, Difference, Example, Rows, TableDifference, by_frequency
from flows.diff.lineage import ARTICLE, EXPORT, key_of
from flows.diff.look import Look, Origin, Pair
from flows.diff.reasons import Cause, ordered
from flows.diff.rows import Places, matched
from flows.diff.version import Version
from flows.errors import UsageError
from flows.versions import Snapshot
from stages.export.schema import schemas


def between(
    old: Snapshot, new: Snapshot, *, tables: Collection[str] | None = None, examples: int | None = 0
) -> Difference:
    """Compare two versions.

    Args:
        old: the earlier version.
        new: the later one.
        tables: the tables to compare; all of them where None.
        examples: how many articles and rows of each kind to give; all of them where None.

    Raises:
        UsageError: a ledger was written by another format of Khabar, or there is no such table.
        CorruptError: what differs cannot be read, or is not what its ledger says.
    """
    then, now = Version(old), Version(new)
    names = _tables(then, now)
    if missing := set(tables or ()) - set(names):
        raise UsageError(f"There is no table {min(missing)}", f"The tables are {', '.join(names)}.")
    pair = Pair(then, now, told.compare(then, now))
    seen = _Tables(pair, Causes(pair), examples)
    wanted = [name for name in names if tables is None or name in tables]
    for group in pair.groups(EXPORT):
        look = Look(pair, group)
        for name in wanted:
            seen.compare(name, group, look)
    compared = {name: seen.difference(name) for name in wanted}
    if EXPORT in pair.made_by:
        for name, columns in _schemas(then, now, wanted):
            compared[name].schema = columns
    made_by = ordered(reason for reasons in pair.made_by.values() for reason in reasons)
    totals = {name: (then.rows(name), now.rows(name)) for name in names}
    return Difference(old.name, new.name, pair.articles, totals, made_by, compared, examples)


class _Tables:
    """Gathers what differs in the rows of the tables.

    Args:
        pair: the versions.
        causes: turns origins into causes.
        examples: how many rows of each kind to keep.
    """

    def __init__(self, pair: Pair, causes: Causes, examples: int | None) -> None:
        self._old, self._new, self._causes = pair.old, pair.new, causes
        self._examples = examples
        self._rows: dict[str, dict[tuple[str, Origin], Rows]] = {}
        self._columns: dict[str, Counter[str]] = {}

    def compare(self, name: str, group: Group, look: Look) -> None:
        """Compare the rows of a table in a group of partitions."""
        old, new = self._old.unlike(self._new, EXPORT, group, name), self._new.unlike(self._old, EXPORT, group, name)
        one = new if old is None else old
        if one is None:
            return
        old = one.schema.empty_table() if old is None else old
        new = one.schema.empty_table() if new is None else new
        rows = matched(old, new, key_of(name, one.schema.metadata))
        for change, table, places in ((REMOVED, old, rows.removed), (ADDED, new, rows.added)):
            for at, article in zip(places.tolist(), _articles_of(table, places), strict=True):
                self._note(name, change, look.of_row(name, None, article), (table, at))
        counts = self._columns.setdefault(name, Counter())
        for pair, article in enumerate(_articles_of(new, rows.new)):
            columns = tuple(each for each, differs in rows.columns.items() if differs[pair])
            counts.update(columns)
            before, after = (old, int(rows.old[pair])), (new, int(rows.new[pair]))
            self._note(name, CHANGED, look.of_row(name, columns, article), before, after, columns)

    def difference(self, name: str) -> TableDifference:
        """Return what was gathered of a table."""
        by_cause: dict[tuple[str, Cause], Rows] = {}
        for (change, origin), rows in self._rows.get(name, {}).items():
            cause = self._causes.of(origin)
            whole = by_cause.setdefault((change, cause), Rows(change, cause))
            whole.count += rows.count
            whole.examples = [*whole.examples, *rows.examples][: self._examples]
        counts = self._columns.get(name, Counter())
        columns = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        return TableDifference(name, by_frequency(by_cause.values()), columns)

    def _note(
        self,
        name: str,
        change: str,
        origin: Origin,
        row: tuple[pa.Table, int],
        after: tuple[pa.Table, int] | None = None,
        columns: tuple[str, ...] = (),
    ) -> None:
        rows = self._rows.setdefault(name, {}).setdefault((change, origin), Rows(change, ()))
        rows.count += 1
        if self._examples is None or len(rows.examples) < self._examples:
            told = _row(*row)
            if after is not None:
                rows.examples.append(Example(told, _row(*after), columns))
            else:
                rows.examples.append(Example(told, None) if change == REMOVED else Example(None, told))


def _articles_of(table: pa.Table, places: Places) -> list[str | None]:
    if ARTICLE not in table.column_names:
        return [None] * len(places)
    found: list[str | None] = table[ARTICLE].take(pa.array(places)).to_pylist()
    return found


def _row(table: pa.Table, at: int) -> dict[str, object]:
    (row,) = table.slice(at, 1).to_pylist()
    return dict(row)


def _tables(old: Version, new: Version) -> list[str]:
    """Return the names of all tables: those that this version of Khabar makes, then others that either version has."""
    found = dict.fromkeys(schemas())
    for version in (old, new):
        for entry in version.entries(EXPORT).values():
            found.update(dict.fromkeys(sorted(path.partition("/")[0] for path in entry.files)))
    return list(found)


def _schemas(old: Version, new: Version, names: list[str]) -> Iterator[tuple[str, Columns]]:
    """Yield how the columns of those tables differ that both versions have, or that one has."""
    then, now = dict(old.schemas(names)), dict(new.schemas(names))
    empty = pa.schema([])
    for name in names:
        before, after = ({field.name: field for field in side.get(name, empty)} for side in (then, now))
        both = [each for each in after if each in before and _type(before[each]) != _type(after[each])]
        yield (
            name,
            Columns(
                [f"{each}: {_type(after[each])}" for each in after if each not in before],
                [f"{each}: {_type(before[each])}" for each in before if each not in after],
                [f"{each}: {_type(before[each])} -> {_type(after[each])}" for each in both],
            ),
        )


def _type(field: pa.Field) -> str:
    return str(field.type) if field.nullable else f"{field.type} not null"
