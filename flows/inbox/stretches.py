"""What stood in a batch file where a record was read, so that it can be told whether its text tells its bytes."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import contents, sources
from flows.engine.listing import File
from flows.inbox import encodings
from stages.clean.read.decoding import as_utf8, to_text
from stages.clean.read.forms import form_of
from stages.clean.read.params import ReadParams

#: Says of a record, and of the line that was made of it, whether bytes of it would be lost.
Loses = Callable[[sources.Record, bytes], bool]

#: Rows of a Parquet file looked at in one step.
_STEP = 256


def of_batch(file: File, params: ReadParams) -> Loses:
    """Return what says so of the records of a batch file."""
    form = form_of(file.name)
    if form.batch == "parquet":
        return _never if _holds_text_alone(file.path) else _where_replaced
    whole = contents.whole(file, params.decompressed_limit_mib)[0]
    data = as_utf8(whole)
    if data is not whole and encodings.encoding_of(whole, to_text(whole)) is None:
        return _where_replaced  # UTF-16 with something wrong in it: what is left of that looks like text

    def loses(record: sources.Record, line: bytes) -> bool:
        raw = data[record.offset : record.offset + record.length]
        return encodings.is_lost(raw, line) or (form.batch != "warc" and not encodings.tells(raw))

    return loses


def _never(_record: sources.Record, _line: bytes) -> bool:
    return False


def _where_replaced(_record: sources.Record, line: bytes) -> bool:
    return encodings.is_lost(b"", line)


def _holds_text_alone(path: Path) -> bool:
    """Return whether all texts of a Parquet file are the UTF-8 that they should be."""
    try:
        file = pq.ParquetFile(path)
        columns = [file.schema.column(at) for at in range(len(file.schema))]
        texts = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
        file = pq.ParquetFile(path, read_dictionary=texts)
        if not all(
            str(column.logical_type) in ("String", "JSON", "Enum") for column in columns if column.path in texts
        ):
            return False
        for rows in file.iter_batches(_STEP, columns=texts, use_threads=False):
            rows.validate(full=True)
    except (pa.ArrowException, OSError):  # what cannot be decoded was rejected already
        return False
    return True
