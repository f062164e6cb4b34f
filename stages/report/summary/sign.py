"""What one partition adds to the summary."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

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

#: A row of `PARTS`.
_Part = tuple[str, str | None, str | None, str | None, dt.date | None, int, int]


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
    articles = _Articles(*(documents[name].to_pylist() for name in _Articles._fields))
    rules = zip(articles.published_rule, articles.published, strict=True)
    conflicts = len(documents) - documents["published_conflict"].null_count
    rows = [
        _part(
            schema.SHARD,
            key=" ".join(kinds(documents, duplicates, mentions, figures)),
            count=documents.num_rows,
            more=figures.num_rows,
        ),
        *_counted(schema.DAY, ((outlet, None, None, day) for outlet, day in zip(*articles[:2], strict=True))),
        *_counted(schema.LANGUAGE, ((language, None, None, None) for language in documents["language"].to_pylist())),
        *_counted(schema.UNDATED, ((rule, None, None, None) for rule, day in rules if day is None)),
        _part(schema.CONFLICT, count=conflicts),
        *_timexes(timexes),
        *_rejects(rejects),
        *_newest(articles),
        *_members(articles, duplicates),
        *_entities(entities),
        *_names(mentions),
        *_indicators(figures),
    ]
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, PARTS, strict=True)], schema=PARTS)


class _Articles(NamedTuple):
    """Columns of the articles kept."""

    outlet: list[str | None]
    published: list[dt.date | None]
    published_rule: list[str]
    doc_id: list[str]
    title: list[str | None]
    text: list[str]
    outlets: list[int]
    duplicates: list[int]
    cluster_id: list[str | None]

    def name(self, row: int) -> str:
        """Return what an article is called."""
        return named(self.title[row], self.text[row])


def _part(
    kind: str,
    key: str | None = None,
    label: str | None = None,
    other: str | None = None,
    day: dt.date | None = None,
    count: int = 0,
    more: int = 0,
) -> _Part:
    return kind, key, label, other, day, count, more


def _counted(kind: str, keys: Iterable[tuple[Any, ...]]) -> Iterator[_Part]:
    """Yield how often each combination of key, label, other and day occurs, sorted."""
    for (key, label, other, day), count in sorted(Counter(keys).items(), key=lambda item: tuple(map(str, item[0]))):
        yield _part(kind, key, label, other, day, count)


def _timexes(timexes: pa.Table) -> Iterator[_Part]:
    told = zip(*(timexes[name].to_pylist() for name in ("type", "value", "begin")), strict=True)
    # A recurring time has no day of its own, and what lies open is written with an X for what is not known.
    yield from _counted(
        schema.TIMEX,
        (
            (kind, "days" if begin is not None else "open" if value is None or "X" in value else "value", None, None)
            for kind, value, begin in told
        ),
    )


def _rejects(rejects: pa.Table) -> Iterator[_Part]:
    rows = rejects.to_pylist()
    yield from _counted(schema.REJECTS, ((row["code"], None, None, None) for row in rows))
    for row in rows[: SHOWN[schema.REJECT]]:
        where = row["source"] if row["record"] is None else f"{row['source']}#{row['record']}"
        yield _part(schema.REJECT, row["code"], line(row["message"], _MESSAGE), line(where, _MESSAGE))


def newest_first(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what sorts articles by day, the last one first, then by doc_id."""
    return (-row["day"].toordinal(), row["key"])


def _newest(articles: _Articles) -> Iterator[_Part]:
    dated = [
        (-day.toordinal(), doc_id, row)
        for row, (day, doc_id) in enumerate(zip(articles.published, articles.doc_id, strict=True))
        if day is not None
    ]
    for _, doc_id, row in sorted(dated)[: SHOWN[schema.NEWEST]]:
        yield _part(
            schema.NEWEST,
            doc_id,
            articles.name(row),
            articles.outlet[row],
            articles.published[row],
            articles.outlets[row],
            articles.duplicates[row],
        )


def _members(articles: _Articles, duplicates: pa.Table) -> Iterator[_Part]:
    for row, story in enumerate(articles.cluster_id):
        if story is not None:
            yield _part(
                schema.MEMBER, story, articles.name(row), articles.outlet[row], articles.published[row], count=1
            )
    names = ("cluster_id", "title", "outlet", "published")
    for story, title, outlet, day in zip(*(duplicates[name].to_pylist() for name in names), strict=True):
        yield _part(schema.MEMBER, story, line(title or "", TITLE), outlet, day)


def most_first(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what sorts things named by the articles that name them, most first, then by mentions and key."""
    return (-row["count"], -row["more"], row["key"])


def _entities(entities: pa.Table) -> Iterator[_Part]:
    often, mentions, keys, names, types = (
        entities[name].to_pylist() for name in ("documents", "mentions", "entity_id", "name", "type")
    )
    rows = range(len(keys))
    # As `most_first` sorts them.
    for row in sorted(rows, key=lambda row: (-often[row], -mentions[row], keys[row]))[: SHOWN[schema.ENTITY]]:
        label = line(names[row], TITLE)
        yield _part(schema.ENTITY, keys[row], label, types[row], count=often[row], more=mentions[row])


def _names(mentions: pa.Table) -> Iterator[_Part]:
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
        yield _part(schema.NAME, key, label, kind, count=len(articles[key]), more=often[key].total())


def _indicators(figures: pa.Table) -> Iterator[_Part]:
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
