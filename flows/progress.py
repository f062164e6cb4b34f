"""How far a run is: a bar on a terminal, a line now and then elsewhere. Goes to standard error, never to a result."""

import os
import sys
import time
from typing import Self

from flows import summary

#: Seconds between two lines where there is no terminal: a log should show that a long run lives, and no more.
_PAUSE = 10.0


class Quiet:
    """Says nothing."""

    def begin(self, what: str, jobs: int) -> None:
        """Pass over."""

    def step(self) -> None:
        """Pass over."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""


class Lines(Quiet):
    """Plain lines for logs.

    Args:
        unit: what is counted.
    """

    def __init__(self, unit: str = "partitions") -> None:
        self._unit = unit
        self._what, self._jobs, self._done, self._told = "", 0, 0, time.monotonic()

    def begin(self, what: str, jobs: int) -> None:
        """Start counting."""
        self._what, self._jobs, self._done = what, jobs, 0

    def step(self) -> None:
        """Count, and tell now and then."""
        self._done += 1
        if time.monotonic() >= self._told + _PAUSE:
            self._told = time.monotonic()
            sys.stderr.write(f"{self._what}: {self._done} of {self._jobs} {self._unit}\n")
            sys.stderr.flush()


class Told(Lines):
    """Plain lines, and notes for the flow that follows the run."""

    #: Seconds between two notes: a page is looked at by people.
    _BETWEEN = 1.0

    def __init__(self) -> None:
        super().__init__()
        self._noted = 0.0

    def begin(self, what: str, jobs: int) -> None:
        """Start counting."""
        super().begin(what, jobs)
        self._note()

    def step(self) -> None:
        """Count, and tell now and then."""
        super().step()
        if self._done == self._jobs or time.monotonic() >= self._noted + self._BETWEEN:
            self._note()

    def _note(self) -> None:
        self._noted = time.monotonic()
        summary.leave({"progress": {"what": self._what, "done": self._done, "jobs": self._jobs}})


class Bar(Quiet):
    """A bar that goes away when it is full."""

    def __init__(self) -> None:
        # Here, not at the top: a run without a terminal has no use for it.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None)

    def begin(self, what: str, jobs: int) -> None:
        """Start the bar anew."""
        self._progress.reset(self._task, total=jobs, description=what)

    def step(self) -> None:
        """Move on by one."""
        self._progress.advance(self._task)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def fitting(unit: str = "partitions") -> Quiet:
    """Return what fits: notes where a flow follows, a bar on a terminal, lines of so many units elsewhere."""
    if os.environ.get(summary.VARIABLE):
        return Told()
    return Bar() if sys.stderr.isatty() else Lines(unit)
