"""An inbox in an object store, or in anything else that fsspec reaches. Credentials come from where its libraries look:
the environment, or a file of the person's own; never from here."""

import errno
import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from flows.errors import StoreError, UsageError
from flows.inbox.stores import DamagedError, Item, Left, NotNowError

#: Protocols of stores in which a file is whole as soon as it is seen.
_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "memory"})

#: Protocols that only read: nothing can be taken out of them, and most list nothing.
_READ_ONLY = frozenset({"http", "https", "data", "github", "git", "zip", "tar"})

#: What different stores call, in their listings, that by which the content of a file is told from another.
_TAGS = ("ETag", "etag", "md5Hash", "content_md5")

#: What they call the time of the last change.
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")

#: Bytes up to which a file is asked for in one request.
_SMALL = 8 << 20

#: Errors that come back however often one asks.
_LASTING = (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError, NotImplementedError, ValueError)

#: Bytes read at a time.
_BLOCK = 1 << 20


class Objects:
    """A store that fsspec reaches.

    Args:
        address: its URL.

    Raises:
        UsageError: no library is there for it, or it holds a password.
    """

    at_once = 16

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        parts = urlsplit(self.address)
        if parts.password is not None:
            raise UsageError(
                f"The address of {parts.scheme}://{parts.hostname} holds a password, and would show it in every log",
                "Leave it out, and give credentials by the environment or the store's own configuration.",
            )
        if parts.scheme in _READ_ONLY or not parts.scheme or (parts.scheme in _WHOLE and not parts.netloc):
            raise UsageError(
                f"{self.address} is not the address of a store that can be listed and emptied",
                "Give one like s3://bucket/prefix, or a folder.",
            )
        self._whole = parts.scheme in _WHOLE
        # Here, not at the top: most inboxes are folders.
        from fsspec.core import url_to_fs  # noqa: PLC0415

        try:
            # An instance of its own, without a memory of listings: what is there now counts, for these credentials.
            self._fs, self._base = url_to_fs(self.address, skip_instance_cache=True, use_listings_cache=False)
        except ImportError as error:
            extra = "`pip install 'khabar[s3]'`" if parts.scheme in ("s3", "s3a") else "what the message names"
            raise UsageError(
                f"{parts.scheme}:// cannot be used here: {error}", f"Install {extra}, and run again."
            ) from error
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{self.address} is not an address of a store: {error}",
                "Give one like s3://bucket/prefix, or a folder.",
            ) from error
        self._base = self._base.rstrip("/")

    def look(self) -> tuple[list[Item], list[Left]]:
        """Return the files below the prefix; marks of folders that hold nothing are none."""
        with self._told("cannot be listed"):
            self._fs.invalidate_cache()
            listed: dict[str, dict[str, Any]] = self._fs.find(self._base, detail=True)
        found = []
        for path, told in listed.items():
            key = path.removeprefix(f"{self._base}/")
            if key == path or not key or key.endswith("/") or told.get("type", "file") != "file":
                continue
            found.append(Item(key, key, int(told.get("size") or 0), _mark(told), None if self._whole else _time(told)))
        return sorted(found, key=lambda item: item.name), []

    def fetch(self, item: Item, target: Path | None) -> str:
        """Copy a file, if there is a target, and return its SHA-256.

        Raises:
            NotNowError: it is gone, or has another size than was listed.
            StoreError: the store does not answer, or refuses.
        """
        digest, size = hashlib.sha256(), 0
        try:
            with target.open("wb") if target else nullcontext() as copy:
                for block in self._blocks(item):
                    digest.update(block)
                    size += len(block)
                    if copy:
                        copy.write(block)
        except StoreError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise NotNowError(Left(item.name, "changing", "It is gone since it was listed.")) from error
            raise
        if size != item.size:
            raise NotNowError(Left(item.name, "changing", "It changed while it was being read."))
        return digest.hexdigest()

    def _blocks(self, item: Item) -> Iterator[bytes]:
        asking = f"does not give {item.name}"
        if item.size <= _SMALL:
            with self._told(asking):
                data: bytes = self._fs.cat_file(self._path(item.key))
            yield data
            return
        with self._told(asking):
            stream = self._fs.open(self._path(item.key), "rb")
        with stream:
            block = b"?"
            while block:
                with self._told(asking):
                    block = stream.read(_BLOCK)
                yield block

    def remove(self, item: Item, sha256: str) -> bool:
        """Remove a file if it is the one with this digest; return whether there is no such file any more.

        One that has the mark it was listed with is not read again.

        Raises:
            StoreError: the store does not answer, or refuses.
        """
        path = self._path(item.key)
        with self._told(f"holds {item.name}, which cannot be removed"):
            try:
                told = self._fs.info(path)
                if _mark(told) != item.mark and (told.get("size") != item.size or self._hashed(path) != sha256):
                    return False
                self._fs.rm_file(path)
            except FileNotFoundError:
                return True
        return True

    def digest(self, key: str) -> str | None:
        """Return the SHA-256 of a file; None where there is none.

        Raises:
            StoreError: the store does not answer, or refuses.
        """
        with self._told("cannot be read"):
            try:
                return self._hashed(self._path(key))
            except FileNotFoundError:
                return None

    def opened(self, key: str) -> AbstractContextManager[BinaryIO]:
        """Give the bytes of a file."""
        return cast("AbstractContextManager[BinaryIO]", self._fs.open(self._path(key), "rb"))

    def create(self, key: str, write: Callable[[BinaryIO], None]) -> bool:
        """Make a file, which is seen when it is whole; return False where there is one.

        No store promises to make it only where none is; but nobody else writes into a quarantine.

        Raises:
            StoreError: the store does not answer, or refuses.
        """
        path = self._path(key)
        with self._told(f"cannot take {key}"):
            if self._fs.exists(path):
                return False
            self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            stream = self._fs.open(path, "wb")
            try:
                write(stream)
            except BaseException:
                # Closing it would keep what was written so far.
                with suppress(AttributeError, NotImplementedError):
                    stream.discard()
                with suppress(AttributeError):
                    stream.closed = True
                raise
            stream.close()
        return True

    def _path(self, key: str) -> str:
        # What a file system allows in a name and no store does: bytes that are not UTF-8.
        return f"{self._base}/{key.encode('utf-8', 'backslashreplace').decode()}"

    def _hashed(self, path: str) -> str:
        with self._fs.open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Tell what went wrong, and whether it may pass: each of fsspec's libraries has errors of its own."""
        try:
            yield
        except (StoreError, DamagedError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise  # it is this machine that is full
            detail = " ".join(str(error).split()) or type(error).__name__
            passing = not (isinstance(error, _LASTING) or _is_about_credentials(error))
            then = "Run it again: the store may answer by then." if passing else "Mend that, and run it again."
            raise StoreError(f"{self.address} {what}: {detail}", then, passing=passing) from error


def _is_about_credentials(error: Exception) -> bool:
    """Return whether it is an error of botocore's about who asks, which are no errors of the system."""
    return any("Credential" in kind.__name__ or "Profile" in kind.__name__ for kind in type(error).__mro__)


def _mark(told: dict[str, Any]) -> str:
    tag = next((told[name] for name in _TAGS if told.get(name)), None)
    # Times are told more exactly by a listing than by a look at one file, so they count where there is nothing else.
    return f"{_time(told) if tag is None else tag} {told.get('size')}"


def _time(told: dict[str, Any]) -> float | None:
    for name in _TIMES:
        value = told.get(name)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, int | float):
            return float(value)
    return None
