"""What a build from nothing costs in one process, in a pool, and on a Dask cluster, and that the bytes are the same.

A row is a build in a process of its own; the scheduler and the workers of a cluster run beside it on this machine, and
are started anew for each row. One row loses a worker by SIGKILL when the first stage is done, another replaces it.

CPU seconds are those of all processes, the scheduler included. Memory is the most that each process had resident
(pages that processes share are counted in each): of the one that builds, of all that work for it together, and of the
largest of these. Prints a table in Markdown and ends in an error if the trees of two rows differ in any byte.

Needs the corpora in ../shared. ``--perturbed 200000`` takes as many records made from the stories of Reuters instead.
"""

import argparse
import contextlib
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import planted
import psutil

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.builder import tree  # noqa: E402 - found where the line above says
from tests.support.cluster import Dask, Worker  # noqa: E402 - likewise

CORPORA = ROOT.parent / "shared" / "corpora"
NAMES = ("the-news-express-tribune-2025", "reuters21578")
SEED = 20_210_503

#: Of the perturbed records: near copies, with as many of their words replaced at most; of all others so many are, so
#: that they are stories of their own that read like the old ones. Records of a batch file.
COPIES, REPLACED, OTHER, TOGETHER = 0.10, 0.15, (0.6, 0.9), 20_000

#: Seconds between two looks at the processes.
PAUSE = 0.2

MIB = 1 << 20


@dataclass(frozen=True)
class Row:
    """How a build runs.

    Attributes:
        what: the first column.
        pool: processes, where there is no cluster.
        workers: of a cluster.
        killed: one of them, when the first stage is done.
        replaced: by another one, then.
    """

    what: str
    pool: int = 1
    workers: int = 0
    killed: bool = False
    replaced: bool = False


ROWS = {
    "one": Row("one process"),
    "pool2": Row("pool of 2", pool=2),
    "dask2": Row("Dask, 2 workers", workers=2),
    "dask4": Row("Dask, 4 workers", workers=4),
    "killed": Row("Dask, 2 workers, one of them killed", workers=2, killed=True),
    "replaced": Row("Dask, 2 workers, one of them killed and replaced", workers=2, killed=True, replaced=True),
}


@dataclass
class Meter:
    """Looks at processes while they run.

    Attributes:
        cpu: seconds that each has used, less what it had used when it was first seen if it was there before.
        peak: bytes that each had resident at most.
    """

    builder: int = 0
    others: set[int] = field(default_factory=set)
    cpu: dict[int, float] = field(default_factory=dict)
    peak: dict[int, int] = field(default_factory=dict)
    _before: dict[int, float] = field(default_factory=dict)
    _done: threading.Event = field(default_factory=threading.Event)

    def watch(self, process: int) -> None:
        """Count a process that is there already, from now on."""
        self._before[process] = _cpu(psutil.Process(process))
        self.others.add(process)

    @contextlib.contextmanager
    def running(self, builder: int) -> Iterator[None]:
        """Count this process and all that it starts."""
        self.builder = builder
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            thread.join()

    def look(self) -> None:
        """Look once."""
        with contextlib.suppress(psutil.Error):
            self.others.update(each.pid for each in psutil.Process(self.builder).children(recursive=True))
        for number in (self.builder, *self.others):
            with contextlib.suppress(psutil.Error, OSError):
                process = psutil.Process(number)
                self.cpu[number] = _cpu(process) - self._before.get(number, 0.0)
                self.peak[number] = max(self.peak.get(number, 0), _resident(process))

    def _run(self) -> None:
        while not self._done.wait(PAUSE):
            self.look()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _resident(process: psutil.Process) -> int:
    """Return the most that a process had resident, where the system tells; else what it has now."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        lines = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(lines[0].split()[1]) * 1024 if lines else 0
    return int(process.memory_info().rss)


@dataclass(frozen=True)
class Cost:
    """What a row cost, in seconds and in bytes."""

    records: int
    seconds: float
    cpu: float
    builder: int
    workers: int
    largest: int


def build(home: Path, row: Row, scratch: Path) -> Cost:
    """Build once, from nothing."""
    with contextlib.ExitStack() as stack:
        dask = None
        if row.workers:
            dask = Dask(scratch / "dask", plain=True)
            stack.callback(dask.close)
            dask.start(row.workers)
        return _build(home, row, dask)


def _build(home: Path, row: Row, dask: Dask | None) -> Cost:
    command = [sys.executable, "-m", "flows.cli", "build", "--json", "--seeds", str(home / "seeds")]
    command += ["--artifacts", str(home / "artifacts")]
    command += ["--runner", "dask", "--scheduler", dask.address] if dask else ["--workers", str(row.pool)]
    meter = Meter()
    workers: list[Worker] = dask.workers if dask else []
    for worker in workers:
        meter.watch(worker.process.pid)
    if dask:
        meter.watch(dask.scheduler.pid)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    told = []
    with meter.running(process.pid):
        for line in process.stdout or ():
            told.append(json.loads(line))
            if len(told) == 1 and dask and row.killed:
                meter.look()
                workers[0].kill()
                if row.replaced:
                    # The build goes on meanwhile.
                    threading.Thread(target=_replace, args=[dask, meter], daemon=True).start()
        process.wait()
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{row.what}: the build ended with {process.returncode}")
    scheduler = dask.scheduler.pid if dask else 0
    others = [peak for number, peak in meter.peak.items() if number not in (process.pid, scheduler)] or [0]
    records = told[0]["computed_documents"] + told[0]["reused_documents"]
    return Cost(records, seconds, sum(meter.cpu.values()), meter.peak.get(process.pid, 0), sum(others), max(others))


def _replace(dask: Dask, meter: Meter) -> None:
    for worker in dask.start(1):
        meter.others.add(worker.process.pid)


def corpora(seeds: Path) -> None:
    """Lay out both corpora."""
    for name in NAMES:
        (seeds / name).mkdir(parents=True)
        shutil.copy(CORPORA / f"{name}.jsonl.gz", seeds / name / "batch.jsonl.gz")


def perturbed(seeds: Path, records: int) -> None:
    """Make so many records from the stories of Reuters, in batch files, the same each time."""
    made = stories(records)
    (seeds / "perturbed").mkdir(parents=True)
    for batch in count():
        some = [json.dumps(record) for _, record in zip(range(TOGETHER), made, strict=False)]
        if not some:
            return
        with gzip.open(seeds / "perturbed" / f"{batch:04}.jsonl.gz", "wt", encoding="utf-8") as stream:
            stream.write("\n".join(some) + "\n")


def stories(records: int, seed: int = SEED) -> Iterator[dict[str, str]]:
    """Yield so many records made from the stories of Reuters, the same each time; of fewer, the first."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    with gzip.open(CORPORA / "reuters21578.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [story for story in map(json.loads, lines) if any(map(str.isalnum, story["text"] or ""))]
    pool = [word for story in found for word in story["text"].split() if any(map(str.isalnum, word))]
    for number in range(records):
        yield _perturbed(dice.choice(found), number, pool, dice)


