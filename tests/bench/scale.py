"""What `decide` costs at 100 thousand, a million and ten million articles, and when a hundred come to a million.

There is no corpus of that size at hand, so signatures are made: partitions of 512 rows with the real schema, in files
as the engine writes them. First those of the real articles of both corpora, then of articles whose words are drawn
from the words of the real ones as often as they stand there, so that common shingles are common here too; their
lengths are log-normal with a median of 180 words. One row in ten is a near copy of an earlier one (up to 15 percent of
the words replaced), one in a hundred holds an earlier one. Everything that a signature says of the words is made by
the functions of the project.

Each measurement is a process of its own: its CPU seconds, and the most memory that it had resident. Prints a table in
Markdown. Needs the corpora in ../shared. `python tests/bench/scale.py 100000 1000000`; ten million take about 12 GB of
disk, a quarter of an hour to make and are kept for the next time with ``--folder``.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import ours
import pyarrow as pa
from dedupe import cleaned
from numpy.typing import NDArray

from flows.engine import digests, tables
from flows.engine.rows import FileRows, SignedPartition
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import SIGNATURES

SEED = 20_210_503
INDEX = "index.json"

#: Words of an article: median, and the standard deviation of the logarithm; none shorter or longer than these.
MEDIAN_WORDS, SPREAD, WORDS = 180, 0.6, (12, 3000)

#: Of the rows of a partition: near copies, and articles that hold another. Words replaced in a copy, at most.
COPIES, HOLDERS, REPLACED = 0.10, 0.01, 0.15

#: Articles that can still be copied. Each new one takes the place of one at random, so that most stories are told once
#: or twice, some often, and the copy stands anywhere behind its original.
REMEMBERED = 65_536

#: Articles that come to a million.
ADDED = 100


@dataclass
class Writer:
    """Makes articles as rows of word tokens.

    Attributes:
        pool: the tokens of all real articles one after another.
        stories: what can be copied.
        dice: fixed by the seed.
    """

    pool: NDArray[np.uint32]
    stories: list[NDArray[np.uint32]]
    dice: np.random.Generator

    def rows(self, count: int) -> list[NDArray[np.uint32]]:
        """Return so many new articles, copies among them."""
        copies, holders = (int(share * count + self.dice.random()) for share in (COPIES, HOLDERS))
        fresh = count - copies - holders
        lengths = self.dice.lognormal(np.log(MEDIAN_WORDS), SPREAD, fresh).astype(np.int64).clip(*WORDS)
        drawn = self._words(int(lengths.sum()))
        made = np.split(drawn, np.cumsum(lengths)[:-1]) if fresh else []
        made += [self.copy() for _ in range(copies)]
        made += [self.holder() for _ in range(holders)]
        for story in made[:fresh]:
            if len(self.stories) < REMEMBERED:
                self.stories.append(story)
            else:
                self.stories[int(self.dice.integers(REMEMBERED))] = story
        return made

    def copy(self) -> NDArray[np.uint32]:
        """Return a near copy of an earlier article."""
        story = self._story().copy()
        places = np.flatnonzero(self.dice.random(len(story)) < self.dice.random() * REPLACED)
        story[places] = self._words(len(places))
        return story

    def holder(self) -> NDArray[np.uint32]:
        """Return an article that holds an earlier one."""
        host = self._words(int(self.dice.integers(*WORDS) // 4))
        cut = int(self.dice.integers(len(host) + 1))
        return np.concatenate([host[:cut], self._story(), host[cut:]])

    def _words(self, count: int) -> NDArray[np.uint32]:
        return self.pool[self.dice.integers(0, len(self.pool), count)]

    def _story(self) -> NDArray[np.uint32]:
        return self.stories[int(self.dice.integers(len(self.stories)))]


def columns_about(number: int, count: int, dice: np.random.Generator) -> dict[str, pa.Array]:
    """Return the columns of signatures that do not speak of words."""
    ids = dice.bytes(10 * count).hex().encode()
    offsets = np.arange(0, 20 * count + 1, 20, dtype=np.int32)
    days = dice.integers(17_000, 20_000, count)
    outlets = dice.integers(0, 40, count)
    return {
        **{field.name: pa.nulls(count, field.type) for field in SIGNATURES if field.nullable},
        "doc_id": pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(ids)),
        "source": pa.repeat(pa.scalar(f"synthetic/{number // 100:06d}.jsonl.gz"), count),
        "record": pa.array(np.arange(number * ours.ROWS, number * ours.ROWS + count)).cast(pa.string()),
        "outlet": pa.array(outlets).cast(pa.string()),
        "rank": pa.array(outlets + 1, pa.int32()),
        "published": pa.array(days.astype(np.int32), pa.int32()).cast(pa.date32()),
        "moment": pa.array(days * 86_400_000_000, pa.int64()).cast(pa.timestamp("us", "UTC")),
        "revision": pa.array(np.zeros(count, np.int16)),
        "subject": pa.array(dice.integers(1, 1 << 16, count).astype(np.uint64)),
        # One article in fifty stands under the heading of one of a thousand columns.
        "heading": pa.array(
            np.where(dice.random(count) < 1 / 50, dice.integers(1, 1000, count), dice.integers(1, 1 << 62, count))
        ).cast(pa.uint64()),
    }


def partitions(count: int, real: pa.Table, params: DedupeParams) -> Iterator[pa.Table]:
    """Yield the signatures of so many articles and, at last, of those that are added to them."""
    dice = np.random.default_rng(SEED)
    tokens = ours.words_as_tokens(real)
    stories = [tokens.values[a:b] for a, b in zip(tokens.offsets[:-1], tokens.offsets[1:], strict=True)]
    writer = Writer(tokens.values, stories[:REMEMBERED], dice)
    size = ours.ROWS
    for number, start in enumerate(range(0, count, size)):
        rows = min(size, count - start)
        if start + rows <= len(real):
            yield real.slice(start, rows)
        else:
            yield synthetic(number, writer.rows(rows), dice, params)
    # Half of those that come are copies.
    fresh = writer.rows(ADDED // 2)
    yield synthetic(count // size + 1, fresh + [writer.copy() for _ in range(ADDED - len(fresh))], dice, params)


def synthetic(
    number: int, rows: Sequence[NDArray[np.uint32]], dice: np.random.Generator, params: DedupeParams
) -> pa.Table:
    """Return the signatures of articles of these words."""
    columns = {**columns_about(number, len(rows), dice), **ours.columns_of_words(rows, params)}
    return pa.table([columns[name] for name in SIGNATURES.names], schema=SIGNATURES)


def make(folder: Path, count: int, artifacts: Path | None, params: DedupeParams) -> None:
    """Write the files; nothing to do where they are there already.

    Raises:
        SystemExit: those that are there are of fewer articles, or were made with other params or another schema.
    """
    made_of = digests.of_fields("signatures", [str(SIGNATURES), repr(params)])
    if (folder / INDEX).exists():
        told = json.loads((folder / INDEX).read_text())
        if told["of"] < count or told["made_of"] != made_of:
            raise SystemExit(f"{folder} holds other signatures: empty it, or name another folder")
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        real = ours.sign(ours.tables_of(cleaned(artifacts or Path(name, "artifacts"))), params)
    index = []
    for number, table in enumerate(partitions(count, real.select(SIGNATURES.names), params)):
        partition = f"{number:020x}"
        data = tables.encode(table)
        (folder / f"{partition}.parquet").write_bytes(data)
        index.append((partition, digests.of_bytes(data), len(table)))
    (folder / INDEX).write_text(json.dumps({"of": count, "made_of": made_of, "partitions": index}))


def files_of(folder: Path, count: int, *, added: bool) -> list[SignedPartition]:
    """Return the files of the first so many articles (in whole partitions), and of those that are added."""
    index = json.loads((folder / INDEX).read_text())["partitions"]
    wanted = index[: -(-count // ours.ROWS)] + (index[-1:] if added else [])
    return [SignedPartition(name, folder / f"{name}.parquet", digest, rows) for name, digest, rows in wanted]


def refuse(file: SignedPartition) -> None:
    """Say that a file is not what it was.

    Raises:
        SystemExit: always.
    """
    raise SystemExit(f"{file.path} was changed")


def peak_bytes() -> int:
    """Return the most memory that this process had resident.

    Not `ru_maxrss` where Linux tells it better: a new process starts with that of its parent.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def measure(folder: Path, count: int, *, added: bool, memory: Path | None, keep: Path | None) -> dict[str, Any]:
    """Decide in this process, and return what that took and what came out."""
    rows = FileRows(files_of(folder, count, added=added), refuse)
    remembered = tables.decode(memory.read_bytes()) if memory else None
    cpu, wall = sum(os.times()[:4]), time.perf_counter()
    decisions, remembered = ours.decide_again(rows, remembered, DedupeParams())
    taken = {"cpu": sum(os.times()[:4]) - cpu, "wall": time.perf_counter() - wall}
    if keep:
        keep.write_bytes(tables.encode(remembered))
    peak = peak_bytes()
    folded = len(decisions) - decisions["duplicate_of"].null_count
    ordered = decisions.sort_by([("doc_id", "ascending")]).drop_columns(["partition"])
    return {
        **taken,
        "peak": peak,
        "documents": len(rows),
        "folded": folded,
        "digest": digests.of_bytes(tables.encode(ordered)),
    }


