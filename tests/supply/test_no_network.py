"""Nothing is fetched or told while tables are built: with the network refused all goes as with it, and nobody tries.

Python's own calls are refused and noted in every process. Where Linux allows it (root), the processes besides stand in
a network of their own, in which nothing is: so libraries in C have none either.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builder import ROOT, tree
from tests.support.workspace import environment, make

OFFLINE = ROOT / "tests" / "support" / "offline"

#: What turns analytics off for one person or machine. The repository must do without.
OF_PERSONS = ("CI", "DO_NOT_TRACK", "DVC_NO_ANALYTICS", "PREFECT_SERVER_ANALYTICS_ENABLED", "DVC_TEST")


def alone() -> list[str]:
    """Return how a command is started in a network of its own; nothing where that is not allowed."""
    command = ["unshare", "--net", "--"]
    if (
        shutil.which(command[0]) is None
        or subprocess.run([*command, "true"], check=False, capture_output=True).returncode
    ):
        return []
    return command


def offline(workspace: Path, log: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in environment(workspace).items() if name not in OF_PERSONS}
    env |= {"KHABAR_NETWORK_LOG": str(log), "PYTHONPATH": os.pathsep.join([str(OFFLINE), str(workspace)])}
    # DVC and Prefect keep what belongs to a person here: an empty one, so that nothing is known of earlier runs.
    env |= {"HOME": str(log.parent / "home"), "XDG_CACHE_HOME": str(log.parent / "cache")}
    return subprocess.run(
        [*alone(), *command], cwd=workspace, env=env, capture_output=True, text=True, check=False, timeout=600
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("offline") / "khabar")


def tried(log: Path) -> str:
    return log.read_text(encoding="utf-8") if log.exists() else ""


@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('192.0.2.1', 80))",
        "socket.create_connection(('127.0.0.1', 80))",
        "socket.getaddrinfo('example.org', 80)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
        "subprocess.run([sys.executable, '-c', 'import socket; socket.gethostbyname(\"example.org\")'], check=True)",
    ],
)
def test_a_way_out_is_refused_and_noted(tmp_path: Path, code: str) -> None:
    log = tmp_path / "log"
    done = offline(ROOT, log, sys.executable, "-c", f"import socket, subprocess, sys; {code}")
    assert done.returncode == 1
    assert "no network" in done.stderr
    assert tried(log).startswith("socket.")


@pytest.mark.minutes
def test_a_build_needs_no_network_and_asks_for_none(workspace: Path, tmp_path: Path) -> None:
    log, out = tmp_path / "log", tmp_path / "out"
    done = offline(workspace, log, "khabar", "build", "--seeds", "seeds", "--artifacts", str(out), "--workers", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert tried(log) == ""
    assert (out / "export" / "documents").is_dir()


@pytest.mark.minutes
def test_dvc_repro_needs_no_network_and_asks_for_none(workspace: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    (workspace / "seeds" / "indus-wire" / "added.txt").write_text(
        "The board met in Lahore and agreed on Rs 5 crore. " * 5
    )
    done = offline(workspace, log, "dvc", "repro")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Running stage") >= 5
    # What DVC would tell of it, a process of its own tells behind its back: it is started before DVC ends.
    for key in ("core.analytics", "core.check_update"):
        assert offline(workspace, log, "dvc", "config", key).stdout.split() == ["false"]
    assert tried(log) == ""
    assert tree(workspace / "artifacts")
