"""From the inbox to the published tables, as an operator runs it: server, worker, deployments, a schedule.

One story told in order, since a server costs its start: the tests of this file are parts of it, and run one after
another.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
import pyarrow.parquet as pq
import pytest

from flows.engine import lock
from tests.support.workspace import call, commit, environment, make

pytestmark = pytest.mark.minutes

T = TypeVar("T")

#: Seconds that anything may take on a machine that is busy with other tests.
PATIENCE = 240

#: Seconds between two starts of the nightly flow here.
INTERVAL = 15

ARTICLE = (
    "QUETTA, (Bolan Times - 4th May, 2021 ) :The provincial government will spend Rs 2 crore on a software park, its "
    "information minister said on Monday. The park will have room for 40 companies.\n"
)


def wait_for(what: str, look: Callable[[], T | None]) -> T:
    """Return what ``look`` finds, as soon as it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(0.5)
    raise AssertionError(f"waited in vain for {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """What the server says of its runs."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=f"{address}/api", timeout=60)

    def runs(self, *states: str) -> list[dict[str, Any]]:
        """Return the runs of the nightly flow in some states, the first one first."""
        query = {
            "flow_runs": {"state": {"type": {"any_": list(states)}}, "parent_task_run_id": {"is_null_": True}},
            "sort": "EXPECTED_START_TIME_ASC",
        }
        found: list[dict[str, Any]] = self._client.post("/flow_runs/filter", json=query).raise_for_status().json()
        return found

    def run(self, identity: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.get(f"/flow_runs/{identity}").raise_for_status().json()
        return found

    def artifacts(self) -> dict[str, dict[str, Any]]:
        """Return the newest artifact of each key."""
        found = self._client.post("/artifacts/latest/filter", json={"limit": 200}).raise_for_status().json()
        return {each["key"]: each for each in found}

    def close(self) -> None:
        self._client.close()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with remotes, and with a nightly run that is due every few seconds."""
    home = make(tmp_path_factory.mktemp("nightly") / "khabar")
    call(home.parent, "git", "init", "--quiet", "--bare", "upstream.git")
    call(home, "git", "remote", "add", "origin", str(home.parent / "upstream.git"))
    call(home, "dvc", "remote", "add", "--local", "--default", "store", str(home.parent / "store"))
    declared = home / "prefect.yaml"
    text = declared.read_text()
    often = re.sub(r'- cron: "0 2 \* \* \*"\n +timezone: \S+', f"- interval: {INTERVAL}", text)
    assert often != text
    declared.write_text(often)
    commit(home, "Run often")
    call(home, "dvc", "repro", "--quiet")
    call(home, "khabar", "publish")
    arrived = home / "inbox" / "bolan-times" / "park.txt"
    arrived.parent.mkdir(parents=True)
    arrived.write_text(ARTICLE)
    os.utime(arrived, (0, 0))  # what has just arrived may still be written, and would be left for the next run
    return home


@contextmanager
def serving(workspace: Path) -> Iterator[tuple[subprocess.Popen[str], Server]]:
    """Give `khabar serve`, ready."""
    port = free_port()
    command = [sys.executable, "-m", "flows.cli", "serve", "--port", str(port)]
    env = environment(workspace) | {"PREFECT_LOGGING_LEVEL": "INFO"}
    with subprocess.Popen(command, cwd=workspace, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            said = [process.stdout.readline(), process.stdout.readline()]
            assert f"http://127.0.0.1:{port}" in said[1], said
            server = Server(f"http://127.0.0.1:{port}")
            yield process, server
            server.close()
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


@pytest.fixture(scope="module")
def served(workspace: Path) -> Iterator[tuple[subprocess.Popen[str], Server]]:
    """Give `khabar serve`, for the tests that share it."""
    with serving(workspace) as found:
        yield found


def texts(workspace: Path) -> list[str]:
    """Return the texts of all articles in the exported tables."""
    files = sorted((workspace / "artifacts" / "export" / "documents").glob("*.parquet"))
    return [text for file in files for text in pq.ParquetFile(file).read(["text"])["text"].to_pylist()]


def test_a_scheduled_run_waits_its_turn_and_publishes_what_arrived(
    workspace: Path, served: tuple[subprocess.Popen[str], Server]
) -> None:
    _, server = served
    with lock.claimed(workspace / "artifacts", "a person at work"):
        # One run works (it waits for the person), and the next ones are cancelled rather than queued.
        first = wait_for("a scheduled run", lambda: next(iter(server.runs("RUNNING")), None))
        cancelled = wait_for("an overlapping run", lambda: next(iter(server.runs("CANCELLED")), None))
        assert server.run(first["id"])["state_type"] == "RUNNING"
    assert first["auto_scheduled"]
    assert cancelled["auto_scheduled"]
    assert "concurrency limit" in cancelled["state"]["message"]

    def ended() -> dict[str, Any] | None:
        found = server.run(first["id"])
        return found if found["state_type"] not in ("RUNNING", "PENDING") else None

    assert wait_for("its end", ended)["state"]["type"] == "COMPLETED"
    assert any("software park" in text for text in texts(workspace))
    assert not (workspace / "inbox" / "bolan-times" / "park.txt").exists()
    assert "corpus-2" in call(workspace, "git", "ls-remote", "--tags", "origin")
    assert call(workspace, "git", "status", "--porcelain") == ""


def test_the_page_shows_what_the_run_did(served: tuple[subprocess.Popen[str], Server]) -> None:
    _, server = served
    found = server.artifacts()
    stages = json.loads(found["corpus"]["data"])
    assert [row["stage"] for row in stages] == ["clean", "dedupe", "date_normalize", "annotate", "export", "report"]
    assert all(row["computed"] != "" for row in stages if row["state"] == "Completed")
    assert found["progress-clean"]["data"] == 100.0
    assert "## New since corpus\\-1" in found["new-in-the-corpus"]["data"]
    assert "1 article is new" in found["new-in-the-corpus"]["data"]
    assert "software park" in found["new-in-the-corpus"]["data"]
    assert "Rs 2 crore" in found["new-in-the-corpus"]["data"]
    assert found["report"]["type"] == "markdown"
    assert "(file://" in found["report"]["data"]
    assert {"gate", "ingest"} <= found.keys()


def test_a_stage_that_fails_says_where_and_is_continued_the_next_time(
    workspace: Path, served: tuple[subprocess.Popen[str], Server]
) -> None:
    _, server = served
    module = workspace / "stages" / "annotate" / "sentences" / "split.py"
    sound = module.read_text()
    with lock.claimed(workspace / "artifacts", "a person at work"):
        module.write_text(sound + '\n\ndef run(*_):\n    raise ValueError("a slip")\n')
        commit(workspace, "Slip")
    failed = wait_for("a failed run", lambda: next(iter(server.runs("FAILED")), None))
    said = failed["state"]["message"]
    assert "Stage annotate failed: annotate.sentences (run) failed on partition" in said
    assert "ValueError: a slip" in said
    assert "dvc repro annotate" in said
    with lock.claimed(workspace / "artifacts", "a person at work", wait=PATIENCE):
        module.write_text(sound)
        commit(workspace, "Mend")
    after = failed["expected_start_time"]

    def completed() -> dict[str, Any] | None:
        return next((run for run in server.runs("COMPLETED") if run["expected_start_time"] > after), None)

    wait_for("the run that continues", completed)
    assert "didn't change" in call(workspace, "dvc", "repro", "annotate")


def at_work(process: subprocess.Popen[str], server: Server) -> tuple[str, list[psutil.Process]]:
    """Return a run that works, and all processes that serve it."""
    run = wait_for("a run", lambda: next(iter(server.runs("RUNNING")), None))
    family = psutil.Process(process.pid).children(recursive=True)
    assert any("prefect.engine" in " ".join(each.cmdline()) for each in family)
    return run["id"], family


def test_all_ends_when_the_command_is_told_to(workspace: Path, served: tuple[subprocess.Popen[str], Server]) -> None:
    """Also a run in the middle of its work."""
    process, server = served
    with lock.claimed(workspace / "artifacts", "a person at work", wait=PATIENCE):
        stopped, family = at_work(process, server)
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
        _, alive = psutil.wait_procs(family, timeout=PATIENCE)
        assert alive == []
        # What was stopped keeps no place that a later run would wait for; nor does what a power cut ends.
        with serving(workspace) as (again, other):
            assert other.run(stopped)["state_type"] == "CRASHED"
            cut, family = at_work(again, other)
            assert cut != stopped
            again.kill()
            for each in family:
                with suppress(psutil.NoSuchProcess):
                    each.kill()
            psutil.wait_procs(family, timeout=PATIENCE)
    with serving(workspace) as (_, last):
        assert last.run(cut)["state_type"] == "CRASHED"
        after = last.run(cut)["expected_start_time"]
        wait_for(
            "the next run",
            lambda: next((run for run in last.runs("COMPLETED") if run["expected_start_time"] > after), None),
        )
