"""Two runs in one folder of artifacts: the second one waits, or says who holds it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.engine import lock
from flows.errors import BusyError, UsageError
from tests.support.builder import ROOT

#: Holds a folder until its standard input ends; a child of it may work under its claim.
HOLDER = """
import subprocess, sys
from pathlib import Path
from flows.engine import lock

with lock.{kind}(Path({folder!r}), "a nightly run"):
    print("held", flush=True)
    {then}
    sys.stdin.read()
"""

#: Starts a run in the folder and says how it ended.
RUN = (
    "from pathlib import Path; from flows.engine import lock\n"
    "with lock.held(Path({folder!r}), 'a stage'): print('worked', flush=True)"
)


@contextmanager
def holder(folder: Path, kind: str = "claimed", then: str = "pass") -> Iterator[subprocess.Popen[str]]:
    code = HOLDER.format(kind=kind, folder=str(folder), then=then)
    env = {name: value for name, value in os.environ.items() if name != lock.VARIABLE} | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("kind", ["claimed", "held"])
def test_the_second_run_says_who_holds_the_folder(tmp_path: Path, kind: str) -> None:
    with holder(tmp_path, kind) as process:
        with pytest.raises(BusyError, match=rf"(?s)a nightly run \(process {process.pid} of .* since 20.*--wait"):
            lock.held(tmp_path).__enter__()
        with pytest.raises(BusyError):
            lock.claimed(tmp_path, "another").__enter__()


def test_a_run_waits_for_the_other_to_end_and_is_told_whose_it_is(tmp_path: Path) -> None:
    told: list[str] = []
    with holder(tmp_path) as process:
        threading.Timer(0.5, process.kill).start()
        began = time.monotonic()
        with lock.held(tmp_path, wait=60, tell=told.append):
            assert time.monotonic() - began < 60
    assert len(told) == 1
    assert told[0].startswith("a nightly run")


def test_what_a_holder_starts_works_under_its_claim(tmp_path: Path) -> None:
    start = f"subprocess.run([sys.executable, '-c', {RUN.format(folder=str(tmp_path))!r}], check=True)"
    with holder(tmp_path, then=start) as process:
        assert process.stdout
        assert process.stdout.readline() == "worked\n"


def test_a_holder_works_in_its_own_claim(tmp_path: Path) -> None:
    with lock.claimed(tmp_path, "a flow"), lock.held(tmp_path, "a stage"):
        known = lock.holder(tmp_path)
        assert known is not None
        assert known.what == "a flow"
    assert lock.holder(tmp_path) is None
    assert lock.VARIABLE not in os.environ


def test_a_token_of_a_run_that_has_ended_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with lock.claimed(tmp_path, "a flow"):
        token = os.environ[lock.VARIABLE]
    monkeypatch.setenv(lock.VARIABLE, token)
    with holder(tmp_path), pytest.raises(BusyError):
        lock.held(tmp_path).__enter__()
    with lock.held(tmp_path):
        assert lock.holder(tmp_path) is not None
    assert os.environ[lock.VARIABLE] == token


def test_a_stage_that_outlives_its_flow_keeps_others_out(tmp_path: Path) -> None:
    """The flow is killed; the process that it started still writes."""
    code = HOLDER.format(kind="held", folder=str(tmp_path), then="pass")
    start = (
        f"child = subprocess.Popen([sys.executable, '-c', {code!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "    child.stdout.readline(); print(child.pid, flush=True)"
    )
    with holder(tmp_path, then=start) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        os.kill(child, signal.SIGSTOP)  # its standard input ends with the flow: it must not follow at once
        try:
            process.kill()
            process.wait()
            with pytest.raises(BusyError, match="whose run has ended"):
                lock.held(tmp_path).__enter__()
        finally:
            os.kill(child, signal.SIGCONT)
    with lock.held(tmp_path, wait=60):
        pass


def test_two_folders_are_claimed_at_once_in_any_order(tmp_path: Path) -> None:
    one, other = lock.claimed(tmp_path / "one", "a flow"), lock.claimed(tmp_path / "other", "another")
    one.__enter__()
    other.__enter__()
    with lock.held(tmp_path / "one"), lock.held(tmp_path / "other"):
        pass
    one.__exit__(None, None, None)
    with lock.held(tmp_path / "other"):
        assert lock.holder(tmp_path / "one") is None
    other.__exit__(None, None, None)
    assert lock.VARIABLE not in os.environ


def test_whoever_deletes_a_claim_loses_no_other(tmp_path: Path) -> None:
    with lock.claimed(tmp_path, "a flow"):
        (tmp_path / lock.NAME).unlink()
        with holder(tmp_path) as process:
            pass
        process.wait()
        (tmp_path / lock.NAME).write_bytes(b"another's")
    assert (tmp_path / lock.NAME).read_bytes() == b"another's"


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_stands_in_place_of_the_claim_is_left_alone(tmp_path: Path, kind: str) -> None:
    precious, path = tmp_path / "precious", tmp_path / "artifacts" / lock.NAME
    precious.write_text("mine")
    path.parent.mkdir()
    {"link": lambda: path.symlink_to(precious), "folder": path.mkdir, "pipe": lambda: os.mkfifo(path)}[kind]()
    with pytest.raises(UsageError, match="not a file that khabar made"):
        lock.held(path.parent).__enter__()
    assert precious.read_text() == "mine"


def test_nothing_in_a_claim_acts_on_a_terminal(tmp_path: Path) -> None:
    told = str(lock.Holder("a run\x1b[2J\nBuilt.", 1, "host", "user", "today", "token"))
    assert told.isprintable()


def test_a_damaged_claim_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / lock.NAME).write_bytes(b"{")
    assert lock.holder(tmp_path) is None
    with lock.held(tmp_path):
        assert lock.holder(tmp_path) is not None
