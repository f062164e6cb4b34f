"""Who may work, who gets what, and what becomes of it: on workers that do in this process what a test tells them."""

import itertools
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import pytest

from flows.engine import files, fleet, identity, remote, roster
from flows.engine.fleet import Fleet
from flows.engine.identity import Identity
from flows.engine.jobs import Job
from flows.engine.roster import Reply, Seen
from flows.errors import KhabarError, UsageError

OWN = Identity({"stages/a.py": "1"}, {"pyarrow": "1"}, "CPython 3")
TOKEN = "token"  # noqa: S105 - of no door


class Hands:
    """A link to workers that each do one call between two looks at the replies.

    Attributes:
        there: who is, as the engine says.
        others: those of them that are not the same as this process.
        act: does a call of a worker, or returns None where it has not ended yet.
        held: the calls that each has, by ticket.
        most: the calls that any had at a time.
    """

    title = "the yard"
    how_to_start = "hire"

    def __init__(self, *workers: str) -> None:
        self.there = dict.fromkeys(workers, Seen())
        self.others: dict[str, Identity] = {}
        self.act: Callable[[str, remote.Call], Reply | None] = self.do
        self.held: dict[str, dict[str, remote.Call]] = {}
        self.did: list[tuple[str, int]] = []
        self.most = 0
        self._numbers = itertools.count()
        self._replies: deque[Reply] = deque()

    def workers(self) -> dict[str, Seen]:
        return dict(self.there)

    def send(self, worker: str, name: str, call: remote.Call) -> str:
        ticket = f"{name}-{next(self._numbers)}"
        self.held.setdefault(worker, {})[ticket] = call
        self.most = max(self.most, len(self.held[worker]))
        return ticket

    def give_up(self, tickets: Iterable[str]) -> None:
        for ticket in tickets:
            for calls in self.held.values():
                calls.pop(ticket, None)

    def receive(self, timeout: float) -> Reply | None:
        if timeout:
            for worker in list(self.there):
                self._turn(worker)
        return self._replies.popleft() if self._replies else None

    def _turn(self, worker: str) -> None:
        for ticket, call in itertools.islice(self.held.get(worker, {}).items(), 1):
            reply = self.act(worker, call)
            if reply is not None:
                self.held[worker].pop(ticket)
                self._replies.append(Reply(ticket, reply.value, reply.error))
            return

    def do(self, worker: str, call: remote.Call) -> Reply:
        if call.__reduce__()[0] is remote.answer:
            found = remote.Answer(worker, self.others.get(worker, OWN), ())
            return Reply("", msgspec.json.encode(found))
        self.did.append((worker, len(jobs_of(call))))
        return Reply("", pickle.loads(pickle.dumps(call)))  # noqa: S301 - its own

    def end(self, worker: str) -> None:
        """Let a worker vanish with all that it has."""
        self.there.pop(worker, None)
        self.held.pop(worker, None)


def jobs_of(call: remote.Call) -> list[Job]:
    function, arguments = call.__reduce__()
    if function is remote.answer:
        return []
    return [pickle.loads(job) for job in arguments[3]]  # type: ignore[attr-defined]  # noqa: S301 - our own


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "_LOOK_AT_FIRST", 0.001)
    for name in ("_BETTER", "_FIRST", "_GRACE", "_STALLED"):
        monkeypatch.setattr(roster, name, 0.05)
    look = roster.Roster.look
    monkeypatch.setattr(roster.Roster, "look", lambda self, _every=0.0: look(self, 0.0))
    monkeypatch.setattr(identity, "loaded", lambda _: OWN)
    monkeypatch.setattr(identity, "current", lambda _: OWN)


@pytest.fixture
def demand(tmp_path: Path) -> remote.Demand:
    (tmp_path / f"{files.PROBE}{TOKEN}").write_text(TOKEN)
    return remote.Demand(OWN.digest(), str(tmp_path), TOKEN)


@pytest.fixture
def gather(demand: remote.Demand) -> Callable[..., Fleet]:
    def gathered(hands: Hands) -> Fleet:
        found = Fleet(hands, OWN, demand)
        found.muster()
        return found

    return gathered


def jobs(count: int) -> list[Job]:
    return [Job("clean", "read", "run", f"p{number}", "", Path(), (), b"") for number in range(count)]


def partition(job: Job) -> str:
    return job.partition


def fail(job: Job) -> str:
    if job.partition == "p3":
        raise KhabarError("no", "Go on.")
    return job.partition


def run(of: Fleet, count: int, function: Callable[[Job], str] = partition) -> Iterator[str]:
    return of.run(function, jobs(count), count, lambda _: None)


def names(count: int) -> set[str]:
    return {f"p{number}" for number in range(count)}


