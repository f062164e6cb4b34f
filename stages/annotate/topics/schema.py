"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

KEYWORD = pa.struct(
    [
        pa.field("text", pa.string(), nullable=False),  # one word or two, in lower case
        pa.field("times", pa.int32(), nullable=False),  # how often it stands in title and text
        # (1 + ln times), times how much rarer than the most common words it is in the language, in powers of ten.
        pa.field("score", pa.float64(), nullable=False),
    ]
)

TOPIC = pa.struct(
    [
        pa.field("topic", pa.string(), nullable=False),  # row of topics.toml
        pa.field("hits", pa.int32(), nullable=False),  # its terms in title and text; in the title they count twice
        pa.field("density", pa.float64(), nullable=False),  # hits per 100 words
        # The terms with how often they stand there, the most frequent first: "5g ×4".
        pa.field("terms", pa.list_(pa.field("item", pa.string(), nullable=False)), nullable=False),
    ]
)

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        # The highest score first.
        pa.field("keywords", pa.list_(pa.field("item", KEYWORD, nullable=False)), nullable=False),
        # The most hits first.
        pa.field("topics", pa.list_(pa.field("item", TOPIC, nullable=False)), nullable=False),
    ]
)
