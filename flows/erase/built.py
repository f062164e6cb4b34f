"""What the last build knows of articles: their names, what they say, and the copies of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.engine.jobs import SCHEMA_STEM
from flows.erase.article import Told
from flows.errors import CorruptError

#: Columns by which an article is named.
_NAMES = ["doc_id", "source", "record", "raw_sha256", "reject_code"]

#: Tables below ``artifacts/``: of articles, of what `dedupe` knows of each, of what `clean` does, and of copies.
_ARTICLES, _SIGNED, _SEEN, _DECIDED = (
    "clean/articles",
    "dedupe/decisions.sign",
    "clean/articles.sign",
    "dedupe/decisions",
)


@dataclass(frozen=True)
class Copy:
    """An article that tells the same story as one to be erased.

    Attributes:
        kind: exact, near, contained or update, of the one kept; None where it is the one kept itself.
    """

    doc_id: str
    source: str
    kind: str | None
    similarity: float | None


class Built:
    """The tables of the last build, or of what there is of it.

    Args:
        artifacts: the folder of all stages.
    """

    def __init__(self, artifacts: Path) -> None:
        self._artifacts = artifacts

    @cached_property
    def names(self) -> pa.Table:
        """The names of all articles and rejects, and the partition that holds each."""
        parts = []
        for path in self._files(_ARTICLES):
            names = _read(path, _NAMES)
            parts.append(names.append_column("partition", pa.repeat(pa.scalar(path.stem), names.num_rows)))
        kinds = [(name, pa.string()) for name in [*_NAMES, "partition"]]
        return pa.concat_tables(parts) if parts else pa.schema(kinds).empty_table()

    def of(self, doc_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the names of some articles by doc_id, those that the build has."""
        wanted = pa.array(set(doc_ids), pa.string())
        return {row["doc_id"]: row for row in self.names.filter(pc.is_in(self.names["doc_id"], wanted)).to_pylist()}

    def told(self, doc_ids: Iterable[str]) -> Iterator[tuple[str, Told]]:
        """Yield what the tables say of some articles."""
        by_partition: dict[str, list[str]] = {}
        for row in self.of(doc_ids).values():
            by_partition.setdefault(row["partition"], []).append(row["doc_id"])
        for partition, some in by_partition.items():
            yield from self._told(partition, pa.array(some, pa.string()))

    def _told(self, partition: str, wanted: pa.Array) -> Iterator[tuple[str, Told]]:
        articles = _read(self._artifacts / _ARTICLES / f"{partition}.parquet")
        signed = {row["doc_id"]: row for row in self._rows(_SIGNED, partition, wanted)}
        seen = self._seen(articles, partition)
        for row in articles.filter(pc.is_in(articles["doc_id"], wanted)).to_pylist():
            doc_id = row["doc_id"]
            own = signed.get(doc_id, {})
            texts = [row["text"] or "", *(each["text"] for each in row["removed"] or ())]
            numbers = [own.get("identity"), own.get("heading"), *seen.get(doc_id, ())]
            told = Told(
                texts=[text for text in texts if text],
                title=row["title"],
                url=row["url"],
                sha256=row["raw_sha256"],
                digest=own.get("digest"),
                numbers=[number for number in numbers if number],
            )
            yield doc_id, told

    def _seen(self, articles: pa.Table, partition: str) -> dict[str, tuple[int | None, int | None]]:
        """Return what tells stories apart in ``clean``, which has a row for each article that is no reject."""
        path = self._artifacts / _SEEN / f"{partition}.parquet"
        if not path.is_file():
            return {}
        rows = _read(path, ["story", "head_story"]).to_pylist()
        kept = articles["doc_id"].filter(pc.is_null(articles["reject_code"])).to_pylist()
        if len(rows) != len(kept):  # of a run that was killed
            return {}
        return {doc_id: (row["story"], row["head_story"]) for doc_id, row in zip(kept, rows, strict=True)}

    def others(self, doc_ids: Iterable[str]) -> Iterator[pa.Table]:
        """Yield the rows on all articles but some, table by table: what they say, and what is known of them."""
        gone = pa.array(set(doc_ids), pa.string())
        for path in self._files(_ARTICLES):
            articles = _read(path)
            rest = articles.filter(pc.invert(pc.is_in(articles["doc_id"], gone)))
            yield rest.drop_columns(["doc_id", "source", "record", "offsets"])
            kept = articles["doc_id"].filter(pc.is_null(articles["reject_code"]))
            seen = self._artifacts / _SEEN / path.name
            if seen.is_file() and len(rows := _read(seen, ["story", "head_story", "lines"])) == len(kept):
                yield rows.filter(pc.invert(pc.is_in(kept, gone)))
        for path in self._files(_SIGNED):
            signed = _read(path, ["doc_id", "digest", "identity", "heading"])
            yield signed.filter(pc.invert(pc.is_in(signed["doc_id"], gone))).drop_columns(["doc_id"])

    def copies(self, doc_ids: Iterable[str]) -> list[Copy]:
        """Return the other members of the clusters of some articles."""
        own = set(doc_ids)
        columns = ["doc_id", "cluster_id", "kind", "similarity"]
        decided = [_read(path, columns) for path in self._files(_DECIDED)]
        if not decided:
            return []
        rows = pa.concat_tables(decided)
        mine = rows.filter(pc.is_in(rows["doc_id"], pa.array(own, pa.string())))
        clusters = pc.unique(mine["cluster_id"].drop_null())
        members = {
            row["doc_id"]: row
            for row in rows.filter(pc.is_in(rows["cluster_id"], clusters)).to_pylist()
            if row["doc_id"] not in own and row["cluster_id"] is not None
        }
        named = self.of(members)
        found = [
            Copy(doc_id, named[doc_id]["source"], row["kind"], row["similarity"])
            for doc_id, row in members.items()
            if doc_id in named
        ]
        return sorted(found, key=lambda copy: (copy.source, copy.doc_id))

    def _rows(self, table: str, partition: str, wanted: pa.Array) -> list[dict[str, Any]]:
        path = self._artifacts / table / f"{partition}.parquet"
        if not path.is_file():
            return []
        rows = _read(path)
        found: list[dict[str, Any]] = rows.filter(pc.is_in(rows["doc_id"], wanted)).to_pylist()
        return found

    def _files(self, table: str) -> list[Path]:
        """Return the files of a table, also those of which a killed run has told its ledger nothing yet."""
        folder = self._artifacts / table
        return sorted(path for path in folder.glob("*.parquet") if path.stem != SCHEMA_STEM)


def _read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return a table.

    Raises:
        CorruptError: it cannot be read.
    """
    try:
        table = pq.ParquetFile(path).read(columns, use_threads=False)
        return table if columns is None else table.select(columns)
    except (pa.ArrowException, OSError, KeyError) as error:  # a column that is missing is a KeyError
        raise CorruptError(
            f"{path} cannot be read ({type(error).__name__})",
            "Run `dvc repro`, or `khabar build`, which makes again what is damaged; then erase.",
        ) from error
