"""What old versions hold: commits whose ``dvc.lock`` reaches objects that held an article, and git's own objects."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flows import versions
from flows.erase.needles import SHA256, TEXT, TITLE, URL, Needles
from flows.erase.search import UNREAD, Search
from flows.git import Git

if TYPE_CHECKING:
    from flows.erase.store import Store  # with DVC, which a plain folder does without

#: What must be found in an object of git: that a file is named there does not mean that it is there.
_HOLDS = {SHA256, TEXT, TITLE, URL, UNREAD}

_LOCK = "dvc.lock"


@dataclass
class Version:
    """A commit that reaches objects which held the article.

    Attributes:
        commit: which one.
        tags: the published versions that it is.
        objects: how many objects that held it this commit reaches.
        unknown: how many folders it has that are not in the cache, so that nothing is known of them.
    """

    commit: str
    tags: list[str]
    objects: int
    unknown: int

    def __str__(self) -> str:
        return " ".join([*self.tags, self.commit[:12]])


@dataclass
class Kept:
    """A file that git keeps with the article in it.

    Attributes:
        path: in the repository; None for an object that no commit reaches, or for a message.
        blobs: the objects.
        commits: those that brought or took them.
        refs: branches and tags from which they can be reached.
    """

    path: str | None
    blobs: list[str] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)


def repository(folder: Path) -> Git | None:
    """Return the git repository that a folder is in, if it is in one."""
    command = ["git", "rev-parse", "--show-toplevel"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - git, as it is installed
    except OSError:
        return None
    return None if done.returncode else Git(Path(os.fsdecode(done.stdout.strip())))


def reaching(git: Git, store: "Store", held: set[str]) -> list[Version]:
    """Return the commits whose lock file reaches some objects, or objects of which nothing is known here.

    Args:
        git: the repository.
        store: its cache.
        held: the MD5 of objects that held the article.
    """
    names = {version.commit: version.name for version in versions.published(git)}
    found = []
    commits = git.run("log", "--all", "--format=%H", "--", _LOCK).split()
    for commit in dict.fromkeys([*names, *commits]):
        if not git.run("ls-tree", commit, "--", _LOCK):
            continue
        reached, missing = store.reached(git.run("show", f"{commit}:{_LOCK}"))
        holding, unknown = reached & held, missing - held
        if holding or unknown:
            tags = [names[commit]] if commit in names else []
            found.append(Version(commit, tags, len(holding), len(unknown)))
    return found


def kept(git: Git, needles: Needles, seeds: str) -> list[Kept]:
    """Return what git's objects hold: files of any commit, messages, and objects that no commit reaches any more."""
    search = Search(needles, seeds)
    holding = [oid for oid, data in _objects(git.root) if _HOLDS & search.data(data).keys()]
    if not holding:
        return []
    where = _where(git, holding)
    found: dict[str | None, Kept] = {}
    for oid in holding:
        for path, commits in where.get(oid, {None: []}).items():
            one = found.setdefault(path, Kept(path))
            one.blobs.append(oid)
            one.commits += [commit for commit in commits if commit not in one.commits]
    for one in found.values():
        one.refs = _refs(git, one.commits)
    return sorted(found.values(), key=lambda one: one.path or "")


def _objects(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield id and content of all files and messages that git keeps."""
    command = ["git", "cat-file", "--batch", "--batch-all-objects", "--unordered"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:  # noqa: S603 - git, as the user has it
        stream = process.stdout
        while stream and (head := stream.readline()):
            oid, kind, size = head.decode().split()
            data = stream.read(int(size))
            stream.read(1)
            if kind != "tree":
                yield oid, data


def _where(git: Git, holding: Iterable[str]) -> dict[str, dict[str | None, list[str]]]:
    """Return the paths of objects, and the commits that brought them there or took them away."""
    wanted = set(holding)
    found: dict[str, dict[str | None, list[str]]] = {}
    log = git.run("log", "--all", "--raw", "--no-abbrev", "--no-renames", "-m", "-z", "--format=%x01%H")
    for part in log.split("\x01")[1:]:
        commit, *changes = part.replace("\n", "\0").strip("\0").split("\0")
        if commit in wanted:
            found.setdefault(commit, {}).setdefault(None, []).append(commit)
        fields = [field for field in changes if field]
        for head, path in zip(fields[::2], fields[1::2], strict=False):
            for oid in head.split()[2:4]:
                if oid in wanted:
                    commits = found.setdefault(oid, {}).setdefault(path, [])
                    commits += [commit] if commit not in commits else []
    return found


def _refs(git: Git, commits: list[str]) -> list[str]:
    """Return the branches and tags whose history has any of some commits."""
    if not commits:
        return []
    which = [word for commit in commits for word in ("--contains", commit)]
    return git.run("for-each-ref", *which, "--format=%(refname:short)").split()
