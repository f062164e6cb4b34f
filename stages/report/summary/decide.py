"""Adds the parts of all partitions, and keeps of long lists what the page shows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stages.report.params import ReportParams
from stages.report.summary import schema
from stages.report.summary.schema import SUMMARY
from stages.report.summary.sign import SHOWN, most_first, newest_first

#: Days up to which each is told; a longer time is told by its months, each by its first day.
DAYS = 800

#: Stories, members of one, things named of each type, and indicators that the page shows.
STORIES, MEMBERS, NAMES, INDICATORS = 100, 30, 300, 400

_Row = dict[str, Any]

#: What is summed, by these columns.
_SUMS = {
    schema.DAY: ["key", "day"],
    schema.LANGUAGE: ["key"],
    schema.UNDATED: ["key"],
    schema.CONFLICT: [],
    schema.TIMEX: ["key", "label"],
    schema.REJECTS: ["key"],
}


def decide(signed: pa.Table, params: ReportParams) -> pa.Table:
    """Return the summary, a table of `SUMMARY`, sorted; the order of the rows that it gets does not matter.

    Args:
        signed: the parts, with the partition that each is of.
        params: the knobs.
    """
    del params
    of = {kind: signed.filter(pc.equal(signed["kind"], kind)) for kind in pc.unique(signed["kind"]).to_pylist()}
    found = [_summed(kind, of[kind], by) for kind, by in _SUMS.items() if kind in of]
    for kind, choose in _CHOSEN.items():
        if kind in of:
            found.append(pa.Table.from_pylist(list(choose(of[kind])), schema=SUMMARY))
    order = [(name, "ascending") for name in ("kind", *(name for name in SUMMARY.names if name != "kind"))]
    return pa.concat_tables(found).sort_by(order)


def _summed(kind: str, rows: pa.Table, by: list[str]) -> pa.Table:
    if kind == schema.DAY and pc.count_distinct(rows["day"]).as_py() > DAYS:
        month = pc.floor_temporal(rows["day"], unit="month")
        rows = rows.set_column(rows.column_names.index("day"), "day", month.cast(pa.date32()))
    added = rows.group_by(by, use_threads=False).aggregate([("count", "sum"), ("more", "sum")])
    columns = {
        "kind": pa.repeat(kind, added.num_rows),
        "count": added["count_sum"],
        "more": added["more_sum"],
        **{name: added[name] for name in by},
    }
    nothing = {field.name: pa.nulls(added.num_rows, field.type) for field in SUMMARY}
    return pa.table({**nothing, **columns}).select(SUMMARY.names).cast(SUMMARY)


def _shards(rows: pa.Table) -> Iterator[_Row]:
    yield from rows.to_pylist()


def _rejects(rows: pa.Table) -> list[_Row]:
    found = sorted(rows.to_pylist(), key=lambda row: (row["other"], row["label"]))
    return found[: SHOWN[schema.REJECT]]


def _newest(rows: pa.Table) -> list[_Row]:
    return sorted(rows.to_pylist(), key=newest_first)[: SHOWN[schema.NEWEST]]


def _stories(rows: pa.Table) -> Iterator[_Row]:
    """Yield members of the stories that most outlets carried, then of those that most articles tell."""
    distinct = rows.group_by(["key"], use_threads=False).aggregate(
        [("other", "count_distinct"), ("count", "count"), ("count", "sum")]
    )
    told = distinct.to_pylist()
    told.sort(key=lambda row: (-row["other_count_distinct"], -row["count_count"], row["key"]))
    shown = [row["key"] for row in told if row["count_count"] > 1][:STORIES]
    members: dict[str, list[_Row]] = defaultdict(list)
    for row in rows.filter(pc.is_in(rows["key"], pa.array(shown, pa.string()))).to_pylist():
        members[row["key"]].append(row)
    for key in shown:
        own = sorted(members[key], key=kept_first)
        for row in own[:MEMBERS]:
            # How many there are, on each: the page shows some.
            yield row | {"more": len(own)}


def kept_first(row: _Row) -> tuple[Any, ...]:
    """Return what sorts the members of a story: the one kept, then by day."""
    return (-row["count"], row["day"] is None, str(row["day"]), row["other"] or "", row["label"])


def _most_of_each_type(rows: pa.Table) -> Iterator[_Row]:
    added = rows.group_by(["kind", "key", "other"], use_threads=False)
    summed = added.aggregate([("count", "sum"), ("more", "sum"), ("label", "min")])
    found = [
        {
            "kind": row["kind"],
            "key": row["key"],
            "label": row["label_min"],
            "other": row["other"],
            "count": row["count_sum"],
            "more": row["more_sum"],
        }
        for row in summed.to_pylist()
    ]
    taken: Counter[str] = Counter()
    for row in sorted(found, key=most_first):
        taken[row["other"]] += 1
        if taken[row["other"]] <= NAMES:
            yield row


def _indicators(rows: pa.Table) -> Iterator[_Row]:
    """Yield the figures of each indicator by unit and partition: where the page finds them."""
    totals: Counter[str] = Counter()
    of: dict[str, list[_Row]] = defaultdict(list)
    for row in rows.to_pylist():
        totals[row["key"]] += row["count"]
        of[row["key"]].append(row)
    for key, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:INDICATORS]:
        yield from of[key]


_CHOSEN: dict[str, Callable[[pa.Table], Any]] = {
    schema.SHARD: _shards,
    schema.REJECT: _rejects,
    schema.NEWEST: _newest,
    schema.MEMBER: _stories,
    schema.ENTITY: _most_of_each_type,
    schema.NAME: _most_of_each_type,
    schema.INDICATOR: _indicators,
}
