"""The answer to a query as a file: CSV, JSON or Parquet."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal

import msgspec
import pyarrow as pa

from flows.engine import tables
from flows.views import cell, digits

#: Rows that are turned into text at a time.
_BATCH = 10_000


def to_csv(answer: pa.Table) -> bytes:
    """Return an answer as CSV in UTF-8: a null is empty, a list is JSON, a number ends in its last digit."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(answer.column_names)
    for batch in answer.to_batches(_BATCH):
        columns = [column.to_pylist() for column in batch.columns]
        writer.writerows([cell(value) for value in row] for row in zip(*columns, strict=True))
    return sink.getvalue().encode()


def to_json(answer: pa.Table) -> bytes:
    """Return an answer as a JSON array of objects, one a line; a decimal is a number with all its digits."""
    names = [json.dumps(name, ensure_ascii=False) for name in answer.column_names]
    encode = msgspec.json.Encoder(decimal_format="number").encode
    lines = []
    for batch in answer.to_batches(_BATCH):
        columns = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            values = (digits(each) if isinstance(each, Decimal) else encode(each).decode() for each in row)
            fields = map(": ".join, zip(names, values, strict=True))
            lines.append(f"{{{', '.join(fields)}}}")
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode() if lines else b"[]\n"


def to_parquet(answer: pa.Table) -> bytes:
    """Return an answer as Parquet, written as the tables themselves are: the same rows give the same bytes."""
    return tables.encode(answer)


FORMATS: dict[str, Callable[[pa.Table], bytes]] = {"csv": to_csv, "json": to_json, "parquet": to_parquet}
