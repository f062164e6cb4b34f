"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

#: Exact: 29 digits before the decimal point and 9 after it. What does not fit is not annotated.
VALUE = pa.decimal128(38, 9)

AMOUNT = pa.struct(
    [
        # Half-open, in code points of the clean text: from sign or figure to magnitude, currency or percent word,
        # without the words that `mod` was read from.
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # money | percent | count | ratio
        # Equal unless the text gives a range. In units of the currency (50 cents are 0.5), in percent, in things
        # counted; of a ratio the quotient, rounded to the last place where it has no end (one in three).
        pa.field("value_low", VALUE, nullable=False),
        pa.field("value_high", VALUE, nullable=False),
        pa.field("currency", pa.string()),  # ISO 4217; null but for money, and where the text leaves it open
        # percent | percentage_point; of a count what is counted, in the singular (project, person, kilometre); of a
        # ratio share (one in three) or factor (doubled: the new value over the old); null for money.
        pa.field("unit", pa.string()),
        pa.field("per", pa.string()),  # of a price or rate: for one of what, in the singular (kilogram, barrel, month)
        pa.field("numerator", pa.int64()),  # of a ratio, exact: 2 of two thirds
        pa.field("denominator", pa.int64()),  # of a ratio, exact: 3 of two thirds
        pa.field("mod", pa.string()),  # one of the `mod` of lexicon.toml, or order: see rules.toml
        pa.field("rule", pa.string(), nullable=False),  # row of rules.toml, and what was resolved by default
    ]
)

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("amounts", pa.list_(pa.field("item", AMOUNT, nullable=False)), nullable=False),
    ]
)
