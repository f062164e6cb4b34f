"""What sentences, quotes, topics and figures cost, in one run on the same articles.

Prints tables in Markdown, in CPU seconds of this process: articles per second on the 19,043 stories of Reuters-21578,
of which every nth is taken where a number is given, and seconds per megabyte on texts made to be slow. Needs the
corpora in ../shared. Run it with `make bench`.
"""

import gzip
import json
import sys
from pathlib import Path

import pyarrow as pa
from clock import seconds

from stages.annotate.amounts import amounts
from stages.annotate.amounts.params import AmountsParams
from stages.annotate.figures import figures
from stages.annotate.figures.params import FiguresParams
from stages.annotate.names import names
from stages.annotate.names.params import NamesParams
from stages.annotate.quotes import quotes
from stages.annotate.quotes.mentions import Mentions
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.speech import Sentences
from stages.annotate.sentences import split
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.topics import topics
from stages.annotate.topics.params import TopicsParams
from stages.date_normalize.schema import DATES

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "reuters21578.jsonl.gz"

#: Texts made to be slow, as the part that is said again and again.
SLOW = (
    *('"', "'as' b ", "he said, ", "“a,” he said. ", "Khan, said, ", "he said “a” and ", "according to "),
    "نے کہا کہ ",
)

MEGABYTE = 1 << 20


def read(every: int) -> pa.Table:
    """Return the stories as the tables of `clean` have them."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::every]
    return pa.table(
        {
            "doc_id": [row["id"] for row in rows],
            "reject_code": pa.nulls(len(rows), pa.string()),
            "text": pa.array([row["text"] for row in rows], pa.large_string()),
            "title": pa.array([row["title"] for row in rows], pa.string()),
        }
    )


def slow(part: str) -> float:
    """Return the seconds that a megabyte of one part takes."""
    text = part * (MEGABYTE // len(part.encode()))
    spans = split.split(text, SentencesParams())
    sentences = Sentences([start for start, _ in spans], [end for _, end in spans])
    return seconds(lambda: quotes.quotes(text, sentences, Mentions([], [], [], [], []), QuotesParams()), 1)


def main() -> None:
    """Print the tables."""
    articles = read(int(sys.argv[1]) if sys.argv[1:] else 1)
    language = pa.table({"language": ["en"] * len(articles)})
    sentences = split.run(articles, SentencesParams())
    named = names.run(articles, sentences, NamesParams())
    said = quotes.run(articles, sentences, named, QuotesParams())
    told = amounts.run(articles, pa.table({"country": pa.nulls(len(articles), pa.string())}), AmountsParams())
    # Of figures their dates are left out: what they cost is little.
    dates = DATES.field("timexes").type
    undated = pa.table({"doc_id": articles["doc_id"], "timexes": pa.array([[]] * len(articles), dates)})
    topics.run(articles.slice(0, 1), language.slice(0, 1), named.slice(0, 1), TopicsParams())  # loads the background
    steps = {
        "sentences": lambda: split.run(articles, SentencesParams()),
        "quotes": lambda: quotes.run(articles, sentences, named, QuotesParams()),
        "topics": lambda: topics.run(articles, language, named, TopicsParams()),
        "figures": lambda: figures.run(articles, sentences, told, undated, said, FiguresParams()),
    }
    print(f"| step, {len(articles):,} stories of a wire | articles per CPU second |\n| --- | --- |")
    for name, step in steps.items():
        print(f"| {name} | {len(articles) / seconds(step):,.0f} |")
    print()
    print("| a megabyte of | CPU seconds |\n| --- | --- |")
    for part in SLOW:
        print(f"| `{part}` | {slow(part):.1f} |")


if __name__ == "__main__":
    main()
