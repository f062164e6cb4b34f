"""DVC in a workspace: the stages run again; what its cache and its memory hold of an article, and taking it out."""

import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, Self

import yaml
from dvc.exceptions import DvcException
from dvc.repo import Repo, lock_repo

from flows import summary
from flows.erase.needles import Needles
from flows.erase.places import Find, Place, below
from flows.erase.search import UNREAD, Search
from flows.errors import StageError

#: Groups of places.
CACHE, STATE = "DVC cache", "DVC state"

_LOCK = "dvc.lock"

#: How an object is named: below ``files/md5`` since DVC 3, directly in the cache before.
_OBJECT = re.compile(r"(?:files/md5/)?([0-9a-f]{2})/([0-9a-f]{30}(?:\.dir)?)\Z")

_DIR = ".dir"


class Store:
    """What DVC keeps of a workspace.

    Args:
        root: the workspace.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repo = Repo(str(root), _wait_for_lock=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.repo.close()

    @property
    def cache(self) -> Path:
        """The folder of the local cache."""
        return Path(self.repo.cache.local_cache_dir)

    def reproduce(self, scheduler: str | None = None) -> None:
        """Bring all stages up to date, as ``dvc repro`` does; what they print goes to standard error.

        Args:
            scheduler: address of a Dask scheduler for their jobs.

        Raises:
            StageError: a stage failed.
        """
        with summary.followed(scheduler) as notes, _to_standard_error():
            try:
                self.repo.reproduce()
            except DvcException as error:
                told = [note["error"] for note in summary.collect(notes) if "error" in note]
                why = (told[-1] if told else str(error)).rstrip(".")
                raise StageError(f"The tables could not be brought up to date: {why}", "Mend that.") from error

    # -- where to look ----------------------------------------------------------------------------------------------

    def places(self) -> list[Place]:
        """Return the lock file and what DVC remembers of files."""
        lock = self.root / _LOCK
        found = [Place(_LOCK, lock, _LOCK)] if lock.is_file() else []
        return [
            *found,
            *below(self.root / ".dvc" / "tmp", ".dvc/tmp", "DVC tmp"),
            *below(Path(self.repo.site_cache_dir), STATE, STATE),
        ]

    def objects(self) -> list[Place]:
        """Return all files of the local cache: objects, runs, and what is being fetched."""
        return below(self.cache, CACHE, CACHE)

    def id_of(self, place: Place) -> str | None:
        """Return the MD5 of an object of the cache; None for what is none."""
        found = _OBJECT.match(place.path.relative_to(self.cache).as_posix())
        return found[1] + found[2] if found else None

    def reached(self, lock: str) -> tuple[set[str], set[str]]:
        """Return the objects that a lock file reaches, and those of them that list others and are not here.

        Args:
            lock: its text.
        """
        stages: dict[str, Any] = (yaml.safe_load(lock) or {}).get("stages") or {}
        outs = {str(out.get("md5")) for stage in stages.values() for out in stage.get("outs") or () if out.get("md5")}
        reached, missing = set(outs), set()
        for listed in outs:
            if listed.endswith(_DIR):
                inner = self.listed(listed)
                if inner is None:
                    missing.add(listed)
                else:
                    reached |= inner
        return reached, missing

    def listed(self, oid: str) -> set[str] | None:
        """Return the objects that a folder's object lists; None where it is not in the cache."""
        for home in (self.cache / "files" / "md5", self.cache):
            try:
                entries = json.loads((home / oid[:2] / oid[2:]).read_bytes())
            except (OSError, ValueError):
                continue
            return {str(entry["md5"]) for entry in entries if "md5" in entry}
        return None

    def current(self) -> set[str]:
        """Return the objects that the lock file of the workspace reaches."""
        lock = self.root / _LOCK
        return self.reached(lock.read_text(encoding="utf-8"))[0] if lock.is_file() else set()

    # -- taking it out ----------------------------------------------------------------------------------------------

    def delete(self, found: Iterable[Find]) -> list[str]:
        """Delete files of the cache, but for objects that the workspace as it is now needs.

        Returns:
            The MD5 of the objects that were deleted, the names of other files.
        """
        deleted = []
        with lock_repo(self.repo):
            current = self.current()
            for find in found:
                if find.by.keys() != {UNREAD} and self.id_of(find.place) not in current:
                    find.place.path.unlink(missing_ok=True)
                    deleted.append(self.id_of(find.place) or find.place.name)
        return deleted

    def forget(self, needles: Needles, seeds: str) -> None:
        """Take the names of an article out of what DVC remembers of files; it hashes them anew where it asks for them.

        Args:
            needles: what to look for.
            seeds: name of the folder of articles.
        """
        search = Search(needles, seeds)
        home = Path(self.repo.site_cache_dir)
        with lock_repo(self.repo):
            for remembered in (self.repo.state.hashes, self.repo.state.links):
                for key in [key for key in remembered if search.name(str(key))]:
                    del remembered[key]
        self.repo.close()
        index = [path for path in (home / "index" / "data").glob("*") if path.is_file()]
        if any(search.data(path.read_bytes()) for path in index):
            # DVC's own way to drop it leaves the names behind; it makes a new one.
            for path in index:
                path.unlink(missing_ok=True)
        for database in home.rglob("*.db"):
            # What was deleted stays in its pages until they are written anew.
            with closing(sqlite3.connect(database, timeout=60)) as connection:
                connection.execute("vacuum")
                connection.execute("pragma wal_checkpoint(truncate)")
        self.repo = Repo(str(self.root), _wait_for_lock=True)


@contextmanager
def _to_standard_error() -> Iterator[None]:
    """Send what this process and those that it starts print to standard error: the proof alone is the result."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
