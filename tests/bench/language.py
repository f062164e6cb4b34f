"""What the language of an article costs, beside langdetect itself in the same run.

Each measurement is made in a process of its own, which reads 20,000 stories of Reuters-21578 (its 19,043 and the first
again) and then counts its CPU seconds, imports and langdetect's profiles included; the best of some. langdetect itself
is asked about every hundredth story. Prints a table in Markdown. Needs the corpora in ../shared. Run it with
`make bench`.
"""

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "reuters21578.jsonl.gz"

DOCUMENTS = 20_000
#: Articles of a partition, as the engine cuts them.
PARTITION = 500
#: langdetect itself is asked about one in so many.
SAMPLE = 100
TIMES = 3


def replayed(texts: list[str]) -> int:
    """Ask for langdetect's answers alone."""
    from stages.annotate.language.replay.replay import detect

    return len(detect(texts))


def step(texts: list[str]) -> int:
    """Run the step, table to table, on one large partition."""
    return _step(texts, len(texts))


def partitions(texts: list[str]) -> int:
    """Run the step on partitions of the usual size."""
    return _step(texts, PARTITION)


def replayed_one(texts: list[str]) -> int:
    """Ask for langdetect's answer to a single article."""
    return replayed(texts[:1])


def _step(texts: list[str], size: int) -> int:
    import pyarrow as pa

    from stages.annotate.language.detect import run
    from stages.annotate.language.params import LanguageParams

    rows = 0
    for start in range(0, len(texts), size):
        some = texts[start : start + size]
        nothing = pa.nulls(len(some), pa.string())
        doc_ids = pa.array([str(at) for at in range(len(some))])
        articles = pa.table(
            {"doc_id": doc_ids, "reject_code": nothing, "text": pa.array(some, pa.large_string())},
        )
        rows += len(run(articles, pa.table({"doc_id": doc_ids, "language": nothing}), LanguageParams()))
    return rows


def langdetect(texts: list[str]) -> int:
    """Ask langdetect itself, as its documentation says."""
    from langdetect import DetectorFactory, detect_langs
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0
    asked = texts[::SAMPLE]
    for text in asked:
        try:
            detect_langs(text)
        except LangDetectException:
            continue
    return len(asked)


def langdetect_one(texts: list[str]) -> int:
    """Ask langdetect itself about a single article."""
    return langdetect(texts[:1])


WORK: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "langdetect": (langdetect, f"langdetect itself, {DOCUMENTS // SAMPLE:,} documents"),
    "replayed": (replayed, "its answers replayed"),
    "step": (step, "the step, one partition"),
    "partitions": (partitions, f"the step, partitions of {PARTITION:,}"),
    "langdetect_one": (langdetect_one, "langdetect itself, one document"),
    "replayed_one": (replayed_one, "its answer replayed, one document"),
}


def read() -> Iterator[str]:
    """Yield the texts."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def measure(name: str) -> tuple[int, float]:
    """Return documents and CPU seconds of one piece of work, the best of some processes."""
    command = [sys.executable, str(Path(__file__)), name]
    told = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout) for _ in range(TIMES)
    ]
    documents, seconds = min(told, key=lambda each: each[1])
    return documents, seconds


def main() -> None:
    """Measure and print; with the name of a piece of work, do that and tell documents and CPU seconds."""
    if len(sys.argv) > 1:
        texts = list(islice(cycle(list(read())), DOCUMENTS))
        began = time.process_time()
        documents = WORK[sys.argv[1]][0](texts)
        print(json.dumps([documents, time.process_time() - began]))
        return
    print(f"| {DOCUMENTS:,} stories of Reuters-21578 | CPU seconds | documents per CPU second | ratio |")
    print("| --- | --: | --: | --: |")
    alone = 0.0
    for name, (_, what) in WORK.items():
        documents, seconds = measure(name)
        speed = documents / seconds
        alone = alone or speed
        print(f"| {what} | {seconds:.2f} | {speed:,.0f} | {speed / alone:,.1f} |", flush=True)


if __name__ == "__main__":
    main()
