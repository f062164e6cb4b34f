"""What dating costs, in one run on the same articles: the publication, the scan, the expressions, the whole stage.

Prints tables in Markdown, in CPU seconds of this process: articles per second on the 19,043 stories of Reuters-21578,
and seconds per megabyte on texts made to be slow. Needs the corpora in ../shared. Run it with `make bench`.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from clock import seconds

import stages
from flows import params
from flows.engine.runners import InProcess
from flows.engine.stage import Place, run
from flows.progress import Quiet
from stages.date_normalize import dates
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.rules import rulebook
from stages.date_normalize.setting import Setting
from stages.date_normalize.timex import find_timexes
from stages.publication import publications_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "reuters21578.jsonl.gz"

#: Texts made to be slow, as the part that is said again and again.
SLOW = ("may ", "1-1-", "in May ", "the end of the year ", "2019-20 ", "a ", "\u06f1\u06f2 \u0645\u0626\u06cc ")

MEGABYTE = 1 << 20


def read(folder: Path, name: str) -> pa.Table:
    """Return all partitions of one table of the stage `clean`."""
    return pa.concat_tables(pq.read_table(path) for path in sorted((folder / "clean" / name).glob("*.parquet")))


def whole_stage(folder: Path, artifacts: Path) -> None:
    """Run the stage from the tables of `clean` to its own on the disk."""
    shutil.rmtree(artifacts / "date_normalize", ignore_errors=True)
    stage = stages.load("date_normalize")
    run(stage, Place(folder, artifacts), params.of_stage(stage, {}), InProcess(), Quiet())


def speeds(folder: Path) -> list[tuple[str, float]]:
    """Return articles per CPU second for each part of the stage."""
    seeds, artifacts = folder / "seeds", folder / "artifacts"
    (seeds / "wire").mkdir(parents=True)
    shutil.copy(CORPUS, seeds / "wire")
    clean = stages.load("clean")
    run(clean, Place(seeds, artifacts), params.of_stage(clean, {}), InProcess(), Quiet())
    articles, outlets = read(artifacts, "articles"), read(artifacts, "outlets")
    kept = pc.is_null(articles["reject_code"])
    articles, outlets = articles.filter(kept), outlets.filter(kept)
    texts = articles["text"].to_pylist()
    day = Setting(date(1987, 3, 1))
    knobs = DateNormalizeParams()
    book = rulebook()

    def count(work: Callable[[], object]) -> float:
        return len(texts) / seconds(work)

    return [
        ("the scan for candidates alone", count(lambda: [list(book.candidates(text)) for text in texts])),
        ("the expressions: scan, rules, values", count(lambda: [find_timexes(text, day, knobs) for text in texts])),
        ("the publication", count(lambda: publications_of(articles, outlets))),
        ("the step: publication and expressions, table to table", count(lambda: dates.run(articles, outlets, knobs))),
        ("the stage: verified tables in, verified tables out", count(lambda: whole_stage(seeds, artifacts))),
    ]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        rows = speeds(Path(name))
    print("| dating the 19,043 stories of Reuters-21578 | articles per CPU second |")
    print("| --- | --: |")
    for what, speed in rows:
        print(f"| {what} | {speed:,.0f} |")
    print()
    print("| a megabyte of | seconds | of half a megabyte |")
    print("| --- | --: | --: |")
    for unit in SLOW:
        text = unit * (MEGABYTE // len(unit.encode()))
        whole, half = (
            seconds(lambda part=part: find_timexes(part, Setting(date(2021, 1, 27)), DateNormalizeParams()), 1)
            for part in (text, text[: len(text) // 2])
        )
        print(f"| {unit!r} | {whole:.2f} | {half:.2f} |")


if __name__ == "__main__":
    main()
