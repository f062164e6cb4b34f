"""The steps of a build on the disk: counted, so that something can happen at one of them, the same one every time.

All that a build changes on a disk is done by a few calls; between two of them a kill, a full disk or a change of the
articles finds what it would find at any instant between the two.
"""

import errno
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: What changes a disk; `between` is counted besides, when a stage is done and the next has not begun.
CALLS = ("replace", "unlink", "mkdir", "rmdir", "fsync")

BETWEEN = "between"


class Steps:
    """Counts the steps of this process from now on.

    Args:
        artifacts: the folder in which a build works.
        at: number of the step before which something happens, from 1 on; None for none.
        order: ``how`` says what happens: kill, stop (as Ctrl-C), full (this step and all after it that write fail for
            want of space), swap (the folder ``other`` takes the place of ``seeds``), lose (the file ``victim`` goes).
            ``steps`` names a file for the stage and the call of each step.
    """

    def __init__(self, artifacts: Path, at: Any, order: dict[str, Any]) -> None:
        self._artifacts, self._at, self._order = artifacts.absolute(), at, order
        self._seen: list[tuple[str, str]] = []
        self._stage = "start"
        self._full = False
        if at is None and "steps" not in order:
            return
        for name in CALLS:
            setattr(os, name, self._counted(name, getattr(os, name)))

    def _counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self._step(name, arguments[-1] if name == "replace" else arguments[0])
            return function(*arguments, **options)

        return call

    def _step(self, name: str, target: Any) -> None:
        if isinstance(target, str | os.PathLike):
            parts = Path(target).absolute().parts[len(self._artifacts.parts) :]
            self._stage = parts[0] if parts and not parts[0].startswith(".") else self._stage
        self._seen.append((self._stage, name))
        if len(self._seen) == self._at:
            self._happen()
        if self._full and name in ("mkdir", "replace", "fsync"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _happen(self) -> None:
        how = self._order["how"]
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "stop":
            raise KeyboardInterrupt
        elif how == "full":
            self._full = True
        elif how == "swap":
            seeds = Path(self._order["seeds"])
            seeds.rename(seeds.with_name("gone"))
            Path(self._order["other"]).rename(seeds)
        else:
            Path(self._order["victim"]).unlink(missing_ok=True)

    def between(self, _report: object) -> None:
        """Count the end of a stage."""
        self._stage = BETWEEN
        self._step(BETWEEN, None)

    def leave(self) -> None:
        """Write down what was counted."""
        if "steps" in self._order:
            Path(self._order["steps"]).write_text(json.dumps(self._seen), encoding="utf-8")
