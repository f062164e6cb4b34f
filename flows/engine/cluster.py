"""Jobs on the workers of a Dask cluster. The only module that names it.

Dask carries calls and tells who is there. Who may work is for `flows.engine.roster` to decide, and who does what for
`flows.engine.fleet`: each call is for one worker by name, so nothing is left to Dask's own scheduling.

Workers share a file system with this process: jobs name files. They take no lock. What holds others out is the lock of
this process, and the *grant* under which jobs write (`flows.engine.files`): it is taken back as soon as the jobs that
it was given for are done, or given up. So nothing has to be waited for when a run is stopped, fails, or loses its
scheduler: a job that still runs somewhere comes to its end, and writes nothing.
"""

import asyncio
import logging
import pickle
import queue
import secrets
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from flows.engine import files, identity, remote
from flows.engine.fleet import Fleet
from flows.engine.jobs import Job
from flows.engine.roster import Reply, Seen
from flows.errors import KhabarError, UsageError

J = TypeVar("J")
R = TypeVar("R")

#: Distributions that carry the calls. They change no byte, but two versions of them need not understand each other.
_CARRIERS = ("cloudpickle", "dask", "distributed")

#: Seconds for a scheduler to answer: at first, and later, when it may be busy with others.
_FIRST_ANSWER, _ANSWER = 10.0, 30.0

#: Seconds for the connection to end in good order.
_GOODBYE = 5.0


class Cluster:
    """The workers of a Dask scheduler, as a runner.

    Args:
        scheduler: its address.
        shared: the folder of artifacts, that all workers must see as this process does; the caller holds its lock.

    Raises:
        UsageError: Dask is not installed; or, on entering, there is no such scheduler, or no worker that can be used.
    """

    def __init__(self, scheduler: str, shared: Path) -> None:
        if find_spec("distributed") is None:
            raise UsageError(
                "--runner dask needs Dask, which is not installed here",
                "Install it with `pip install 'khabar[dask]'`, here and where the workers run.",
            )
        self._scheduler, self._shared = scheduler, shared.absolute()
        self._exit = ExitStack()
        self._grants: list[tuple[Path, str]] = []

    def map(self, function: Callable[[J], R], jobs: Iterable[J], count: int) -> Iterator[R]:
        """Yield the results as they come.

        Raises:
            KhabarError: the scheduler is lost, no worker is left, or one job ends all that take it.
        """
        # A single job goes there too: workers have the libraries loaded, and this process has not.
        given: dict[Path, str] = {}

        def grant(job: object) -> str | None:
            if not isinstance(job, Job):
                return None
            scratch = job.folder / files.SCRATCH
            if scratch not in given:
                given[scratch] = files.grant(scratch)
                self._grants.append((scratch, given[scratch]))
            return given[scratch]

        try:
            yield from self._fleet.run(function, jobs, count, grant)
        finally:
            # Before the stage goes on to delete what it does not know.
            self._revoke(set(given.items()))

    def _revoke(self, grants: set[tuple[Path, str]]) -> None:
        for scratch, name in grants & set(self._grants):
            files.revoke(scratch, name)
        self._grants = [each for each in self._grants if each not in grants]

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(_silence())
            link = _Link(self._scheduler)
            stack.callback(link.close)
            own, token = identity.current(_CARRIERS), secrets.token_hex(8)
            stack.enter_context(_probe(self._shared, token))
            demand = remote.Demand(own.digest(), str(self._shared), token, _CARRIERS)
            self._fleet = Fleet(link, own, demand)
            # A map that nobody ran to its end is not over until it is forgotten, which may be later than this.
            stack.callback(lambda: self._revoke(set(self._grants)))
            stack.callback(self._fleet.stop)
            self._fleet.muster()
            self._exit = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()


