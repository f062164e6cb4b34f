"""The tables of the step: what `sign` hands to `decide`, and what `decide` says. `apply` makes ``ARTICLES_SCHEMA``."""

import pyarrow as pa


def _schema(*fields: tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable) for name, kind, nullable in fields])


_KEYS = pa.list_(pa.field("item", pa.uint64(), nullable=False))
_LINES = pa.list_(
    pa.field(
        "item",
        pa.struct([pa.field("line", pa.uint64(), nullable=False), pa.field("text", pa.string(), nullable=False)]),
        nullable=False,
    )
)

#: One row per article that is not a reject, in the order of the articles: about a hundred bytes.
SIGNATURES = _schema(
    ("outlet", pa.string(), True),  # by its one name
    ("head", _KEYS, False),  # the lines at the beginning, the outermost first, up to the first that is no candidate
    ("tail", _KEYS, False),  # the same at the end: the last line first
    ("story", pa.uint64(), False),  # the longest paragraph before the last lines: copies of an article have the same
    ("head_story", pa.uint64(), True),  # the longest behind the first lines; null where it is the same
    ("topic", pa.list_(pa.field("item", pa.uint16(), nullable=False)), False),  # words of the title and of ``story``
    ("lines", _LINES, True),  # text of lines that are frequent in the partition, each in the first row that has it
)

#: Ends of a text, by the numbers that stand for them inside the package.
SIDES = ("head", "tail")

#: What apply needs: the lines to drop, for each partition that has an article in which one of them would be dropped.
#: And, where ``partition`` is null, the same for people: each line once, with the counts that convicted it.
DECISIONS = _schema(
    ("partition", pa.string(), True),
    ("outlet", pa.string(), False),
    ("side", pa.string(), False),  # one of `SIDES`
    ("line", pa.uint64(), False),  # `stages.clean.articles.hashing.line_keys`
    ("text", pa.string(), True),  # the line itself; this and the counts are null in the rows of a partition
    ("articles", pa.int64(), True),  # from which it is dropped
    ("of_articles", pa.int64(), True),  # that the outlet has
    ("stories", pa.int64(), True),  # different ones among the articles from which it is dropped
    ("on_topic", pa.int64(), True),  # that share a word with the line
    ("of_topics", pa.int64(), True),  # of how many: those with the line at this edge whose story is no suspect too
)
