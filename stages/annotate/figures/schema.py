"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

#: Exact: 29 digits before the decimal point and 9 after it, as in the table of amounts.
VALUE = pa.decimal128(38, 9)

FIGURE = pa.struct(
    [
        # The amount, half-open, in code points of the clean text, and the sentence that it stands in.
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("sentence_start", pa.int32(), nullable=False),
        pa.field("sentence_end", pa.int32(), nullable=False),
        # What the amount measures: its name, the id that all its wordings share, and where the words stand.
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("indicator_id", pa.string(), nullable=False),
        pa.field("indicator_start", pa.int32(), nullable=False),
        pa.field("indicator_end", pa.int32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # actual | target | plan | potential | forecast
        pa.field("measure", pa.string(), nullable=False),  # level | change
        # A change is negative where the indicator fell.
        pa.field("value_low", VALUE, nullable=False),
        pa.field("value_high", VALUE, nullable=False),
        pa.field("unit", pa.string()),  # ISO 4217 code, percent, percentage_point, or what is counted
        pa.field("mod", pa.string()),
        pa.field("growth", VALUE),  # percent, of the indicator over the base
        pa.field("base_low", VALUE),
        pa.field("base_high", VALUE),
        pa.field("base_begin", pa.date32()),
        pa.field("base_finish", pa.date32()),
        # Whether level, base and growth agree (`growth`); null where one of them is missing or only about right.
        pa.field("consistent", pa.bool_()),
        pa.field("begin", pa.date32()),
        pa.field("finish", pa.date32()),
        pa.field("period", pa.string()),  # TIMEX3 value of the expression that gives the period
        pa.field("fiscal", pa.string()),
        pa.field("speaker_text", pa.string()),
        pa.field("speaker_start", pa.int32()),
        pa.field("speaker_end", pa.int32()),
        pa.field("speaker_mention", pa.int32()),  # number in annotate.names; null where that is not read
        pa.field("cue", pa.string()),  # the word that the kind was read from; null for what is told as a fact
        pa.field("rule", pa.string(), nullable=False),  # of rules.toml
    ]
)

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("figures", pa.list_(pa.field("item", FIGURE, nullable=False)), nullable=False),
    ]
)