def in_own_process(folder: Path, count: int, *options: str) -> dict[str, Any]:
    """Measure in a new process."""
    done = subprocess.run(
        [sys.executable, __file__, str(count), "--folder", str(folder), "--measure", *options],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def row(what: str, found: dict[str, Any]) -> None:
    """Print one row."""
    micro = found["cpu"] / found["documents"] * 1e6
    print(
        f"| {what} | {found['documents']:,} | {found['cpu']:.1f} | {found['wall']:.1f} | {micro:.1f} "
        f"| {found['peak'] / 2**30:.2f} | {found['folded']:,} |",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[100_000, 1_000_000], help="articles")
    parser.add_argument("--folder", type=Path, help="where the files are, or are left for the next time")
    parser.add_argument("--artifacts", type=Path, help="where the cleaned articles are, or are left for the next time")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--added", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--memory", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        found = measure(asked.folder, asked.counts[0], added=asked.added, memory=asked.memory, keep=asked.keep)
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory() as name:
        folder, memory = asked.folder or Path(name, "signatures"), Path(name, "memory.parquet")
        most = max(asked.counts)
        began = time.process_time()
        make(folder, most, asked.artifacts, DedupeParams())
        size = sum(path.stat().st_size for path in folder.iterdir())
        taken = time.process_time() - began
        print(f"signatures of {most:,} articles: {size / 1e9:.1f} GB, made in {taken:.0f} CPU s\n")
        print("| decide | articles | CPU s | s | µs per article | peak GiB | folded |")
        print("| --- | --: | --: | --: | --: | --: | --: |")
        for count in sorted(asked.counts):
            row("from nothing", in_own_process(folder, count, *(["--keep", str(memory)] if count == most else [])))
        whole = in_own_process(folder, most, "--added")
        row(f"{ADDED} more, from nothing", whole)
        if memory.exists():
            after = in_own_process(folder, most, "--added", "--memory", str(memory))
            row(f"{ADDED} more, after the last", after)
            if after["digest"] != whole["digest"]:
                raise SystemExit("with memory and without, decide came to different decisions")


if __name__ == "__main__":
    main()
