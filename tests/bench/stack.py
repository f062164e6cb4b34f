"""The whole line, beside the libraries that most people would take, and beside datatrove and data-juicer.

For each corpus one table in Markdown: documents per CPU second, the peak of memory, how many times as long the others
take, all in one run on the same records. The slow ones get every so many records only; what they need for one hardly
depends on how many there are. datatrove and data-juicer fold copies, and no more. CPU seconds of the project are those
of the command that a user types, its start included; those of the others are without imports.

The rows go into ``results.json`` too (`results`), from which `results.py` draws the README's. Needs the corpora in
../shared. Run it with `make bench`.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import results
from cluster import MIB, Meter
from environment import CACHE, environment

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
NAMES = {"reuters21578": "Reuters", "the-news-express-tribune-2025": "The News and Express Tribune"}
HERE = Path(__file__).parent

#: Every so many records of a corpus go to what is slow.
SAMPLE, SAMPLE_DATES = 5, 50


@dataclass(frozen=True)
class Cost:
    """What a process and those that it started took.

    Attributes:
        cpu_seconds: user and system.
        peak_mib: of the largest of them.
        told: the lines that it printed.
    """

    cpu_seconds: float
    peak_mib: float
    told: Sequence[str] = ()


def cost(command: Sequence[str | Path], **more: Any) -> Cost:
    """Run a command and return what it took.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(command, stdout=out, stderr=complaints, **more)
        meter = Meter()
        with meter.running(process.pid):
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            complaints.seek(0)
            raise SystemExit(f"{command[0]} failed:\n{complaints.read()[-2000:]}")
        out.seek(0)
        told = out.read().splitlines()
    # The system counts what a process has waited for, the meter what it saw: a pool's workers may be nobody's children.
    seconds = max(usage.ru_utime + usage.ru_stime, sum(meter.cpu.values()))
    peak = max(usage.ru_maxrss * 1024, *meter.peak.values(), 0)
    return Cost(seconds, peak / MIB, told)


def records_of(name: str) -> list[str]:
    """Return the lines of a corpus."""
    with gzip.open(CORPORA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return lines.read().removesuffix("\n").split("\n")  # texts may hold other signs that end a line


def by_us(lines: Sequence[str], home: Path) -> Cost:
    """Build everything from nothing: clean to export, and the report with its page."""
    seeds = home / "seeds" / "corpus"
    seeds.mkdir(parents=True)
    (seeds / "batch.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    command = [sys.executable, "-m", "flows.cli", "build", "--json", "--workers", "1"]
    return cost([*command, "--seeds", home / "seeds", "--artifacts", home / "artifacts"], cwd=ROOT)


def usual(python: Path, lines: Sequence[str], home: Path, *extra: str) -> Cost:
    """Do what most people would."""
    records = home / "records.jsonl"
    records.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = cost([python, HERE / "usual.py", records, home / "table.parquet", *extra])
    told = json.loads(done.told[-1])
    return Cost(told["cpu_seconds"], told["peak_mib"])


def datatrove(python: Path, lines: Sequence[str], home: Path) -> Cost:
    """Fold copies by datatrove's defaults."""
    texts = home / "texts.jsonl"
    texts.write_text("".join(json.dumps(json.loads(line)["text"] or "") + "\n" for line in lines), encoding="utf-8")
    done = cost([python, HERE / "rivals.py", "datatrove", texts])
    return Cost(json.loads(done.told[-1])["cpu_seconds"], done.peak_mib)


def juicer(python: Path, lines: Sequence[str], home: Path) -> Cost:
    """Fold copies by data-juicer, texts mended before; its start is measured on ten records and taken off."""

    def run(some: Sequence[str], folder: Path) -> Cost:
        folder.mkdir()
        data = "".join(json.dumps({"text": json.loads(line)["text"] or ""}) + "\n" for line in some)
        (folder / "in.jsonl").write_text(data, encoding="utf-8")
        minhash = {"tokenization": "space", "window_size": 3, "jaccard_threshold": 0.5, "num_permutations": 128}
        recipe = {
            "project_name": "bench",
            "dataset_path": str(folder / "in.jsonl"),
            "export_path": str(folder / "out" / "out.jsonl"),
            "np": 1,
            "use_cache": False,
            "open_tracer": False,
            "process": [{"fix_unicode_mapper": None}, {"document_minhash_deduplicator": minhash}],
        }
        (folder / "recipe.yaml").write_text(json.dumps(recipe))
        quiet = {**os.environ, "HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1"}
        return cost([python.with_name("dj-process"), "--config", folder / "recipe.yaml"], cwd=folder, env=quiet)

    start, whole = run(lines[:10], home / "start"), run(lines, home / "whole")
    return Cost(whole.cpu_seconds - start.cpu_seconds, whole.peak_mib)


def measured(name: str, python: Path) -> list[results.Row]:
    """Measure all tools on one corpus; return a row for each."""
    lines = records_of(name)
    rows: list[results.Row] = []

    def add(tool: str, does: str, records: int, taken: Cost) -> None:
        speed = records / taken.cpu_seconds
        rows.append(
            {
                "corpus": NAMES[name],
                "tool": tool,
                "does": does,
                "records": records,
                "cpu_seconds": round(taken.cpu_seconds, 1),
                "documents_per_cpu_second": round(speed),
                "peak_mib": round(taken.peak_mib),
                "times_as_long": round(rows[0]["documents_per_cpu_second"] / speed, 1) if rows else 1,
            }
        )
        print("|", " | ".join(results.shown(value) for value in rows[-1].values()), "|", flush=True)

    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        ours = by_us(lines, home)
        add("khabar", "everything, tables and page", len(lines), ours)
        alone = next(stage for stage in map(json.loads, ours.told) if stage["stage"] == "dedupe")
        add("khabar (its dedupe)", "copies, tables in and out", len(lines), Cost(alone["cpu_seconds"], ours.peak_mib))
        some = lines[::SAMPLE]
        does = "mends, language, amounts and dates by `re`, copies, a table"
        add("ftfy, langdetect, datasketch, re", does, len(some), usual(python, some, home))
        few = lines[::SAMPLE_DATES]
        add("the same with dateparser", "likewise, dates searched", len(few), usual(python, few, home, "--dates"))
        add("datatrove 0.10 (copies)", "copies only", len(lines), datatrove(python, lines, home))
        try:
            other = environment("juicer")
        except subprocess.CalledProcessError:
            print("data-juicer cannot be installed here", flush=True)
        else:
            add("data-juicer 1.6 (copies)", "mends, copies", len(lines), juicer(other, lines, home))
    return rows


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=NAMES, action="append", help="one corpus only")
    asked = parser.parse_args()
    python = environment("rivals")
    head = ("corpus", "tool", "does", "records", "CPU s", "documents per CPU s", "peak MiB", "times as long")
    print("|", " | ".join(head), "|\n|", " | ".join("---" for _ in head), "|")
    for name in asked.corpus or NAMES:
        results.keep("line", measured(name, python), "corpus")
    print(f"\nKept in {results.PATH.relative_to(ROOT)}; environments in {CACHE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
