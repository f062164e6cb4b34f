"""What names, entities and quotes cost together, in one run on the same articles, beside what spaCy needs for less.

Prints a table in Markdown: documents per CPU second of this process on the 19,043 stories of Reuters-21578, of which
every nth is taken where a number is given, in partitions as a build has them. All that is kept of words and runs that
came before is forgotten before each run, as in a worker that has just begun. spaCy runs without a trained pipeline,
whose weights are not at hand: its tokenizer, that all of them need, and its matcher with the names of our own table, on
a part of the articles. Needs the corpora in ../shared. Run it with `make bench`.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import spacy
from clock import seconds

from flows.engine.jobs import spare_collector
from flows.engine.rows import TableRows
from stages.annotate.entities.apply import apply
from stages.annotate.entities.decide import decide
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.sign import sign
from stages.annotate.names import names, readings, tokens
from stages.annotate.names.gazetteer import known
from stages.annotate.names.params import NamesParams
from stages.annotate.quotes import quotes
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.sentences import split
from stages.annotate.sentences.params import SentencesParams
from stages.contract import Signed

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "reuters21578.jsonl.gz"

#: Articles of a partition, and of how many spaCy reads one.
PARTITION, SPACY = 512, 20

LEAST_POPULATION = NamesParams().least_population


def read(every: int) -> list[pa.Table]:
    """Return the stories as the tables of `clean` have them."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::every]
    table = pa.table(
        {
            "doc_id": [row["id"] for row in rows],
            "reject_code": pa.nulls(len(rows), pa.string()),
            "source": ["reuters.jsonl"] * len(rows),
            "record": [row["id"] for row in rows],
            "text": pa.array([row["text"] for row in rows], pa.large_string()),
            "title": pa.array([row["title"] for row in rows], pa.string()),
        }
    )
    return [table.slice(at, PARTITION) for at in range(0, len(table), PARTITION)]


class Signatures(TableRows):
    """Signatures whose digests are known, as those of files are, from the ledger."""

    @cached_property
    def _known(self) -> list[Signed]:
        return super().partitions()

    def partitions(self) -> list[Signed]:
        """Return the partitions in the order in which they stand."""
        return self._known


def forget() -> None:
    """Forget all words and runs that were met; the tables that are read once for all stay."""
    readings.readings(LEAST_POPULATION).clear()
    tokens.tokens_of(LEAST_POPULATION).clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("stages."):
            for kept in list(vars(module).values()):
                if hasattr(kept, "cache_info") and kept.cache_info().maxsize is not None:
                    kept.cache_clear()


def cost(work: Callable[[], object]) -> float:
    """Return the CPU seconds of a step that begins with nothing in memory."""

    def run() -> None:
        forget()
        work()

    return seconds(run)


def steps(articles: list[pa.Table]) -> Iterator[tuple[str, float]]:
    """Yield each step with its CPU seconds over all articles."""
    named_by, params, quoting = NamesParams(), EntitiesParams(), QuotesParams()
    sentences = [split.run(part, SentencesParams()) for part in articles]
    both = list(zip(articles, sentences, strict=True))
    named = [names.run(*part, named_by) for part in both]
    dates = [pa.table({"published": pa.nulls(len(part), pa.date32())}) for part in articles]
    yield "names", cost(lambda: [names.run(*part, named_by) for part in both])
    all_ = list(zip(articles, named, dates, strict=True))
    signed = [sign(*part, params) for part in all_]
    yield "entities, sign", cost(lambda: [sign(*part, params) for part in all_])
    signatures = pa.concat_tables(
        part.add_column(0, "partition", pa.array([f"{at:03}"] * len(part))) for at, part in enumerate(signed)
    )
    rows = Signatures(signatures)
    decided = decide(rows, None, b"", params).decisions
    yield "entities, decide", cost(lambda: decide(rows, None, b"", params))
    slices = [
        decided.filter(pc.equal(decided["partition"], f"{at:03}")).drop_columns("partition")
        for at in range(len(articles))
    ]
    applied = list(zip(all_, slices, strict=True))
    yield "entities, apply", cost(lambda: [apply(*part, own, params) for part, own in applied])
    three = list(zip(articles, sentences, named, strict=True))
    yield "quotes", cost(lambda: [quotes.run(*part, quoting) for part in three])


def rivals(articles: list[pa.Table]) -> Iterator[tuple[str, float]]:
    """Yield what spaCy does with its CPU seconds for one article."""
    texts = [text for part in articles for text in part["text"].to_pylist()][::SPACY]
    english = spacy.blank("en")
    yield "spaCy, its tokenizer alone", seconds(lambda: [english(text) for text in texts]) / len(texts)
    matching: Any = english.add_pipe("entity_ruler")
    matching.add_patterns([{"label": row.type, "pattern": name} for name, row in known(LEAST_POPULATION).table.items()])
    yield "spaCy, with a matcher of known names", seconds(lambda: [english(text) for text in texts]) / len(texts)


def main() -> None:
    """Measure, and print."""
    spare_collector()  # as the engine has it
    articles = read(int(sys.argv[1]) if sys.argv[1:] else 1)
    count = sum(map(len, articles))
    together = 0.0
    print(f"| step, {count:,} stories of a wire | documents per CPU second |\n| --- | --- |")
    for name, spent in steps(articles):
        together += spent
        print(f"| {name} | {count / spent:,.0f} |", flush=True)
    print(f"| names, entities and quotes together | {count / together:,.0f} |")
    for name, spent in rivals(articles):
        print(f"| {name} | {1 / spent:,.0f}, {spent * count / together:.1f} times the cost |", flush=True)


if __name__ == "__main__":
    main()
