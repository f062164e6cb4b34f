"""The tables of the step: what a partition signs, what is decided, and what each article gets."""

import pyarrow as pa

_COUNTED = pa.list_(
    pa.field(
        "item",
        pa.struct([pa.field("name", pa.string(), nullable=False), pa.field("mentions", pa.int32(), nullable=False)]),
        nullable=False,
    )
)

#: One row for each thing that an article names, by the fullest name that it has there.
SIGNATURES = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("key", pa.string(), nullable=False),  # orders articles: path and record
        pa.field("published", pa.date32()),
        pa.field("type", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("mentions", pa.int32(), nullable=False),
        pa.field("aliases", _COUNTED, nullable=False),  # as the article writes it
        pa.field("roles", _COUNTED, nullable=False),
        pa.field("beside", pa.list_(pa.string()), nullable=False),  # of a person: organisations that the article names
    ]
)

ROLE = pa.struct(
    [
        pa.field("role", pa.string(), nullable=False),
        pa.field("first", pa.date32()),  # first and last day on which it is stated, of articles with a day
        pa.field("last", pa.date32()),
        pa.field("mentions", pa.int32(), nullable=False),
    ]
)

MERGE = pa.struct(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("into", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),
    ]
)

#: Its fields may be null only because a decision may have none of it.
ENTITY = pa.struct(
    [
        pa.field("entity_id", pa.string()),
        pa.field("type", pa.string()),  # PERSON | ORG | PLACE
        pa.field("name", pa.string()),
        pa.field("aliases", pa.list_(pa.string())),  # spellings, the most frequent first
        pa.field("alias_mentions", pa.list_(pa.int32())),  # in the order of aliases
        pa.field("first_date", pa.date32()),
        pa.field("last_date", pa.date32()),
        pa.field("roles", pa.list_(pa.field("item", ROLE, nullable=False))),
        pa.field("merges", pa.list_(pa.field("item", MERGE, nullable=False))),
        pa.field("documents", pa.int32()),  # articles, copies among them
        pa.field("mentions", pa.int32()),
    ]
)

#: Either a name that a partition has, with the thing that it names, or a thing that the partition owns.
DECISIONS = pa.schema(
    [
        pa.field("partition", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("entity_id", pa.string(), nullable=False),
        pa.field("doc_id", pa.string()),  # of a thing that is owned: the first article that names it
        pa.field("entity", ENTITY),
    ]
)

#: One row for each article that is no reject.
TABLE = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        # The thing that each mention of annotate.names names, in their order.
        pa.field("entity_ids", pa.list_(pa.field("item", pa.string(), nullable=False)), nullable=False),
        # The things of the corpus that no article before this one names, by their keys.
        pa.field("owned", pa.list_(pa.field("item", ENTITY, nullable=False)), nullable=False),
    ]
)
