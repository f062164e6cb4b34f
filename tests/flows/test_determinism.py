"""How and where a build runs changes no byte: workers, hash seed, time zone, locale, listing order, clock."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builder import ROOT, tree

pytestmark = pytest.mark.minutes

#: Read by every process of a build before anything else: folders are listed backwards and the clock is wrong.
CUSTOMIZE = """
import os, time

_listdir, _scandir, _time = os.listdir, os.scandir, time.time

class _Backwards:
    def __init__(self, path):
        with _scandir(path) as entries:
            self._entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))
    def __iter__(self):
        return self._entries
    def __next__(self):
        return next(self._entries)
    def __enter__(self):
        return self
    def __exit__(self, *_):
        return None
    def close(self):
        return None

os.listdir = lambda path=".": sorted(_listdir(path), reverse=True)
os.scandir = lambda path=".": _Backwards(path)
time.time = lambda: _time() + 86400 * 400

import datetime as _datetime

class _Date(_datetime.date):
    @classmethod
    def today(cls):
        raise RuntimeError("a stage asked the clock for the day")

_datetime.date = _Date
"""


def build(seeds: Path, artifacts: Path, workers: int, env: dict[str, str]) -> dict[str, str]:
    """Build in a process of its own and return what it left."""
    command = [sys.executable, "-m", "flows.cli", "build", "--seeds", str(seeds), "--artifacts", str(artifacts)]
    params = Path(artifacts.parent, "params.yaml")
    params.write_text("clean: {read: {partition_least: 2, partition_mean: 4, partition_greatest: 8}}\n")
    done = subprocess.run(
        [*command, "--params", str(params), "--workers", str(workers)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        cwd=artifacts.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tree(artifacts)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ROOT / "seeds", tmp_path_factory.mktemp("seeds") / "seeds"))


@pytest.fixture(scope="module")
def expected(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return build(seeds, tmp_path_factory.mktemp("expected") / "artifacts", 1, {"PYTHONHASHSEED": "0", "TZ": "UTC"})


@pytest.mark.parametrize(
    ("workers", "env"),
    [
        (2, {"PYTHONHASHSEED": "1", "TZ": "Asia/Karachi", "LC_ALL": "C"}),
        (4, {"PYTHONHASHSEED": "31337", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8"}),
        (1, {"PYTHONHASHSEED": "random", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"}),
    ],
)
def test_workers_hash_seed_time_zone_and_locale_change_no_byte(
    seeds: Path, expected: dict[str, str], tmp_path: Path, workers: int, env: dict[str, str]
) -> None:
    assert build(seeds, tmp_path / "artifacts", workers, env) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_listing_order_and_clock_change_no_byte(
    seeds: Path, expected: dict[str, str], tmp_path: Path, workers: int
) -> None:
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text(CUSTOMIZE)
    env = {"PYTHONPATH": os.pathsep.join([str(shim), str(ROOT)])}
    assert build(seeds, tmp_path / "artifacts", workers, env) == expected


def test_the_order_in_which_files_came_changes_no_byte(seeds: Path, expected: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "seeds"
    for at, path in enumerate(sorted((each for each in seeds.rglob("*") if each.is_file()), reverse=True)):
        target = other / path.relative_to(seeds)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        os.utime(target, (1_000_000 * at, 1_000_000 * at))
    assert build(other, tmp_path / "artifacts", 1, {}) == expected
