"""One run at a time in a folder of artifacts."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import BusyError


@contextmanager
def held(artifacts: Path) -> Iterator[None]:
    """Hold the folder for the length of a run. The lock is on the folder itself: it leaves no file, and the system
    lets go of it when the process ends, however that happens.

    Raises:
        BusyError: another run holds it.
    """
    artifacts.mkdir(parents=True, exist_ok=True)
    handle = os.open(artifacts, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"Another run of khabar works in {artifacts}", "Wait until it has ended, or stop it, and try again."
            ) from error
        yield
    finally:
        os.close(handle)
