"""The jobs of a cluster's workers: who gets what, and what becomes of it when a worker ends.

A call goes to one worker by name, and every worker has at most the call that it does and the next. A call is one job,
or a few where there are many for each worker: a call costs this process and the scheduler some milliseconds each. So it
is known what a worker was at when it ended, and a job that kills one worker after the other is found, and not one that
stood behind it. A job may be done twice (its worker was cut off and lives on; it was taken from the queue of one that
had just begun it): all who do it write the same bytes, each file in one step.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeVar

from flows.engine import remote
from flows.engine.identity import Identity
from flows.engine.jobs import Job
from flows.engine.roster import Link, Reply, Roster, Worker, short
from flows.engine.sources import Batch
from flows.errors import KhabarError

J = TypeVar("J")
R = TypeVar("R")

#: Calls that a worker has: the one that it does, and the next, which is there when the first is done.
_AHEAD = 2

#: Jobs of a call, at most, and calls that each worker gets of one kind of job, at least, before there are more in one:
#: at the end some workers wait for the others, for one call in so many.
_TOGETHER, _TURNS = 16, 64

#: Workers that may end while they do one job. Machines go; the job that all of them were at is the reason.
_LOSSES = 3

#: Seconds to wait for a reply before one looks around again.
_PATIENCE = 1.0


@dataclass(eq=False)
class _Order:
    """What one `Fleet.run` is to do: calls that are not done, those of them that no worker has, and results.

    Attributes:
        function, count: what is done, and with how many jobs.
        grant: gives the right to write that a job needs.
        exhausted: all jobs were asked for.
    """

    function: bytes
    count: int
    grant: Callable[[object], str | None]
    open: "set[_Task]" = field(default_factory=set)
    waiting: "deque[_Task]" = field(default_factory=deque)
    results: deque[remote.Outcome] = field(default_factory=deque)
    exhausted: bool = False


@dataclass(eq=False)
class _Task:
    """A call, on its way.

    Attributes:
        jobs: pickled, and by what name people are told of each.
        name: under which many are counted together.
        losses: workers that have ended while they did it.
    """

    order: _Order
    jobs: list[tuple[bytes, str]]
    name: str
    grant: str | None
    worker: Worker | None = None
    ticket: str = ""
    losses: int = 0


class Fleet:
    """Gives jobs to the workers that a link leads to.

    Args:
        link: carries the calls.
        own: what this process is, and a worker must be.
        demand: the same as workers are asked for it.
    """

    def __init__(self, link: Link, own: Identity, demand: remote.Demand) -> None:
        self._link, self._demand = link, demand
        self._roster = Roster(link, own, demand)
        self._sent: dict[str, _Task] = {}

    def muster(self) -> None:
        """Wait until the workers that are there have proved themselves.

        Raises:
            UsageError: there are none, or none that can be used.
        """
        self._roster.muster()

    def run(
        self, function: Callable[[J], R], jobs: Iterable[J], count: int, grant: Callable[[object], str | None]
    ) -> Iterator[R]:
        """Yield the result of each job when it is done; a job is asked for when a worker can take it.

        Args:
            function: what is done with each.
            jobs: small, and to be pickled; all write into one folder, if any.
            count: how many there are.
            grant: gives the right to write that a job needs.

        Raises:
            KhabarError: no worker is left, or one job ends all that take it.
            Exception: what a job raised.
        """
        order = _Order(remote.packed(function), count, grant)
        todo = iter(jobs)
        self._roster.begin()
        try:
            while True:
                self._mourn(self._roster.look())
                self._hand_out(order, todo)
                if order.exhausted and not order.open:
                    return
                self._receive()
                while order.results:
                    kind, data = order.results.popleft()
                    result = pickle.loads(data)  # noqa: S301 - pickled by a worker that is the same as this process
                    if kind == "failed":
                        raise result
                    yield result
        finally:
            order.exhausted = True
            self._take_back(order.open)
            order.open.clear()
            order.waiting.clear()

    def stop(self) -> None:
        """Give up all that is still under way."""
        self._take_back(list(self._sent.values()))

    # -- who gets what ----------------------------------------------------------------------------------------------

    def _hand_out(self, order: _Order, todo: Iterator[Any]) -> None:
        """Give jobs to those who have the fewest, as long as there are jobs and somebody to take them."""
        self._roster.hope()
        able = self._roster.able()
        while able:
            worker = min(able, key=_load)
            if _load(worker) >= _AHEAD:
                return
            task = order.waiting.popleft() if order.waiting else _ask_for(order, todo, len(able))
            if task is None:
                break
            self._give(task, worker)
        while (move := _unfair(able)) is not None:
            task, worker = move
            self._take_back([task])
            self._give(task, worker)

    def _give(self, task: _Task, worker: Worker) -> None:
        jobs = [job for job, _ in task.jobs]
        call = remote.Call(remote.work, self._demand, task.grant, task.order.function, jobs)
        task.worker, task.ticket = worker, self._link.send(worker.address, task.name, call)
        self._sent[task.ticket] = task
        worker.tasks.append(task)

    def _part(self, task: _Task) -> None:
        """Forget that a job is with a worker."""
        self._sent.pop(task.ticket, None)
        if task.worker is not None:
            task.worker.tasks.remove(task)
            task.worker = None

    def _take_back(self, tasks: Iterable[_Task]) -> None:
        """Take jobs from the workers that have them."""
        given = [task for task in tasks if task.worker is not None]
        for task in given:
            self._part(task)
        self._link.give_up([task.ticket for task in given])

    def _put_back(self, tasks: Sequence[_Task]) -> None:
        """Take jobs back, to be given to others first of all."""
        self._take_back(tasks)
        for task in reversed(tasks):
            task.order.waiting.appendleft(task)

    # -- what becomes of it -----------------------------------------------------------------------------------------

    def _receive(self) -> None:
        """Take in what has come back, and wait for it where nothing has."""
        reply = self._link.receive(_PATIENCE)
        while reply is not None:
            task = None if self._roster.heard(reply) else self._sent.get(reply.ticket)
            if task is not None:
                self._finish(task, reply)
            reply = self._link.receive(0.0)

    def _finish(self, task: _Task, reply: Reply) -> None:
        worker = task.worker
        self._part(task)
        if reply.value is not None and reply.value[0][0] != "no":
            self._roster.begin()
            task.order.open.discard(task)
            task.order.results += reply.value
            return
        self._put_back([task])
        if reply.error is not None:
            _lose(task, short(reply.error))
        elif reply.value is not None and worker is not None:
            self._roster.disown(worker, reply.value[0][1])
            self._put_back(list(worker.tasks))

    def _mourn(self, gone: Iterable[Worker]) -> None:
        """Take back the jobs of workers that have ended, and note which they were at."""
        for worker in gone:
            tasks = list(worker.tasks)
            self._put_back(tasks)
            for task in tasks[:1]:
                _lose(task, "its worker was killed, or ran out of memory")


def _ask_for(order: _Order, todo: Iterator[Any], workers: int) -> _Task | None:
    """Return the next call, or None if there is none."""
    size = 0 if order.exhausted else min(_TOGETHER, max(1, order.count // (workers * _TURNS)))
    jobs = list(islice(todo, size))
    if not jobs:
        order.exhausted = True
        return None
    task = _Task(order, [(pickle.dumps(job), _label(job)) for job in jobs], _name(jobs[0]), order.grant(jobs[0]))
    order.open.add(task)
    return task


def _lose(task: _Task, why: str) -> None:
    """Note that a worker has ended while it did this, which waits to be done again.

    Raises:
        KhabarError: as so many before it.
    """
    order = task.order
    if len(task.jobs) > 1:
        # Each by itself, to find out which it is.
        order.waiting.remove(task)
        order.open.remove(task)
        for job in reversed(task.jobs):
            single = replace(task, jobs=[job], ticket="")
            order.open.add(single)
            order.waiting.appendleft(single)
        return
    task.losses += 1
    if task.losses >= _LOSSES:
        raise KhabarError(
            f"{task.jobs[0][1]} was begun {task.losses} times and never ended: {why}",
            "What was done is kept. Look into the workers' logs, give them more memory, and run the same command "
            "again.",
        )


def _load(worker: Worker) -> int:
    return len(worker.tasks)


def _unfair(able: list[Worker]) -> tuple[_Task, Worker] | None:
    """Return a job that waits behind another, and a worker that has none."""
    idle, busy = min(able, key=_load, default=None), max(able, key=_load, default=None)
    if idle is None or busy is None or _load(idle) or _load(busy) < _AHEAD:
        return None
    return busy.tasks[-1], idle


def _name(job: object) -> str:
    return f"{job.stage}.{job.step}.{job.part}" if isinstance(job, Job) else "decide"


def _label(job: object) -> str:
    if not isinstance(job, Job):
        return "A part of what is decided on the whole corpus"
    where = job.source.file.name if isinstance(job.source, Batch) else f"partition {job.partition}"
    return f"{job.stage}.{job.step} ({job.part}) on {where}"
