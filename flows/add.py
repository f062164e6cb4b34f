"""Bring articles in: look at files as a build would, say what would become of them, and put them below the seeds.

The files are copied beside the seeds first and read there, by the stage that a build runs; a file with an article in it
is then moved to its place in one step. So a build sees all of a file or nothing of it, and what was shown is what came.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import stages
from flows import params
from flows.engine import files, ledger, listing, runners
from flows.engine.jobs import PARTITION
from flows.engine.stage import Place, Watch
from flows.engine.stage import run as run_stage
from flows.errors import CorruptError, UsageError
from flows.progress import Quiet
from stages.clean.read.forms import REFERENCES, form_of
from stages.dedupe.decide import decide
from stages.dedupe.sign import sign

#: The partition that the signatures of what comes in belong to; no partition of a build is called so.
_INCOMING = "incoming"

#: How the folder begins in which files are copied and read.
_HIDDEN = ".khabar-add-"

#: Bytes copied at a time.
_BLOCK = 1 << 20

#: new: it came, or would come, in. there: the seeds hold these bytes already. refused: there is no article in it.
Standing = Literal["new", "there", "refused"]


@dataclass(frozen=True)
class Reject:
    """A record in which no article was found."""

    record: str | None
    code: str
    message: str


@dataclass(frozen=True)
class Duplicate:
    """An article that is a copy of another one.

    Attributes:
        record: its id inside a batch file.
        kind: exact or near.
        similarity: 0 to 1.
        of: the article that it is a copy of: its path below the seeds, with ``#record`` in a batch.
    """

    record: str | None
    kind: str
    similarity: float
    of: str


@dataclass
class Incoming:
    """One file, and what would become of it.

    Attributes:
        path: where it was found.
        place: where it would stand below the seeds.
        standing: see `Standing`.
        at: for one that is there, the place of these bytes below the seeds.
        twin: another file with the same bytes that comes before it.
        documents: articles that no other is a copy of.
        duplicates: articles that are copies of one that is there, or that comes in with them.
        rejects: records that are none.
    """

    path: Path
    place: Path
    standing: Standing = "new"
    at: str | None = None
    twin: "Incoming | None" = None
    documents: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What tables call it: its place with forward slashes."""
        return listing.name_of(self.place)

    def record(self) -> dict[str, Any]:
        """Return the same for a program."""
        return {
            "path": str(self.path),
            "name": self.name,
            "standing": self.standing,
            "at": self.at,
            "documents": self.documents,
            "duplicates": [vars(each) for each in self.duplicates],
            "rejects": [vars(each) for each in self.rejects],
        }


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
    found = _named(paths, outlet)
    for each in found:
        _check_free(each, place.seeds, replace=replace)
    with _beside(place.seeds) as folder:
        copies = Place(folder / "seeds", folder / "artifacts")
        for name in REFERENCES:
            if (place.seeds / name).is_file():
                _copy(place.seeds / name, copies.seeds / name)
        _copy_new(found, place.seeds, copies.seeds)
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
                _put(copies.seeds / each.place, place.seeds / each.place, replace=replace)
        for each in found:
            if each.twin is not None and each.twin.standing == "refused":
                each.standing, each.at, each.rejects = "refused", None, each.twin.rejects
    return Added(found, compared)


# -- which files, and where to --------------------------------------------------------------------------------------


def _named(paths: Iterable[Path], outlet: str | None) -> list[Incoming]:
    """Return the files below the paths with their places, in the order of these.

    Raises:
        UsageError: a path or the outlet cannot be used, or two files would have one place.
    """
    if outlet is not None and (not outlet or outlet.startswith(".") or PurePosixPath(outlet).name != outlet):
        raise UsageError(f"--outlet {outlet!r} is not the name of a folder", "Give one name, without slashes.")
    found: dict[Path, Incoming] = {}
    for path in paths:
        if not (path.exists() or path.is_symlink()):
            raise UsageError(f"{path} does not exist", "Name files or folders that are there.")
        top = outlet if outlet is not None or not path.is_dir() else path.resolve().name
        below = sorted(_below(path))
        if not below:
            raise UsageError(f"{path} holds no files", "Hidden ones are passed over, as by a build.")
        for file in below:
            inner = file.relative_to(path) if path.is_dir() else Path(file.name)
            place = Path(top or "") / inner
            if any(part.startswith(".") for part in place.parts):
                raise UsageError(f"{place} would be hidden, and a build passes over it", "Rename it.")
            if place.as_posix() in REFERENCES:
                raise UsageError(
                    f"{file} would become {place}, which holds no articles", "Edit that table where it stands."
                )
            if place in found:
                raise UsageError(
                    f"{found[place].path} and {file} would both become {place}",
                    "Add them apart, with another --outlet.",
                )
            found[place] = Incoming(file, place)
    return [found[place] for place in sorted(found)]


