"""Bytes by their digest, kept as DVC keeps them: the files of a folder are hard links to them.

So a build that writes a file in place, rather than beside it and then by its name, changes what is kept here, as it
would change DVC's cache; and what was there at an earlier step can be put back as ``dvc checkout`` does.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from flows.engine import digests


class Store:
    """A folder of files that are called by the digest of what they hold.

    Args:
        folder: where, on the file system of the folders that are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._seen: dict[str, tuple[int, int]] = {}

    def keep(self, path: Path, digest: str) -> None:
        """Keep a file by a link to it, or make it a link to the same bytes that are kept."""
        if digest in self._seen:
            if path.stat().st_nlink == 1:
                self.put(digest, path)
            return
        target = self._folder / digest
        try:
            os.link(path, target)
        except OSError:  # as many links as the file system allows, or none at all
            shutil.copyfile(path, target)
        self._seen[digest] = _stamp(target)

    def keep_bytes(self, data: bytes) -> str:
        """Keep bytes, and return their digest."""
        digest = digests.of_bytes(data)
        if digest not in self._seen:
            (self._folder / digest).write_bytes(data)
            self._seen[digest] = _stamp(self._folder / digest)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a digest."""
        return (self._folder / digest).read_bytes()

    def put(self, digest: str, path: Path) -> None:
        """Put what is kept at ``path``, as a link to it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        try:
            os.link(self._folder / digest, path)
        except OSError:
            shutil.copyfile(self._folder / digest, path)

    def changed(self, *, thoroughly: bool = False) -> list[str]:
        """Return the digests of kept bytes that are no longer what they were.

        Args:
            thoroughly: read all of them, rather than those whose size or time says that they were written to.
        """
        found = []
        for digest, stamp in self._seen.items():
            path = self._folder / digest
            if (thoroughly or _stamp(path) != stamp) and digests.of_file(path) != digest:
                found.append(digest)
        return sorted(found)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def digests_of(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder by its path there, in order.

    Hidden files are this machine's own notes and locks, not artifacts.
    """
    found: dict[str, str] = {}
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = Path(here, name)
                found[path.relative_to(folder).as_posix()] = digests.of_file(path)
    return dict(sorted(found.items()))


def checkout(store: Store, wanted: Mapping[str, str], folder: Path) -> None:
    """Make the files below a folder those of an earlier step, hidden ones left as they are."""
    there = digests_of(folder)
    for name in there.keys() - wanted.keys():
        (folder / name).unlink()
    for name, digest in wanted.items():
        if there.get(name) != digest:
            store.put(digest, folder / name)
