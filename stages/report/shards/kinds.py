"""Which shards a partition has."""

import pyarrow as pa

#: Whole articles; titles to search; figures to draw; names to follow.
ARTICLES, TITLES, FIGURES, NAMES = KINDS = ("articles", "titles", "figures", "names")


def kinds(documents: pa.Table, duplicates: pa.Table, mentions: pa.Table, figures: pa.Table) -> list[str]:
    """Return the kinds of which a partition has something."""
    has = {
        ARTICLES: documents.num_rows,
        TITLES: documents.num_rows or duplicates.num_rows,
        FIGURES: figures.num_rows,
        NAMES: mentions.num_rows,
    }
    return [kind for kind in KINDS if has[kind]]
