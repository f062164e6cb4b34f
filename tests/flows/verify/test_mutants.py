"""The engine is broken in a copy, a way for each invariant: `khabar verify` tells it, and a test of the suite fails."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.minutes

ROOT = Path(__file__).parents[3]
MUTANTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text())["mutant"]
REPLAYED = [mutant for mutant in MUTANTS if "kinds" in mutant]

SETTINGS = {"clean": {"read": {"partition_least": 2, "partition_mean": 2, "partition_greatest": 3}}}

TWIN = """Three firms have begun to put phones together in Lahore, their association said yesterday. It hopes that
duties will be paid back before the budget, as the minister had said.
"""
STORIES = {
    "indus/exports.txt": """Exports of software rose to $1.51 billion in nine months, the bank said.
Officials spoke of 40 percent more in the year that follows.
""",
    "indus/spectrum.txt": """The regulator put off the sale of 5G spectrum by a year.
Operators had asked for 12 instalments, and had warned that nobody would bid.
""",
    "indus/towers.txt": """A fund that pays for towers has signed 14 contracts since January.
The last of them covers valleys where no phone has ever rung.
""",
    # Alone in its folder: with it goes a partition.
    "loner.txt": """The port of Gwadar let in 31 ships in May, its harbour master said.
""",
    # Copies of one another, each in a partition of its own.
    "ravi/again.txt": TWIN,
    "twin/first.txt": TWIN,
    "twin/near.txt": TWIN.replace("yesterday", "today").replace("Lahore", "Multan"),
}


class Mutator:
    """Runs copies of the code, the broken ones and the one that is whole."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.seeds, self.artifacts = scratch / "seeds", scratch / "artifacts"
        for name, text in STORIES.items():
            path = self.seeds / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (self.seeds / "outlets.csv").write_text("name,also,country,date_order\nThe Indus,indus,PK,DMY\n")
        (scratch / "settings.json").write_text(json.dumps(SETTINGS))
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(ROOT / "tests" / "support" / "mutating.py"), str(scratch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def copy(self, name: str, mutant: dict[str, Any] | None) -> Path:
        """Copy the code, and break it."""
        root = self.scratch / "copies" / name
        if not root.exists():
            root.mkdir(parents=True)
            shutil.copytree(ROOT / "flows", root / "flows", ignore=shutil.ignore_patterns("__pycache__"))
            for other in ("stages", "tests", "pyproject.toml", "dvc.yaml", "params.yaml", "seeds", "artifacts"):
                (root / other).symlink_to(ROOT / other)
            if mutant is not None:
                path = root / mutant["file"]
                text = path.read_text(encoding="utf-8")
                assert text.count(mutant["old"]) == 1, f"{mutant['file']} has no longer what {name} breaks"
                path.write_text(text.replace(mutant["old"], mutant["new"]), encoding="utf-8")
        return root

    def verify(self, root: Path, mutant: dict[str, Any], sample: int | None = None) -> dict[str, Any]:
        """Replay what a mutant asks for."""
        return self._ask(
            root=str(root),
            seeds=str(self.seeds),
            artifacts=str(self.artifacts),
            scratch=str(self.scratch),
            settings=SETTINGS,
            steps=mutant.get("steps", 1),
            seed=mutant.get("seed", 0),
            kinds=mutant["kinds"],
            sample=sample,
        )

    def test(self, root: Path, test: str) -> int:
        """Run a test, and return pytest's exit code."""
        return int(self._ask(root=str(root), test=test)["code"])

    def _ask(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "died" not in answer
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=60)
        if self._process.stdout:
            self._process.stdout.close()


@pytest.fixture(scope="module")
def mutator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mutator]:
    found = Mutator(tmp_path_factory.mktemp("mutants"))
    yield found
    found.close()


def test_there_are_ten_and_each_says_why() -> None:
    assert len({mutant["name"] for mutant in MUTANTS}) == len(MUTANTS)
    assert len(REPLAYED) >= 10
    assert all(mutant["invariant"].endswith(".") for mutant in MUTANTS)


@pytest.mark.parametrize("mutant", REPLAYED, ids=lambda mutant: mutant["name"])
def test_verify_tells_it(mutator: Mutator, mutant: dict[str, Any]) -> None:
    found = mutator.verify(mutator.copy(mutant["name"], mutant), mutant)
    kind, words = mutant["caught"]
    assert found["certificate"]["verdict"] == kind
    assert words in " ".join([found["fault"]["what"], *found["fault"]["detail"]])
    assert Path(found["scratch"]).is_dir()
    assert f"--steps {found['fault']['step']}" in found["again"]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant["name"])
def test_a_test_tells_it(mutator: Mutator, mutant: dict[str, Any]) -> None:
    assert mutator.test(mutator.copy(mutant["name"], mutant), mutant["test"]) == pytest.ExitCode.TESTS_FAILED


PLANS = {
    json.dumps([mutant.get("seed", 0), steps, mutant["kinds"] if steps else []]): mutant
    for mutant in REPLAYED
    for steps in [mutant.get("steps", 1)]
}


@pytest.mark.parametrize("plan", PLANS)
def test_the_code_as_it_is_passes(mutator: Mutator, plan: str) -> None:
    found = mutator.verify(mutator.copy("none", None), PLANS[plan])
    assert found["certificate"]["verdict"] == "equal", found.get("fault")


def test_the_tests_pass_on_the_code_as_it_is(mutator: Mutator) -> None:
    tests = sorted({mutant["test"] for mutant in MUTANTS})
    assert mutator.test(mutator.copy("none", None), tests[0]) == pytest.ExitCode.OK


def test_the_same_seed_gives_the_same_certificate_also_of_a_sample(mutator: Mutator) -> None:
    root = mutator.copy("none", None)
    plan = {"kinds": ["kill=torn"], "seed": 3}
    one, other = mutator.verify(root, plan, 4), mutator.verify(root, plan, 4)
    assert one["certificate"] == other["certificate"]
    assert one["certificate"]["verdict"] == "equal"
    assert one["certificate"]["corpus"]["sample"] == one["certificate"]["corpus"]["files"] == 4
