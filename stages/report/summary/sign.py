"""What one partition adds to the summary."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stages.report.params import ReportParams
from stages.report.shards.kinds import kinds
from stages.report.shards.lists import TITLE, key_of, named
from stages.report.shards.script import line
from stages.report.summary import schema
from stages.report.summary.schema import PARTS

#: Rows of a long list that one partition can add: what the page shows of the whole corpus.
SHOWN = {schema.NEWEST: 100, schema.REJECT: 200, schema.ENTITY: 300}

#: Code points of a reject's message and place.
_MESSAGE = 300

_Row = dict[str, Any]


def sign(
    documents: pa.Table,
    duplicates: pa.Table,
    rejects: pa.Table,
    timexes: pa.Table,
    mentions: pa.Table,
    entities: pa.Table,
    figures: pa.Table,
    params: ReportParams,
) -> pa.Table:
    """Return the parts of one partition, a table of `PARTS`."""
    del params
    articles = documents.to_pylist()
    rows = [
        _row(
            schema.SHARD,
            key=" ".join(kinds(documents, duplicates, mentions, figures)),
            count=documents.num_rows,
            more=figures.num_rows,
        ),
        *_counted(schema.DAY, ((row["outlet"], None, None, row["published"]) for row in articles)),
        *_counted(schema.LANGUAGE, ((row["language"], None, None, None) for row in articles)),
        *_counted(
            schema.UNDATED, ((row["published_rule"], None, None, None) for row in articles if row["published"] is None)
        ),
        _row(schema.CONFLICT, count=sum(row["published_conflict"] is not None for row in articles)),
        *_timexes(timexes),
        *_rejects(rejects),
        *_newest(articles),
        *_members(articles, duplicates),
        *_entities(entities),
        *_names(mentions),
        *_indicators(figures),
    ]
    return pa.Table.from_pylist(rows, schema=PARTS)


def _row(kind: str, **columns: Any) -> _Row:
    return {"kind": kind, "count": 0, "more": 0, **columns}


def _counted(kind: str, keys: Iterable[tuple[Any, ...]]) -> Iterator[_Row]:
    """Yield how often each combination of key, label, other and day occurs, sorted."""
    for (key, label, other, day), count in sorted(Counter(keys).items(), key=lambda item: tuple(map(str, item[0]))):
        yield _row(kind, key=key, label=label, other=other, day=day, count=count)


def _timexes(timexes: pa.Table) -> Iterator[_Row]:
    told = zip(*(timexes[name].to_pylist() for name in ("type", "value", "begin")), strict=True)
    # A recurring time has no day of its own, and what lies open is written with an X for what is not known.
    yield from _counted(
        schema.TIMEX,
        (
            (kind, "days" if begin is not None else "open" if value is None or "X" in value else "value", None, None)
            for kind, value, begin in told
        ),
    )


def _rejects(rejects: pa.Table) -> Iterator[_Row]:
    rows = rejects.to_pylist()
    yield from _counted(schema.REJECTS, ((row["code"], None, None, None) for row in rows))
    for row in rows[: SHOWN[schema.REJECT]]:
        where = row["source"] if row["record"] is None else f"{row['source']}#{row['record']}"
        yield _row(schema.REJECT, key=row["code"], label=line(row["message"], _MESSAGE), other=line(where, _MESSAGE))


def newest_first(row: _Row) -> tuple[Any, ...]:
    """Return what sorts articles by day, the last one first, then by doc_id."""
    return (-row["day"].toordinal(), row["key"])


def _newest(articles: list[_Row]) -> list[_Row]:
    rows = [
        _row(
            schema.NEWEST,
            key=row["doc_id"],
            label=named(row["title"], row["text"]),
            other=row["outlet"],
            day=row["published"],
            count=row["outlets"],
            more=row["duplicates"],
        )
        for row in articles
        if row["published"] is not None
    ]
    return sorted(rows, key=newest_first)[: SHOWN[schema.NEWEST]]


def _members(articles: list[_Row], duplicates: pa.Table) -> Iterator[_Row]:
    for row in articles:
        if row["cluster_id"] is not None:
            title = named(row["title"], row["text"])
            yield _row(
                schema.MEMBER, key=row["cluster_id"], label=title, other=row["outlet"], day=row["published"], count=1
            )
    for row in duplicates.to_pylist():
        title = line(row["title"] or "", TITLE)
        yield _row(schema.MEMBER, key=row["cluster_id"], label=title, other=row["outlet"], day=row["published"])


def _entities(entities: pa.Table) -> list[_Row]:
    rows = [
        _row(
            schema.ENTITY,
            key=row["entity_id"],
            label=line(row["name"], TITLE),
            other=row["type"],
            count=row["documents"],
            more=row["mentions"],
        )
        for row in entities.to_pylist()
    ]
    return sorted(rows, key=most_first)[: SHOWN[schema.ENTITY]]


def most_first(row: _Row) -> tuple[Any, ...]:
    """Return what sorts things named by the articles that name them, most first, then by mentions and key."""
    return (-row["count"], -row["more"], row["key"])


def _names(mentions: pa.Table) -> Iterator[_Row]:
    """Yield the names that are linked to no entity, spelled as they are most often."""
    loose = mentions.filter(pc.is_null(mentions["entity_id"]))
    articles: dict[str, set[str]] = defaultdict(set)
    often: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    columns = (loose[name].to_pylist() for name in ("doc_id", "type", "text"))
    for doc_id, kind, text in zip(*columns, strict=True):
        key = key_of(kind, None, text)
        articles[key].add(doc_id)
        often[key][line(text, TITLE), kind] += 1
    for key in sorted(articles):
        (label, kind), _ = min(often[key].items(), key=lambda item: (-item[1], item[0]))
        yield _row(schema.NAME, key=key, label=label, other=kind, count=len(articles[key]), more=often[key].total())


def _indicators(figures: pa.Table) -> Iterator[_Row]:
    """Yield how many figures there are of each indicator and unit; it goes by its id where it has one."""
    name = figures["indicator"].to_pylist()
    known = figures["indicator_id"].to_pylist() if "indicator_id" in figures.column_names else [None] * len(name)
    yield from _counted(
        schema.INDICATOR,
        (
            (key or label, label, unit, None)
            for key, label, unit in zip(known, name, figures["unit"].to_pylist(), strict=True)
        ),
    )
