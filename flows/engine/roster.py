"""The workers of a cluster: who is there, and who of them may work.

A worker is asked what it is as soon as it is seen, at the start of a run or in the middle of it, and gets no job before
it has proved to be the same as this process. One that differs never gets any; that is told once, with the difference.

Nothing here knows the engine that carries the calls: that is a `Link`.
"""

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

import msgspec

from flows.engine import remote
from flows.engine.identity import Identity
from flows.errors import KhabarError, UsageError

#: Seconds between two looks at which workers there are: once there are some, and before.
_LOOK, _LOOK_AT_FIRST = 1.0, 0.1

#: Seconds to wait at the start: for a first worker, for a good one beside those that are not, for answers. A worker
#: that answers later still joins.
_FIRST, _BETTER, _ANSWERS = 10.0, 3.0, 60.0

#: Seconds without any worker after which a run ends: enough to start one again, or a machine.
_GRACE = 60.0

#: Seconds in which no worker takes a job, though there are some: the engine has stopped them for lack of memory.
_STALLED = 600.0


@dataclass(frozen=True)
class Seen:
    """What the engine says of a worker: whether it lets it work, and how many threads it has."""

    ready: bool = True
    threads: int = 1


@dataclass(frozen=True)
class Reply:
    """What became of a call: a value, or an error of the way there; neither where it was given up."""

    ticket: str
    value: Any = None
    error: BaseException | None = None


class Link(Protocol):
    """Carries calls to workers. Every method raises `KhabarError` when it is cut."""

    #: What it leads to, for people; and the command that starts more workers there, but for how many.
    title: str
    how_to_start: str

    def workers(self) -> dict[str, Seen]:
        """Return the workers that are there by their addresses."""
        ...

    def send(self, worker: str, name: str, call: remote.Call) -> str:
        """Hand a call to one worker and to no other; return a ticket for the reply."""
        ...

    def give_up(self, tickets: Iterable[str]) -> None:
        """Cancel calls that have not begun, and throw away what becomes of the others."""
        ...

    def receive(self, timeout: float) -> Reply | None:
        """Return the next reply, or None after so many seconds."""
        ...


class Standing(Enum):
    """What is known of a worker."""

    ASKED = "asked"
    GOOD = "good"
    REFUSED = "refused"


@dataclass(eq=False)
class Worker:
    """A process of the cluster.

    Attributes:
        address: by which it is called; another process may have had the same before.
        ready: whether the engine lets it work.
        standing: whether it may work.
        why: not, if so.
        tasks: what it has to do, in this order.
    """

    address: str
    ready: bool = True
    standing: Standing = Standing.ASKED
    why: str = ""
    tasks: list[Any] = field(default_factory=list)


