"""Where jobs run: here, or in a pool of processes. A cluster (`flows.engine.cluster`) has the same one method.

A job names files and carries no table, and its result is a few digests, so it does not matter how far away it runs.
How many workers there are is never part of a result.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from multiprocessing import forkserver
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from flows.engine import files
from flows.errors import KhabarError

J = TypeVar("J")
R = TypeVar("R")

#: Jobs handed to the pool per worker before the first of them is done: enough to keep it busy, few enough to stop fast.
_AHEAD = 2

#: Seconds without a result after which the pool itself is looked at.
_PATIENCE = 5.0


class _NoPandas:
    """A finder of modules by which pandas is not installed."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Say so of pandas; leave all others to the next finder."""
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not used where tables are built", name=name)


def spare_pandas() -> None:
    """Let this process do without pandas, for good: for processes that build tables and do nothing else.

    Arrow loads it, where it is installed, as soon as it makes a column of a list, to see whether the list is one of
    pandas'. That takes a third of a second of each process, and none of ours is. What is loaded already stays.
    """
    if _NoPandas not in sys.meta_path:
        sys.meta_path.insert(0, _NoPandas)


class Runner(Protocol):
    """Runs a function on jobs. Results come in any order."""

    def map(self, function: Callable[[J], R], jobs: Iterable[J], count: int) -> Iterator[R]:
        """Yield ``function(job)`` for each of ``count`` jobs when it is done; a job is asked for when it can start."""
        ...


class InProcess:
    """One after another, in this process."""

    def map(self, function: Callable[[J], R], jobs: Iterable[J], count: int) -> Iterator[R]:
        """Yield the results in the order of the jobs."""
        del count
        return map(function, jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Pool:
    """A pool of processes on this machine, started when there is work for more than one.

    Args:
        workers: how many processes.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[J], R], jobs: Iterable[J], count: int) -> Iterator[R]:
        """Yield the results as they come.

        Raises:
            KhabarError: a worker died (killed, or out of memory).
        """
        if count <= 1:
            # A single job is not worth the start of a process: the usual case when an article was added.
            yield from map(function, jobs)
            return
        executor = self._start()
        todo = iter(jobs)
        running: set[Future[R]] = set()
        try:
            while True:
                while len(running) < self._workers * _AHEAD and (job := next(todo, None)) is not None:
                    running.add(executor.submit(function, job))
                if not running:
                    return
                done, running = wait(running, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
                if not done and not self._is_led():
                    raise BrokenProcessPool("nobody collects the results")
                for future in done:
                    yield future.result()
        except (BrokenProcessPool, EOFError, ConnectionError) as error:
            # The latter two where the process ended that starts the workers, at its own start as a rule.
            self._executor = None
            raise KhabarError(
                "A worker process died before its partition was done (killed, or out of memory)",
                "What was done is kept; run the same command again, with fewer --workers if memory was short.",
            ) from error
        finally:
            for future in running:
                future.cancel()

    def _is_led(self) -> bool:
        """Say whether the thread is alive that collects results: short of memory it dies, and nobody would be told."""
        thread = getattr(self._executor, "_executor_manager_thread", None)  # there is no public way to ask
        return thread is None or bool(thread.is_alive())

    def _start(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # Not `fork`: the parent has threads (pyarrow, Prefect, DVC), and a copy of a held lock never opens.
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["flows.engine.jobs"])
            # Ctrl-C reaches the process that starts the workers too, and in its first second finds it importing. What
            # is blocked here stays blocked there; here it comes as soon as it is let through.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            self._executor = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_leave_to_parent)
        return self._executor

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            if kind is not None:
                # After an error nobody waits for the jobs that still run: what they write is whole or not there.
                # `ProcessPoolExecutor.terminate_workers` comes with Python 3.14.
                for process in list((self._executor._processes or {}).values()):  # noqa: SLF001
                    process.terminate()
            self._executor.shutdown(wait=kind is None, cancel_futures=True)


def _leave_to_parent() -> None:
    """Let Ctrl-C, which a terminal sends to every process, be the parent's business; and do not outlive the parent."""
    spare_pandas()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    # Workers wait for jobs on a pipe that they hold open for one another: without this a killed parent leaves them.
    threading.Thread(target=follow, daemon=True).start()


def local(workers: int | None) -> InProcess | Pool:
    """Return the runner for ``workers`` processes on this machine; None is as many as it has cores."""
    count = workers or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
    return InProcess() if count == 1 else Pool(count)


def chosen(workers: int | None, scheduler: str | None, shared: Path) -> AbstractContextManager[Runner]:
    """Return the runner that a command asks for.

    Args:
        workers: processes on this machine; None is as many as it has cores.
        scheduler: address of a Dask scheduler, whose workers take their place.
        shared: the folder of artifacts, which the workers of a cluster must see as this process sees it. The caller
            holds the lock on it: jobs that an earlier run has left behind in a cluster may write there no more.

    Raises:
        UsageError: the cluster cannot be used.
    """
    files.tidy(shared)
    if scheduler is None:
        return local(workers)
    # Here, not at the top: a cluster is an extra that most installations do not have.
    from flows.engine.cluster import Cluster  # noqa: PLC0415

    return Cluster(scheduler, shared)
