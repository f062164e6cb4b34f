"""What files were when they were last hashed, so that a file that cannot have changed since is not hashed again.

A hidden file beside a ledger keeps, for each file that was hashed, its device, inode, size, both of its times, and the
digest. The digest is taken for that of the file if all of the five agree, as git does with its index and DVC with its
state. No program can set the time of a file's last status change, so bytes that were changed in place are seen even
where the time of the last modification was set back.

Times are counted in ticks, of some milliseconds as a rule and of two seconds on some file systems: bytes that change
twice in one tick, and are hashed between, look as if they had not. So nothing is kept of a file with a time that is not
clearly older than the moment when it was hashed (what git calls *racily clean*): the next run hashes it again. That
moment is the time that the file system itself gave to a file written before, so a clock that stands elsewhere, or was
set back, leaves files that are hashed again, never one that is not.

The cache is a note of this machine's own: no output, in no ledger, of no meaning to anybody else. It may be deleted at
any time, and what is damaged in it counts for nothing. What it cannot see is a disk that loses bytes by itself, or a
program that writes below the file system: `khabar fsck` and `khabar verify` read every byte.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from flows.engine import digests, files

NAME = ".statcache"

#: What stands before the name of an article's file, which is remembered beside those of tables.
SEEDS = "seeds:"

#: Counts up with each change of what is written.
_FORMAT = 1

#: Nanoseconds by which a file must be older than the moment when it was hashed: the coarsest tick there is (FAT's).
_CLEARLY = 2_000_000_000


class Stamp(NamedTuple):
    """What a file's status says of its bytes; a link's is that of the file it leads to."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Stamp":
        """Take it from a file's status."""
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Encoded(NamedTuple):
    """That a table of this content was encoded as a file of this digest, by code of this fingerprint."""

    fingerprint: str
    content: str
    digest: str


class _Kept(msgspec.Struct):
    """The cache on disk: by the name of each file its stamp and SHA-256, and what was encoded as it."""

    files: dict[str, tuple[Stamp, str]]
    encoded: dict[str, Encoded]
    format: int = _FORMAT


class StatCache:
    """The digests of files by their names, remembered from one run to the next.

    Args:
        path: the cache's own file.
        now: nanoseconds of the clock of the file system, as a file has them that was written just before.

    Attributes:
        hashed: how many files were read.
        encoded: what tables were encoded as, by the names of their files; taken over from the last run if it is asked
            for again.
    """

    def __init__(self, path: Path, now: int) -> None:
        self._path, self._now = path, now
        kept = _read(path)
        self._old, self._old_encoded = kept.files, kept.encoded
        self._new: dict[str, tuple[Stamp, str]] = {}
        self.encoded: dict[str, Encoded] = {}
        self.hashed = 0

    def sha256(self, path: str, name: str, status: os.stat_result | None = None) -> str:
        """Return the SHA-256 of a file, which is read only if it may have changed since it was read last.

        Args:
            path: where it is.
            name: under which it is remembered.
            status: the file's, where it was just asked for.

        Raises:
            OSError: it is not there or cannot be read.
        """
        known = self._known(path, name, status)
        if known is not None:
            self._new[name] = known
            return known[1]
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - likewise
            before = Stamp.of(os.fstat(stream.fileno()))
            found = digests.sha256_of(stream)
            after = Stamp.of(os.fstat(stream.fileno()))
        self.hashed += 1
        if before == after and max(before.modified_ns, before.changed_ns) + _CLEARLY < self._now:
            self._new[name] = before, found
        return found

    def vouches(self, path: str, name: str) -> bool:
        """Say whether a file's digest would be taken for known.

        Raises:
            OSError: it is not there.
        """
        return self._known(path, name) is not None

    def _known(self, path: str, name: str, status: os.stat_result | None = None) -> tuple[Stamp, str] | None:
        known = self._old.get(name)
        if known is None:
            return None
        return known if known[0] == Stamp.of(status or os.stat(path)) else None  # noqa: PTH116 - see `sha256`

    def intact(self, folder: str, contents: Iterable[tuple[str, str]]) -> bool:
        """Say whether files, named by their paths below ``folder``, have these digests."""
        try:
            return all(self.sha256(f"{folder}/{name}", name)[: digests.LENGTH] == digest for name, digest in contents)
        except OSError:
            return False

    def standing(self, folder: str, fingerprint: str, names: Iterable[str]) -> dict[str, Encoded]:
        """Return what is known to be encoded as files that are there, byte for byte, by code of this fingerprint."""
        known = {name: self._old_encoded[name] for name in names if name in self._old_encoded}
        return {
            name: told
            for name, told in known.items()
            if told.fingerprint == fingerprint and self.intact(folder, [(name, told.digest)])
        }

    def keep(self, prefix: str) -> None:
        """Take over what is known to be encoded as the files below a folder: nobody has asked whether it still is."""
        self.encoded |= {name: told for name, told in self._old_encoded.items() if name.startswith(prefix)}

    def forget_tables_but(self, names: Iterable[str]) -> None:
        """Forget all files below the stage's folder but these: the others go, and so must every name of theirs."""
        kept = set(names)
        self._new = {name: told for name, told in self._new.items() if name in kept or name.startswith(SEEDS)}
        self.encoded = {name: told for name, told in self.encoded.items() if name in kept}

    def write(self, scratch: Path) -> None:
        """Leave what is known to the next run; files that nobody asked for in this one are forgotten."""
        if self._new == self._old and self.encoded == self._old_encoded:
            return
        body = msgspec.msgpack.encode(_Kept(self._new, self.encoded))
        files.write(self._path, digests.of_bytes(body).encode() + body, scratch)


def forget(folder: Path) -> None:
    """Delete the cache of a stage's folder: whatever it says is looked at again."""
    (folder / NAME).unlink(missing_ok=True)


def _read(path: Path) -> _Kept:
    try:
        data = memoryview(path.read_bytes())
        seal, body = data[: digests.LENGTH], data[digests.LENGTH :]
        found = msgspec.msgpack.decode(body, type=_Kept) if digests.of_bytes(body).encode() == seal else None
    except (OSError, ValueError):  # msgspec's errors are ValueErrors
        found = None
    return found if found is not None and found.format == _FORMAT else _Kept({}, {})
