"""What the whole line costs on real corpora, and what a change to one article costs after that.

Prints a table in Markdown. CPU seconds are those of this process and of its workers together; the ratio to langdetect
alone is measured in the same run, on the same articles. Needs the corpora in ../shared. Run it with `make bench`.
"""

import gzip
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
NAMES = ("the-news-express-tribune-2025", "reuters21578")
SAMPLE = 20

ARTICLE = (
    "LAHORE, (Bench / Test - 3rd May, 2021 ) :The board of the technology park agreed on Tuesday to spend Rs 5 crore "
    "on a second building. Its chairman said that 40 percent of the floor was let before the first brick was laid.\n"
)


def build(home: Path, workers: int) -> tuple[float, float, list[dict[str, Any]]]:
    """Build in a process of its own; return CPU seconds, seconds, and what each stage did.

    The workers of a pool are nobody's children by the end, so there the CPU seconds are what their jobs told.
    """
    command = [sys.executable, "-m", "flows.cli", "build", "--json", "--workers", str(workers)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--seeds", str(home / "seeds"), "--artifacts", str(home / "artifacts")],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if workers > 1:
        cpu += sum(each["cpu_seconds"] for each in told)
    return cpu, seconds, told


def langdetect_alone() -> float:
    """Return documents per CPU second of langdetect, on every so many articles of both corpora."""
    from langdetect import DetectorFactory, detect_langs
    from langdetect.lang_detect_exception import LangDetectException

    texts = []
    for name in NAMES:
        with gzip.open(CORPORA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] or "" for at, line in enumerate(lines) if at % SAMPLE == 0]
    DetectorFactory.seed = 0
    detect_langs("Warm up.")
    began = time.process_time()
    for text in texts:
        try:
            detect_langs(text)
        except LangDetectException:
            continue
    return len(texts) / (time.process_time() - began)


def row(what: str, home: Path, workers: int) -> None:
    """Build and print one row."""
    cpu, seconds, told = build(home, workers)
    computed = " ".join(f"{each['stage']} {each['computed']}" for each in told)
    documents = told[0]["computed_documents"] + told[0]["reused_documents"]
    print(f"| {what} | {documents:,} | {cpu:.1f} | {seconds:.1f} | {documents / cpu:,.0f} | {computed} |", flush=True)


def edit(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of a compressed batch file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        lines = stream.read().removesuffix("\n").split("\n")
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write("\n".join(change(lines)) + "\n")


def main() -> None:
    """Measure and print."""
    alone = langdetect_alone()
    print(f"langdetect alone: {alone:,.0f} documents per CPU second\n")
    print("| run | records | CPU s | s | records per CPU s | partitions computed |")
    print("| --- | --: | --: | --: | --: | --- |")
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        for name in NAMES:
            (home / "seeds" / name).mkdir(parents=True)
            shutil.copy(CORPORA / f"{name}.jsonl.gz", home / "seeds" / name / "batch.jsonl.gz")
        row("from nothing, one process", home, 1)
        row("nothing changed", home, 1)
        added = home / "seeds" / "bench" / "added.txt"
        added.parent.mkdir()
        added.write_text(ARTICLE)
        row("one file added", home, 1)
        added.write_text(ARTICLE.replace("40", "50"))
        row("it is edited", home, 1)
        added.unlink()
        row("it is deleted", home, 1)
        batch = home / "seeds" / NAMES[0] / "batch.jsonl.gz"
        record = json.dumps({"id": "added", "text": ARTICLE})
        edit(batch, lambda lines: [*lines[:3000], record, *lines[3000:]])
        row("one record added to a batch", home, 1)
        edited = record.replace("40 percent", "50 percent")
        edit(batch, lambda lines: [edited if line == record else line for line in lines])
        row("it is edited", home, 1)
        edit(batch, lambda lines: [line for line in lines if '"id": "added"' not in line])
        row("it is deleted", home, 1)
        shutil.rmtree(home / "artifacts")
        row("from nothing, two processes", home, 2)


if __name__ == "__main__":
    main()
