"""Parts of the summary, in one long table whose rows may come in any order."""

import pyarrow as pa

#: ``kind`` says what a row is about; what the other columns hold stands beside the kinds.
PARTS = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("key", pa.string()),
        pa.field("label", pa.string()),
        pa.field("other", pa.string()),
        pa.field("day", pa.date32()),
        pa.field("count", pa.int64(), nullable=False),
        pa.field("more", pa.int64(), nullable=False),
    ]
)

#: The summary has one column more: the partition that a row is of, or that holds the article; null for sums.
SUMMARY = PARTS.append(pa.field("partition", pa.string()))

#: Articles kept by outlet (key) and day.
DAY = "day"
#: Articles kept by language (key).
LANGUAGE = "language"
#: What a partition has: one row each, the kinds of its shards (key), ``count`` articles kept and ``more`` figures.
SHARD = "shard"
#: Articles without a day by the reason (key); and articles whose sources contradict one another.
UNDATED, CONFLICT = "undated", "conflict"
#: Temporal expressions by type (key) and by what is known of them (label: days, value or open).
TIMEX = "timex"
#: Rejects by code (key); and single ones: code, message (label), source and record (other).
REJECTS, REJECT = "rejects", "reject"
#: Articles: doc_id (key), title (label), outlet (other), day; ``count`` outlets that carried it, ``more`` copies.
NEWEST = "newest"
#: Members of a story: its cluster_id (key), title (label), outlet (other), day; ``count`` is 1 for the one kept.
MEMBER = "member"
#: Things named: key of `stages.report.shards.lists`, name (label), type (other), ``count`` articles, ``more`` mentions.
#: Those that are linked to an entity, and those that are not.
ENTITY, NAME = "entity", "name"
#: Figures by indicator (key), its name (label) and unit (other).
INDICATOR = "indicator"
