"""Makes the shards of one partition."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from stages.report.params import ReportParams
from stages.report.shards import lists
from stages.report.shards.articles import MARKED, articles
from stages.report.shards.kinds import ARTICLES, FIGURES, NAMES, TITLES, kinds
from stages.report.shards.rows import Rows
from stages.report.shards.script import script


def make(
    documents: pa.Table,
    duplicates: pa.Table,
    sentences: pa.Table,
    timexes: pa.Table,
    amounts: pa.Table,
    mentions: pa.Table,
    quotes: pa.Table,
    figures: pa.Table,
    removed: pa.Table,
    params: ReportParams,
) -> dict[str, bytes]:
    """Return the scripts by kind; a kind is left out where the partition has nothing of it."""
    del params
    spans, dropped = Rows(sentences), Rows(removed)
    marked = dict(zip(MARKED, (timexes, amounts, mentions, quotes, figures), strict=True))
    contents: dict[str, Callable[[], Any]] = {
        ARTICLES: lambda: articles(documents, marked, spans, dropped),
        TITLES: lambda: lists.titles(documents, duplicates),
        FIGURES: lambda: lists.figures(documents, figures, spans),
        NAMES: lambda: lists.names(documents, mentions, quotes),
    }
    return {kind: script(contents[kind]()) for kind in kinds(documents, duplicates, mentions, figures)}
