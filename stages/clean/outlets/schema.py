"""The tables of the step."""

import pyarrow as pa


def _schema(*fields: tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable) for name, kind, nullable in fields])


#: What an outlet is known by: distinct pairs of a partition.
SIGNATURES = _schema(
    ("stated", pa.string(), True),  # the outlet as the article states it, or its folder; verbatim
    ("host", pa.string(), True),  # of the article's address, in lower case
)

#: What ``outlets.csv`` says of a pair: one row for each of its rows that fit.
DECISIONS = _schema(
    ("partition", pa.string(), False),
    *((field.name, field.type, True) for field in SIGNATURES),
    ("outlet", pa.string(), False),
    ("country", pa.string(), True),
    ("time_zone", pa.string(), True),
    ("date_order", pa.string(), True),
    ("language", pa.string(), True),
    ("rank", pa.int32(), True),
    ("valid_from", pa.date32(), True),
    ("valid_until", pa.date32(), True),
)

#: One row for each row of ``clean.read``, in its order.
OUTLETS = _schema(
    ("doc_id", pa.string(), False),
    ("outlet", pa.string(), True),  # by its one name; as stated where no row of the table fits
    ("country", pa.string(), True),  # ISO 3166-1, two letters
    ("time_zone", pa.string(), True),  # IANA name, as Asia/Karachi
    ("date_order", pa.string(), True),  # DMY or MDY: what 5/6/2021 means there
    ("language", pa.string(), True),  # ISO 639-1
    ("rank", pa.int32(), True),  # from 1, the most trusted
)
