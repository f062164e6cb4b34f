"""Files on their way into the seeds: which they are, where each would stand, and how it gets there in one step.

What is in them is not looked at here; that is for `flows.add`.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from flows.engine import files, listing
from flows.errors import UsageError
from stages.clean.read.forms import REFERENCES, form_of

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
        kind: exact, near, contained or update.
        similarity: 0 to 1.
        of: the article that it is a copy of: its path below the seeds, with ``#record`` in a batch.
        kept: which of the two a build would keep: ``other``, or ``this`` where the new one takes the other's place.
    """

    record: str | None
    kind: str
    similarity: float
    of: str
    kept: str = "other"


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


def named(paths: Iterable[Path], outlet: str | None) -> list[Incoming]:
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


def check_free(each: Incoming, seeds: Path, *, replace: bool) -> None:
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
def beside(seeds: Path) -> Iterator[Path]:
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


def copy_new(found: Iterable[Incoming], seeds: Path, copies: Path) -> None:
    """Copy what the seeds do not hold yet, and say of the rest how it stands."""
    known = _digests(seeds)
    first: dict[str, Incoming] = {}
    for each in found:
        if not each.path.is_file():
            problem = "This is not a file that can be read. Mend its link, or leave it out."
            each.standing, each.rejects = "refused", [Reject(None, "unreadable", problem)]
            continue
        target = copies / each.place
        digest = copy(each.path, target)
        taken = (seeds / each.place).exists()
        each.twin = first.setdefault(digest, each)
        if each.twin is each:
            each.twin = None
        if taken:
            each.at = each.name if _same(seeds / each.place, target) else None
        else:
            each.at = each.twin.name if each.twin else known.get(digest)
        if each.at is not None:
            each.standing = "there"
            target.unlink()


def copy(path: Path, target: Path) -> str:
    """Copy a file so that it lasts; return its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("rb") as source, target.open("wb") as written:
        while block := source.read(_BLOCK):
            digest.update(block)
            written.write(block)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def put(source: Path, target: Path, *, replace: bool) -> None:
    """Move a copy to its place in one step.

    Raises:
        UsageError: meanwhile somebody put another file there, and ``replace`` is not asked for.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if replace:
        source.replace(target)
    else:
        try:
            os.link(source, target)  # unlike a rename, it never takes the place of another file
        except FileExistsError as error:
            raise _taken(target) from error
        except OSError:  # a file system without hard links
            if target.exists():
                raise _taken(target) from None
            source.rename(target)
        source.unlink(missing_ok=True)
    files.sync_folder(target.parent)
