"""A build in a process of its own that may be killed: forked from one that has everything loaded, so that it costs
milliseconds, and nothing that it learns outlives it."""

import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import msgspec

from flows import build as line
from flows.engine.stage import Place
from flows.errors import KhabarError, StageError
from stages import NAMES

#: What a process does to a disk, as Python's audit hooks name it; each is told before it is done.
_STEPS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"})

_WRITING = os.O_WRONLY | os.O_RDWR


class Order(msgspec.Struct, frozen=True):
    """A build that is asked for.

    Attributes:
        seeds, artifacts: the folders.
        settings: the mappings of a params file.
        told: a file for what the build says of itself.
        workers: processes.
        kill_before: SIGKILL before the step on the disk of this number, from 1; None for no such kill.
        kill_after: SIGKILL when so many seconds have passed.
    """

    seeds: str
    artifacts: str
    settings: dict[str, Any]
    told: str
    workers: int = 1
    kill_before: int | None = None
    kill_after: float | None = None


class Outcome(msgspec.Struct):
    """What became of a build.

    Attributes:
        killed: whether the kill came before the end.
        steps: on the disk, in the folder of artifacts.
        stages: what each stage did, as `flows.build.Report.record` has it.
        error: what a person would have been told, where it failed.
        fault: whether the error is one of Khabar's own: a stage's code raised, or something nobody foresaw.
    """

    killed: bool = False
    steps: int = 0
    stages: list[dict[str, Any]] = []
    error: str | None = None
    fault: bool = False


def build(order: Order) -> Outcome:
    """Build in a forked child."""
    told = Path(order.told)
    told.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            told.write_bytes(msgspec.json.encode(done(order)))
            code = 0
        except BaseException:  # noqa: BLE001 - a forked child must never return to whoever called this
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    if order.kill_after is not None:
        time.sleep(order.kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return msgspec.json.decode(told.read_bytes(), type=Outcome)
    if code == -signal.SIGKILL and (order.kill_before is not None or order.kill_after is not None):
        return Outcome(killed=True)
    return Outcome(error=f"The process of a build ended with {code}", fault=True)


def done(order: Order) -> Outcome:
    """Build in this process, and say what became of it."""
    # A kill takes nothing from a disk, and waiting for the disk takes most of the time of a small build.
    os.fsync = _at_once
    counted = _Steps(order.artifacts, order.kill_before)
    sys.addaudithook(counted)
    try:
        reports = line.run(
            NAMES, Place(Path(order.seeds), Path(order.artifacts)), order.settings, workers=order.workers
        )
    except KhabarError as error:
        return Outcome(steps=counted.number, error=str(error), fault=isinstance(error, StageError))
    return Outcome(steps=counted.number, stages=[report.record() for report in reports])


def _at_once(fd: Any) -> None:
    """Stand for `os.fsync`."""


class _Steps:
    """Counts the steps on the disk in one folder, and kills this process before one of them."""

    def __init__(self, folder: str, last: int | None) -> None:
        self.number = 0
        self._inside = f"{folder}/"
        self._last = last

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one thing that Python is about to do."""
        if event not in _STEPS or not isinstance(arguments[0], str | os.PathLike):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITING):
            return
        if os.fspath(arguments[0]).startswith(self._inside):
            self.number += 1
            if self.number == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


def load(scratch: Path) -> None:
    """Load what a build needs, by building a corpus of one article: rules are read and compiled once for all builds.

    Args:
        scratch: a folder for it, which is there.
    """
    seeds = scratch / "seeds"
    seeds.mkdir()
    (seeds / "one.txt").write_text(
        'KARACHI: Exports rose to $1.5 billion on March 2, 2021, the minister said. "We are glad," said Amna Shah.\n',
        encoding="utf-8",
    )
    line.run(NAMES, Place(seeds, scratch / "artifacts"), {}, workers=1)
