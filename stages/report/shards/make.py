"""Makes the shards of one partition."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from stages.report.params import ReportParams
from stages.report.shards import lists
from stages.report.shards.articles import articles
from stages.report.shards.kinds import ARTICLES, FIGURES, NAMES, TITLES, kinds
from stages.report.shards.rows import Table
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
    of = {
        "documents": documents,
        "duplicates": duplicates,
        "sentences": sentences,
        "timexes": timexes,
        "amounts": amounts,
        "mentions": mentions,
        "quotes": quotes,
        "figures": figures,
        "removed": removed,
    }
    given = {name: Table(table) for name, table in of.items()}
    kept = given["documents"]
    contents: dict[str, Callable[[], Any]] = {
        ARTICLES: lambda: articles(kept, given, given["sentences"], given["removed"]),
        TITLES: lambda: lists.titles(kept, given["duplicates"]),
        FIGURES: lambda: lists.figures(kept, given["figures"], given["sentences"]),
        NAMES: lambda: lists.names(kept, given["mentions"], given["quotes"]),
    }
    return {kind: script(contents[kind]()) for kind in kinds(documents, duplicates, mentions, figures)}
