"""Whole articles, with all that was found in each and what was dropped from it."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from stages.report.shards.rows import Rows
from stages.report.shards.script import values

#: The tables whose rows are marked in the text, under which the page knows them.
MARKED = ("timexes", "amounts", "mentions", "quotes", "figures")

#: An article's sentence: its place in the clean text and in the source.
Sentence = tuple[int, int, int, int]


def articles(documents: pa.Table, tables: Mapping[str, pa.Table], sentences: Rows, removed: Rows) -> dict[str, Any]:
    """Return the shard: the names of columns, and each article by its ``doc_id``.

    Args:
        documents: the articles kept.
        tables: those of `MARKED`, by name. Their ``text`` is left out: the page cuts it out of the article.
        sentences: of the same articles.
        removed: likewise.
    """
    rows = {name: Rows(tables[name], "text") for name in MARKED}
    columns = [name for name in documents.column_names if name not in ("doc_id", "text")]
    told = zip(*(values(documents[name]) for name in columns), strict=True)
    found = {}
    for doc_id, text, facts in zip(documents["doc_id"].to_pylist(), documents["text"].to_pylist(), told, strict=True):
        article: dict[str, Any] = {"text": text, "facts": list(facts)}
        for name in MARKED:
            if own := rows[name].of(doc_id):
                article[name] = own
        if dropped := _dropped(doc_id, sentences, removed):
            article["removed"] = dropped
        found[doc_id] = article
    return {
        "columns": {"facts": columns, **{name: rows[name].columns for name in MARKED}, "removed": REMOVED},
        "articles": found,
    }


#: What the page gets of a passage that was dropped: where in the clean text it stood, why, what it said, and where it
#: stands in the source.
REMOVED = ["at", "reason", "text", "raw_start", "raw_end"]


def _dropped(doc_id: str, sentences: Rows, removed: Rows) -> list[list[Any]]:
    own = list(removed.dicts(doc_id))
    if not own:
        return []
    placed = [
        (row["start"], row["end"], row["raw_start"], row["raw_end"])
        for row in sentences.dicts(doc_id)
        if row["raw_start"] is not None and row["raw_end"] is not None
    ]
    placed.sort(key=lambda sentence: sentence[2])
    return [
        [place(row["raw_start"], placed), row["reason"], row["text"], row["raw_start"], row["raw_end"]] for row in own
    ]


def place(raw_start: int, sentences: list[Sentence]) -> int:
    """Return where in the clean text a dropped passage stood, given the sentences with a known place in the source.

    Between two sentences it is the end of the first; inside of one, as many characters after its start as in the
    source: what was repaired before it in that sentence may move it by as much.

    >>> place(12, [(0, 10, 0, 10), (11, 20, 30, 39)])
    10
    >>> place(34, [(0, 10, 0, 10), (11, 20, 30, 39)])
    15
    >>> place(0, [(0, 10, 5, 15)])
    0
    """
    last = bisect_right(sentences, raw_start, key=lambda sentence: sentence[2]) - 1
    if last < 0:
        return 0
    start, end, from_raw, _ = sentences[last]
    return min(start + raw_start - from_raw, end)
