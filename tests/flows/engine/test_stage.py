import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import stages
from flows import params
from flows.engine.runners import InProcess
from flows.engine.stage import Place, Summary, run
from flows.progress import Quiet
from tests.support.builder import ROOT
from tests.support.stopping import Stopping

SETTINGS = {"clean": {"partition_least": 1, "partition_mean": 1, "partition_greatest": 1}}


class Stopped(BaseException):
    """Like a signal: nothing may catch it."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    for at in range(7):
        path = tmp_path / "seeds" / f"{at}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"The fund signed contract {at} for towers in the valleys of the far north.")
    return Place(tmp_path / "seeds", tmp_path / "artifacts")


def clean(place: Place, runner: InProcess) -> Summary:
    """Run the first step of the stage, as if it were the only one."""
    whole = stages.load("clean")
    stage = replace(whole, steps=whole.steps[:1])
    return run(stage, place, params.of_stage(stage, SETTINGS), runner, Quiet())


def test_a_run_that_is_stopped_is_continued(place: Place) -> None:
    for _ in range(3):
        with pytest.raises(Stopped):
            clean(place, Stopping(2, Stopped))
    folder = place.artifacts / "clean"
    assert (folder / "ledger.journal").exists()
    summary = clean(place, InProcess())
    assert (summary.computed, summary.reused) == (1, 6)
    assert not (folder / "ledger.journal").exists()
    assert not (folder / ".tmp").exists()


def test_a_stopped_run_leaves_what_was_published_before(place: Place) -> None:
    clean(place, InProcess())
    ledger = (place.artifacts / "clean" / "ledger.json").read_bytes()
    for path in place.seeds.iterdir():
        path.write_text(path.read_text().replace("valleys", "deserts"))
    with pytest.raises(Stopped):
        clean(place, Stopping(3, Stopped))
    assert (place.artifacts / "clean" / "ledger.json").read_bytes() == ledger
    assert clean(place, InProcess()).computed == 4


def test_what_has_no_input_any_more_is_pruned(place: Place) -> None:
    clean(place, InProcess())
    (place.seeds / "3.txt").unlink()
    summary = clean(place, InProcess())
    assert (summary.computed, summary.reused, summary.pruned) == (0, 6, 1)
    assert len(list((place.artifacts / "clean" / "read").iterdir())) == 6


def test_what_dvc_follows_is_there_where_the_corpus_is_empty_or_becomes_so(place: Place) -> None:
    # An output in dvc.yaml that does not exist stops `dvc repro`, though nothing is wrong.
    wanted = [
        Path(next(iter(out)) if isinstance(out, dict) else out)
        for stage in yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"].values()
        for kind in ("outs", "metrics", "plots")
        for out in stage.get(kind, ())
    ]

    def missing() -> list[Path]:
        for name in stages.NAMES:
            stage = stages.load(name)
            run(stage, place, params.of_stage(stage, {}), InProcess(), Quiet())
        return [path for path in wanted if not (place.artifacts.parent / path).exists()]

    assert wanted
    assert missing() == []
    for path in place.seeds.iterdir():
        path.unlink()
    assert missing() == []
    shutil.rmtree(place.artifacts)
    assert missing() == []
