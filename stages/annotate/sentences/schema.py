"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

#: Half-open, in code points of the clean text; ordered, disjoint, without white space at either end, together all of
#: the text but its white space.
SPAN = pa.struct([pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("sentences", pa.list_(pa.field("item", SPAN, nullable=False)), nullable=False),
    ]
)