def _below(path: Path) -> Iterator[Path]:
    """Yield a file, or the files below a folder but for hidden ones, which a build passes over."""
    if not path.is_dir():
        yield path
        return
    for here, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(here, name) for name in names if not name.startswith("."))


def _check_free(each: Incoming, seeds: Path, *, replace: bool) -> None:
    """Check that a file can come to its place.

    Raises:
        UsageError: something else stands there, or in the way.
    """
    target = seeds / each.place
    for parent in list(target.parents)[: len(each.place.parts) - 1]:
        if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
            raise UsageError(f"{parent} is not a folder of the seeds' own", "Choose another --outlet.")
    if target.is_dir():
        raise UsageError(f"{target} is a folder, and {each.path} a file", "Rename one of them.")
    if (target.exists() or target.is_symlink()) and not replace and not _same(target, each.path):
        raise _taken(target)


def _taken(target: Path) -> UsageError:
    return UsageError(f"{target} is there with other content", "Rename the new file, or add --replace.")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_size == other.stat().st_size and _digest(one) == _digest(other)
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digests(seeds: Path) -> dict[str, str]:
    """Return the place of every file of the seeds that a build reads, by its SHA-256."""
    if not seeds.exists():
        return {}
    found = (file for file in listing.files(seeds) if file.problem is None and form_of(file.name).reject is None)
    return {file.sha256: file.name for file in found if file.sha256}


@contextmanager
def _beside(seeds: Path) -> Iterator[Path]:
    """Give a folder that goes away; hidden inside the seeds, so that a move from it is one step.

    It is locked as long as it is used: one that nobody holds was left by a run that was killed, and goes too.
    """
    home = next(folder for folder in (seeds, *seeds.resolve().parents) if folder.is_dir())
    for left in home.glob(f"{_HIDDEN}*"):
        with _locked(left) as alone:
            if alone:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_HIDDEN, dir=home))
    with _locked(folder):
        try:
            (folder / "seeds").mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the lock on a folder; give whether nobody else has it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _copy_new(found: Iterable[Incoming], seeds: Path, copies: Path) -> None:
    """Copy what the seeds do not hold yet, and say of the rest how it stands."""
    known = _digests(seeds)
    first: dict[str, Incoming] = {}
    for each in found:
        if not each.path.is_file():
            problem = "This is not a file that can be read. Mend its link, or leave it out."
            each.standing, each.rejects = "refused", [Reject(None, "unreadable", problem)]
            continue
        copy = copies / each.place
        digest = _copy(each.path, copy)
        taken = (seeds / each.place).exists()
        each.twin = first.setdefault(digest, each)
        if each.twin is each:
            each.twin = None
        if taken:
            each.at = each.name if _same(seeds / each.place, copy) else None
        else:
            each.at = each.twin.name if each.twin else known.get(digest)
        if each.at is not None:
            each.standing = "there"
            copy.unlink()


def _copy(path: Path, target: Path) -> str:
    """Copy a file so that it lasts; return its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("rb") as source, target.open("wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _put(copy: Path, target: Path, *, replace: bool) -> None:
    """Move a copy to its place in one step.

    Raises:
        UsageError: meanwhile somebody put another file there, and ``replace`` is not asked for.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if replace:
        copy.replace(target)
    else:
        try:
            os.link(copy, target)  # unlike a rename, it never takes the place of another file
        except FileExistsError as error:
            raise _taken(target) from error
        except OSError:  # a file system without hard links
            if target.exists():
                raise _taken(target) from None
            copy.rename(target)
        copy.unlink(missing_ok=True)
    files.sync_folder(target.parent)


# -- what would become of them --------------------------------------------------------------------------------------


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
    known = _signatures(artifacts, without=signed["doc_id"])
    tables = {_INCOMING: signed, **(known or {})}
    decided = decide(
        pa.concat_tables(
            table.add_column(0, PARTITION, pa.repeat(pa.scalar(name, pa.string()), table.num_rows))
            for name, table in tables.items()
        ),
        settings,
    )
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


def _signatures(artifacts: Path, without: pa.ChunkedArray) -> dict[str, pa.Table] | None:
    """Return the signatures of the last build by partition; None where there are none that can be compared."""
    folder = artifacts / "dedupe"
    try:
        entries = ledger.require(folder).partitions("decisions", "sign")
        found = {name: pq.read_table(folder / path) for name, entry in entries.items() for path in entry.files}
    except (CorruptError, OSError, pa.ArrowException):
        return None
    return {name: table.filter(pc.invert(pc.is_in(table["doc_id"], without))) for name, table in found.items()}
