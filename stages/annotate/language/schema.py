"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        # A code of langdetect (ISO 639-1, "zh-cn", "zh-tw"), or "und".
        pa.field("language", pa.string(), nullable=False),
        # Probability of the best language, rounded to 6 digits; null where langdetect was not asked or had no answer.
        pa.field("language_score", pa.float64()),
        # detected | too_few_letters | low_score | no_features
        pa.field("language_reason", pa.string(), nullable=False),
    ]
)
