"""What reading amounts costs, in one run on the same articles: the scans, and the whole step.

Prints tables in Markdown, in CPU seconds of this process, the best of some runs: articles per second on the 19,043
stories of Reuters-21578, and seconds per megabyte on texts made to be slow. Needs the corpora in ../shared. Run it with
`make bench`.
"""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
from clock import seconds

from stages.annotate.amounts import grammar, ratios
from stages.annotate.amounts.amounts import run
from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import amounts

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "reuters21578.jsonl.gz"

#: Texts made to be slow, as the part that is said again and again.
SLOW = ("1 1 ", "$$$$", "Rs Rs ", "million ", "one in ", "hundreds of ", "5 and ", "$5 ", "5 dogs ", "a quarter of ")

MEGABYTE = 1 << 20


def searched(pattern: Any, texts: list[bytes]) -> int:
    """Return how many candidates ``pattern`` finds."""
    return sum(1 for text in texts for _ in pattern.finditer(text))


def main() -> None:
    """Measure, and print."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [f"{row['title'] or ''}\n{row['text']}" for row in rows]
    nothing = pa.nulls(len(texts), pa.string())
    articles = pa.table({"doc_id": nothing, "reject_code": nothing, "text": pa.array(texts, pa.large_string())})
    articles = articles.set_column(0, "doc_id", pa.array([row["id"] for row in rows], pa.string()))
    outlets = pa.table({"country": nothing})
    params = AmountsParams()
    found = run(articles, outlets, params)
    kinds = Counter(amount["kind"] for amounts in found["amounts"].to_pylist() for amount in amounts)
    print(f"{len(texts):,} stories:", ", ".join(f"{count:,} of {kind}" for kind, count in sorted(kinds.items())))
    print("\n| part | stories per CPU second |\n| --- | --- |")
    encoded = [text.encode() for text in texts]
    scans = (("money", grammar.scan()), ("ratios", ratios.scan()), ("counts", grammar.count_scan()))
    for name, pattern in scans:
        cost = seconds(lambda pattern=pattern: searched(pattern, encoded))
        print(f"| scan for {name} | {len(texts) / cost:,.0f} |")
    print(f"| the whole step | {len(texts) / seconds(lambda: run(articles, outlets, params), times=5):,.0f} |")
    print("\n| again and again | CPU seconds per megabyte |\n| --- | --- |")
    for piece in SLOW:
        text = piece * (MEGABYTE // len(piece))
        print(f"| `{piece}` | {seconds(lambda text=text: amounts(text, params), 1):.2f} |")


if __name__ == "__main__":
    main()
