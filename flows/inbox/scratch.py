"""The folder in which a run works: hidden inside the seeds, so that a move from it is one step; one run holds it at a
time."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import BusyError
from flows.inbox import intent

#: Its name below the seeds.
NAME = ".khabar-ingest"

#: Seconds between two looks at a lock that is waited for.
_PAUSE = 0.2


@contextmanager
def held(seeds: Path, *, wait: float = 0.0) -> Iterator[Path]:
    """Give the folder, and keep all others out of it. What a run that was killed has left is still there.

    Args:
        seeds: the folder of articles; made if need be.
        wait: seconds to wait for another run.

    Raises:
        BusyError: another run holds it still.
    """
    folder = seeds / NAME
    end = time.monotonic() + wait
    while (handle := _lock(folder)) is None:
        if time.monotonic() >= end:
            raise BusyError(f"Another run brings articles into {seeds}", "Run the command again when it has ended.")
        time.sleep(_PAUSE)
    try:
        yield folder
    finally:
        os.close(handle)


def clear(folder: Path) -> None:
    """Empty the folder: the intent first, since without it nothing that it names has a meaning."""
    intent.drop(folder)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def remove(folder: Path) -> None:
    """Remove the folder at the end of a run."""
    clear(folder)
    folder.rmdir()


def settle(path: Path) -> None:
    """Make the bytes of a file last."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _lock(folder: Path) -> int | None:
    """Return the open handle of the folder, locked; None where somebody else has it."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:  # whoever held it has removed it this very moment
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_ino == folder.stat().st_ino:
                return handle
        except BlockingIOError:
            os.close(handle)
            return None
        except FileNotFoundError:
            pass
        os.close(handle)
