"""The repository itself: what may stand at its root, what may import what, and what must not be in it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOT_NAMES = {
    "CHANGELOG.md",
    "Makefile",
    "README.md",
    "artifacts",
    "constraints.txt",
    "dvc.lock",
    "dvc.yaml",
    "flows",
    "params.yaml",
    "prefect.yaml",
    "pyproject.toml",
    "seeds",
    "stages",
    "tests",
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


def test_the_root_stays_short() -> None:
    names = {name.partition("/")[0] for name in tracked()}
    assert {name for name in names if not name.startswith(".")} <= ROOT_NAMES


def test_stages_import_no_effect() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(command), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


#: Calls by which a stage would reach for the world: a disk, a clock, the environment, chance.
EFFECTS = re.compile(
    r"(?<![\w.])open\(|\.(read|write)_(text|bytes)\(|\bos\.(environ|getenv|listdir|walk|scandir)"
    r"|\btime\.(time|monotonic|perf_counter)|\b(datetime|date)\.(now|today|utcnow)\(|\brandom\.(random|choice|shuffle)\("
    r"|(?<![\w.])hash\("
)


#: Who may read a file all the same, and why.
READERS = {
    "stages/resources.py": "the one way to the data files of a package",
    "stages/annotate/language/replay/profiles.py": "the profiles that langdetect ships",
}


def test_stages_call_no_effect() -> None:
    found = []
    for path in sorted((ROOT / "stages").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if EFFECTS.search(line.partition("#")[0]) and path.relative_to(ROOT).as_posix() not in READERS:
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


def test_no_pin_names_a_host() -> None:
    for name in ("constraints.txt", "pyproject.toml", "Makefile"):
        assert "://" not in (ROOT / name).read_text()


def test_the_readme_quotes_what_was_measured() -> None:
    from tests.bench import results

    found = json.loads(results.PATH.read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert results.written(readme, found) == readme