@contextmanager
def _probe(folder: Path, token: str) -> Iterator[None]:
    """Keep a file in a folder by which others can show that they see it."""
    (folder / f"{files.PROBE}{token}").write_text(token, encoding="utf-8")
    try:
        yield
    finally:
        for left in folder.glob(f"{files.PROBE}{token}*"):
            left.unlink(missing_ok=True)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask from telling on standard error, with tracebacks, what is told by us in two lines."""
    _dask()  # sets its own levels when it is imported
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in ("distributed", "tornado")]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


class _Link:
    """A connection to a scheduler.

    Raises:
        UsageError: nobody answers, or somebody else.
    """

    def __init__(self, address: str) -> None:
        self.title = f"the Dask scheduler at {address}"
        self.how_to_start = f"dask worker {address} --nthreads 1 --nworkers"
        _greet(address)
        with warnings.catch_warnings():
            # Dask warns of workers with other versions; we refuse them, and say so.
            warnings.simplefilter("ignore")
            try:
                self._client = _dask().Client(
                    address, timeout=_FIRST_ANSWER, set_as_default=False, direct_to_workers=False, name="khabar"
                )
            except (OSError, ImportError) as error:
                raise _unusable(address, error) from error
        self._futures: dict[str, Any] = {}
        self._replies: queue.SimpleQueue[Reply] = queue.SimpleQueue()

    def workers(self) -> dict[str, Seen]:
        """Return the workers that are there by their addresses."""
        self._check()
        try:
            found = self._client.sync(self._client.scheduler.identity, n_workers=-1, callback_timeout=_ANSWER)
        except (OSError, AttributeError) as error:  # it is None when the connection has just ended
            raise self._lost() from error
        return {
            address: Seen(worker["status"] == "running", worker["nthreads"])
            for address, worker in found["workers"].items()
        }

    def send(self, worker: str, name: str, call: remote.Call) -> str:
        """Hand a call to one worker and to no other; return a ticket for the reply."""
        self._check()
        key = f"{name}-{secrets.token_hex(8)}"  # what stands before the hyphen is counted together by Dask
        # Dask's scheduler unpickles what it passes on: this it can read, and what is in it the worker alone does.
        future = self._client.submit(pickle.loads, pickle.dumps(call), key=key, workers=[worker], pure=False)
        self._futures[key] = future
        self._client.loop.add_callback(self._bring, future)
        return key

    def give_up(self, tickets: Iterable[str]) -> None:
        """Cancel calls that have not begun, and throw away what becomes of the others."""
        futures = [self._futures.pop(ticket) for ticket in tickets if ticket in self._futures]
        if futures and self._client.status == "running":
            self._client.cancel(futures)

    def receive(self, timeout: float) -> Reply | None:
        """Return the next reply, or None after so many seconds."""
        try:
            reply = self._replies.get(timeout=timeout) if timeout else self._replies.get_nowait()
        except queue.Empty:
            self._check()
            return None
        self._futures.pop(reply.ticket, None)
        if reply.value is None and reply.error is None:
            self._check()
        return reply

    async def _bring(self, future: Any) -> None:
        """Wait for a call and its result, in the thread of the connection, which fetches several of them at once.

        Nobody waits for this: a result that is lost with its worker never comes, until the call is given up.
        """
        value = error = None
        try:
            (value,) = await self._client.gather([future], asynchronous=True)
        except Exception as caught:  # noqa: BLE001 - of the call, or of the way there
            error = caught if future.status == "error" else None
        self._replies.put(Reply(future.key, value, error))
        future.release()

    def close(self) -> None:
        """End the connection."""
        with suppress(Exception):  # there may be nobody left to say goodbye to
            self._client.close(timeout=_GOODBYE)

    def _check(self) -> None:
        if self._client.status != "running":
            raise self._lost()

    def _lost(self) -> KhabarError:
        return KhabarError(
            f"Lost {self.title}",
            "What was done is kept. Start it and its workers and run the same command again, or without --runner dask "
            "to go on here.",
        )


def _greet(address: str) -> None:
    """Find out whether a scheduler listens at an address.

    Dask's client waits for ever for the answer of one that listens and says nothing.

    Raises:
        UsageError: none does.
    """

    async def ask() -> Any:
        arguments = _dask().Security().get_connection_args("client")
        async with _dask().rpc(address, timeout=_FIRST_ANSWER, connection_args=arguments) as scheduler:
            return await scheduler.identity(n_workers=0)

    async def ask_in_time() -> Any:
        return await asyncio.wait_for(ask(), _FIRST_ANSWER + 1)

    try:
        found = asyncio.run(ask_in_time())
    except Exception as error:  # what a server of another kind says may fail in any way
        raise _unusable(address, error) from error
    if found.get("type") != "Scheduler":
        raise _unusable(address, TypeError("what listens there is none"))


def _unusable(address: str, error: Exception) -> UsageError:
    why = str(error).rstrip(".") or "it does not answer"
    return UsageError(
        f"No Dask scheduler can be reached at {address!r}: {why}",
        "Start one with `dask scheduler`, and name the address that it prints with --scheduler.",
    )


def _dask() -> Any:
    """Return Dask. It takes most of a second to import; and what it says of its types is in part only."""
    import distributed  # noqa: PLC0415

    return distributed
