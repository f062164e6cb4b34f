"""Whatever happens to a build, it ends right or fails clearly, and the next gives the bytes of a build from nothing.

With small numbers here; `make soak` takes large ones (KHABAR_SOAK_KILLS, KHABAR_SOAK_LOG).
"""

import os
import random
import shutil

import pytest

from tests.support.builder import ROOT, Builder
from tests.support.torture import Rack, spread

pytestmark = pytest.mark.minutes

SOAK = bool(os.environ.get("KHABAR_SOAK"))

#: How a build may end to which something happened: at its end, by an error of ours, of the system, or by a signal.
ENDS = {"kill": {-9, 0}, "stop": {130, 0}, "full": {3, 0}, "swap": {0, 1}, "lose": {0, 1}}


def test_killed_at_a_step_of_each_stage_and_between_them(rack: Rack) -> None:
    steps = rack.steps("before")
    assert {"clean", "dedupe", "date_normalize", "annotate", "export", "report", "between"} <= {
        name for name, _ in steps
    }
    codes = [rack.happens("kill", at, stage, "before") for at, stage in spread(steps, 7, seed=1)]
    assert set(codes) == {-9}


@pytest.mark.parametrize("how", ["stop", "full", "swap", "lose"])
def test_stopped_out_of_space_or_under_changing_files(rack: Rack, how: str) -> None:
    steps = [step for step in enumerate(rack.steps("before"), 1) if step[1][0] in ("clean", "annotate")]
    at, (stage, _) = random.Random(how).choice(steps)  # noqa: S311 - nothing secret
    victim = rack.artifacts / "clean" / "articles" / min(rack.home.glob("built-before/clean/articles/*")).name
    assert rack.happens(how, at, stage, "before", victim=str(victim)) in ENDS[how]


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="runs for half an hour; `make soak` runs it")
def test_hundreds_of_kills_and_other_mishaps(rack: Rack) -> None:
    count, seed = int(os.environ.get("KHABAR_SOAK_KILLS", "300")), random.randrange(1 << 32)  # noqa: S311 - no secret
    draw = random.Random(seed)  # noqa: S311 - likewise
    for built in ("before", None):
        steps = rack.steps(built)
        for at, stage in spread(steps, count // 2, seed + (built is None)):
            code = rack.happens("kill", at, stage, built)
            assert code == -9, (seed, at, stage)
        for how in ("stop", "full", "swap", "lose"):
            for at, stage in spread(steps, count // 20, draw.randrange(1 << 32)):
                victims = sorted(path for path in (rack.home / "built-after").rglob("*") if path.is_file())
                victim = rack.artifacts / draw.choice(victims).relative_to(rack.home / "built-after")
                code = rack.happens(how, at, stage, built, victim=str(victim))
                assert code in ENDS[how], (seed, how, at, stage, code)
    rack.tell()


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="`make soak` runs it")
def test_killed_at_any_time(rack: Rack) -> None:
    """By the clock: also in the middle of what is computed."""
    count, draw = int(os.environ.get("KHABAR_SOAK_KILLS", "300")) // 4, random.Random()  # noqa: S311 - no secret
    for number in range(count):
        rack.lay_out("after", "before" if number % 2 else None)
        for _ in range(draw.choice((1, 1, 2))):
            code = rack.builder.order(rack.seeds, rack.artifacts, rack.params, kill_after=draw.uniform(0, 3))
            stages = [path.parent.name for path in rack.artifacts.glob("*/ledger.journal")]
            stage = "ended" if code == 0 else "/".join(stages) or "between"
        rack.ends_right(f"killed by the clock in {stage}")
        rack.note(how="kill by the clock", stage=stage, code=code)
    rack.tell()


#: Read by every process of a build before anything else: it is a year ago.
YEAR_AGO = """
import time
_time, _time_ns = time.time, time.time_ns
time.time = lambda: _time() - 365 * 86400
time.time_ns = lambda: _time_ns() - 365 * 86400 * 10**9
"""


def test_a_clock_that_is_set_back_and_times_of_files_change_no_byte(rack: Rack) -> None:
    shim = rack.home / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text(YEAR_AGO)
    rack.lay_out("before", "before")
    stamps = {path: path.stat() for path in rack.seeds.rglob("*") if path.is_file()}
    for path in rack.artifacts.rglob("*"):  # all was made in a year that is still to come
        os.utime(path, (2_000_000_000, 2_000_000_000))
    # One edit betrays itself by neither size nor time, the others by no time.
    shutil.rmtree(rack.seeds)
    shutil.copytree(rack.home / "after", rack.seeds)
    for path, stamp in stamps.items():
        if path.exists():
            os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    edited = rack.seeds / "coast" / "3.txt"
    assert edited.stat().st_size == stamps[edited].st_size
    assert edited.read_bytes() != (rack.home / "before" / "coast" / "3.txt").read_bytes()
    earlier = Builder(rack.home / "earlier", env={"PYTHONPATH": os.pathsep.join([str(shim), str(ROOT)])})
    earlier.build(rack.seeds, rack.artifacts, rack.params)
    earlier.close()
    rack.compare("built a year ago")