class Roster:
    """All workers that a link leads to.

    Args:
        link: carries the calls.
        own: what this process is, and a worker must be.
        demand: the same as workers are asked for it.
    """

    def __init__(self, link: Link, own: Identity, demand: remote.Demand) -> None:
        self._link, self._own, self._demand = link, own, demand
        self._workers: dict[str, Worker] = {}
        self._questions: dict[str, Worker] = {}
        self._next_look = 0.0
        self._idle_since: float | None = None

    def muster(self) -> None:
        """Wait until the workers that are there have proved themselves.

        Raises:
            UsageError: there are none, or none that can be used.
        """
        began = time.monotonic()
        while not self._mustered(time.monotonic() - began):
            reply = self._link.receive(_LOOK_AT_FIRST)
            if reply is not None:
                self.heard(reply)

    def _mustered(self, waited: float) -> bool:
        self.look(_LOOK_AT_FIRST)
        asked = self._with(Standing.ASKED)
        if self._with(Standing.GOOD):
            return not asked or waited > _FIRST
        if not self._workers and waited > _FIRST:
            raise UsageError(f"There is no worker at {self._link.title}", self._start_some())
        if self._workers and not asked and waited > _BETTER:
            raise UsageError(self._none_is_good(), self._start_some())
        if asked and waited > _ANSWERS:
            raise UsageError(
                f"No worker answers at {self._link.title}: they are busy with other work",
                "Run the same command again when they are free, or start others.",
            )
        return False

    def look(self, every: float = _LOOK) -> list[Worker]:
        """Take note of who has come and gone, unless that was done a moment ago; return who has gone."""
        now = time.monotonic()
        if now < self._next_look:
            return []
        self._next_look = now + every
        there = self._link.workers()
        gone = [self._workers.pop(address) for address in self._workers.keys() - there.keys()]
        for worker in gone:
            self._link.give_up([ticket for ticket, asked in self._questions.items() if asked is worker])
            self._questions = {ticket: asked for ticket, asked in self._questions.items() if asked is not worker}
            if worker.standing is Standing.GOOD:
                _tell(f"worker {worker.address} is gone" + ("; others do its work" if worker.tasks else ""))
        for address, seen in there.items():
            if address not in self._workers:
                self._ask(address, seen)
            self._workers[address].ready = seen.ready
        return gone

    def _ask(self, address: str, seen: Seen) -> None:
        worker = self._workers[address] = Worker(address)
        ticket = self._link.send(address, "khabar.answer", remote.Call(remote.answer, self._demand))
        self._questions[ticket] = worker
        if seen.threads > 1:
            _tell(
                f"worker {address} has {seen.threads} threads and does one job at a time; to use as many cores, start "
                f"it by `{self._link.how_to_start} {seen.threads}`"
            )

    def heard(self, reply: Reply) -> bool:
        """Take in what a worker says of itself; False where the reply is to something else."""
        worker = self._questions.pop(reply.ticket, None)
        if worker is None:
            return False
        if reply.value is not None:
            why = self._against(reply.value)
            if why:
                self._refuse(worker, why)
            else:
                worker.standing = Standing.GOOD
        elif reply.error is not None:
            self._refuse(worker, _foreign(reply.error))
        else:
            self._workers.pop(worker.address, None)  # to be asked again at the next look
        return True

    def disown(self, worker: Worker, answer: bytes) -> None:
        """Refuse a worker that was good and has refused a job with this answer."""
        self._refuse(worker, self._against(answer) or "it is another one than it was")

    def able(self) -> list[Worker]:
        """Return the workers that may work and can."""
        return [worker for worker in self._with(Standing.GOOD) if worker.ready]

    def begin(self) -> None:
        """Start to wait for a worker where none can work: until now there was nothing to do."""
        self._idle_since = None

    def hope(self) -> None:
        """Say whether it is worth to wait while nobody can work.

        Raises:
            KhabarError: it is not.
        """
        if self.able():
            self._idle_since = None
            return
        now = time.monotonic()
        self._idle_since = self._idle_since or now
        waited = now - self._idle_since
        if self._with(Standing.GOOD):
            if waited > _STALLED:
                raise KhabarError(
                    f"The workers at {self._link.title} have been stopped for {waited:.0f} seconds, as they are when "
                    "they are short of memory",
                    "What was done is kept. Give them more memory and run the same command again.",
                )
        elif waited > _GRACE:
            left = f"No worker is left at {self._link.title}"
            what = self._none_is_good() if self._with(Standing.REFUSED) else left
            raise KhabarError(what, f"What was done is kept. {self._start_some()}")

    def _against(self, data: bytes) -> str:
        """Say what speaks against a worker of this answer; nothing if nothing does."""
        try:
            answer = msgspec.json.decode(data, type=remote.Answer)
        except (msgspec.DecodeError, TypeError) as error:
            return _foreign(error)
        why = [*answer.troubles, *self._own.differences(answer.identity)]
        return f"on {answer.host}, {'; '.join(why)}" if why else ""

    def _refuse(self, worker: Worker, why: str) -> None:
        worker.standing, worker.why = Standing.REFUSED, f"{worker.address}: {why}"
        _tell(f"a worker is not used, {worker.why}")

    def _with(self, standing: Standing) -> list[Worker]:
        return [worker for worker in self._workers.values() if worker.standing is standing]

    def _none_is_good(self) -> str:
        told = ". ".join(sorted(worker.why for worker in self._with(Standing.REFUSED)))
        return f"No worker at {self._link.title} is the same as this process. {told}"

    def _start_some(self) -> str:
        return (
            f"Start workers from this very environment, `{self._link.how_to_start} N`, and run the same command again."
        )


def short(error: BaseException) -> str:
    """Return an error in one line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _foreign(error: BaseException) -> str:
    return f"it cannot run this version of khabar: {short(error)}"


def _tell(line: str) -> None:
    sys.stderr.write(f"khabar: {line}.\n")
    sys.stderr.flush()
