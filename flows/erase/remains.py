"""What is left of an erased article where nobody deletes by himself: old versions, remotes, git, inboxes, Prefect."""

import os
import shlex
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from flows.erase.article import Article
from flows.erase.held import Seeds
from flows.erase.history import Kept, Version
from flows.erase.places import Find, Look, Place, below
from flows.erase.search import Search
from flows.erase.targets import Meant

#: Folders of a workspace where articles wait, or are set aside, before they come in.
_WAITING = ("inbox", "inbox-quarantine")

#: Where Prefect keeps its database and logs in a workspace.
_PREFECT = ".prefect"

#: Commits, objects and files that are named; the rest are counted.
_SHOWN = 10


@dataclass
class Remain:
    """Something that is left.

    Attributes:
        where: version, remote, git, inbox, prefect or link.
        what: which one, for people; no word of the article.
        how: commands that purge it.
    """

    where: str
    what: str
    how: list[str] = field(default_factory=list)


@dataclass
class Remote:
    """What a DVC remote has.

    Attributes:
        name: as DVC calls it.
        url: where it is.
        objects: addresses of objects that held the article, by MD5.
        deleted: the MD5 of those that were deleted.
        unknown: why it could not be asked.
    """

    name: str
    url: str
    objects: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    unknown: str | None = None


def of_remotes(remotes: Iterable[Remote], again: str) -> list[Remain]:
    """Return the remotes that have objects which held it, or could not be asked.

    Args:
        remotes: as they answered.
        again: the command that erases the same again.
    """
    found = []
    for remote in remotes:
        name = f"{remote.name} ({remote.url})"
        if remote.unknown is not None:
            told = f"{name} could not be asked for objects that held it: {remote.unknown}"
            found.append(Remain("remote", told, [again]))
        elif remote.objects:
            told = f"{name} has {len(remote.objects)} objects that held it"
            found.append(Remain("remote", told, [f"{again} --purge-remotes", *_deleting(remote.objects.values())]))
    return found


def _deleting(addresses: Iterable[str]) -> list[str]:
    """Return the commands that delete objects, where the kind of store has a usual one."""
    found = []
    for address in addresses:
        scheme, _, path = address.rpartition("://")
        if scheme in ("", "file", "local"):
            found.append(f"rm {shlex.quote(path)}")
        elif scheme == "s3":
            found.append(f"aws s3 rm {shlex.quote(address)}")
        else:
            found.append(f"# delete {address}")
    return found


def of_versions(versions: Iterable[Version], remotes: Sequence[str], again: str) -> list[Remain]:
    """Return the versions whose tables held it, or may have.

    Args:
        versions: commits that reach objects which held it.
        remotes: of git.
        again: the command that erases the same again.
    """
    known = list(versions)
    untagged = [version.commit[:12] for version in known if version.objects and not version.tags]
    found = []
    for version in known:
        if version.objects and version.tags:
            told = f"{version} needs {version.objects} objects that held it: it cannot be checked out from this cache"
            how = [f"git tag -d {tag}" for tag in version.tags]
            how += [f"git push {each} --delete refs/tags/{tag}" for tag in version.tags for each in remotes]
            found.append(Remain("version", told, how))
        if version.unknown and version.tags:
            told = f"{version} has {version.unknown} folders that are not in the cache, so nothing is known of them"
            found.append(Remain("version", told, ["dvc fetch --all-commits", again]))
    if unknown := [version.commit[:12] for version in known if version.unknown and not version.tags]:
        told = "commits without a tag have folders that are not in the cache, so nothing is known of them"
        found.append(Remain("version", f"{told}: {_some(unknown)}", ["dvc fetch --all-commits", again]))
    if untagged:
        told = "commits without a tag need objects that held it, and cannot be checked out from this cache"
        found.append(Remain("version", f"{told}: {_some(untagged)}"))
    return found


