"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

#: Half-open, in code points of the clean text: a line without the white space around it; ordered and disjoint.
PARAGRAPH = pa.struct(
    [
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("language_reason", pa.string(), nullable=False),
        pa.field("language_detected", pa.string()),
        pa.field("language_score", pa.float64()),
    ]
)

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        # A code of langdetect (ISO 639-1, "zh-cn", "zh-tw"), one of scripts.toml, "ur-Latn" (BCP 47), or "und".
        pa.field("language", pa.string(), nullable=False),
        # A name of reasons.toml.
        pa.field("language_reason", pa.string(), nullable=False),
        # What langdetect says; null where it was not asked or had no answer.
        pa.field("language_detected", pa.string()),
        # Its probability of that, rounded to 6 digits.
        pa.field("language_score", pa.float64()),
        # The languages of the paragraphs, that with most letters first; null for an article in one language.
        pa.field("languages", pa.list_(pa.field("item", pa.string(), nullable=False))),
        # All paragraphs of an article in several languages; none of any other.
        pa.field("paragraphs", pa.list_(pa.field("item", PARAGRAPH, nullable=False)), nullable=False),
    ]
)
