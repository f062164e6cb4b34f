"""One article from source to tables: what every stage found, dropped and decided, with the rule behind it."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows import alike, replayed
from flows.engine import jobs, ledger
from flows.errors import CorruptError, UsageError
from stages.annotate.quotes.rules import reason_of
from stages.annotate.topics.scheme import reason_of as topic_reason
from stages.clean.articles.cut import RECURRING
from stages.differences import differences

#: The kind of a copy that has the same words.
_EXACT = "exact"

#: The step that decides on copies.
_DECISIONS = "decisions"

#: How many articles a question that fits several of them names.
_SHOWN = 5

#: Why the article kept stands before another of its cluster, by the rule of the decision.
_WHY = {
    "revision": "revises the other, or a text that the other is a copy of",
    "longer_holds_it": "holds the other, or is a copy of a longer one that does",
    "earliest": "has the earliest day of publication that is known",
    "outlet_rank": "is from an outlet of a better rank in outlets.csv",
    "longest": "is longer",
    "first_key": "comes first by its path, where nothing else made a difference",
}


@dataclass
class Explanation:
    """Everything known of one article.

    Attributes:
        article: its row of ``clean.articles``, without the map of offsets.
        removed: the passages dropped from it, with the rule that dropped each, and the evidence of one that was
            learned.
        decision: its row of ``dedupe.decisions``; None for a reject.
        cluster: the members of its cluster, the one kept first, then this one, then by day: doc_id, source, record,
            outlet, published, published_at, and what was decided on each. Empty for an article that is alone.
        why: a sentence that says why the one that is kept is kept; None for an article that is alone.
        alike: articles that it was compared with and that are none of its cluster, the most alike first
            (`flows.alike`).
        dates: its row of ``date_normalize.dates``; None for a reject. Beside each expression stand the ``reason`` of
            its rule and the ``steps`` from its surface to its value (`flows.replayed`).
        language: its row of ``annotate.language``; None for a reject.
        amounts: its amounts.
        mentions: the names in it, each with the ``entity_id`` of what it names, once that is decided.
        quotes: what it says that somebody said, each with the ``name`` of the speaker where the article has one, and
            the ``reason`` of its rule.
        keywords: the words that stand out in it, with the score of each.
        topics: what it is about, with the terms that say so and the ``reason`` of the topic.
        headline: what its title says that somebody said; None for most.
        partition: the partition that holds it.
    """

    article: dict[str, Any]
    partition: str
    removed: list[dict[str, Any]] = field(default_factory=list)
    decision: dict[str, Any] | None = None
    cluster: list[dict[str, Any]] = field(default_factory=list)
    alike: list[dict[str, Any]] = field(default_factory=list)
    dates: dict[str, Any] | None = None
    language: dict[str, Any] | None = None
    amounts: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    quotes: list[dict[str, Any]] = field(default_factory=list)
    headline: dict[str, Any] | None = None
    keywords: list[dict[str, Any]] = field(default_factory=list)
    topics: list[dict[str, Any]] = field(default_factory=list)
    why: str | None = None
    _artifacts: Path = field(default_factory=Path)

    def record(self) -> dict[str, Any]:
        """Return all of it for a program."""
        told = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return told | {"cluster": self.compared(len(self.cluster))}

    def compared(self, members: int) -> list[dict[str, Any]]:
        """Return the first members of the cluster with what differs between each and the one kept.

        ``differences`` lists the passages in their order: ``text`` stands at ``start`` to ``end`` of this member where
        ``kept_text`` stands at ``kept_start`` to ``kept_end`` of the one kept, in code points. It is empty where the
        two have the same words.
        """
        rows = self.cluster[:members]
        unlike = [row for row in rows if row["kind"] not in (None, _EXACT)]
        texts: dict[str, dict[str, Any]] = {}
        if unlike:
            with _readable(self._artifacts):
                texts = _of_members(self._artifacts / "clean" / "articles", [rows[0], *unlike], ["text"])

        def passages(row: Mapping[str, Any]) -> list[dict[str, Any]]:
            if row["kind"] in (None, _EXACT) or not texts.keys() >= {rows[0]["doc_id"], row["doc_id"]}:
                return []
            kept, text = texts[rows[0]["doc_id"]]["text"], texts[row["doc_id"]]["text"]
            return [
                {
                    "kept_start": kept_start,
                    "kept_end": kept_end,
                    "kept_text": kept[kept_start:kept_end],
                    "start": start,
                    "end": end,
                    "text": text[start:end],
                }
                for kept_start, kept_end, start, end in differences(kept, text)
            ]

        return [row | {"differences": passages(row)} for row in rows]


def of(wanted: str, artifacts: Path) -> Explanation:
    """Explain the article that ``wanted`` names: a doc_id, its first characters, or a path below the seeds (with
    ``#record`` for a record of a batch).

    Raises:
        UsageError: no article fits, or several do.
        CorruptError: the stages have not run here.
    """
    with _readable(artifacts):
        return _of(os.fsencode(wanted).decode("utf-8", "backslashreplace"), artifacts)


@contextmanager
def _readable(artifacts: Path) -> Iterator[None]:
    """Turn what Arrow says of a damaged file into what to do about it."""
    try:
        yield
    except (pa.ArrowException, KeyError) as error:
        # A column that is not there is a table in the place of another.
        raise CorruptError(
            f"A table in {artifacts} cannot be read: {error}", "Build again: what is damaged is made anew."
        ) from error


def _of(wanted: str, artifacts: Path) -> Explanation:
    folder = artifacts / "clean"
    made = ledger.require(folder)
    found = []
    for partition, entry in sorted(made.tables("articles").items()):
        for path in entry.files:
            names = pq.read_table(folder / path, columns=["doc_id", "source", "record"])
            matches = _matches(names, wanted)
            if matches.num_rows:
                found += [(partition, path, row) for row in matches.to_pylist()]
    if not found:
        raise UsageError(
            f"No article in {artifacts} is called {wanted!r}",
            "Give a doc_id from any table, or the path of a source file below the seeds.",
        )
    if len(found) > 1:
        some = ", ".join(f"{row['doc_id']} ({name_of(row)})" for _, _, row in found[:_SHOWN])
        more = " ..." if len(found) > _SHOWN else "."
        raise UsageError(f"{len(found)} articles fit {wanted!r}", f"Name one of them: {some}{more}")
    partition, path, row = found[0]
    article = _row(folder / path, row["doc_id"]) or {}
    article.pop("offsets", None)
    explained = Explanation(article, partition, removed=article.pop("removed") or [], _artifacts=artifacts)
    _add_evidence(explained.removed, article["outlet"], folder)
    if article["reject_code"] is None:
        _add_findings(explained, artifacts, row["doc_id"])
    return explained


def _add_evidence(removed: list[dict[str, Any]], outlet: str | None, folder: Path) -> None:
    """Set beside each passage that was learned to be residue the counts that convicted it."""
    path = folder / "articles.decide" / f"{jobs.CORPUS_STEM}.parquet"
    learned = [row for row in removed if row["reason"] == RECURRING]
    if not learned or not path.is_file():
        return
    counts = pq.read_table(path, filters=pc.field("outlet") == outlet).to_pylist()
    said = {
        _letters(row["text"]): f"stands at the {row['side']} of {row['articles']:,} of the {row['of_articles']:,} "
        f"articles of {outlet}, which tell {row['stories']:,} stories"
        for row in counts
    }
    for row in learned:
        row["evidence"] = said.get(_letters(row["text"]))


def _letters(line: str) -> str:
    """Return what is compared of a line: writings of one line differ in case, marks and spaces."""
    return "".join(filter(str.isalnum, line.casefold()))


def _matches(names: pa.Table, wanted: str) -> pa.Table:
    by_id = pc.starts_with(names["doc_id"], wanted.lower()) if wanted else pa.repeat(pa.scalar(False), len(names))
    by_file = pc.equal(names["source"], wanted)
    by_record = pc.equal(pc.binary_join_element_wise(names["source"], names["record"], "#"), wanted)
    by_name = pc.or_(by_file, pc.fill_null(by_record, False))
    return names.filter(pc.or_(by_id, by_name))


def name_of(row: Mapping[str, Any]) -> str:
    """Return what people call an article: its path below the seeds, with ``#record`` for a record of a batch."""
    return str(row["source"]) if row["record"] is None else f"{row['source']}#{row['record']}"


def _add_findings(explained: Explanation, artifacts: Path, doc_id: str) -> None:
    def find(stage: str, step: str) -> dict[str, Any] | None:
        return _row(artifacts / stage / step / f"{explained.partition}.parquet", doc_id)

    explained.decision = find("dedupe", "decisions")
    explained.dates = find("date_normalize", "dates")
    if explained.dates is not None:
        replayed.add_steps(explained.dates, explained.article["text"], explained.partition, artifacts)
    explained.language = find("annotate", "language")
    explained.amounts = (find("annotate", "amounts") or {}).get("amounts") or []
    explained.mentions = _mentions(find("annotate", "names") or {}, find("annotate", "entities") or {})
    said = find("annotate", "quotes") or {}
    explained.headline = said.get("headline")
    explained.quotes = [
        row | {"name": _name_of_mention(explained.mentions, row["speaker_mention"]), "reason": reason_of(row["rule"])}
        for row in said.get("quotes") or []
    ]
    about = find("annotate", "topics") or {}
    explained.keywords = about.get("keywords") or []
    explained.topics = [row | {"reason": topic_reason(row["topic"])} for row in about.get("topics") or []]
    cluster = explained.decision and explained.decision["cluster_id"]
    if cluster:
        explained.cluster = _members(artifacts, cluster, doc_id)
        # Of a run that was killed there may be decisions of an article without those of its cluster.
        explained.why = _why(explained.cluster, doc_id) if explained.cluster else None
    if explained.decision:
        told = {row["doc_id"] for row in explained.cluster}
        explained.alike = alike.of(doc_id, explained.partition, told, artifacts)


def _mentions(names: Mapping[str, Any], entities: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the names of an article with what they name; of a run that was killed there may be names without."""
    mentions = names.get("mentions") or []
    ids = entities.get("entity_ids") or [None] * len(mentions)
    return [mention | {"entity_id": each} for mention, each in zip(mentions, ids, strict=False)]


def _name_of_mention(mentions: Sequence[Mapping[str, Any]], number: int | None) -> str | None:
    """Return the fullest name of what a mention names; None where there is none, as in a run that was killed."""
    return None if number is None or number >= len(mentions) else mentions[number]["name"]


def _members(artifacts: Path, cluster: str, doc_id: str) -> list[dict[str, Any]]:
    """Return the articles of a cluster: the one kept, the one asked for, then by day and name."""
    members = _decided(artifacts / "dedupe", cluster)
    names = _of_members(artifacts / "clean" / "articles", members, ["source", "record", "outlet"])
    dates = _of_members(artifacts / "date_normalize" / "dates", members, ["published", "published_at"])
    unknown = dict.fromkeys(("source", "record", "outlet", "published", "published_at"))
    told = [unknown | names.get(member["doc_id"], {}) | dates.get(member["doc_id"], {}) | member for member in members]

    def order(row: Mapping[str, Any]) -> tuple[object, ...]:
        day = row["published"] or dt.date.max
        return row["duplicate_of"] is not None, row["doc_id"] != doc_id, day, row["source"] or "", row["record"] or ""

    return sorted(told, key=order)


def _decided(folder: Path, cluster: str) -> list[dict[str, Any]]:
    """Return what was decided on the members of a cluster, each with its partition.

    Only articles that have copies stand in the slices of the decisions: no partition is opened for its column of ids.
    """
    made = ledger.require(folder)
    decided = made.entry(_DECISIONS, "decide", "")
    members = []
    for partition in sorted(made.tables(_DECISIONS)):
        path = jobs.slice_name(_DECISIONS, partition)
        if decided is None or path not in decided.files:
            continue
        rows = pq.ParquetFile(folder / path).read(use_threads=False)
        here = rows.filter(pc.equal(rows["cluster_id"], cluster)).to_pylist()
        members += [{"partition": partition} | row for row in here]
    return members


def _of_members(
    folder: Path, members: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Return columns of one table for some articles, by doc_id; reads the partitions of these articles alone."""
    found = {}
    for partition in dict.fromkeys(member["partition"] for member in members):
        path = folder / f"{partition}.parquet"
        if path.is_file():
            wanted = [member["doc_id"] for member in members if member["partition"] == partition]
            rows = pq.read_table(path, columns=["doc_id", *columns], filters=pc.field("doc_id").isin(wanted))
            found.update({row.pop("doc_id"): row for row in rows.to_pylist()})
    return found


def _why(cluster: Sequence[Mapping[str, Any]], doc_id: str) -> str:
    """Return why the article kept is kept: before the one asked for, or before each of the others."""
    kept, *others = cluster
    asked = next((row for row in others if row["doc_id"] == doc_id), None)
    if asked is not None:
        return f"{name_of(kept)} is kept: it {_WHY.get(asked['rule'], asked['rule'])}{_days(kept, asked)}."
    rules = Counter(row["rule"] for row in others)
    told = [
        f"it {_WHY.get(rule, rule)}" + (f" ({rules[rule]:,} of {len(others):,})" if len(rules) > 1 else "")
        for rule in [*(rule for rule in _WHY if rule in rules), *sorted(rules.keys() - _WHY)]
    ]
    return f"This article is kept before the other{'s' if len(others) > 1 else ''}: {'; '.join(told)}."


def _days(kept: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """Return when the two were published, where that was the reason and is known of both."""
    if asked["rule"] not in ("earliest", "revision"):
        return ""
    for name in ("published", "published_at"):
        if kept[name] and asked[name] and kept[name] != asked[name]:
            return f" ({kept[name]}, the other {asked[name]})"
    return ""


def _row(path: Path, doc_id: str) -> dict[str, Any] | None:
    """Return the row of one article in a stage's table, or None where the stage has not run on it."""
    if not path.is_file():
        return None
    rows = pq.read_table(path, filters=pc.field("doc_id") == doc_id).to_pylist()
    return rows[0] if rows else None
