"""Jobs on a real Dask scheduler and workers: the same bytes, whatever becomes of them, or a clear end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import stages
from flows import build
from flows.cli import main
from flows.engine import cluster, imports, roster
from flows.engine.cluster import Cluster
from flows.engine.stage import Place
from flows.errors import ChangedError, KhabarError, UsageError
from stages.dedupe import candidates, measured
from tests.support.builder import ROOT, copy_of_stages, tree
from tests.support.cluster import PATIENCE, Dask, double, fail, until

pytestmark = pytest.mark.minutes

SETTINGS: dict[str, Any] = {"clean": {"read": {"partition_least": 2, "partition_mean": 4, "partition_greatest": 8}}}
PARAMS = "clean: {read: {partition_least: 2, partition_mean: 4, partition_greatest: 8}}\n"


def run(seeds: Path, artifacts: Path, *names: str, **how: Any) -> list[build.Report]:
    return build.run(names or stages.NAMES, Place(seeds, artifacts), SETTINGS, **how)


class Running(threading.Thread):
    """A build in a thread, so that a test can do something meanwhile."""

    def __init__(self, *arguments: Any, **how: Any) -> None:
        super().__init__(daemon=True)
        self._run: Callable[[], object] = partial(run, *arguments, **how)
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._run()
        except KhabarError as error:
            self.error = error

    def end(self) -> BaseException | None:
        self.join(PATIENCE)
        assert not self.is_alive(), "the build hangs"
        return self.error


def hidden(artifacts: Path) -> set[str]:
    """Return what of ours is left besides the artifacts."""
    return {path.name for path in artifacts.rglob(".*") if path.name not in (".interpreter", ".statcache")}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ROOT / "seeds", tmp_path_factory.mktemp("seeds") / "seeds"))


@pytest.fixture(scope="module")
def expected(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    artifacts = tmp_path_factory.mktemp("expected") / "artifacts"
    run(seeds, artifacts, workers=1)
    return tree(artifacts)


@pytest.fixture(scope="module")
def cleaned(expected: dict[str, str]) -> dict[str, str]:
    """Give what the first stage alone leaves: enough where something goes wrong."""
    return of_clean(expected)


def of_clean(found: dict[str, str]) -> dict[str, str]:
    return {path: digest for path, digest in found.items() if path.startswith("clean/")}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """Give a scheduler with two good workers, which all of them outlive."""
    dask = Dask(tmp_path_factory.mktemp("dask"))
    dask.start(2)
    yield dask
    dask.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Dask]:
    """Give a scheduler without workers."""
    dask = Dask(tmp_path / "dask")
    yield dask
    dask.close()


# -- the same bytes ---------------------------------------------------------------------------------------------------


def test_a_pool_leaves_the_bytes_of_one_process(seeds: Path, expected: dict[str, str], tmp_path: Path) -> None:
    run(seeds, tmp_path / "artifacts", workers=2)
    assert tree(tmp_path / "artifacts") == expected


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_of_a_cluster_leave_the_bytes_of_one_process(
    two: Dask, seeds: Path, expected: dict[str, str], tmp_path: Path, workers: int
) -> None:
    more = two.start(workers - 2)
    reports = run(seeds, tmp_path / "artifacts", scheduler=two.address)
    assert tree(tmp_path / "artifacts") == expected
    assert all(two.wrote(worker) for worker in [*two.workers[:2], *more])
    assert hidden(tmp_path / "artifacts") == set()
    assert sum(report.summary.cpu_seconds for report in reports) > 0
    again = run(seeds, tmp_path / "artifacts", scheduler=two.address)
    assert [report.summary.computed for report in again] == [0] * len(stages.NAMES)
    for worker in more:
        worker.kill()


def test_a_killed_worker_changes_no_byte(
    two: Dask, seeds: Path, expected: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (victim,) = two.start(free=3)
    running = Running(seeds, tmp_path / "artifacts", scheduler=two.address)
    until(lambda: two.held(victim), "the worker is in the middle of a write")
    victim.kill()
    assert running.end() is None
    assert tree(tmp_path / "artifacts") == expected
    assert hidden(tmp_path / "artifacts") == set()
    assert f"worker {victim.address} is gone; others do its work" in capsys.readouterr().err


def test_the_command_runs_on_a_cluster(two: Dask, seeds: Path, expected: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(PARAMS)
    command = [sys.executable, "-m", "flows.cli", "build", "--seeds", str(seeds), "--artifacts", "artifacts"]
    done = subprocess.run(
        [*command, "--runner", "dask", "--scheduler", two.address.removeprefix("tcp://")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if not line.endswith("partitions")] == []  # how far it is
    assert tree(tmp_path / "artifacts") == expected


def test_the_environment_says_where_dvc_runs_its_stages(
    two: Dask, seeds: Path, cleaned: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KHABAR_RUNNER", "dask")
    monkeypatch.setenv("KHABAR_SCHEDULER", two.address)
    asked = []
    whole = Cluster.map
    monkeypatch.setattr(Cluster, "map", lambda self, *given: asked.append(given[2]) or whole(self, *given))
    (tmp_path / "params.yaml").write_text(PARAMS)
    result = CliRunner().invoke(main, ["run", "clean", "--seeds", str(seeds)])
    assert result.exit_code == 0, result.output
    assert sum(asked) > 40
    assert tree(tmp_path / "artifacts") == cleaned


def test_slices_of_a_decision_run_on_workers(
    two: Dask, seeds: Path, expected: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: dict[str, set[int]] = {}
    whole = Cluster.map

    def map_(self: Cluster, function: Any, jobs: Any, count: int) -> Iterator[Any]:
        for result in whole(self, function, jobs, count):
            if isinstance(function, partial):
                ran.setdefault(function.args[0].__name__, set()).add(result[1])
            yield result

    monkeypatch.setattr(Cluster, "map", map_)
    monkeypatch.setattr(candidates, "_TOGETHER", 1)  # each slice by itself
    monkeypatch.setattr(measured, "_TOGETHER", 2)
    run(seeds, tmp_path / "artifacts", "clean", "dedupe", scheduler=two.address)
    wanted = {path: digest for path, digest in expected.items() if path.startswith(("clean/", "dedupe/"))}
    assert tree(tmp_path / "artifacts") == wanted
    processes = {worker.process.pid for worker in two.workers[:2]}
    assert ran == {"of_slices": processes, "measure": processes}


# -- who may work -----------------------------------------------------------------------------------------------------


def other_rules(folder: Path) -> Path:
    """Return a folder with another copy of the stages, in which one rule differs."""
    path = copy_of_stages(folder) / "stages" / "clean" / "articles" / "rules.toml"
    path.write_bytes(path.read_bytes() + b"\n# another one\n")
    return folder


def other_library(folder: Path) -> Path:
    """Return a folder in which another version of pyarrow seems to be installed."""
    info = folder / "pyarrow-1.2.3.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pyarrow\nVersion: 1.2.3\n")
    return folder


def test_workers_that_differ_get_no_job(
    two: Dask, seeds: Path, cleaned: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    artifacts = tmp_path / "artifacts"
    bad = [
        *two.start(path=(other_rules(tmp_path / "rules"),)),
        *two.start(path=(other_library(tmp_path / "library"),)),
        *two.start(blind=artifacts),
    ]
    try:
        run(seeds, artifacts, "clean", scheduler=two.address)
        assert tree(artifacts) == cleaned
        assert not any(two.wrote(worker) for worker in bad)
        told = capsys.readouterr().err
        reasons = ["stages/clean/articles/rules.toml differs", "pyarrow 1.2.3 there, ", f"its {artifacts} is another"]
        for worker, reason in zip(bad, reasons, strict=True):
            (line,) = [line for line in told.splitlines() if worker.address in line]
            assert reason in line
    finally:
        for worker in bad:
            worker.kill()


def test_without_a_good_worker_nothing_begins(
    own: Dask, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "_BETTER", 0.1)
    own.start(path=(other_rules(tmp_path / "rules"),))
    own.start(path=(other_library(tmp_path / "library"),))
    with pytest.raises(UsageError, match=r"rules\.toml differs.*\n.*dask worker") as caught:
        run(seeds, tmp_path / "artifacts", scheduler=own.address)
    assert "pyarrow 1.2.3 there" in str(caught.value)
    assert list((tmp_path / "artifacts").iterdir()) == []


def test_workers_may_come_in_the_middle_if_they_are_the_same(
    own: Dask, seeds: Path, cleaned: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (first,) = own.start(free=8)
    running = Running(seeds, tmp_path / "artifacts", "clean", scheduler=own.address)
    until(lambda: own.held(first), "the run is under way")
    (bad,) = own.start(path=(other_rules(tmp_path / "rules"),))
    (good,) = own.start()
    until(lambda: own.wrote(good), "the new worker has got a job")
    own.go_on()
    assert running.end() is None
    assert tree(tmp_path / "artifacts") == cleaned
    assert not own.wrote(bad)
    told = [line for line in capsys.readouterr().err.splitlines() if bad.address in line]
    assert len(told) == 1
    assert "rules.toml differs" in told[0]


def test_a_worker_whose_code_has_changed_since_it_started_is_refused(
    own: Dask, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "_BETTER", 0.1)
    copy = copy_of_stages(tmp_path / "copy")
    (worker,) = own.start(path=(copy,))
    run(seeds, tmp_path / "artifacts", "clean", scheduler=own.address)
    path = copy / "stages" / "clean" / "articles" / "rules.toml"
    path.write_bytes(path.read_bytes() + b"\n# newer\n")
    with pytest.raises(UsageError, match="start it again"):
        run(seeds, tmp_path / "other", "clean", scheduler=own.address)
    assert worker.process.poll() is None


# -- when something ends ----------------------------------------------------------------------------------------------


def test_a_job_that_kills_its_workers_is_named(own: Dask, seeds: Path, cleaned: dict[str, str], tmp_path: Path) -> None:
    deadly = sorted(Path(path).stem for path in cleaned if path.startswith("clean/read/"))[2]
    own.start(4, deadly=f"/{deadly}.parquet.")
    with pytest.raises(KhabarError, match=f"clean.read .run. on partition {deadly} was begun 3 times"):
        run(seeds, tmp_path / "artifacts", "clean", scheduler=own.address)
    (done,) = run(seeds, tmp_path / "artifacts", "clean", workers=1)
    assert tree(tmp_path / "artifacts") == cleaned
    assert hidden(tmp_path / "artifacts") == set()
    assert done.summary.stage == "clean"


def test_without_any_worker_left_a_run_ends(
    own: Dask, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "_GRACE", 1.0)
    (only,) = own.start(free=2)
    running = Running(seeds, tmp_path / "artifacts", "clean", scheduler=own.address)
    until(lambda: own.held(only), "the run is under way")
    only.kill()
    error = running.end()
    assert isinstance(error, KhabarError)
    assert error.what == f"No worker is left at the Dask scheduler at {own.address}"
    assert f"dask worker {own.address}" in error.then


def test_a_lost_scheduler_is_told_and_what_was_done_is_kept(
    own: Dask, seeds: Path, cleaned: dict[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    artifacts = tmp_path / "artifacts"
    (worker,) = own.start(free=8)
    running = Running(seeds, artifacts, "clean", scheduler=own.address)
    until(lambda: own.held(worker), "the run is under way")
    own.scheduler.kill()
    error = running.end()
    assert isinstance(error, KhabarError)
    assert error.what == f"Lost the Dask scheduler at {own.address}"
    assert "run the same command again" in error.then
    assert "Traceback" not in capfd.readouterr().err
    assert list((artifacts / "clean" / ".tmp").iterdir()) == []
    kept = {path for path in tree(artifacts) if path.startswith("clean/read/")}
    (done,) = run(seeds, artifacts, "clean", workers=1)
    assert kept
    assert tree(artifacts) == cleaned
    # The job that was under way ends now, long after its run: it must not write any more.
    before = {path: path.stat().st_ino for path in artifacts.rglob("*") if path.is_file()}
    own.go_on()
    worker.process.wait(timeout=PATIENCE)  # without its scheduler it ends when it has done its job
    assert {path: path.stat().st_ino for path in artifacts.rglob("*") if path.is_file()} == before
    assert done.summary.computed > 0


def test_a_scheduler_that_says_nothing_any_more_is_lost(
    own: Dask, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_ANSWER", 2.0)
    (worker,) = own.start(free=2)
    running = Running(seeds, tmp_path / "artifacts", "clean", scheduler=own.address)
    until(lambda: own.held(worker), "the run is under way")
    own.scheduler.send_signal(signal.SIGSTOP)
    error = running.end()
    assert isinstance(error, KhabarError)
    assert error.what == f"Lost the Dask scheduler at {own.address}"


def test_a_stopped_run_lets_go_and_leaves_nobody_who_writes(
    own: Dask, seeds: Path, cleaned: dict[str, str], tmp_path: Path
) -> None:
    artifacts = tmp_path / "artifacts"
    (tmp_path / "params.yaml").write_text(PARAMS)
    (worker,) = own.start(free=3)
    command = [sys.executable, "-m", "flows.cli", "run", "clean", "--seeds", str(seeds), "--artifacts", str(artifacts)]
    process = subprocess.Popen(
        [*command, "--runner", "dask", "--scheduler", own.address],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: own.held(worker), "the run is under way")
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert told == "khabar: stopped. What is done is kept; run the same command again to go on.\n"
    # Nothing waits for the worker, which is in the middle of a write still.
    run(seeds, artifacts, "clean", workers=1)
    assert tree(artifacts) == cleaned
    before = {path: path.stat().st_ino for path in artifacts.rglob("*") if path.is_file()}
    own.go_on()
    run(seeds, tmp_path / "other", "clean", scheduler=own.address)  # goes behind what the worker was at
    assert {path: path.stat().st_ino for path in artifacts.rglob("*") if path.is_file()} == before
    assert tree(tmp_path / "other") == cleaned


# -- what comes back --------------------------------------------------------------------------------------------------


def test_jobs_are_asked_for_late(two: Dask, tmp_path: Path) -> None:
    asked = 0

    def jobs() -> Iterator[int]:
        nonlocal asked
        for number in range(60):
            asked += 1
            yield number

    with Cluster(two.address, tmp_path) as runner:
        results = runner.map(double, jobs(), 60)
        first = next(results)
        assert asked <= 12
        found = [first, *results]
    assert sorted(number for number, _ in found) == [2 * number for number in range(60)]
    assert {process for _, process in found} == {worker.process.pid for worker in two.workers[:2]}


def test_errors_come_through(two: Dask, tmp_path: Path) -> None:
    with Cluster(two.address, tmp_path) as runner:
        with pytest.raises(ChangedError, match=r"a\.txt changed") as ours:
            list(runner.map(fail, ["ours"], 1))
        assert ours.value.then == "Do it again."
        with pytest.raises(PermissionError) as system:
            list(runner.map(fail, ["system"], 1))
        assert (system.value.errno, system.value.filename) == (13, "/some/where")
        assert "in fail" in system.value.__notes__[0]
        with pytest.raises(RuntimeError, match="OddError: very odd"):
            list(runner.map(fail, ["odd"], 1))
        assert [number for number, _ in runner.map(double, [4], 1)] == [8]


def test_one_module_alone_names_the_engine() -> None:
    for path in sorted((ROOT / "flows").rglob("*.py")):
        named = {name.partition(".")[0] for name in imports.of(path.read_bytes())}
        assert bool(named & {"dask", "distributed"}) == (path == ROOT / "flows" / "engine" / "cluster.py"), path


# -- what cannot be used ----------------------------------------------------------------------------------------------


def test_a_runner_without_a_scheduler_is_a_mistake(seeds: Path) -> None:
    result = CliRunner().invoke(main, ["build", "--seeds", str(seeds), "--artifacts", "x", "--runner", "dask"])
    assert result.exit_code == 2
    assert "--scheduler" in result.output


def test_a_missing_installation_is_told(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"not installed here.*\n.*khabar\[dask\]"):
        run(seeds, tmp_path / "artifacts", scheduler="tcp://127.0.0.1:1")


def test_a_scheduler_without_workers_is_told(own: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "_FIRST", 0.5)
    with pytest.raises(UsageError, match=rf"no worker at the Dask.*\nStart workers .*dask worker {own.address}"):
        Cluster(own.address, tmp_path).__enter__()


def refuse(server: socket.socket) -> None:
    """Answer as a web server does."""
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 9)


@pytest.mark.parametrize("listener", ["nobody", "silent", "another", "worker", "nonsense"])
def test_an_address_without_a_scheduler_is_told(
    two: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener: str
) -> None:
    monkeypatch.setattr(cluster, "_FIRST_ANSWER", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if listener == "nobody":
            server.close()
        if listener == "another":
            threading.Thread(target=refuse, args=[server], daemon=True).start()
        address = {"worker": two.workers[0].address, "nonsense": "one;two"}.get(listener, f"127.0.0.1:{port}")
        with pytest.raises(UsageError, match=r"No Dask scheduler can be reached at .*\n.*dask scheduler"):
            Cluster(address, tmp_path).__enter__()
    assert list(tmp_path.iterdir()) == []
