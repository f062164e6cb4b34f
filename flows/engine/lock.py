"""One run at a time in a folder of artifacts, whoever started it: a person, DVC, or a schedule.

There are two locks. The *claim* is a hidden file in the folder that says who works there; a flow holds it from its
first stage to its last, so that a ``dvc repro`` by hand cannot step in between. A process that a holder started knows
the claim's token from its environment, and works under that claim. The *work* lock is on the folder itself and is held
by the one process that writes: if a flow is killed and its stage lives on, nobody else starts beside it.

Both are let go of by the system when their process ends, however that happens. A folder on a file system without
``flock`` cannot be shared by several machines that build; workers of a cluster take no lock.
"""

import fcntl
import getpass
import os
import platform
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from flows.errors import BusyError

#: The file of the claim.
NAME = ".khabar.lock"

#: Carries the claim's token to the processes that its holder starts.
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
        return f"{self.what} (process {self.process} of {self.user} on {self.host}, since {self.since})"


def _silent(_holder: str) -> None:
    """Tell nobody."""


def holder(artifacts: Path) -> Holder | None:
    """Return who last claimed a folder and has not let go of it; None where that is not known."""
    try:
        return msgspec.json.decode((artifacts / NAME).read_bytes(), type=Holder)
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
    """
    artifacts.mkdir(parents=True, exist_ok=True)
    token = os.environ.get(VARIABLE)
    if token is not None and _under(artifacts, token):
        yield
        return
    path = artifacts / NAME
    handle = _wait_for(path, artifacts, lambda: str(holder(artifacts) or "another run"), wait, tell)
    try:
        own = Holder(what, os.getpid(), platform.node(), _user(), _now(), secrets.token_hex(8))
        os.ftruncate(handle, 0)
        os.pwrite(handle, msgspec.json.encode(own), 0)
        os.environ[VARIABLE] = own.token
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            os.environ.pop(VARIABLE, None)
            if token is not None:
                os.environ[VARIABLE] = token
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


def _under(artifacts: Path, token: str) -> bool:
    """Say whether the claim is held, and is that of whoever gave this process its token."""
    known = holder(artifacts)
    if known is None or known.token != token:
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
    """Return the open handle of a file or folder that nobody else has locked; None where somebody has."""
    while True:
        handle = os.open(path, os.O_RDONLY) if path.is_dir() else os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        except BlockingIOError:
            os.close(handle)
            return None
        except FileNotFoundError:
            pass
        # Whoever held it has deleted it meanwhile: what is locked is no longer what others look at.
        os.close(handle)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return str(os.getuid())
