"""Counts, in one long table that can be added up in any order."""

import pyarrow as pa

#: ``measure`` says what is counted; the other columns say for which outlet, month and label, null where it is not
#: split by that. What the measures of stories mean stands in `stages.report.stories`.
COUNTS = pa.schema(
    [
        pa.field("measure", pa.string(), nullable=False),
        pa.field("outlet", pa.string()),
        pa.field("month", pa.string()),
        pa.field("label", pa.string()),
        pa.field("count", pa.int64(), nullable=False),
    ]
)

#: The columns that a count is for.
BY = ["measure", "outlet", "month", "label"]
