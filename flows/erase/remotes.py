"""DVC remotes: which of them have objects that held an article, and deleting just these where that is asked for."""

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from dvc_data.hashfile.db import get_index

from flows.erase.remains import Remote
from flows.erase.store import Store

R = TypeVar("R")

#: Seconds that a remote may take to answer.
_PATIENCE = 120.0

#: Characters of an error that are told.
_TOLD = 200

_CREDENTIALS = re.compile(r"//[^/@\s]*@")


def asked(store: Store, oids: Iterable[str], *, purge: bool = False) -> list[Remote]:
    """Ask every remote for some objects.

    Args:
        store: the workspace.
        oids: their MD5.
        purge: delete them there.
    """
    wanted, found = sorted(oids), []
    for name, settings in sorted(store.repo.config["remote"].items()):
        remote = Remote(name, _public(str(settings.get("url", ""))))
        try:
            databases = _within(_PATIENCE, _Question(store, name, wanted).ask)
            remote.objects = {oid: url for _, has in databases for oid, url in has.items()}
            if purge:
                remote.deleted = [oid for odb, has in databases for oid in _deleted(odb, has)]
                remote.objects = {oid: url for oid, url in remote.objects.items() if oid not in remote.deleted}
        except Exception as error:  # noqa: BLE001 - each store has errors of its own, and one must not hide the others
            remote.unknown = f"{type(error).__name__}: {_public(' '.join(str(error).split()))[:_TOLD]}"
        found.append(remote)
    return found


@dataclass(frozen=True)
class _Question:
    """Which of some objects a remote has."""

    store: Store
    name: str
    wanted: list[str]

    def ask(self) -> list[tuple[Any, dict[str, str]]]:
        """Return, for each way in which objects lie in a remote, its database and the addresses of those it has."""
        there = self.store.repo.cloud.get_remote(self.name)
        if there.worktree or there.fs.version_aware:
            raise LookupError("it keeps versions of files by their names, and is not asked by MD5")
        if not there.fs.exists(there.path):
            raise LookupError("there is nothing at its address, or it cannot be reached from here")
        return [
            (odb, {oid: odb.fs.unstrip_protocol(odb.oid_to_path(oid)) for oid in odb.list_oids_exists(self.wanted)})
            for odb in (there.odb, there.legacy_odb)
        ]


def _deleted(odb: Any, has: Iterable[str]) -> list[str]:
    """Delete objects; return those that are gone."""
    some = list(has)
    if not some:
        return []
    for oid in some:
        odb.delete(oid)
    # DVC notes what a remote has, and would never push again what it takes for there.
    index = get_index(odb)
    try:
        index.clear()
    finally:
        index.close()
    left = set(odb.list_oids_exists(some))
    return [oid for oid in some if oid not in left]


def _public(address: str) -> str:
    """Return an address, or what is said of one, without the name and the password that may stand in it."""
    return _CREDENTIALS.sub("//", address)


def _within(seconds: float, work: Callable[[], R]) -> R:
    """Return what some work gives, or raise what it raises, or do not wait for it any longer.

    Raises:
        TimeoutError: it takes too long.
    """
    done: list[R] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as error:  # noqa: BLE001 - raised by whoever waits
            failed.append(error)

    # A daemon: the command must end though a server never answers.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise TimeoutError(f"no answer within {seconds:.0f} seconds")
    return done[0]
