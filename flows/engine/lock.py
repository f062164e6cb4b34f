"""One run at a time in a folder of artifacts, whoever started it: a person, DVC, or a schedule.

There are two locks. The *claim* is a hidden file in the folder that says who works there; a flow holds it from its
first stage to its last, so that a ``dvc repro`` by hand cannot step in between. A process that a holder started knows
the claim's token from its environment, and works under that claim. The *work* lock is on the folder itself and is held
by the one process that writes: if a flow is killed and its stage lives on, nobody else starts beside it.

Both are let go of by the system when their process ends, however that happens. A folder on a file system without
``flock`` cannot be shared by several machines that build; workers of a cluster take no lock.
"""

import errno
import fcntl
import getpass
import os
import platform
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from flows.errors import BusyError, UsageError

#: The file of the claim.
NAME = ".khabar.lock"

#: Carries the tokens of claims, separated by commas, to the processes that their holders start.
VARIABLE = "KHABAR_CLAIM"

#: Seconds between two looks at a lock that is waited for.
_PAUSE = 0.2


class Holder(msgspec.Struct):
    """Who works in a folder. For people; never part of an artifact."""

    what: str
    process: int
    host: str
    user: str
    since: str
    token: str

    def __str__(self) -> str:
        told = f"{self.what} (process {self.process} of {self.user} on {self.host}, since {self.since})"
        # Anybody who can write into the folder can write the file: nothing in it may act on a terminal.
        return "".join(letter if letter.isprintable() else "?" for letter in told)


def _silent(_holder: str) -> None:
    """Tell nobody."""


def holder(artifacts: Path) -> Holder | None:
    """Return who last claimed a folder and has not let go of it; None where that is not known."""
    path = artifacts / NAME
    try:
        if not stat.S_ISREG(path.stat(follow_symlinks=False).st_mode):  # a pipe would be waited for
            return None
        return msgspec.json.decode(path.read_bytes(), type=Holder)
    except (OSError, ValueError):
        return None


@contextmanager
def claimed(artifacts: Path, what: str, *, wait: float = 0.0, tell: Callable[[str], None] = _silent) -> Iterator[None]:
    """Keep all others out of a folder of artifacts, as long as a sequence of runs takes.

    Args:
        artifacts: the folder; made if need be.
        what: what works there, as others are told.
        wait: seconds to wait for another holder to end.
        tell: is called with the other holder once, when the waiting begins.

    Raises:
        BusyError: another run holds it still.
        UsageError: something else stands where the file of the claim should.
    """
    artifacts.mkdir(parents=True, exist_ok=True)
    if _under(artifacts):
        yield
        return
    path = artifacts / NAME
    handle = _wait_for(path, artifacts, lambda: str(holder(artifacts) or "another run"), wait, tell)
    try:
        own = Holder(what, os.getpid(), platform.node(), _user(), _now(), secrets.token_hex(8))
        os.ftruncate(handle, 0)
        os.pwrite(handle, msgspec.json.encode(own), 0)
        os.environ[VARIABLE] = ",".join([*_tokens(), own.token])
        try:
            yield
        finally:
            if left := [token for token in _tokens() if token != own.token]:
                os.environ[VARIABLE] = ",".join(left)
            else:
                os.environ.pop(VARIABLE, None)
            if _is(path, handle):  # else somebody has deleted it, and what stands there is another's
                path.unlink()
    finally:
        os.close(handle)


@contextmanager
def held(
    artifacts: Path, what: str = "a run of khabar", *, wait: float = 0.0, tell: Callable[[str], None] = _silent
) -> Iterator[None]:
    """Claim a folder, or work under the claim of whoever started this process, and be the one who writes.

    Args, Raises: see `claimed`.
    """
    with claimed(artifacts, what, wait=wait, tell=tell):
        handle = _wait_for(
            artifacts, artifacts, lambda: "a stage whose run has ended and which still works", wait, tell
        )
        try:
            yield
        finally:
            os.close(handle)


def busy(artifacts: Path) -> str | None:
    """Say who works in a folder at this instant, for whoever only reads: nothing is written, and nobody kept out.

    Returns:
        Who it is; None where nobody does, or where it is whoever started this process.
    """
    if artifacts.is_dir() and _under(artifacts):
        return None
    for path, link in ((artifacts / NAME, os.O_NOFOLLOW), (artifacts, 0)):
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | link)
        except OSError:
            continue  # not there, or nothing that is ever locked
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return str(holder(artifacts) or "another run")
        finally:
            os.close(handle)
    return None


def _tokens() -> list[str]:
    return [token for token in os.environ.get(VARIABLE, "").split(",") if token]


def _under(artifacts: Path) -> bool:
    """Say whether the claim is held, and is that of whoever gave this process its token."""
    known = holder(artifacts)
    if known is None or known.token not in _tokens():
        return False
    handle = _lock(artifacts / NAME)
    if handle is None:
        return True
    os.close(handle)  # nobody holds it: the token is that of a run that was killed
    return False


def _wait_for(path: Path, artifacts: Path, who: Callable[[], str], wait: float, tell: Callable[[str], None]) -> int:
    """Return the open handle of a lock, as soon as it is free."""
    end, told = time.monotonic() + wait, False
    while (handle := _lock(path)) is None:
        if time.monotonic() >= end:
            raise BusyError(
                f"{artifacts} is held by {who()}",
                "Try again when it has ended, or wait for it: --wait SECONDS, or KHABAR_WAIT=SECONDS for DVC.",
            )
        if not told:
            tell(who())
            told = True
        time.sleep(_PAUSE)
    return handle


def _lock(path: Path) -> int | None:
    """Return the open handle of a file or folder that nobody else has locked; None where somebody has.

    Raises:
        UsageError: something else stands where the file of the claim should.
    """
    while True:
        handle = _open(path)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is(path, handle):
                return handle
        except BlockingIOError:
            os.close(handle)
            return None
        # Whoever held it has deleted it meanwhile: what is locked is no longer what others look at.
        os.close(handle)


def _open(path: Path) -> int:
    if path.name != NAME:
        return os.open(path, os.O_RDONLY)
    try:
        # A link is not followed, nor a pipe waited for: what they lead to is no claim, and would be overwritten.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR):
            raise _foreign(path) from error
        raise
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise _foreign(path)


def _foreign(path: Path) -> UsageError:
    return UsageError(
        f"{path} is not a file that khabar made", "Move it away: whoever works in the folder stands there."
    )


def _is(path: Path, handle: int) -> bool:
    """Say whether a path still leads to what is open."""
    try:
        there = path.stat(follow_symlinks=path.name != NAME)
    except FileNotFoundError:
        return False
    found = os.fstat(handle)
    return (there.st_dev, there.st_ino) == (found.st_dev, found.st_ino)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return str(os.getuid())
