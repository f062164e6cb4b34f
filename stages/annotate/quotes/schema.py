"""The table that the step makes: one row for each article that was not rejected."""

import pyarrow as pa

QUOTE = pa.struct(
    [
        # Half-open, in code points of the clean text; ordered and disjoint. A direct quotation with its marks, of
        # several paragraphs from the first mark to the last; indirect speech from its "that", without the last stop.
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # direct | indirect
        # The name, the noun phrase or the pronoun that stands for the speaker beside it; null where nobody is named.
        pa.field("speaker_start", pa.int32()),
        pa.field("speaker_end", pa.int32()),
        pa.field("speaker_text", pa.string()),
        # Number of the mention in annotate.names that names the speaker: the one there, or what it stands for.
        pa.field("speaker_mention", pa.int32()),
        pa.field("cue", pa.string()),  # the reporting word; null where the speaker is known from words farther away
        pa.field("cue_start", pa.int32()),
        pa.field("cue_end", pa.int32()),
        pa.field("rule", pa.string(), nullable=False),  # how speech and speaker were found, and how the mention was
    ]
)

HEADLINE = pa.struct(
    [
        # All of them null where there is no headline: Parquet knows no null struct of values that must be there.
        pa.field("said", pa.string()),  # part of the title
        pa.field("speaker_text", pa.string()),  # as the title names them
        pa.field("speaker_mention", pa.int32()),  # as in a quote
        pa.field("rule", pa.string()),
    ]
)

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("quotes", pa.list_(pa.field("item", QUOTE, nullable=False)), nullable=False),
        pa.field("headline", HEADLINE),  # what the title says that somebody said; null for most
    ]
)
