"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

MENTION = pa.struct(
    [
        # Half-open, in code points of the clean text; ordered and disjoint. Titles and roles are not part of a name.
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),  # PERSON | ORG | PLACE
        pa.field("role", pa.string()),  # title or office stated with a person's name, as written
        # Number in this list of the mention that names the same thing most fully; its own where there is none.
        pa.field("referent", pa.int32(), nullable=False),
        pa.field("name", pa.string(), nullable=False),  # the fullest one; of an acronym, what it stands for
        pa.field("rule", pa.string(), nullable=False),  # the evidence that decided
    ]
)

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("mentions", pa.list_(pa.field("item", MENTION, nullable=False)), nullable=False),
    ]
)
