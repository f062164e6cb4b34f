"""Whole articles, with all that was found in each and what was dropped from it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from stages.report.shards.rows import Rows, Table, last_before

#: The tables whose rows are marked in the text, under which the page knows them.
MARKED = ("timexes", "amounts", "mentions", "quotes", "figures")

#: What the page gets of a passage that was dropped: where in the clean text it stood, why, what it said, and where it
#: stands in the source.
REMOVED = ["at", "reason", "text", "raw_start", "raw_end"]


def articles(documents: Table, tables: Mapping[str, Table], sentences: Table, removed: Table) -> dict[str, Any]:
    """Return the shard: the names of columns, and each article by its ``doc_id``.

    Args:
        documents: the articles kept.
        tables: those of `MARKED`, by name. Their ``text`` is left out: the page cuts it out of the article.
        sentences: of the same articles.
        removed: likewise.
    """
    rows = {name: Rows(tables[name], "text") for name in MARKED}
    columns = [name for name in documents.table.column_names if name not in ("doc_id", "text")]
    told = zip(*(documents.values(name) for name in columns), strict=True)
    at = places(documents, sentences, removed)
    dropped = list(zip(at, *(removed.values(name) for name in REMOVED[1:]), strict=True))
    parts = [
        *((name, rows[name].all, tables[name].bounds) for name in MARKED),
        ("removed", dropped, removed.bounds),
    ]
    found = {}
    for doc_id, text, facts in zip(documents.values("doc_id"), documents.values("text"), told, strict=True):
        article: dict[str, Any] = {"text": text, "facts": facts}
        for name, all_rows, bounds in parts:
            if doc_id in bounds:
                start, end = bounds[doc_id]
                article[name] = all_rows[start:end]
        found[doc_id] = article
    return {
        "columns": {"facts": columns, **{name: rows[name].columns for name in MARKED}, "removed": REMOVED},
        "articles": found,
    }


def places(documents: Table, sentences: Table, removed: Table) -> list[int]:
    """Return where in the clean text each dropped passage stood, given the sentences with a known place in the source.

    Between two sentences it is the end of the first; inside of one, as many characters after its start as in the
    source: what was repaired before it in that sentence may move it by as much. Before the first it is 0.
    """
    raw_start, known = sentences.numbers("raw_start")
    known &= sentences.numbers("raw_end")[1]
    raw_start = raw_start[known]
    start, end = (sentences.numbers(name)[0][known] for name in ("start", "end"))
    dropped_at = removed.numbers("raw_start")[0]
    last = last_before(sentences.articles(documents)[known], raw_start, removed.articles(documents), dropped_at)
    inside = np.minimum(np.append(start, 0)[last] + dropped_at - np.append(raw_start, 0)[last], np.append(end, 0)[last])
    found: list[int] = np.where(last < 0, 0, inside).tolist()
    return found
