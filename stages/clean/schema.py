"""The tables of the clean stage: what it reads, what it makes, and the index of a batch file."""

import pyarrow as pa

from stages.offsets import OFFSETS_TYPE

#: The type of the column ``removed``. The reason is the name of a rule (boilerplate.toml, related.toml), or one of
#: the constants below.
REMOVED_TYPE = pa.list_(
    pa.field(
        "item",
        pa.struct(
            [
                pa.field("raw_start", pa.int32(), nullable=False),
                pa.field("raw_end", pa.int32(), nullable=False),
                pa.field("reason", pa.string(), nullable=False),
                pa.field("text", pa.string(), nullable=False),
            ]
        ),
        nullable=False,
    )
)

#: The type of the column ``stated_dates``. The rule is "record_published", "page_metadata" (with the row of
#: page_dates.toml as the place) or the one of boilerplate.toml that dropped the line; the span is where the text stands
#: in the raw text, null where it stands in a field of its own or could not be found again.
STATED_DATES_TYPE = pa.list_(
    pa.field(
        "item",
        pa.struct(
            [
                pa.field("rule", pa.string(), nullable=False),
                pa.field("text", pa.string(), nullable=False),
                pa.field("place", pa.string()),
                pa.field("raw_start", pa.int32()),
                pa.field("raw_end", pa.int32()),
            ]
        ),
        nullable=False,
    )
)

#: Reason for text of a web page that is not part of its article.
OUTSIDE = "outside_article"

#: Reason for the first line of a text whose title nothing else states, and which is in the column ``title`` now.
TITLE = "title"

#: Reason for a paragraph that says what the title says, and nothing else.
TITLE_REPEATED = "title_repeated"

#: Reason for the end of a paragraph that stands again as the next one: paragraphs inside paragraphs on a page.
NESTED = "nested_paragraph"

#: Reason for invisible characters that stand between spaces, where no word could take them along.
INVISIBLE = "invisible"


def _schema(*fields: tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable) for name, kind, nullable in fields])


#: The raw records that `stages.clean.read.articles.run` reads, in any order.
SOURCE_SCHEMA = _schema(
    ("key", pa.string(), False),  # what the article is called (`stages.keys`), unique in the corpus
    ("source", pa.string(), False),  # path of the file, posix, below the folder of all articles
    ("record", pa.string(), True),  # the record's id inside a batch file; null for a file that is one article
    ("outlet", pa.string(), True),  # the top folder, if the file is in one
    ("form", pa.string(), False),  # "text", "html" or "record"; "unknown" only together with a problem
    ("sha256", pa.string(), True),  # of the file as it lies there, or of a record; null where it is unreadable
    ("content", pa.large_binary(), True),  # the file, decompressed; for a record the bytes of its one JSON object
    ("fields", pa.string(), True),  # what our fields are called in a record, as JSON, where they are called otherwise
    ("problem_code", pa.string(), True),  # why the record cannot be processed at all, as the reader saw it
    ("problem_message", pa.string(), True),
)

#: One row for each row of the raw records, in their order: what `clean.read` makes, and `clean.articles` after it.
ARTICLES_SCHEMA = _schema(
    ("doc_id", pa.string(), False),  # `stages.keys.doc_id` of the key
    ("source", pa.string(), False),
    ("record", pa.string(), True),
    ("outlet", pa.string(), True),  # as the record names it, else the top folder, else the site that the page names
    ("raw_sha256", pa.string(), True),  # of the file or the line, in hexadecimal; null where it is unreadable
    ("reject_code", pa.string(), True),  # a code of rejects.toml; null for an article
    ("reject_message", pa.string(), True),
    ("url", pa.string(), True),
    ("title", pa.string(), True),
    ("author", pa.string(), True),
    ("section", pa.string(), True),
    ("credit", pa.string(), True),  # who reported, wrote and edited, or which agency, as the text says at its end
    ("syndicated_from", pa.string(), True),  # where the article was published first, as the text says
    ("stated_date", pa.string(), True),  # the day of publication as it is stated, verbatim
    ("stated_date_rule", pa.string(), True),  # "record_published", "page_metadata", or the rule that dropped it
    ("stated_dates", STATED_DATES_TYPE, True),  # all that is stated of that day, the two above first; null for a reject
    ("text", pa.large_string(), True),  # the clean text (`stages.clean.read.paragraphs`); null for a reject
    ("offsets", OFFSETS_TYPE, True),  # its map to the raw text (`stages.offsets`); null for a reject
    ("removed", REMOVED_TYPE, True),  # stretches of the raw text that were dropped, ascending; null for a reject
)

#: One row for each record of a batch file, in the order of the file, and one for what is wrong with the file as a whole
#: (`stages.clean.read.batch.scan`). A large file has more than 2 GiB of names and messages.
INDEX_SCHEMA = _schema(
    ("key", pa.large_string(), False),  # what the record is called inside its file, unique there; empty for the whole
    ("record", pa.large_string(), True),  # its id, if it has one that can be used
    ("offset", pa.int64(), False),  # where it begins: bytes of the decompressed file, or the number of its row
    ("length", pa.int64(), False),  # how many bytes (or rows) it takes, without the line end
    ("sha256", pa.binary(32), True),  # of the record as one JSON object; of the bytes that are there if it is none
    ("problem_code", pa.string(), True),  # as in `SOURCE_SCHEMA`
    ("problem_message", pa.large_string(), True),
)
