"""Decisions that stay as they were are neither made nor written again, unless their files are damaged."""

from pathlib import Path

import pytest

import stages
from flows import params
from flows.engine.runners import InProcess
from flows.engine.stage import Place, run
from flows.progress import Quiet
from flows.verify import damage
from tests.support.builder import tree

SETTINGS = {"clean": {"read": {"partition_least": 1, "partition_mean": 1, "partition_greatest": 1}}}

TOWNS = ["Lahore", "Multan", "Quetta", "Sukkur", "Peshawar", "Gwadar", "Karachi"]


def build(seeds: Path, artifacts: Path) -> Place:
    """Build up to the stage that decides on names."""
    place = Place(seeds, artifacts)
    for name in stages.NAMES[: stages.NAMES.index("annotate") + 1]:
        stage = stages.load(name)
        run(stage, place, params.of_stage(stage, SETTINGS), InProcess(), Quiet())
    return place


def write(seeds: Path, town: str) -> None:
    """Write an article that names one town and nothing else."""
    seeds.mkdir(exist_ok=True)
    text = f"Workers laid cables in {town} yesterday, and said that more would follow in the weeks to come.\n"
    (seeds / f"{town}.txt").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("how", [None, "delete", "flip"])
def test_only_damaged_slices_are_made_again(tmp_path: Path, how: str | None) -> None:
    seeds, artifacts = tmp_path / "seeds", tmp_path / "artifacts"
    for town in TOWNS[1:]:
        write(seeds, town)
    build(seeds, artifacts)
    slices = sorted((artifacts / "annotate/entities.decide").glob("?" * 20 + ".parquet"))
    assert len(slices) == len(TOWNS) - 1
    before = {path: path.stat().st_ino for path in slices}
    write(seeds, TOWNS[0])
    if how:
        damage.spoil(slices[2], how)
    build(seeds, artifacts)
    build(seeds, tmp_path / "anew")
    assert tree(artifacts) == tree(tmp_path / "anew")
    rewritten = [path for path in slices if path.stat().st_ino != before[path]]
    assert rewritten == ([] if how is None else [slices[2]])
