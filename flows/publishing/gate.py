"""Whether a corpus may be published: what it is like beside the version published last, and which limits that breaks.

A pure comparison of two profiles (``artifacts/report/profile.json``). A published version is judged by its profile
alone, so no table of it need be at hand. What is asked of the workspace besides stands in `flows.publishing.checks`.
"""

from collections.abc import Iterator
from math import ceil, floor, inf
from typing import Annotated

import msgspec
from msgspec import Meta

from flows.publishing.profile import Profile
from flows.publishing.verdict import Row

#: A language of a lesser share, before and now, is told only if it is refused.
_TOLD = 0.01

#: Codes of rejects that a reason names.
_CODES = 3

Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a version may be from the one before. Tight limits ask a person about days that were only unusual; wide
    ones let a fault through that is seen once readers have it.

    Attributes:
        small: rows. Of whatever had fewer in the published version only losses are judged: what came since may be of
            any kind and number, so that a young corpus grows freely. Lower judges shares that a few articles move,
            higher leaves a corpus unwatched for longer.
        slack: documents, or values, by which any limit may be missed. Higher lets a small corpus lose some in silence.
        documents_least: share of the published number of documents that must be there. Lower lets losses through;
            higher stops at every outlet that is taken out on purpose.
        documents_most: documents for each one published. Lower stops at an archive that is added on purpose; higher
            lets a batch through whose copies are no longer told.
        rows_least: rows of any other table for each document (for `duplicates`: for each record), as a share of the
            published number. Lower misses a rule that finds less; higher stops at news of another kind.
        rows_most: likewise, at most. Higher misses a rule that finds too much.
        rows_slack: rows by which these two may be missed. Higher leaves small tables unwatched.
        nulls_change: by how much the share of nulls may change in any column, up or down: a value that is guessed is
            no better than one that is lost. Higher misses a field that one outlet no longer states.
        languages_change: by how much any language's share of the documents may change. Higher misses one outlet whose
            language is told wrongly.
        rejects_most: share of rejects among all records, unless that many are published already. Lower stops at one
            bad delivery, higher lets several through.
        rejects_change: by how much that share may change. A fall counts too: what was refused stands in the tables.
    """

    small: Count = 1000
    slack: Count = 3
    documents_least: Share = 0.95
    documents_most: Annotated[float, Meta(ge=1)] = 1.5
    rows_least: Share = 0.8
    rows_most: Annotated[float, Meta(ge=1)] = 1.25
    rows_slack: Count = 50
    nulls_change: Share = 0.05
    languages_change: Share = 0.05
    rejects_most: Share = 0.2
    rejects_change: Share = 0.05


def compare(now: Profile, before: Profile | None, limits: Limits) -> list[Row]:
    """Return what the bands and the schema say of a version.

    Args:
        now: the version to publish.
        before: the one published last; without one only what holds for any version is checked.
        limits: the limits.
    """
    if not now.records:
        then = before.records if before else None
        return [Row("rows", "records", then, 0, "1 or more", False, "the corpus holds no record")]
    if before is None:
        columns = sum(len(table.types) for table in now.tables.values())
        told = f"{len(now.tables)} tables, {columns} columns"
        return [Row("schema", "all", None, told, "any", True), *_rejects(now, None, limits)]
    return [
        *_schema(now, before),
        *_rows(now, before, limits),
        *_nulls(now, before, limits),
        *_languages(now, before, limits),
        *_rejects(now, before, limits),
    ]


def _schema(now: Profile, before: Profile) -> Iterator[Row]:
    """Tell every table and column that is gone, retyped or new; what is new breaks nobody's query."""
    kept = "neither gone nor retyped"
    same = 0
    for name in dict.fromkeys([*before.tables, *now.tables]):
        if name not in before.tables:
            yield Row("schema", name, None, "new", kept, True)
            continue
        if name not in now.tables:
            yield Row("schema", name, "published", "gone", kept, False, f"the table {name} is gone")
            continue
        then, there = before.tables[name].types, now.tables[name].types
        for column in dict.fromkeys([*then, *there]):
            was, is_ = then.get(column), there.get(column)
            subject = f"{name}.{column}"
            if was == is_:
                same += 1
            elif was is None:
                yield Row("schema", subject, None, f"new: {is_}", kept, True)
            elif is_ is None:
                yield Row("schema", subject, was, "gone", kept, False, f"the column {subject} is gone")
            else:
                reason = f"the column {subject} was {was} and is {is_}"
                yield Row("schema", subject, was, is_, kept, False, reason)
    yield Row("schema", "all others", f"{same} columns", f"{same} columns", kept, True)


