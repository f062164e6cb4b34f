"""What `dedupe` finds of copies made on purpose, and what that costs, beside datasketch, rensa and datatrove.

The copies (`planted`) are made of the articles of both corpora and of our own seeds, as `clean` leaves them, and go
among them; every tool gets the same texts in the same order. Whether two articles are really alike is counted by hand:
plain Python sets of the words that the project compares. CPU seconds are from texts in memory to clusters in memory, of
one process. The other tools run in an environment of their own (`rivals.txt`), made on demand below ``.cache``.

Prints tables in Markdown. Needs the corpora in ../shared. Run it with `make bench`.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ours
import planted
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from environment import environment

from flows import build
from flows.engine.stage import Place
from stages.dedupe.params import DedupeParams

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
NAMES = ("the-news-express-tribune-2025", "reuters21578")
RIVALS = {
    "datasketch": "datasketch 2.0 (MinHashLSH)",
    "rensa": "rensa 0.5 (RMinHashDeduplicator)",
    "datatrove": "datatrove 0.10 (5-grams, its default)",
    "datatrove_3": "datatrove 0.10 (3-grams)",
}
SEED = 20_210_503


@dataclass(frozen=True)
class Answer:
    """What a tool says.

    Attributes:
        kept: for each text the place of the one that is kept for it.
        cpu_seconds: what that took.
    """

    kept: Sequence[int]
    cpu_seconds: float


def cleaned(folder: Path) -> list[dict[str, Any]]:
    """Return the articles of both corpora and of the seeds as `clean` leaves them, with their outlets."""
    if not folder.exists():
        with tempfile.TemporaryDirectory() as name:
            seeds = Path(name, "seeds")
            shutil.copytree(ROOT / "seeds", seeds)
            for corpus in NAMES:
                shutil.copy(CORPORA / f"{corpus}.jsonl.gz", seeds)
            build.run(["clean"], Place(seeds, folder), {}, workers=1)
    articles, outlets = (pq.read_table(folder / "clean" / name) for name in ("articles", "outlets"))
    names = [name for name in ours.ARTICLES.names if name in articles.schema.names]
    table = articles.select(names)
    for name in ours.OUTLETS.names:
        if name in outlets.schema.names and name not in names:
            table = table.append_column(name, outlets[name])
    return table.filter(pc.is_null(table["reject_code"])).to_pylist()


def by_us(tables: ours.Tables, params: DedupeParams, times: int = 1) -> tuple[Answer, pa.Table]:
    """Return our answer, with the median time of so many runs."""
    taken = []
    for _ in range(times):
        began = sum(os.times()[:4])
        applied = ours.apply(tables, ours.decide(ours.sign(tables, params), params), params)
        taken.append(sum(os.times()[:4]) - began)
    return Answer(ours.kept_of(applied), sorted(taken)[len(taken) // 2]), applied


def by_rival(python: Path, tool: str, texts: Sequence[str]) -> Answer:
    """Return what another tool says of the same texts."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "texts.jsonl")
        file.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
        done = subprocess.run(
            [python, Path(__file__).with_name("rivals.py"), tool, file], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(f"{tool} failed:\n{done.stderr[-2000:]}")
    return Answer(**json.loads(done.stdout.splitlines()[-1]))


def table_of_recall(answers: Mapping[str, Answer], scores: Mapping[str, planted.Score], count: int) -> None:
    """Print a row per tool."""
    first = next(iter(scores.values()))
    print("\n| planted | pairs | of these over the threshold |\n| --- | --: | --: |")
    for kind, pairs in first.pairs.items():
        print(f"| {kind} | {pairs:,} | {first.pairs_over[kind]:,} |")
    print("\nRecall of all edited copies / of those over the threshold. Unlike: folded into one that they are neither")
    print("similar to nor contained in.\n")
    print("| tool | 5% | 10% | 20% | contained | templates merged | folded | unlike | documents per CPU s |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for name, each in scores.items():
        over = {kind: f"{share:.3f}" if each.pairs_over[kind] else "–" for kind, share in each.over.items()}
        edited = " | ".join(f"{each.recall[kind]:.3f} / {over[kind]}" for kind in planted.EDITED)
        print(
            f"| {name} | {edited} | {each.recall[planted.CONTAINED]:.3f} | {each.recall[planted.TEMPLATE]:.1%} "
            f"| {each.folded:,} | {each.unlike:,} | {count / answers[name].cpu_seconds:,.0f} |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts", type=Path, help="where the cleaned articles are, or are left for the next time")
    parser.add_argument("--python", type=Path, help="the Python of an environment that has the other tools already")
    parser.add_argument("--only", nargs="*", choices=RIVALS, default=list(RIVALS), help="the other tools to run")
    asked = parser.parse_args()
    params = DedupeParams()
    with tempfile.TemporaryDirectory() as name:
        rows = cleaned(asked.artifacts or Path(name, "artifacts"))
    known = ours.words_and_numbers(ours.sign(ours.tables_of(rows), params))  # imports everything as well
    plants, hosts = planted.plant([row["text"] for row in rows], *known, planted.COUNTS, SEED)
    planted_rows, pairs = planted.among(rows, plants, hosts)
    tables = ours.tables_of(planted_rows)
    texts = [row["text"] for row in planted_rows]

    answer, applied = by_us(tables, params)
    answers = {"khabar": answer}
    python = (asked.python or environment("rivals")) if asked.only else Path()
    answers |= {RIVALS[tool]: by_rival(python, tool, texts) for tool in asked.only}

    truth = planted.Truth(ours.words_by_hand(tables, ours.sign(tables, params)), params.shingle_words)
    updates = ours.announced(applied, params)
    scores = {
        name: planted.score(each.kept, pairs, truth, params.threshold, params.contained, updates)
        for name, each in answers.items()
    }
    print(f"{len(rows):,} cleaned articles, {len(pairs):,} copies among them")
    table_of_recall(answers, scores, len(texts))
    wrong = ours.misstated(applied, answer.kept, truth.similarity, truth.containment)
    print(f"\nkhabar states {len(wrong):,} similarities and containments; plain Python finds {sum(wrong):,} others.")

    tables = ours.tables_of(rows)
    mine, _ = by_us(tables, params, times=3)
    print("\n| sign, decide and apply on the cleaned articles alone | CPU s | documents per CPU second | ratio |")
    print("| --- | --: | --: | --: |")
    print(f"| khabar | {mine.cpu_seconds:.2f} | {len(rows) / mine.cpu_seconds:,.0f} | 1 |")
    if "datatrove" in asked.only:
        theirs = by_rival(python, "datatrove", [row["text"] for row in rows]).cpu_seconds
        ratio = theirs / mine.cpu_seconds
        print(f"| {RIVALS['datatrove']} | {theirs:.2f} | {len(rows) / theirs:,.0f} | {ratio:.1f} times as long |")


if __name__ == "__main__":
    main()
