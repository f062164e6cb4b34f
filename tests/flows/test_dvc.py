"""DVC and the Prefect flow on a copy of the repository: what runs, what does not, and what ``dvc.lock`` says."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.support.builder import ROOT, tree
from tests.support.workspace import call, make, run

pytestmark = pytest.mark.minutes


def ran(output: str) -> list[str]:
    """Return the stages that DVC says it ran."""
    return [line.split("'")[1] for line in output.splitlines() if line.startswith("Running stage")]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("dvc") / "khabar")


def test_a_clone_rebuilds_what_was_committed(workspace: Path) -> None:
    output = call(workspace, "dvc", "repro")
    assert ran(output) == ["clean", "dedupe", "date_normalize", "annotate", "export", "report"]
    assert call(workspace, "git", "status", "--porcelain") == ""
    assert (workspace / "dvc.lock").read_bytes() == (ROOT / "dvc.lock").read_bytes()
    assert ran(call(workspace, "dvc", "repro")) == []
    assert json.loads(call(workspace, "khabar", "fsck", "--json"))["findings"] == []


def test_metrics_and_plot_are_under_dvc(workspace: Path) -> None:
    metrics = json.loads(call(workspace, "dvc", "metrics", "show", "--json"))
    (values,) = [each["data"] for each in metrics[""]["data"].values()]
    assert values["records"] == values["documents"]["kept"] + sum(values["duplicates"].values()) + sum(
        values["rejects"].values()
    )
    call(workspace, "dvc", "plots", "show", "--out", "plots")
    assert "documents_by_month" in (workspace / "plots" / "index.html").read_text()
    shutil.rmtree(workspace / "plots")


# Of hard links torture/test_caches.py asks the same, and more.
@pytest.mark.parametrize("links", ["copy", "symlink"])
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
    done = run(workspace, sys.executable, "-m", "flows.corpus")
    params.write_text(text)
    assert done.returncode != 0
    assert "Stage clean failed" in done.stderr
    assert "partition_leest" in done.stderr
