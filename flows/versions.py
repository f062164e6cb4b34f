"""Versions of the corpus: those published are git tags ``corpus-1``, ``corpus-2`` and so on.

A version is a commit: its ``dvc.lock`` says which bytes the tables have, and DVC's cache or remote holds them. The
workspace, as it is on disk, is read in the same way.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

from flows.engine import digests, ledger, tables
from flows.engine.ledger import Ledger
from flows.errors import CorruptError, UsageError
from flows.git import Git

#: What the tags of published versions are called, before their number.
PREFIX = "corpus-"

#: A number as `Version.name` writes it: anything else is somebody's own tag, and would be another version's name.
_TAG = re.compile(rf"{PREFIX}([1-9][0-9]{{0,8}})")

#: Names the workspace where a revision is asked for.
WORKSPACE = "workspace"


@dataclass(frozen=True)
class Version:
    """One that was published."""

    number: int
    commit: str

    @property
    def name(self) -> str:
        """Its tag."""
        return f"{PREFIX}{self.number}"


def published(git: Git) -> list[Version]:
    """Return all published versions, the first one first."""
    # The whole name: git shortens it to `tags/corpus-3` where a branch has that name too. Only tags with a message are
    # ours, since the message says whether a version is a rollback.
    fields = "%(refname:lstrip=2) %(objecttype) %(*objecttype) %(*objectname)"
    found = []
    for line in git.run("for-each-ref", f"--format={fields}", f"refs/tags/{PREFIX}*").splitlines():
        name, kind, *of = line.split()
        if (match := _TAG.fullmatch(name)) and kind == "tag" and of[:1] == ["commit"]:
            found.append(Version(int(match[1]), of[1]))
    return sorted(found, key=lambda version: version.number)


def latest(git: Git) -> Version | None:
    """Return the version published last, if there is one."""
    return next(reversed(published(git)), None)


def require_latest(git: Git) -> Version:
    """Return the version published last.

    Raises:
        UsageError: none has been published.
    """
    found = latest(git)
    if found is None:
        raise UsageError(
            f"No version has been published in {git.root}",
            "Name the revision to compare with, or publish the first version with `khabar publish`.",
        )
    return found


class Described(NamedTuple):
    """A published version as people see it.

    Attributes:
        name: its tag.
        commit: what it is a version of.
        date: of the commit, as the committer's clock and zone gave it (ISO 8601).
        message: the first line of what its tag says.
    """

    name: str
    commit: str
    date: str
    message: str


def described(git: Git) -> list[Described]:
    """Return all published versions with what is said of them, the last one first."""
    # A tag with a message stands before its commit, which the starred fields are of; one without is the commit.
    fields = ("refname:lstrip=2", "committerdate:iso-strict", "*committerdate:iso-strict", "contents:lines=1")
    listed = git.run("tag", "--list", f"{PREFIX}*", f"--format={'%00'.join(f'%({field})' for field in fields)}")
    said = {}
    for line in listed.splitlines():
        name, own, of_commit, message = line.split("\0")
        said[name] = of_commit or own, message
    return [Described(each.name, each.commit, *said[each.name]) for each in reversed(published(git))]


class Snapshot(Protocol):
    """The files of one version, by their path below the repository."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def files(self, folder: str) -> dict[str, str]:
        """Return the files below a folder with something that differs where their bytes do."""
        ...

    def has(self, path: str) -> bool:
        """Say whether the version has a file, wherever its bytes are."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            CorruptError: it is not there, nor in DVC's cache or remote.
        """
        ...


@dataclass
class Workspace:
    """What stands on disk."""

    root: Path
    name: str = WORKSPACE

    def files(self, folder: str) -> dict[str, str]:
        """Return the files below a folder with their digests."""
        found = sorted(path for path in (self.root / folder).rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): digests.of_file(path) for path in found}

    def has(self, path: str) -> bool:
        """Say whether the file is there."""
        return (self.root / path).is_file()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            CorruptError: it is not there.
        """
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise CorruptError(f"{path} cannot be read: {error.strerror}", "Run `dvc repro` first.") from error


@dataclass
class Revision:
    """A revision of git, with what DVC keeps of it in its cache or in a remote."""

    root: Path
    name: str

    @cached_property
    def _tree(self) -> Any:
        # Here, not at the top: DVC takes a third of a second to import.
        from dvc.api import DVCFileSystem
        from dvc.config import Config

        # The workspace says where bytes are, not the revision: a remote may have been set, or moved, after it.
        now = Config(str(self.root / ".dvc"))
        places = {name: now[name] for name in ("core", "cache", "remote")} if now["core"].get("remote") else None
        return DVCFileSystem(str(self.root), rev=self.name, config=places)

    def files(self, folder: str) -> dict[str, str]:
        """Return the files below a folder that DVC keeps, with their MD5."""
        try:
            found = self._tree.find(folder, detail=True)
        except Exception as error:  # DVC and every kind of remote have errors of their own
            raise self._missing(folder) from error
        return {path: str(info.get("md5") or "") for path, info in sorted(found.items())}

    def has(self, path: str) -> bool:
        """Say whether the revision has a file, whether or not its bytes can be reached.

        Raises:
            CorruptError: the list of the files of its folder is neither in DVC's cache nor in a remote.
        """
        try:
            return bool(self._tree.exists(path))
        except Exception as error:  # DVC and every kind of remote have errors of their own
            raise self._missing(path) from error

    def read(self, path: str) -> bytes:
        """Return the bytes of a file, from git, DVC's cache or a remote.

        Raises:
            CorruptError: it is in none of them.
        """
        try:
            data: bytes = self._tree.read_bytes(path)
        except Exception as error:  # DVC and every kind of remote have errors of their own
            raise self._missing(path) from error
        return data

    def _missing(self, path: str) -> CorruptError:
        return CorruptError(
            f"{path} of {self.name} is neither in DVC's cache nor in a remote that can be reached",
            f"Bring it with `dvc fetch --all-commits` from a remote that has it, or build {self.name} again.",
        )


def snapshot(git: Git, rev: str) -> Snapshot:
    """Return the files of a revision, or of the workspace for `WORKSPACE`.

    Raises:
        UsageError: there is no such revision.
    """
    if rev == WORKSPACE:
        return Workspace(git.root)
    git.commit_of(rev)
    return Revision(git.root, rev)


def ledger_of(version: Snapshot, stage: str) -> Ledger:
    """Return the ledger of a stage in a version.

    Raises:
        CorruptError: it is not there, or damaged.
        UsageError: it was written by another format of Khabar.
    """
    path = f"artifacts/{stage}/{ledger.NAME}"
    found = ledger.parse(version.read(path))
    if found is None:
        raise UsageError(
            f"{path} of {version.name} is damaged, or of another version of Khabar",
            "Compare versions that were built by this one.",
        )
    return found


def table_of(version: Snapshot, path: str, columns: list[str] | None = None) -> pa.Table:
    """Return a Parquet file of a version as a table."""
    return tables.decode(version.read(path), columns)
