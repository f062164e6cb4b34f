"""An inbox that is a folder. Only regular files in it count: a link may lead anywhere, and a pipe never ends."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from flows.engine import files, listing
from flows.errors import StoreError, UsageError
from flows.inbox.names import DIGITS
from flows.inbox.stores import Item, Left, NotNowError

#: Bytes copied at a time.
_BLOCK = 1 << 20

#: What the system says where a name cannot be had: taken, too long, or below something that is no folder.
_UNFIT = frozenset({errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL})

#: How the file is called that is being written, hidden from all who list the folder; what a run that was killed has
#: left goes when the same file is made again.
_HALF = ".khabar-{}.part"


class Folder:
    """A store in a folder.

    Args:
        path: the folder.
        needed: whether it must be there already; else it is made when a file comes into it.

    Raises:
        UsageError: it is no folder.
    """

    at_once = 1

    def __init__(self, path: Path, *, needed: bool = True) -> None:
        self._path, self._needed = path.resolve(), needed
        self.address = str(self._path)
        if not self._path.is_dir() and (needed or os.path.lexists(self._path)):
            raise UsageError(f"{self.address} is not a folder", "Make it, or name the folder where articles arrive.")

    def look(self) -> tuple[list[Item], list[Left]]:
        """Return the regular files, and what else is there; hidden folders are not entered."""
        found: list[Item] = []
        left: list[Left] = []
        folders = [self._path]
        while folders:
            here = folders.pop()
            try:
                entries = sorted(os.scandir(here), key=lambda entry: entry.name)
            except OSError as error:
                if here == self._path and not self._needed and isinstance(error, FileNotFoundError):
                    return [], []
                if here == self._path:
                    raise self._failed(error, "cannot be listed") from error
                left.append(Left(self._name(here), "unreadable", f"The folder cannot be listed ({error.strerror})."))
                continue
            writable = os.access(here, os.W_OK | os.X_OK)
            for entry in entries:
                seen = self._seen(entry, writable=writable)
                if isinstance(seen, Item):
                    found.append(seen)
                elif isinstance(seen, Left):
                    left.append(seen)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
        return sorted(found, key=lambda item: item.name), left

    def _seen(self, entry: os.DirEntry[str], *, writable: bool) -> Item | Left | None:
        """Return what stands there; None for a folder that is to be entered, and for what is gone since."""
        path, name = Path(entry.path), self._name(Path(entry.path))
        try:
            told = entry.stat(follow_symlinks=False)
        except OSError:
            return None
        if stat.S_ISLNK(told.st_mode):
            return Left(name, "link", "This is a link. Put the file itself here.")
        if stat.S_ISDIR(told.st_mode):
            return Left(name, "hidden", "Hidden folders are passed over.") if entry.name.startswith(".") else None
        if not stat.S_ISREG(told.st_mode):
            return Left(name, "not_a_file", "This is not a regular file. Remove it from the inbox.")
        if not writable:
            problem = "It could not be removed afterwards. Give yourself write access to its folder."
            return Left(name, "not_removable", problem)
        return Item(name, self._key(path), told.st_size, _mark(told), told.st_mtime)

    def fetch(self, item: Item, target: Path | None) -> str:
        """Copy a file, if there is a target, and return its SHA-256.

        Raises:
            NotNowError: it cannot be read, or is not the one that was listed.
        """
        digest = hashlib.sha256()
        try:
            with self.opened(item.key) as source:
                before = _mark(os.fstat(source.fileno()))
                with target.open("wb") if target else nullcontext() as copy:
                    while block := source.read(_BLOCK):
                        digest.update(block)
                        if copy:
                            copy.write(block)
                if not before == item.mark == _mark(os.fstat(source.fileno())):
                    raise NotNowError(Left(item.name, "changing", "It changed while it was being read."))
        except OSError as error:
            if target is not None and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            why = f"It cannot be read ({error.strerror}). Mend its permissions, or remove it."
            raise NotNowError(Left(item.name, "unreadable", why)) from error
        return digest.hexdigest()

    def remove(self, item: Item, sha256: str) -> bool:
        """Remove a file if it is the one with this digest; return whether there is no such file any more.

        Raises:
            StoreError: the system does not allow it.
        """
        path = self._path / item.key
        try:
            with self.opened(item.key) as source:
                known = _hashed(source) == sha256
                if not known or _mark(os.fstat(source.fileno())) != _mark(path.lstat()):
                    return False
                path.unlink()
            files.sync_folder(path.parent)
        except FileNotFoundError:
            return True
        except OSError as error:
            if error.errno == errno.ELOOP:  # somebody put a link in its place
                return False
            raise self._failed(error, f"holds {item.name}, which cannot be removed") from error
        return True

    def digest(self, key: str) -> str | None:
        """Return the SHA-256 of a file; None where there is none."""
        try:
            with self.opened(key) as source:
                return _hashed(source)
        except OSError:
            return None

    def opened(self, key: str) -> AbstractContextManager[BinaryIO]:
        """Give the bytes of a regular file; a link is not followed, and a pipe is not waited for."""
        return _opened(self._path / key)

    def create(self, key: str, write: Callable[[BinaryIO], None]) -> bool:
        """Make a file, whole and lasting; return False where the place is taken or cannot be had.

        Raises:
            StoreError: the system does not allow it.
        """
        path = self._path / key
        half = path.parent / _HALF.format(hashlib.sha256(os.fsencode(key)).hexdigest()[:DIGITS])
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(path):
                return False
            with half.open("wb") as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            _move(half, path)
            files.sync_folder(path.parent)
        except OSError as error:
            if error.errno in _UNFIT:
                return False
            raise self._failed(error, f"cannot take {listing.name_of(Path(key))}") from error
        finally:
            if path.parent.is_dir():
                half.unlink(missing_ok=True)
        return True

    def _key(self, path: Path) -> str:
        return path.relative_to(self._path).as_posix()

    def _name(self, path: Path) -> str:
        return listing.name_of(path.relative_to(self._path))

    def _failed(self, error: OSError, what: str) -> StoreError:
        return StoreError(f"{self.address} {what}: {error.strerror}", "Mend that and run the same command again.")


def _hashed(source: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _move(half: Path, path: Path) -> None:
    """Give a file its name, unless that is taken.

    Raises:
        OSError: it is taken, or cannot be had.
    """
    try:
        os.link(half, path)  # unlike a rename, it never takes the place of another file
    except OSError as error:
        if error.errno in _UNFIT:
            raise
        half.rename(path)  # a file system without hard links; it was free a moment ago


def _mark(told: os.stat_result) -> str:
    """Return what differs once a file is another one, or was written to."""
    return f"{told.st_dev}:{told.st_ino}:{told.st_size}:{told.st_mtime_ns}:{told.st_ctime_ns}"


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        yield stream
