"""What cleaning costs, beside the same work done the usual way, in one run on the same articles.

The usual way: json, ftfy on every text, every rule tried on every line with `re`, white space by `re`, the text put
together again. It keeps no map to the source, learns nothing and writes nothing. Prints a table in Markdown, in CPU
seconds of this process. Needs the corpora in ../shared. Run it with `make bench`.
"""

import gzip
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ftfy
import pyarrow as pa

import stages
from flows import params
from flows.engine.runners import InProcess
from flows.engine.stage import Place, run
from flows.progress import Quiet
from stages.clean.read import articles, boilerplate
from stages.clean.read.params import ReadParams
from stages.clean.schema import SOURCE_SCHEMA

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "reuters21578.jsonl.gz"

#: Articles that the usual way is measured on: it is slow, and its cost per article is the same everywhere.
SAMPLE = 2000


def usual_rules() -> list[re.Pattern[str]]:
    """Return the rules about whole lines as `re` has them; those in a syntax that it lacks are left out."""
    found = []
    tables = boilerplate.rules()
    for rule in {
        rule.name: rule for lines in (tables.anywhere, tables.above, tables.below) for rule in lines.rules
    }.values():
        try:
            found.append(re.compile(rule.pattern.pattern))
        except re.error:
            continue
    return found


def usual(lines: list[bytes], rules: list[re.Pattern[str]]) -> list[str]:
    """Clean articles the usual way."""
    texts = []
    for line in lines:
        text = ftfy.fix_text(json.loads(line)["text"])
        kept = []
        for paragraph in text.splitlines():
            bare = re.sub(r"\s+", " ", paragraph).strip()
            if bare and not any(rule.fullmatch(bare) for rule in rules):
                kept.append(bare)
        texts.append("\n".join(kept))
    return texts


def as_source(lines: list[bytes]) -> pa.Table:
    """Return the records as the engine hands them to the stage."""
    rows = [
        {"key": f"r#{at}", "source": "r", "record": str(at), "form": "record", "sha256": "", "content": line}
        for at, line in enumerate(lines)
    ]
    return pa.Table.from_pylist(rows, schema=SOURCE_SCHEMA)


def whole_stage(folder: Path) -> None:
    """Run all steps of the stage from the batch file to tables on the disk."""
    shutil.rmtree(folder / "artifacts", ignore_errors=True)
    stage = stages.load("clean")
    run(stage, Place(folder / "seeds", folder / "artifacts"), params.of_stage(stage, {}), InProcess(), Quiet())


def per_second(count: int, work: Callable[[], object]) -> float:
    """Return articles per CPU second, the best of three: what else the machine does only makes it slower."""
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        work()
        best = max(best, count / (time.process_time() - began))
    return best


def main() -> None:
    """Measure and print."""
    lines = gzip.decompress(CORPUS.read_bytes()).splitlines()
    rules = usual_rules()
    source = as_source(lines)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "seeds" / "wire").mkdir(parents=True)
        shutil.copy(CORPUS, folder / "seeds" / "wire")
        whole_stage(folder)  # imports are not what is measured
        by_hand = per_second(SAMPLE, lambda: usual(lines[:SAMPLE], rules))
        rows = [
            (f"the usual way: ftfy on all, {len(rules)} rules per line", by_hand),
            (
                "the step `read`: the same and the map, fields, titles",
                per_second(len(lines), lambda: articles.run(source, ReadParams())),
            ),
            (
                "the stage `clean`: batch file to verified tables, outlets, learned lines",
                per_second(len(lines), lambda: whole_stage(folder)),
            ),
        ]
    print("| cleaning the 19,043 stories of Reuters-21578 | articles per CPU second | ratio |")
    print("| --- | --: | --: |")
    for what, speed in rows:
        print(f"| {what} | {speed:,.0f} | {speed / by_hand:.0f} |")


if __name__ == "__main__":
    main()