def test_work_is_shared_and_each_has_no_more_than_its_next_call(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a", "b")
    found = list(run(gather(hands), 40))
    assert len(found) == 40
    assert set(found) == names(40)
    assert hands.most == 2
    assert {worker for worker, _ in hands.did} == {"a", "b"}
    assert {size for _, size in hands.did} == {1}


def test_of_many_jobs_some_go_together(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a", "b")
    found = list(run(gather(hands), 1000))
    assert len(found) == 1000
    assert set(found) == names(1000)
    assert max(size for _, size in hands.did) == 1000 // (2 * fleet._TURNS)


def test_who_has_nothing_takes_what_waits_behind_something_else(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a", "b")
    of = gather(hands)
    did: list[tuple[str, str]] = []

    def act(worker: str, call: remote.Call) -> Reply | None:
        (job,) = jobs_of(call)
        if worker == "a" and len(did) < 3:
            return None  # the first one of a takes long
        did.append((worker, job.partition))
        return hands.do(worker, call)

    hands.act = act
    assert set(run(of, 4)) == names(4)
    assert [worker for worker, _ in did] == ["b", "b", "b", "a"]
    assert len({job for _, job in did}) == 4


def test_a_job_that_ends_its_workers_is_found_among_those_that_go_with_it(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a", "b")
    of = gather(hands)
    new = (f"new{number}" for number in itertools.count())

    def act(worker: str, call: remote.Call) -> Reply | None:
        if any(job.partition == "p77" for job in jobs_of(call)):
            hands.end(worker)
            hands.there[next(new)] = Seen()
            return None
        return hands.do(worker, call)

    hands.act = act
    found = []
    with pytest.raises(KhabarError, match=r"clean\.read \(run\) on partition p77 was begun 3 times"):
        found += run(of, 1000)
    assert set(hands.held) <= set(hands.there)


def test_a_worker_that_goes_costs_no_job(gather: Callable[..., Fleet], capsys: pytest.CaptureFixture[str]) -> None:
    hands = Hands("a", "b", "c")
    of = gather(hands)
    results = run(of, 30)
    found = [next(results)]
    hands.end("a")
    found += results
    assert sorted(found) == sorted(names(30))
    assert capsys.readouterr().err.startswith("khabar: worker a is gone")


def test_another_process_under_a_known_address_gets_no_job(
    gather: Callable[..., Fleet], capsys: pytest.CaptureFixture[str]
) -> None:
    hands = Hands("a", "b")
    of = gather(hands)
    other = msgspec.structs.replace(OWN, libraries={"pyarrow": "2"})

    def act(worker: str, call: remote.Call) -> Reply | None:
        if worker == "a":
            return Reply("", [("no", msgspec.json.encode(remote.Answer("h", other, ())))])
        return hands.do(worker, call)

    hands.act = act
    assert set(run(of, 20)) == names(20)
    assert {worker for worker, _ in hands.did} == {"b"}
    assert capsys.readouterr().err == "khabar: a worker is not used, a: on h, pyarrow 2 there, 1 here.\n"


def test_a_worker_that_cannot_say_what_it_is_is_refused(gather: Callable[..., Fleet]) -> None:
    hands = Hands("old", "strange")
    error = ImportError("No module named 'flows'\nand more")
    hands.act = lambda worker, _: Reply("", error=error) if worker == "old" else Reply("", b"{}")
    with pytest.raises(UsageError, match="old: it cannot run this version of khabar: ImportError: No module") as caught:
        gather(hands)
    assert "strange: it cannot run this version" in caught.value.what
    assert "hire N" in caught.value.then


def test_a_run_waits_for_workers_and_then_ends(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a")
    of = gather(hands)
    hands.act = lambda worker, _: hands.end(worker)  # type: ignore[func-returns-value]
    with pytest.raises(KhabarError, match="No worker is left at the yard"):
        list(run(of, 5))


def test_workers_that_take_no_work_for_long_end_a_run(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a")
    of = gather(hands)
    hands.there["a"] = Seen(ready=False)
    with pytest.raises(KhabarError, match="short of memory"):
        list(run(of, 5))


def test_threads_that_will_not_be_used_are_told(
    gather: Callable[..., Fleet], capsys: pytest.CaptureFixture[str]
) -> None:
    hands = Hands("a")
    hands.there["b"] = Seen(threads=8)
    list(run(gather(hands), 5))
    told = capsys.readouterr().err
    assert told.count("`hire 8`") == 1
    assert "worker b has 8 threads" in told


def test_no_worker_at_all_is_told(gather: Callable[..., Fleet]) -> None:
    with pytest.raises(UsageError, match="no worker at the yard"):
        gather(Hands())


def test_what_fails_comes_through_behind_what_was_done(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a")
    found = []
    with pytest.raises(KhabarError, match="no"):  # noqa: PT012 - what came before it counts
        for each in run(gather(hands), 10, fail):
            found.append(each)  # noqa: PERF402 - kept when it raises
    assert found == ["p0", "p1", "p2"]
    assert hands.held == {"a": {}}


def test_a_run_that_is_not_wanted_any_more_is_given_up(gather: Callable[..., Fleet]) -> None:
    hands = Hands("a", "b")
    of = gather(hands)
    results = run(of, 30)
    next(results)
    assert any(hands.held.values())
    results.close()  # type: ignore[attr-defined]
    assert not any(hands.held.values())
    results = run(of, 30)
    next(results)
    of.stop()
    assert not any(hands.held.values())


def test_two_runs_at_a_time_do_not_mix(gather: Callable[..., Fleet]) -> None:
    of = gather(Hands("a", "b"))
    one, other = run(of, 30), of.run(fail, jobs(3), 3, lambda _: None)
    found = [next(one), next(other)]
    assert sorted([found[0], *one]) == sorted(names(30))
    assert sorted([found[1], *other]) == sorted(names(3))
