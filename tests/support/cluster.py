"""A Dask scheduler and its workers on loopback, in processes of their own that end with the test.

What shall happen in a worker, and not in others, is a few lines of Python that it runs before it starts (`BEHAVE`):
they are no part of khabar, so they do not make it another one.
"""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import ChangedError

ROOT = Path(__file__).parents[2]

#: Seconds after which something that should happen will not, however loaded the machine is.
PATIENCE = 120.0

#: Runs in a worker before anything else. Whatever it writes passes by `os.fsync`.
BEHAVE = """
import io, os, signal, time

folder, marked = os.environ["TEST_FOLDER"], os.environ["TEST_NAME"]
blind, deadly = os.environ.get("TEST_BLIND"), os.environ.get("TEST_DEADLY")
free = int(os.environ.get("TEST_FREE", "1000000"))
# It may run twice.
_fsync, _open = getattr(os.fsync, "real", os.fsync), getattr(io.open, "real", io.open)

def fsync(handle):
    global free
    path = os.readlink(f"/proc/self/fd/{handle}")
    if deadly and deadly in path:
        os.kill(os.getpid(), signal.SIGKILL)
    open(os.path.join(folder, f"wrote-{marked}"), "a").close()
    free -= 1
    if free < 0:
        open(os.path.join(folder, f"held-{marked}"), "a").close()
        while not os.path.exists(os.path.join(folder, "go-on")):
            time.sleep(0.02)
    _fsync(handle)

def open_(path, *arguments, **options):
    if str(path).startswith(blind):
        raise FileNotFoundError(2, "No such file or directory", str(path))
    return _open(path, *arguments, **options)

fsync.real, open_.real = _fsync, _open
os.fsync = fsync
if blind:
    io.open = open_
"""


def until(happened: Callable[[], object], what: str) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"it has not happened: {what}"
        time.sleep(0.02)


@dataclass
class Worker:
    """A worker process and the address under which it is registered."""

    name: str
    process: subprocess.Popen[bytes]
    address: str = ""

    def kill(self) -> None:
        """End it as an operator would never do."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)


class Dask:
    """A scheduler.

    Args:
        folder: for logs, and for what workers mark.
        plain: workers run nothing of ours, as they are started by an operator.
    """

    def __init__(self, folder: Path, *, plain: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._plain = folder, plain
        self.workers: list[Worker] = []
        self._numbers = itertools.count()
        (folder / "behave.py").write_text(BEHAVE)
        found = folder / "scheduler.json"
        # It stands for one that was installed without khabar.
        (folder / "strange.py").write_text("import sys\nsys.modules['flows'] = sys.modules['stages'] = None\n")
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(found)]
        options += ["--preload", str(folder / "strange.py")]
        self.scheduler = self._start("scheduler", "dask_scheduler", options, {})
        until(lambda: found.exists() and found.read_text().endswith("}"), "the scheduler is up")
        self.address = _address(found)

    def start(self, count: int = 1, *, path: tuple[Path, ...] = (), **behaviour: object) -> list[Worker]:
        """Start workers, and return when they are registered.

        Args:
            count: how many.
            path: folders to stand before ours where modules are found.
            behaviour: ``free`` writes, after which it waits for `go_on`; ``deadly``, part of the name of a file at
                which it kills itself; ``blind``, a folder that it does not see.
        """
        started = [self._worker(path, behaviour) for _ in range(count)]

        def registered() -> bool:
            there = {each["name"]: address for address, each in asyncio.run(self._identity())["workers"].items()}
            for worker in started:
                assert worker.process.poll() is None, (self.folder / f"{worker.name}.log").read_text()
                worker.address = there.get(worker.name, "")
            return all(worker.address for worker in started)

        until(registered, "the workers are up")
        return started

    def _worker(self, path: tuple[Path, ...], behaviour: dict[str, object]) -> Worker:
        name = f"worker-{next(self._numbers)}"
        options = [self.address, "--host", "127.0.0.1", "--no-dashboard", "--no-nanny", "--nthreads", "1"]
        options += ["--name", name, "--local-directory", str(self.folder)]
        options += [] if self._plain else ["--preload", str(self.folder / "behave.py")]
        env = {f"TEST_{key.upper()}": str(value) for key, value in behaviour.items()}
        env |= {"TEST_FOLDER": str(self.folder), "TEST_NAME": name}
        env["PYTHONPATH"] = os.pathsep.join([*map(str, path), str(ROOT)])
        # What must change no byte.
        env |= {"PYTHONHASHSEED": str(len(self.workers)), "TZ": "Asia/Karachi", "LC_ALL": "C"}
        worker = Worker(name, self._start(name, "dask_worker", options, env))
        self.workers.append(worker)
        return worker

    def _start(self, name: str, module: str, options: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", **env},
            )

    async def _identity(self) -> Any:
        from distributed import rpc

        async with rpc(self.address) as scheduler:
            return await scheduler.identity(n_workers=-1)

    def wrote(self, worker: Worker) -> bool:
        """Say whether a worker has written a file."""
        return (self.folder / f"wrote-{worker.name}").exists()

    def held(self, worker: Worker) -> bool:
        """Say whether a worker has come to the write at which it waits."""
        return (self.folder / f"held-{worker.name}").exists()

    def go_on(self) -> None:
        """Let those that wait go on, now and later."""
        (self.folder / "go-on").touch()

    def close(self) -> None:
        """End all of it."""
        self.go_on()
        processes = [*(worker.process for worker in self.workers), self.scheduler]
        for process in processes:
            process.send_signal(signal.SIGCONT)
            process.kill()
        for process in processes:
            process.wait(timeout=PATIENCE)


def _address(file: Path) -> str:
    import json

    return str(json.loads(file.read_text())["address"])


def double(number: int) -> tuple[int, int]:
    """Return twice the number, and the process that counted."""
    return 2 * number, os.getpid()


class OddError(Exception):
    """Can be pickled and not unpickled."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one}{other}")


def fail(how: str) -> None:
    """Raise an exception of some kind."""
    if how == "ours":
        raise ChangedError("a.txt changed while it was being read", "Do it again.")
    if how == "system":
        raise PermissionError(13, "Permission denied", "/some/where")
    raise OddError("very ", "odd")
