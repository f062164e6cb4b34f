"""`khabar build` as a process with workers: stopped by signals, on a full or read-only disk, without permission, twice
at once, short of memory. It ends right or says what to do, never with a traceback; nothing of it lives on.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows.engine import ledger, lock
from tests.support.builder import ROOT
from tests.support.torture import Rack

pytestmark = pytest.mark.minutes

SOAK = bool(os.environ.get("KHABAR_SOAK"))

#: Seconds that anything may take on a machine that is busy with other tests; the soak tells how many it took.
PATIENCE = 120

#: An account that owns nothing.
NOBODY = 65534

IS_ROOT = os.geteuid() == 0


def start(rack: Rack, *options: str, workers: int = 2, env: dict[str, str] | None = None, **more: Any) -> Any:
    command = [sys.executable, "-m", "flows.cli", "build", "--seeds", str(rack.seeds), "--params", str(rack.params)]
    inherited = {name: value for name, value in os.environ.items() if name != lock.VARIABLE}
    return subprocess.Popen(
        [*command, "--artifacts", str(rack.artifacts), "--workers", str(workers), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=rack.home,
        env={**inherited, "PYTHONPATH": str(ROOT), **(env or {})},
        start_new_session=True,
        **more,
    )


def ended(process: Any) -> tuple[int, str]:
    """Return how a process ended and what it said to people, which is never a traceback."""
    _, said = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said, said
    return process.returncode, said


def wait_for(look: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def at_work(rack: Rack, stage: str) -> bool:
    """Say whether a stage has done a job and is not at its end."""
    path = rack.artifacts / stage / ledger.JOURNAL
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def interrupt(process: Any) -> None:
    """Do as a terminal does at Ctrl-C."""
    os.killpg(process.pid, signal.SIGINT)


def stop(rack: Rack, process: Any, send: Callable[[Any], None]) -> tuple[int, str, float]:
    """Send a signal; return how the process ended, what it said, and the seconds until all of it was gone."""
    family = psutil.Process(process.pid).children(recursive=True)
    began = time.monotonic()
    send(process)
    code, said = ended(process)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == []
    assert not (rack.artifacts / lock.NAME).exists()
    return code, said, time.monotonic() - began


def test_ctrl_c_and_sigterm_end_all_of_it_and_name_the_next_command(rack: Rack) -> None:
    rack.lay_out("after", "before")
    shutil.rmtree(rack.artifacts / "clean")
    for stage, send in (("clean", interrupt), ("annotate", subprocess.Popen.terminate)):
        process = start(rack)
        wait_for(lambda stage=stage: at_work(rack, stage))  # type: ignore[misc]
        code, said, _ = stop(rack, process, send)
        assert code == 130
        # A line on how far it is may stand before it.
        assert said.endswith("khabar: stopped. What is done is kept; run the same command again to go on.\n"), said
    rack.ends_right("stopped twice")


@contextmanager
def disk(path: Path, size: str) -> Iterator[Callable[[str], None]]:
    """Give a small disk at a folder, and what mounts it anew with other options."""

    def mount(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "khabar-test", path], check=True, capture_output=True)

    if not IS_ROOT or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    path.mkdir()
    try:
        mount(f"size={size}")
    except subprocess.CalledProcessError as error:
        path.rmdir()
        pytest.skip(f"no disk can be mounted here: {error.stderr!r}")
    try:
        yield lambda options: mount(f"remount,{options}")
    finally:
        subprocess.run(["umount", path], check=True)
        path.rmdir()


def test_a_full_disk_and_one_that_is_read_only_are_told_and_healed(rack: Rack) -> None:
    rack.lay_out("after", None)
    with disk(rack.artifacts, "400k") as remount:
        code, said = ended(start(rack))
        assert code == 1
        assert f"khabar: {rack.artifacts}/" in said, said
        assert said.endswith(": No space left on device.\nMend that and run the same command again.\n"), said
        remount("size=64m")
        rack.ends_right("the disk was full")
        remount("ro,size=64m")
        (rack.seeds / "coast" / "1.txt").unlink()
        code, said = ended(start(rack, workers=1))
        assert code == 1
        assert "Read-only file system" in said
        remount("rw,size=64m")
        rack.compare("the disk was read-only")


def test_a_folder_without_permission_is_told_and_left_as_it_is(rack: Rack) -> None:
    rack.lay_out("after", "before")
    for path in [rack.artifacts, *rack.artifacts.rglob("*")] if IS_ROOT else ():
        os.chown(path, NOBODY, NOBODY)
    (rack.artifacts / "export").chmod(0o555)
    account = {"account": NOBODY} if IS_ROOT else {}
    try:
        assert rack.builder.order(rack.seeds, rack.artifacts, rack.params, **account) == 3
    finally:
        (rack.artifacts / "export").chmod(0o755)
    rack.ends_right("there was no permission")


def test_two_at_once_do_not_mix(rack: Rack) -> None:
    rack.lay_out("after", "before")
    processes = [start(rack, workers=1), start(rack, "--wait", str(PATIENCE), workers=1)]
    ends = [ended(process) for process in processes]
    assert ends[1][0] == 0
    assert ends[0][0] == 0 or "is held by khabar build" in ends[0][1]
    rack.compare("two worked at once")


#: Read by every process before anything else: workers get no more than so much memory.
SHORT = """
import os, sys
if any("forkserver" in word for word in sys.orig_argv) or os.environ.get("SHORT_ALL"):
    import resource
    most = int(os.environ["SHORT"])
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
"""


def short_of_memory(rack: Rack, mib: int, **env: str) -> tuple[int, str]:
    shim = rack.home / "short"
    shim.mkdir(exist_ok=True)
    (shim / "sitecustomize.py").write_text(SHORT)
    path = os.pathsep.join([str(shim), str(ROOT)])
    return ended(start(rack, env={"PYTHONPATH": path, "SHORT": str(mib << 20), **env}))


def test_a_worker_that_is_short_of_memory_ends_right_or_is_told(rack: Rack) -> None:
    rack.lay_out("after", None)
    code, said = short_of_memory(rack, 200)
    # How much a library takes at its start depends on the machine: where it is enough, the build has come to its end.
    assert code == 0 or (code == 1 and "out of memory" in said and "run the same command again" in said), said
    rack.ends_right("memory was short")


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="`make soak` runs it")
def test_short_of_memory_by_any_amount(rack: Rack) -> None:
    for number in range(int(os.environ.get("KHABAR_SOAK_KILLS", "300")) // 15):
        rack.lay_out("after", None)
        mib = random.randint(150, 500)  # noqa: S311 - nothing secret
        code, said = short_of_memory(rack, mib, **({"SHORT_ALL": "1"} if number % 2 else {}))
        # Libraries in C end the process that they run in, in ways of their own.
        assert code == 0 or "memory" in said.lower() or "OpenBLAS" in said or code in (1, 130, -6, -11), (mib, said)
        rack.ends_right(f"{mib} MiB of memory")
        rack.note(how=f"memory, {'all' if number % 2 else 'workers'}", stage=f"ended with {code}", mib=mib)
    rack.tell()


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="`make soak` runs it")
def test_signals_at_any_time(rack: Rack) -> None:
    """SIGTERM, Ctrl-C, either twice, and SIGKILL, to the process or to its session: all is gone in two seconds."""

    def twice(process: Any) -> None:
        interrupt(process)
        time.sleep(0.05)
        if process.poll() is None:
            interrupt(process)

    ways: dict[str, Callable[[Any], None]] = {
        "Ctrl-C": interrupt,
        "Ctrl-C twice": twice,
        "SIGTERM": lambda process: process.terminate(),
        "SIGTERM to all": lambda process: os.killpg(process.pid, signal.SIGTERM),
        "SIGKILL": lambda process: process.kill(),
    }
    slowest: dict[str, float] = dict.fromkeys(ways, 0.0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for number in range(int(os.environ.get("KHABAR_SOAK_KILLS", "300")) // 6):
        rack.lay_out("after", "before" if number % 2 else None)
        how = list(ways)[number % len(ways)]
        process = start(rack)
        wait_for(lambda: any(rack.artifacts.glob(f"*/{ledger.JOURNAL}")) or process.poll() is not None)  # noqa: B023
        time.sleep(random.uniform(0, 4))  # noqa: S311 - nothing secret
        stages = [path.parent.name for path in rack.artifacts.glob(f"*/{ledger.JOURNAL}")]
        if process.poll() is None:
            if how == "SIGKILL":
                family = psutil.Process(process.pid).children(recursive=True)
                process.kill()
                process.communicate()
                assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
            else:
                code, said, seconds = stop(rack, process, ways[how])
                assert code in (0, 130), (how, said)
                assert code == 0 or "run the same command again" in said
                slowest[how] = max(slowest[how], seconds)
        else:
            ended(process)
            stages = ["ended"]
        rack.ends_right(f"{how} in {stages}")
        rack.note(how=how, stage="/".join(stages) or "between")
    rack.tell()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = ", ".join(f"{how} {seconds:.2f} s" for how, seconds in slowest.items())
    sys.stderr.write(
        f"slowest end: {told}; CPU {after.ru_utime - before.ru_utime:.0f} s; load {os.getloadavg()[0]:.1f}\n"
    )
