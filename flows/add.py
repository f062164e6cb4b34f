"""Bring articles in: look at files as a build would, say what would become of them, and put them below the seeds.

The files are copied beside the seeds first and read there, by the stage that a build runs; a file with an article in it
is then moved to its place in one step. So a build sees all of a file or nothing of it, and what was shown is what came.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import stages
from flows import incoming, params
from flows.engine import fingerprints, ledger, runners
from flows.engine.jobs import MEMORY_STEM
from flows.engine.rows import PARTITION, TableRows
from flows.engine.stage import Place, Watch
from flows.engine.stage import run as run_stage
from flows.incoming import Duplicate, Incoming, Reject
from flows.progress import Quiet
from stages.clean.read.forms import REFERENCES
from stages.dedupe.decide import decide
from stages.dedupe.sign import sign

#: The partition that all are said to belong to: where an article lies decides nothing.
_INCOMING = "incoming"

#: The column that says of an article whether it comes in, or is there.
_COMES = "comes"


@dataclass
class Added:
    """What became of all the files.

    Attributes:
        files: in the order of their names.
        compared: articles of the last build that they were compared with; None where there is none to compare with.
        why: there is none.
    """

    files: list[Incoming]
    compared: int | None
    why: str | None = None


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
        compared, why = None, None
        if new:
            with runners.local(None) as runner:
                run_stage(stages.load("clean"), copies, checked["clean"], runner, watch or Quiet())
            _tell_rejects(copies.artifacts, new)
            compared, why = tell_articles(copies.artifacts, place.artifacts, new, checked["dedupe"]["decisions"])
        for each in new.values():
            if not (each.documents or each.duplicates):
                each.standing = "refused"
            elif not dry_run:
                incoming.put(copies.seeds / each.place, place.seeds / each.place, replace=replace)
        for each in found:
            if each.twin is not None and each.twin.standing == "refused":
                each.standing, each.at, each.rejects = "refused", None, each.twin.rejects
    return Added(found, compared, why)


def _tables(artifacts: Path, stage: str, step: str) -> pa.Table:
    folder = artifacts / stage
    paths = [path for _, entry in sorted(ledger.require(folder).tables(step).items()) for path in entry.files]
    return pa.concat_tables(pq.read_table(folder / path) for path in paths)


def _tell_rejects(copies: Path, new: Mapping[str, Incoming]) -> None:
    articles = _tables(copies, "clean", "articles").select(["source", "record", "reject_code", "reject_message"])
    for row in articles.filter(pc.is_valid(articles["reject_code"])).to_pylist():
        new[row["source"]].rejects.append(Reject(row["record"], row["reject_code"], row["reject_message"]))


def tell_articles(
    copies: Path, artifacts: Path, new: Mapping[str, Incoming], settings: Any
) -> tuple[int | None, str | None]:
    """Count what comes in as documents or duplicates.

    Args:
        copies: the artifacts of the stage `clean` on what comes in.
        artifacts: those of the last build.
        new: what comes in, by what tables call it.
        settings: the knobs of the step `dedupe.decisions`.

    Returns:
        The number of articles that it was compared with, and why it was compared with none.
    """
    signed = _signed(copies, settings)
    known, why = _last_build(artifacts, settings)
    there = (
        known.signatures.filter(pc.invert(pc.is_in(known.signatures["doc_id"], signed["doc_id"]))) if known else None
    )
    rows = pa.concat_tables(
        table.append_column(_COMES, pa.repeat(pa.scalar(comes), table.num_rows))
        for table, comes in ((signed, True), (there, False))
        if table is not None
    )
    partition = pa.repeat(pa.scalar(_INCOMING, pa.string()), rows.num_rows)
    decided = decide(
        TableRows(rows.append_column(PARTITION, partition)), known.memory if known else None, settings
    ).decisions
    place = pc.index_in(decided["doc_id"], rows["doc_id"].combine_chunks())
    beside = rows.select(["source", "record", _COMES]).take(place)
    clusters: dict[str, list[dict[str, Any]]] = {}
    for row, named in zip(decided.to_pylist(), beside.to_pylist(), strict=True):
        clusters.setdefault(row["cluster_id"], []).append(row | named)
    for source in signed["source"].to_pylist():
        new[source].documents += 1
    for members in clusters.values():
        for row, said, of in _copies(members):
            new[row["source"]].documents -= 1
            kept = "other" if of["duplicate_of"] is None else "this"
            told = Duplicate(row["record"], said["kind"], said["similarity"], _name(of), kept)
            new[row["source"]].duplicates.append(told)
    return None if there is None else there.num_rows, why


def _signed(copies: Path, settings: Any) -> pa.Table:
    """Return the signatures of what comes in; made partition by partition, as a build does, since texts are large."""
    folder = copies / "clean"
    made = ledger.require(folder)
    articles, outlets = made.tables("articles"), made.tables("outlets")

    def read(files: Iterable[str]) -> pa.Table:
        return pa.concat_tables(pq.read_table(folder / path) for path in files)

    return pa.concat_tables(
        sign(read(articles[partition].files), read(outlets[partition].files), settings)
        for partition in sorted(articles)
    )


def _copies(members: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Give each new member that is a copy, the row that says what of, and the article that it is a copy of.

    Of an article that is there and a new one that will stand for it, the new one is the copy for whoever adds it.
    """
    (survivor,) = [row for row in members if row["duplicate_of"] is None]
    for row in members:
        if row[_COMES] and row is not survivor:
            yield row, row, survivor
    there = [row for row in members if not row[_COMES]]
    if survivor[_COMES] and there:
        most = max(there, key=lambda row: (row["kind"] == "exact", row["similarity"], row["doc_id"]))
        yield survivor, most, most


def _name(row: dict[str, Any]) -> str:
    name: str = row["source"] if row["record"] is None else f"{row['source']}#{row['record']}"
    return name


@dataclass
class _LastBuild:
    """What the last build keeps of its articles, and remembers of pairs of them."""

    signatures: pa.Table
    memory: pa.Table


def _last_build(artifacts: Path, settings: Any) -> tuple[_LastBuild | None, str | None]:
    """Return what the last build left, or why it is of no use: what was made otherwise cannot be compared."""
    folder, stage = artifacts / "dedupe", stages.load("dedupe")
    (step,) = stage.steps
    made = ledger.read(folder)
    if made is None or step.name not in made.steps:
        return None, "nothing is built yet"
    if made.steps[step.name].made_by != fingerprints.of_step(stage, step, settings):
        return None, "the last build was made with other params or another version; build again first"
    decided = made.entry(step.name, "decide", "")
    entries = [*made.partitions(step.name, "sign").values(), *([decided] if decided else [])]
    if not all(ledger.intact(folder, entry) for entry in entries):
        return None, "the last build is damaged; build again first"
    signed = [
        pq.read_table(folder / path) for entry in made.partitions(step.name, "sign").values() for path in entry.files
    ]
    if not signed or decided is None:
        return None, "there is no article in the last build"
    memory = pq.read_table(folder / f"{step.name}.decide" / f"{MEMORY_STEM}.parquet")
    return _LastBuild(pa.concat_tables(signed), memory), None
