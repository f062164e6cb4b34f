"""One article from source to tables: what every stage found, dropped and decided, with the rule behind it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.engine import jobs, ledger
from flows.errors import CorruptError, UsageError
from stages.clean.articles.cut import RECURRING

#: How many articles a question that fits several of them names.
_SHOWN = 5


@dataclass
class Explanation:
    """Everything known of one article.

    Attributes:
        article: its row of ``clean.articles``, without the map of offsets.
        removed: the passages dropped from it, with the rule that dropped each, and the evidence of one that was
            learned.
        decision: its row of ``dedupe.decisions``; None for a reject.
        cluster: the members of its cluster: doc_id, source, record, kind, similarity, rule.
        dates: its row of ``date_normalize.dates``; None for a reject.
        language: its row of ``annotate.language``; None for a reject.
        amounts: its amounts.
        partition: the partition that holds it.
    """

    article: dict[str, Any]
    partition: str
    removed: list[dict[str, Any]] = field(default_factory=list)
    decision: dict[str, Any] | None = None
    cluster: list[dict[str, Any]] = field(default_factory=list)
    dates: dict[str, Any] | None = None
    language: dict[str, Any] | None = None
    amounts: list[dict[str, Any]] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """Return all of it for a program."""
        return dict(vars(self))


def of(wanted: str, artifacts: Path) -> Explanation:
    """Explain the article that ``wanted`` names: a doc_id, its first characters, or a path below the seeds (with
    ``#record`` for a record of a batch).

    Raises:
        UsageError: no article fits, or several do.
        CorruptError: the stages have not run here.
    """
    try:
        return _of(os.fsencode(wanted).decode("utf-8", "backslashreplace"), artifacts)
    except pa.ArrowException as error:
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
        some = ", ".join(f"{row['doc_id']} ({_name(row)})" for _, _, row in found[:_SHOWN])
        more = " ..." if len(found) > _SHOWN else "."
        raise UsageError(f"{len(found)} articles fit {wanted!r}", f"Name one of them: {some}{more}")
    partition, path, row = found[0]
    article = _row(folder / path, row["doc_id"]) or {}
    article.pop("offsets", None)
    explained = Explanation(article, partition, removed=article.pop("removed") or [])
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


def _name(row: dict[str, Any]) -> str:
    return row["source"] if row["record"] is None else f"{row['source']}#{row['record']}"


def _add_findings(explained: Explanation, artifacts: Path, doc_id: str) -> None:
    def find(stage: str, step: str) -> dict[str, Any] | None:
        return _row(artifacts / stage / step / f"{explained.partition}.parquet", doc_id)

    explained.decision = find("dedupe", "decisions")
    explained.dates = find("date_normalize", "dates")
    explained.language = find("annotate", "language")
    explained.amounts = (find("annotate", "amounts") or {}).get("amounts") or []
    cluster = explained.decision and explained.decision["cluster_id"]
    if cluster:
        explained.cluster = _members(artifacts, cluster)


def _members(artifacts: Path, cluster: str) -> list[dict[str, Any]]:
    """Return the articles of a cluster, the one kept first."""
    folder = artifacts / "dedupe" / "decisions"
    members = []
    for path in sorted(folder.glob("*.parquet")):
        decided = pq.read_table(path)
        for row in decided.filter(pc.equal(decided["cluster_id"], cluster)).to_pylist():
            known = _row(artifacts / "clean" / "articles" / path.name, row["doc_id"]) or {}
            members.append({key: known.get(key) for key in ("source", "record", "outlet")} | row)
    return sorted(members, key=lambda row: (row["duplicate_of"] is not None, row["source"], row["record"] or ""))


def _row(path: Path, doc_id: str) -> dict[str, Any] | None:
    """Return the row of one article in a stage's table, or None where the stage has not run on it."""
    if not path.is_file():
        return None
    rows = pq.read_table(path, filters=pc.field("doc_id") == doc_id).to_pylist()
    return rows[0] if rows else None
