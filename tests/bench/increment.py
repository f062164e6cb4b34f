"""What a change costs beside a build from nothing, at several sizes of the corpus.

    python tests/bench/increment.py 25000 100000

For each size it builds once, then changes the articles and builds again: nothing (twice, as the first run after files
were written hashes them), one article added, a hundred added that came in one day, one edited, one deleted. The records
are made from the stories of Reuters (see `cluster.py`): most stand in batch files, a thousand are files of their own,
as a scraper leaves them.

The line is run in one process (`khabar build --workers 1`), then by `dvc repro` in a repository of its own.
CPU seconds and memory are those of all processes. Documents are the records of the partitions that were computed, in
the stage that computed most. Bytes are those of files that were written, DVC's cache included. Prints a table in
Markdown for each size; `--home` keeps corpora and tables, and goes on with those that are there.

Needs the corpora in ../shared.
"""

import argparse
import contextlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cluster
import results

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


from tests.support import workspace  # noqa: E402 - found where the line above says

#: Articles that are files of their own, and how many come in at once on a day.
LOOSE, DAY = 1_000, 100

#: The files that are edited and deleted.
EDITED, DELETED = "paper/0007.txt", "paper/0011.txt"

MIB = 1 << 20

#: What tells a row that is measured anew.
KEYS = ("records", "command", "change")

#: What a stage says of the documents that it has computed.
_COMPUTED = re.compile(r"partitions computed \(([\d,]+) documents?\)")

#: What stands in every row, in this order.
HEAD = "| {} | s | CPU s | of the build's | documents | MiB written | MiB of memory |\n| --- " + "| --: " * 6 + "|"


@dataclass(frozen=True)
class Cost:
    """What a command cost, in seconds, bytes and documents."""

    seconds: float
    cpu: float
    memory: int
    documents: int
    written: int

    def kept(self, records: int, command: str, change: str, whole: float) -> results.Row:
        """Return what `results` keeps of it, given the CPU seconds of the build from nothing."""
        # The system counts what a process had before it became another program: ours, where that is more.
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {
            "records": records,
            "command": command,
            "change": change,
            "documents": self.documents,
            "cpu_seconds": round(self.cpu, 1),
            "percent": round(100 * self.cpu / whole, 2),
            "seconds": round(self.seconds, 1),
            "mib_written": round(self.written / MIB, 1),
            "peak_mib": round(self.memory / MIB) if self.memory > ours else None,
        }

    def row(self, what: str, whole: float) -> str:
        """Return a row of the table, given the CPU seconds of the build from nothing."""
        share = f"{100 * self.cpu / whole:.2f}%" if whole else ""
        return (
            f"| {what} | {self.seconds:.1f} | {self.cpu:.2f} | {share} | {self.documents:,} "
            f"| {self.written / MIB:,.1f} | {self.memory / MIB:,.0f} |"
        )


def lay(seeds: Path, records: int) -> None:
    """Lay out so many records."""
    cluster.perturbed(seeds, records - LOOSE)
    (seeds / "paper").mkdir()
    for number, story in enumerate(cluster.stories(LOOSE, cluster.SEED + 1)):
        (seeds / f"paper/{number:04}.txt").write_text(story["text"] + "\n", encoding="utf-8")
    shutil.copy(ROOT / "seeds" / "entities.csv", seeds)  # DVC watches it, and it must be there


def added(seeds: Path) -> None:
    """Add one article beside those of its paper."""
    (story,) = cluster.stories(1, cluster.SEED + 2)
    (seeds / "paper/0500-added.txt").write_text(story["text"] + "\n", encoding="utf-8")


def added_by_day(seeds: Path) -> None:
    """Add what has come in on one day, as `khabar ingest` leaves it."""
    lines = [json.dumps(story) for story in cluster.stories(DAY, cluster.SEED + 3)]
    (seeds / "inbox-2021-05-03.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def edited(seeds: Path) -> None:
    """Add a sentence to an article."""
    text = (seeds / EDITED).read_text(encoding="utf-8")
    (seeds / EDITED).unlink()  # other names of the file keep what it was
    (seeds / EDITED).write_text(f"{text}The company raised its dividend to 12 cts a share from 10.\n", encoding="utf-8")


def deleted(seeds: Path) -> None:
    """Delete an article."""
    (seeds / DELETED).unlink()


def nothing(_seeds: Path) -> None:
    """Change nothing."""


CHANGES: dict[str, Callable[[Path], None]] = {
    # The first run after files were written hashes them; the next ones know them.
    "nothing, for the first time": nothing,
    "nothing": nothing,
    "1 added": added,
    f"{DAY} added": added_by_day,
    "1 edited": edited,
    "1 deleted": deleted,
}


def measured(command: list[str], home: Path, env: dict[str, str]) -> Cost:
    """Run a command on one core; say what it cost."""
    before, documents = dict(_files(home)), 0
    cores = os.sched_getaffinity(0)
    began = time.perf_counter()
    with _on_one(min(cores)):
        process = subprocess.Popen(command, cwd=home, env=env, stdout=subprocess.PIPE, text=True)
    for line in process.stdout or ():
        if told := _COMPUTED.search(line):
            documents = max(documents, int(told[1].replace(",", "")))
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    seconds = time.perf_counter() - began
    written = sum(size for path, (*what, size) in _files(home) if before.get(path) != (*what, size))
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, documents, written)