def of_git(kept: Iterable[Kept]) -> list[Remain]:
    """Return what git's history holds."""
    found, blobs = [], list[str]()
    for one in kept:
        refs = _some(one.refs) or "no branch or tag"
        if one.path is None and not one.commits:
            told = f"{len(one.blobs)} objects that no commit reaches"
            how = ["git reflog expire --expire=now --all", "git gc --prune=now"]
        elif one.path is None:
            told = f"the message of {_some([commit[:12] for commit in one.commits])} ({refs})"
            how = ["git filter-repo --message-callback ...", "git push --force --all && git push --force --tags"]
        else:
            told = f"{one.path}, in commits {_some([commit[:12] for commit in one.commits])} ({refs})"
            blobs += one.blobs
            how = []
        found.append(Remain("git", told, how))
    if blobs:
        how = [
            f"printf '%s\\n' {' '.join(blobs)} > erased-blobs.txt",
            "git filter-repo --strip-blobs-with-ids erased-blobs.txt",
            "git push --force --all REMOTE && git push --force --tags REMOTE",
        ]
        told = (
            "git-filter-repo, a tool of its own, takes all of these out; it wants a fresh clone and forgets its remotes"
        )
        found.append(Remain("git", told, how))
    return found


def of_waiting(look: Look, root: Path, also: Sequence[Path]) -> list[Remain]:
    """Return the files of inboxes and of other folders that hold it: the next run would bring them in again."""
    folders = [*(root / name for name in _WAITING), *also]
    found: list[Find] = []
    for folder in folders:
        places = below(folder, str(folder), "inbox") if folder.is_dir() else [Place("inbox", folder, str(folder))]
        found += look.through([place for place in places if place.path.is_file()])
    return [Remain("inbox", str(find.place.path), [f"rm {shlex.quote(str(find.place.path))}"]) for find in found]


def of_prefect(look: Look, root: Path) -> list[Remain]:
    """Return what Prefect's databases and logs hold: it shows titles on its page."""
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / _PREFECT)
    places = below(root / _PREFECT, str(root / _PREFECT), "prefect")
    if home.resolve() != (root / _PREFECT).resolve():
        places += [Place("prefect", path, str(path)) for path in sorted(home.glob("*.db*"))]
    found = []
    for find in look.through(places):
        path = shlex.quote(str(find.place.path))
        if ids := _artifacts(find.place.path, look):
            how = [*(f"prefect artifact delete --id {each}" for each in ids), f"sqlite3 {path} vacuum"]
        else:
            how = [f"rm {path}  # with the server ended: it makes a new one"]
        found.append(Remain("prefect", str(find.place.path), how))
    return found


def _artifacts(database: Path, look: Look) -> list[str]:
    """Return the ids of the artifacts of a database of Prefect's that hold it."""
    search = Search(look.needles, look.seeds)
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("select id, data, description from artifact").fetchall()
    except sqlite3.Error:
        return []
    return [str(row[0]) for row in rows if search.data("\n".join(map(str, row[1:])).encode())]


def of_links(meant: Meant, seeds: Seeds, cache: Path | None) -> list[Remain]:
    """Return other names of the files that are about to go, outside the seeds and DVC's cache.

    Args:
        meant: what goes; asked before it is gone.
        seeds: the folder of articles.
        cache: DVC's, which is searched anyway.
    """
    found = []
    for source in sorted(meant.files | meant.records.keys()):
        held = seeds.held(source)
        if held is None or held.file.sha256 is None:
            continue
        path = held.file.path
        target = path.resolve()
        if path.is_symlink():
            if not any(target.is_relative_to(home.resolve()) for home in (seeds.folder, cache) if home is not None):
                found.append(Remain("link", f"{source} was a link to {target}", [f"rm {shlex.quote(str(target))}"]))
        elif (names := path.stat().st_nlink) > 1 and cache is None:
            told = f"{source} has {names - 1} other names (hard links)"
            found.append(Remain("link", told, [f"find / -xdev -inum {path.stat().st_ino}"]))
    return found


def command(articles: Sequence[Article]) -> str:
    """Return the command that erases the same again."""
    files = {each.source for each in articles if each.is_file}
    names = [*sorted(files), *(each.doc_id for each in articles if each.source not in files)]
    more = " ..." if len(names) > _SHOWN else ""
    return f"khabar erase {shlex.join(names[:_SHOWN])}{more}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
