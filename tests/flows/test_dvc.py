"""DVC and the Prefect flow on a copy of the repository: what runs, what does not, and what ``dvc.lock`` says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builder import ROOT, tree

COPIED = (
    "dvc.yaml",
    "params.yaml",
    "dvc.lock",
    "constraints.txt",
    ".dvcignore",
    ".gitignore",
    ".dvc/config",
    ".dvc/.gitignore",
)


def environment(workspace: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(workspace),
        "PREFECT_HOME": str(workspace.parent / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
        "DVC_NO_ANALYTICS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def call(workspace: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=workspace, env=environment(workspace), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ran(output: str) -> list[str]:
    """Return the stages that DVC says it ran."""
    return [line.split("'")[1] for line in output.splitlines() if line.startswith("Running stage")]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a git repository with our files as they are, and without artifacts."""
    home = tmp_path_factory.mktemp("dvc") / "khabar"
    home.mkdir()
    for name in COPIED:
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name in ("stages", "flows", "seeds", ".dvc/plots"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    tracked = subprocess.run(["git", "ls-files", "artifacts"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in tracked.stdout.split():
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    call(home, "git", "init", "--quiet")
    call(home, "git", "add", "--all")
    call(home, "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", "As it is")
    return home


def test_a_clone_rebuilds_what_was_committed(workspace: Path) -> None:
    output = call(workspace, "dvc", "repro")
    assert ran(output) == ["clean", "dedupe", "date_normalize", "annotate", "export", "report"]
    assert call(workspace, "git", "status", "--porcelain") == ""
    assert (workspace / "dvc.lock").read_bytes() == (ROOT / "dvc.lock").read_bytes()
    assert ran(call(workspace, "dvc", "repro")) == []


def test_metrics_and_plot_are_under_dvc(workspace: Path) -> None:
    metrics = json.loads(call(workspace, "dvc", "metrics", "show", "--json"))
    (values,) = [each["data"] for each in metrics[""]["data"].values()]
    assert values["records"] == values["documents"]["kept"] + sum(values["duplicates"].values()) + sum(
        values["rejects"].values()
    )
    call(workspace, "dvc", "plots", "show", "--out", "plots")
    assert "documents_by_month" in (workspace / "plots" / "index.html").read_text()
    shutil.rmtree(workspace / "plots")


@pytest.mark.parametrize("links", ["copy", "hardlink", "symlink"])
def test_a_change_and_its_revert_give_the_old_lock_back(workspace: Path, links: str) -> None:
    call(workspace, "dvc", "config", "--local", "cache.type", links)
    call(workspace, "dvc", "checkout", "--relink")
    lock, before = (workspace / "dvc.lock").read_bytes(), tree(workspace / "artifacts")
    article = workspace / "seeds" / "indus-wire" / "added.txt"
    article.write_text("LAHORE, (Indus Wire / Test - 3rd May, 2021 ) :The board met and agreed on Rs 5 crore. " * 3)
    assert set(ran(call(workspace, "dvc", "repro"))) >= {"clean", "date_normalize", "annotate", "export", "report"}
    assert (workspace / "dvc.lock").read_bytes() != lock
    article.unlink()
    call(workspace, "dvc", "repro")
    assert (workspace / "dvc.lock").read_bytes() == lock
    assert tree(workspace / "artifacts") == before
    # The cache holds the old bytes still: nothing was written through a link.
    shutil.rmtree(workspace / "artifacts" / "export")
    call(workspace, "dvc", "checkout")
    assert tree(workspace / "artifacts") == before


def test_the_prefect_flow_leaves_the_same_lock(workspace: Path) -> None:
    lock, before = (workspace / "dvc.lock").read_bytes(), tree(workspace / "artifacts")
    code = "import sys; from flows.corpus import corpus; print('STATES', corpus())"

    def states() -> list[str]:
        output = call(workspace, sys.executable, "-c", code)
        (line,) = [line for line in output.splitlines() if line.startswith("STATES")]
        found: dict[str, str] = json.loads(line.removeprefix("STATES").replace("'", '"'))
        return list(found.values())

    assert states() == ["Cached"] * 6
    for name in ("clean", "dedupe", "date_normalize", "annotate", "export", "report"):
        shutil.rmtree(workspace / "artifacts" / name)
    (workspace / "dvc.lock").unlink()
    shutil.rmtree(workspace / ".dvc" / "cache")
    assert states() == ["Completed"] * 6
    assert (workspace / "dvc.lock").read_bytes() == lock
    assert tree(workspace / "artifacts") == before


def test_a_stage_that_fails_fails_the_flow_with_its_reason(workspace: Path) -> None:
    params = workspace / "params.yaml"
    text = params.read_text()
    params.write_text(text.replace("    partition_least:", "    partition_leest:"))
    done = subprocess.run(
        [sys.executable, "-m", "flows.corpus"],
        cwd=workspace,
        env=environment(workspace),
        capture_output=True,
        text=True,
        check=False,
    )
    params.write_text(text)
    assert done.returncode != 0
    assert "Stage clean failed" in done.stderr
    assert "partition_leest" in done.stderr
