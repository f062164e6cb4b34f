"""Bring articles in: look at files as a build would, say what would become of them, and put them below the seeds.

The files are copied beside the seeds first and read there, by the stage that a build runs; a file with an article in it
is then moved to its place in one step. So a build sees all of a file or nothing of it, and what was shown is what came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import stages
from flows import incoming, params
from flows.engine import ledger, runners
from flows.engine.jobs import MEMORY_STEM
from flows.engine.rows import PARTITION, TableRows
from flows.engine.stage import Place, Watch
from flows.engine.stage import run as run_stage
from flows.errors import CorruptError
from flows.incoming import Duplicate, Incoming, Reject
from flows.progress import Quiet
from stages.clean.read.forms import REFERENCES
from stages.dedupe.decide import decide
from stages.dedupe.measured import MEMORY
from stages.dedupe.sign import sign

#: The partition that the signatures of what comes in belong to; no partition of a build is called so.
_INCOMING = "incoming"


@dataclass
class Added:
    """What became of all the files.

    Attributes:
        files: in the order of their names.
        compared: articles of the last build that they were compared with; None where there is none to compare with.
    """

    files: list[Incoming]
    compared: int | None


def add(
    paths: Iterable[Path],
    place: Place,
    settings: Mapping[str, Any],
    *,
    outlet: str | None = None,
    dry_run: bool = False,
    replace: bool = False,
    watch: Watch | None = None,
    params_path: Path | None = None,
) -> Added:
    """Look at files, and put those with an article in them below the seeds.

    A file goes into the folder ``outlet``; without one, a named file goes directly below the seeds, and what a named
    folder holds into a folder of the same name. Bytes that the seeds hold already are not added again, wherever they
    are.

    Args:
        paths: files, and folders that are gone through.
        place: the seeds to add to, and the artifacts to compare with.
        settings: the mappings of a params file; see `params.read`.
        outlet: the top folder, by which an article is of an outlet if it does not name one itself.
        dry_run: change nothing.
        replace: put a file in the place of another one of its name with other bytes.
        watch: is told how far the reading is.
        params_path: where the settings come from, for messages.

    Raises:
        UsageError: a path or the outlet cannot be used, or a place is taken and ``replace`` is not asked for; nothing
            was added.
    """
    checked = {name: params.of_stage(stages.load(name), settings, params_path) for name in ("clean", "dedupe")}
    found = incoming.named(paths, outlet)
    for each in found:
        incoming.check_free(each, place.seeds, replace=replace)
    with incoming.beside(place.seeds) as folder:
        copies = Place(folder / "seeds", folder / "artifacts")
        for name in REFERENCES:
            if (place.seeds / name).is_file():
                incoming.copy(place.seeds / name, copies.seeds / name)
        incoming.copy_new(found, place.seeds, copies.seeds)
        new = {each.name: each for each in found if each.standing == "new"}
        compared = None
        if new:
            with runners.local(None) as runner:
                run_stage(stages.load("clean"), copies, checked["clean"], runner, watch or Quiet())
            _tell_rejects(copies.artifacts, new)
            compared = _tell_articles(copies.artifacts, place.artifacts, new, checked["dedupe"]["decisions"])
        for each in new.values():
            if not (each.documents or each.duplicates):
                each.standing = "refused"
            elif not dry_run:
                incoming.put(copies.seeds / each.place, place.seeds / each.place, replace=replace)
        for each in found:
            if each.twin is not None and each.twin.standing == "refused":
                each.standing, each.at, each.rejects = "refused", None, each.twin.rejects
    return Added(found, compared)


def _tables(artifacts: Path, stage: str, step: str) -> pa.Table:
    folder = artifacts / stage
    paths = [path for _, entry in sorted(ledger.require(folder).tables(step).items()) for path in entry.files]
    return pa.concat_tables(pq.read_table(folder / path) for path in paths)


def _tell_rejects(copies: Path, new: Mapping[str, Incoming]) -> None:
    articles = _tables(copies, "clean", "articles").select(["source", "record", "reject_code", "reject_message"])
    for row in articles.filter(pc.is_valid(articles["reject_code"])).to_pylist():
        new[row["source"]].rejects.append(Reject(row["record"], row["reject_code"], row["reject_message"]))


def _tell_articles(copies: Path, artifacts: Path, new: Mapping[str, Incoming], settings: Any) -> int | None:
    """Count what comes in as documents or duplicates; return the number of articles that it was compared with."""
    signed = sign(_tables(copies, "clean", "articles"), _tables(copies, "clean", "outlets"), settings)
    known = _signatures(artifacts, signed.schema, without=signed["doc_id"])
    tables = {_INCOMING: signed, **(known or {})}
    there = TableRows(
        pa.concat_tables(
            table.add_column(0, PARTITION, pa.repeat(pa.scalar(name, pa.string()), table.num_rows))
            for name, table in tables.items()
        )
    )
    decided = decide(there, _memory(artifacts), settings).decisions
    concerned = decided["cluster_id"].filter(pc.equal(decided[PARTITION], _INCOMING))
    clusters: dict[str, list[dict[str, Any]]] = {}
    for row in decided.filter(pc.is_in(decided["cluster_id"], concerned.combine_chunks())).to_pylist():
        clusters.setdefault(row["cluster_id"], []).append(row)
    members = pa.array([row["doc_id"] for rows in clusters.values() for row in rows], pa.string())
    names = {
        row["doc_id"]: row
        for table in tables.values()
        for row in table.select(["doc_id", "source", "record"]).filter(pc.is_in(table["doc_id"], members)).to_pylist()
    }
    for source in signed["source"].to_pylist():
        new[source].documents += 1
    for rows in clusters.values():
        # The survivor stands first; but of an article that is there and a new one, the new one is the copy.
        rows.sort(key=lambda row: (row[PARTITION] == _INCOMING, row["duplicate_of"] is not None, row["doc_id"]))
        head = rows[0]
        of = names[head["doc_id"]]
        for row in rows[1:]:
            if row[PARTITION] == _INCOMING:
                copy = names[row["doc_id"]]
                said = head if row["duplicate_of"] is None else row
                name = of["source"] if of["record"] is None else f"{of['source']}#{of['record']}"
                new[copy["source"]].documents -= 1
                new[copy["source"]].duplicates.append(Duplicate(copy["record"], said["kind"], said["similarity"], name))
    return None if known is None else sum(table.num_rows for table in known.values())


def _memory(artifacts: Path) -> pa.Table | None:
    """Return what the last build remembers of pairs of its articles; None where there is none of the same form."""
    try:
        memory = pq.read_table(artifacts / "dedupe" / "decisions.decide" / f"{MEMORY_STEM}.parquet")
    except (OSError, pa.ArrowException):
        return None
    return memory if memory.schema.equals(MEMORY) else None


def _signatures(artifacts: Path, signed: pa.Schema, without: pa.ChunkedArray) -> dict[str, pa.Table] | None:
    """Return the signatures of the last build by partition; None where there are none that can be compared."""
    folder = artifacts / "dedupe"
    try:
        entries = ledger.require(folder).partitions("decisions", "sign")
        found = {name: pq.read_table(folder / path) for name, entry in entries.items() for path in entry.files}
    except (CorruptError, OSError, pa.ArrowException):
        return None
    if any(not table.schema.equals(signed) for table in found.values()):
        return None
    return {name: table.filter(pc.invert(pc.is_in(table["doc_id"], without))) for name, table in found.items()}