def _rows(now: Profile, before: Profile, limits: Limits) -> Iterator[Row]:
    """Judge documents by their number, and every other table by its rows per document, or per record."""
    documents = before.rows("documents"), now.rows("documents")
    most = inf if documents[0] < limits.small else limits.documents_most * documents[0] + limits.slack
    yield _counted("documents", *documents, limits.documents_least * documents[0] - limits.slack, most)
    for name, table in before.tables.items():
        if name in ("documents", "rejects") or name not in now.tables:
            continue
        then, there = (before.records, now.records) if name == "duplicates" else documents
        # How many times as many articles there are: that many times as many rows are expected.
        grown = there / then if then else 1.0
        if then < limits.small or table.rows < limits.small:
            least, most = limits.rows_least * table.rows * min(grown, 1.0), inf
        else:
            least, most = limits.rows_least * table.rows * grown, limits.rows_most * table.rows * grown
        yield _counted(name, table.rows, now.rows(name), least - limits.rows_slack, most + limits.rows_slack)


def _counted(table: str, before: int, now: int, least: float, most: float) -> Row:
    low, high = max(ceil(least), 0), None if most == inf else floor(most)
    passed = low <= now and (high is None or now <= high)
    allowed = f"{low:,} or more" if high is None else f"{low:,} to {high:,}"
    reason = f"{table} has {now:,} rows, {before:,} are published, {allowed} are allowed"
    return Row("rows", table, before, now, allowed, passed, "" if passed else reason)


def _nulls(now: Profile, before: Profile, limits: Limits) -> Iterator[Row]:
    """Judge the share of nulls of every column; of a table where all pass, the column that moved most is told."""
    for name, table in now.tables.items():
        then = before.tables.get(name)
        if then is None or not then.rows or not table.rows:
            continue
        found = []
        for column in table.types.keys() & then.types.keys():
            counts = then.nulls.get(column, 0), then.rows, table.nulls.get(column, 0), table.rows
            found.append(_shared("nulls", f"{name}.{column}", *counts, limits.nulls_change, limits))
        yield from _notable(found)


def _notable(rows: list[Row]) -> Iterator[Row]:
    """Yield what is refused, or else what moved most."""
    order = sorted(rows, key=lambda row: (row.passed, -abs(float(row.now or 0) - float(row.before or 0)), row.subject))
    refused = [row for row in order if not row.passed]
    yield from refused or order[:1]


def _languages(now: Profile, before: Profile, limits: Limits) -> Iterator[Row]:
    then, there = sum(before.languages.values()), sum(now.languages.values())
    if not then or not there:
        return
    for name in sorted(before.languages.keys() | now.languages.keys()):
        counts = before.languages.get(name, 0), then, now.languages.get(name, 0), there
        row = _shared("languages", name, *counts, limits.languages_change, limits)
        if not row.passed or max(counts[0] / then, counts[2] / there) >= _TOLD:
            yield row


def _rejects(now: Profile, before: Profile | None, limits: Limits) -> Iterator[Row]:
    rejects, records = now.rows("rejects"), now.records
    codes = sorted(now.rejects.items(), key=lambda item: (-item[1], item[0]))[:_CODES]
    mostly = f": {', '.join(f'{count:,} {code}' for code, count in codes)}" if codes else ""
    # In whole numbers: 943 of 1,356 as a float, times 1,356, is a little less than 943.
    published = before.rows("rejects") * records // before.records if before and before.records else 0
    most = min(max(floor(limits.rejects_most * records), published) + limits.slack, records)
    passed = rejects <= most
    reason = f"{rejects:,} of {records:,} records are rejects, {most:,} are allowed{mostly}"
    row = Row("rejects", "of all records", None, rejects / records, f"up to {most / records:.1%}", passed)
    yield row if passed else row._replace(reason=reason)
    if before and before.records:
        counts = before.rows("rejects"), before.records, rejects, records
        moved = _shared("rejects", "since published", *counts, limits.rejects_change, limits)
        yield moved if moved.passed else moved._replace(reason=f"{moved.reason}{mostly}")


def _shared(
    check: str, subject: str, count: int, of: int, count_now: int, of_now: int, change: float, limits: Limits
) -> Row:
    """Judge a share, ``count_now`` of ``of_now``, by the published one, ``count`` of ``of``.

    Of few, what came may be of either kind, and so may what went; only the rest is judged.
    """
    if of >= limits.small:
        least, most = count * of_now / of - change * of_now, count * of_now / of + change * of_now
    else:
        came, went = max(of_now - of, 0), max(of - of_now, 0)
        least, most = count - went - change * of - limits.slack, count + came + change * of + limits.slack
    low, high = max(ceil(least), 0), min(floor(most), of_now)
    passed = low <= count_now <= high
    allowed = f"{low / of_now:.1%} to {high / of_now:.1%}"
    what = {"nulls": f"nulls in {subject}", "languages": f"documents in {subject}", "rejects": "rejects"}[check]
    reason = f"{what} are {count_now / of_now:.1%}, {count / of:.1%} are published, {allowed} are allowed"
    return Row(check, subject, count / of, count_now / of_now, allowed, passed, "" if passed else reason)
