"""Where files come from and where they are set aside: what a folder and an object store have in common."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from flows.errors import UsageError

#: Folders of a workspace that hold its own files.
_OWN = (("flows",), ("stages",), ("tests",))

#: What a quarantine is called that stands beside its inbox.
_BESIDE = "-quarantine"


@dataclass(frozen=True)
class Item:
    """A file as it is listed.

    Attributes:
        name: its path below the inbox, as tables can hold it.
        key: the same as the store has it; bytes that are not UTF-8 are surrogates.
        size: in bytes.
        mark: differs once the file is another one, or was written to.
        changed: when it was written last, in seconds since 1970; None where a file is whole as soon as it is seen.
    """

    name: str
    key: str
    size: int
    mark: str
    changed: float | None = None


@dataclass(frozen=True)
class Left:
    """A file that stays in the inbox for now, and why."""

    name: str
    code: str
    message: str


class NotNowError(Exception):
    """A file cannot be taken now; never leaves the inbox's modules."""

    def __init__(self, left: Left) -> None:
        super().__init__(left.message)
        self.left = left


class DamagedError(Exception):
    """Bytes are not those that were read before; never leaves the inbox's modules."""


class Store(Protocol):
    """A place with files. Whatever goes wrong with the place itself is a `StoreError`."""

    #: Absolute; `opened` gives the same store for it.
    address: str

    #: How many files are best handled at a time.
    at_once: int

    def look(self) -> tuple[list[Item], list[Left]]:
        """Return the files that are there, and those that can be told to be none."""
        ...

    def fetch(self, item: Item, target: Path | None) -> str:
        """Copy a file, if there is a target, and return its SHA-256.

        Raises:
            NotNowError: it cannot be read, or is not the one that was listed.
        """
        ...

    def remove(self, item: Item, sha256: str) -> bool:
        """Remove a file if it is the one with this digest; return whether there is no such file any more."""
        ...

    def digest(self, key: str) -> str | None:
        """Return the SHA-256 of the file that has a key; None where there is none."""
        ...

    def opened(self, key: str) -> AbstractContextManager[BinaryIO]:
        """Give the bytes of a file."""
        ...

    def create(self, key: str, write: Callable[[BinaryIO], None]) -> bool:
        """Make a file, whole and lasting; return False where the place is taken or cannot be had."""
        ...


def is_url(address: str) -> bool:
    """Return whether an address is one of fsspec rather than a path."""
    return "://" in address


def opened(address: str, root: Path, *, needed: bool = True) -> Store:
    """Return the store at an address.

    Args:
        address: a folder, by its path from ``root``, or what fsspec takes, such as ``s3://bucket/prefix``.
        root: the folder that paths are read from.
        needed: whether a folder must be there already.

    Raises:
        UsageError: it is no place that can be used.
    """
    if is_url(address):
        from flows.inbox.objects import Objects  # noqa: PLC0415 - most inboxes are folders

        return Objects(address)
    from flows.inbox.folder import Folder  # noqa: PLC0415 - as the other one

    return Folder(root / address, needed=needed)


def beside(address: str) -> str:
    """Return the address of the quarantine of an inbox that names none.

    >>> beside("s3://news/inbox/")
    's3://news/inbox-quarantine'

    Raises:
        UsageError: the inbox is a whole bucket, and beside it there is nothing of its own.
    """
    trimmed = address.rstrip("/")
    if is_url(address) and not urlsplit(trimmed).path.strip("/"):
        raise UsageError(f"The inbox {address} is a whole bucket", "Name the --quarantine, or a prefix as the inbox.")
    if not is_url(address) and Path(trimmed or "/").resolve().parent == Path(trimmed or "/").resolve():
        raise UsageError("The root of the file system is no inbox", "Name a folder that holds articles alone.")
    return f"{trimmed}{_BESIDE}"


def check_apart(inbox: Store, quarantine: Store, root: Path, *others: Path) -> None:
    """Check that what arrives, is set aside, built or kept elsewhere is never taken for one another.

    Args:
        inbox: where articles arrive.
        quarantine: where is set aside what cannot come in.
        root: the folder of the workspace; in it both need a folder of their own, in which it keeps nothing.
        others: the folders of the seeds and of the artifacts.

    Raises:
        UsageError: one of the places lies inside another one, or is the workspace's own.
    """
    places = [("inbox", inbox.address), ("quarantine", quarantine.address)]
    kept = [("", str(path.resolve())) for path in others]
    for (what, place), (_, other) in combinations([*places, *kept], 2):
        if what and (_is_within(other, place) or _is_within(place, other)):
            raise UsageError(
                f"The {what} {place} and {other} are not apart",
                "Name folders or prefixes of which none lies inside the other.",
            )
    top = root.resolve()
    for what, place in places:
        inner = Path(place).relative_to(top).parts if Path(place).is_relative_to(top) else ()
        if any(part.startswith(".") for part in inner) or inner[:1] in _OWN:
            raise UsageError(
                f"The {what} {place} is a folder that the workspace keeps its own files in",
                "Name one that holds arriving articles alone.",
            )


def _is_within(inner: str, outer: str) -> bool:
    return f"{inner.rstrip('/')}/".startswith(f"{outer.rstrip('/')}/")