def _perturbed(story: dict[str, str], number: int, pool: list[str], dice: random.Random) -> dict[str, str]:
    share = dice.random() * REPLACED if dice.random() < COPIES else dice.uniform(*OTHER)
    text = planted.edited(story["text"], share, pool, dice)
    return {"id": f"perturbed-{number}", "published": story["published"], "outlet": story["outlet"], "text": text}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", choices=ROWS, help="all of them, or of perturbed records the first three")
    parser.add_argument("--perturbed", type=int, metavar="RECORDS", help="made from Reuters, in place of the corpora")
    asked = parser.parse_args()
    names = asked.rows or ["one", "pool2", "dask2"] + ([] if asked.perturbed else ["dask4", "killed", "replaced"])
    lay: Callable[[Path], None] = corpora
    if asked.perturbed:
        lay = lambda seeds: perturbed(seeds, asked.perturbed)  # noqa: E731 - one of two
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        lay(scratch / "seeds")
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before\n")
        print("| build from nothing | records | s | as fast as one | CPU s | MiB, builds | MiB, work | MiB, largest |")
        print("| --- | --: | --: | --: | --: | --: | --: | --: |")
        expected, first = {}, 0.0
        for row in (ROWS[name] for name in names):
            cost = build(scratch, row, scratch / "cluster")
            first = first or cost.seconds
            print(
                f"| {row.what} | {cost.records:,} | {cost.seconds:.1f} | {first / cost.seconds:.2f} | {cost.cpu:.1f} "
                f"| {cost.builder / MIB:.0f} | {cost.workers / MIB:.0f} | {cost.largest / MIB:.0f} |",
                flush=True,
            )
            found = tree(scratch / "artifacts")
            expected = expected or found
            if found != expected:
                differ = sorted(path for path, digest in (found | expected).items() if found.get(path) != digest)
                raise SystemExit(f"{row.what}: other bytes than those of {ROWS[names[0]].what}, such as {differ[:3]}")
            for left in ("artifacts", "cluster"):
                shutil.rmtree(scratch / left, ignore_errors=True)
        print(f"\nThe {len(expected):,} files of all rows are the same, byte for byte.")


if __name__ == "__main__":
    main()
