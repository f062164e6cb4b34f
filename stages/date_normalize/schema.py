"""The table that the stage makes: one row per article that was not rejected, in the order of clean.articles."""

import pyarrow as pa

#: One temporal expression. Spans are half-open, in code points of the clean text.
TIMEX = pa.struct(
    [
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),  # DATE, TIME, DURATION, SET
        pa.field("value", pa.string()),  # TIMEX3; X for what the text leaves open, null where `alternatives` stand
        pa.field("alternatives", pa.list_(pa.field("item", pa.string(), nullable=False))),  # the days it may mean
        pa.field("mod", pa.string()),  # TIMEX3: START, MID, END, APPROX, LESS_THAN ...
        pa.field("begin", pa.date32()),  # first and last day of the value, where it fixes them
        pa.field("finish", pa.date32()),
        pa.field("fiscal", pa.string()),  # country and label of the fiscal period: PK FY2020-21 M1-9
        pa.field("fiscal_source", pa.string()),  # what said whose year it is: sentence, dateline, outlet or text
        pa.field("anchor", pa.string()),  # TIMEX3 value that it is counted from; null for an absolute one
        pa.field("rule", pa.string(), nullable=False),  # of a file in rules
    ]
)

#: One source that says something of the day of publication (`stages.publication.Source`), the most trusted first.
SOURCE = pa.struct(
    [
        pa.field("rule", pa.string(), nullable=False),  # of stages/publication/sources.toml
        pa.field("place", pa.string()),  # the row of clean's page_dates.toml that found it on a page
        pa.field("text", pa.string(), nullable=False),  # what it says, verbatim
        pa.field("where", pa.string(), nullable=False),  # what the span counts in: text, source, url; field has none
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("date", pa.date32()),
        pa.field("precision", pa.string()),
        pa.field("days", pa.int32()),  # after the day that is taken; negative before it
        pa.field("verdict", pa.string(), nullable=False),  # taken, agrees, near, contradicts, or why it says nothing
        pa.field("weekday_agrees", pa.bool_()),  # null where no weekday is named
    ]
)

DATES = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("published", pa.date32()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("published_precision", pa.string()),
        pa.field("published_rule", pa.string(), nullable=False),
        pa.field("published_conflict", pa.string()),  # what contradicts it; null where nothing does
        pa.field("published_sources", pa.list_(pa.field("item", SOURCE, nullable=False)), nullable=False),
        pa.field("dateline_place", pa.string()),
        pa.field("agency", pa.string()),
        pa.field("country", pa.string()),
        pa.field("timexes", pa.list_(pa.field("item", TIMEX, nullable=False)), nullable=False),
    ]
)
