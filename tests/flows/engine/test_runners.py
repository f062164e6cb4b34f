import os
import signal
from collections.abc import Iterator

import pytest

from flows.engine import runners
from flows.errors import KhabarError


def double(number: int) -> int:
    return 2 * number


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail(number: int) -> int:
    raise KhabarError(f"no {number}", "Do something else.")


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_is_done_once_and_asked_for_late(workers: int) -> None:
    asked = 0

    def jobs() -> Iterator[int]:
        nonlocal asked
        for number in range(50):
            asked += 1
            yield number

    with runners.local(workers) as runner:
        results = runner.map(double, jobs(), 50)
        first = next(results)
        assert asked <= 10
        assert sorted([first, *results]) == [2 * number for number in range(50)]


def test_a_dead_worker_is_told_with_what_to_do() -> None:
    with pytest.raises(KhabarError, match="run the same command again"), runners.local(2) as runner:
        list(runner.map(die, range(20), 20))


def test_a_pool_that_nobody_leads_any_more_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "_PATIENCE", 0.1)
    # As where memory is short: the thread that collects results has ended.
    monkeypatch.setattr("concurrent.futures.process._ExecutorManagerThread.run", lambda _: None)
    with pytest.raises(KhabarError, match="run the same command again"), runners.local(2) as runner:
        list(runner.map(double, range(20), 20))


def test_an_error_of_ours_comes_through_a_process() -> None:
    with pytest.raises(KhabarError, match="Do something else"), runners.local(2) as runner:
        list(runner.map(fail, range(2), 2))