@contextlib.contextmanager
def _on_one(core: int) -> Iterator[None]:
    """Let what starts meanwhile have one core: `khabar run` then works in its own process, whose time can be told."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _files(home: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Yield what is below the folders that a run writes to: inode, time and size of each file by its path."""
    for folder in ("artifacts", ".dvc/cache"):
        for here, _, names in os.walk(home / folder):
            for name in names:
                found = os.stat(f"{here}/{name}")  # noqa: PTH116 - no `Path` for each of many thousands
                yield f"{here}/{name}", (found.st_ino, found.st_mtime_ns, found.st_size)


def line(home: Path, records: int) -> float:
    """Build by `khabar build`, from nothing and after each change; return the CPU seconds of the first."""
    command = [sys.executable, "-m", "flows.cli", "build", "--workers", "1"]
    command += ["--seeds", "seeds", "--artifacts", "artifacts"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    print(HEAD.format("`khabar build`"))
    note = home / "whole.json"
    if note.exists():
        whole: float = json.loads(note.read_text())
    else:
        cost = measured(command, home, env)
        whole = cost.cpu
        print(cost.row("from nothing", whole), flush=True)
        results.keep("increment", [cost.kept(records, "khabar build", "from nothing", whole)], *KEYS)
        note.write_text(json.dumps(whole))
    costs = _changes(command, home, env, whole, list(CHANGES))
    rows = [cost.kept(records, "khabar build", name, whole) for name, cost in costs.items()]
    results.keep("increment", rows, *KEYS)
    return whole


def repro(home: Path, whole: float, records: int) -> None:
    """Let DVC do it in a repository of its own, with the tables that are there."""
    repository = home / "repository"
    workspace.make(repository)
    for folder in ("seeds", "artifacts"):
        shutil.rmtree(repository / folder)
        shutil.copytree(home / folder, repository / folder, copy_function=os.link)
    (repository / "dvc.lock").unlink()
    # Where DVC links files to its cache, it copies all of a stage's before each run of it, so that the run may write to
    # them; so the cache is what it is by default.
    workspace.call(repository, "dvc", "config", "--local", "cache.type", "reflink,copy")
    print("\n" + HEAD.format("`dvc repro`"))
    # Compiled modules are kept, as they are wherever khabar is at home.
    env = {
        name: value for name, value in workspace.environment(repository).items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    subprocess.run(["dvc", "repro"], cwd=repository, env=env, check=True, stdout=subprocess.DEVNULL)
    costs = _changes(["dvc", "repro"], repository, env, whole, ["nothing", "1 added"])
    rows = [cost.kept(records, "dvc repro", name, whole) for name, cost in costs.items()]
    results.keep("increment", rows, *KEYS)
    shutil.rmtree(repository)


def _changes(command: list[str], home: Path, env: dict[str, str], whole: float, names: list[str]) -> dict[str, Cost]:
    """Measure changes, and take them back."""
    costs = {}
    kept = home.parent / f"{home.name}.seeds"
    shutil.copytree(home / "seeds", kept, copy_function=os.link)
    for name in names:
        CHANGES[name](home / "seeds")
        costs[name] = measured(command, home, env)
        print(costs[name].row(name, whole), flush=True)
    shutil.rmtree(home / "seeds")
    kept.rename(home / "seeds")
    subprocess.run(command, cwd=home, env=env, check=True, stdout=subprocess.DEVNULL)
    return costs


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int, nargs="*", default=[25_000], help="sizes of the corpus")
    parser.add_argument("--home", type=Path, help="keep each corpus with its tables below this folder")
    parser.add_argument("--no-dvc", action="store_true", help="leave out the rows of `dvc repro`")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for records in asked.records:
            home = Path(asked.home or scratch).absolute() / str(records)
            if not (home / "seeds").exists():
                lay(home / "seeds", records)
            print(f"\n{records:,} records; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n", flush=True)
            whole = line(home, records)
            if not asked.no_dvc:
                repro(home, whole, records)


if __name__ == "__main__":
    main()
