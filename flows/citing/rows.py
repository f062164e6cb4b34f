"""The names of rows, as people write them and as `khabar sql` prints them.

A row is ``DOC:START-END``, the article and a span of its text, which is what the macro ``cite`` gives; ``DOC`` alone is
the article. DOC is a doc_id, its first characters, or a path below the seeds, with ``#record`` for a record of a batch.
``TABLE/DOC:START-END`` asks that this table has a row there.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.errors import UsageError
from stages.export.schema import schemas

_SPAN = re.compile(r"(.+):([0-9]{1,9})-([0-9]{1,9})")

#: A column that the macro `cite` made, whatever it is called.
_CITED = re.compile(r"[0-9a-f]{4,64}:[0-9]+-[0-9]+")


@dataclass(frozen=True)
class Row:
    """The name of one row.

    Attributes:
        document: what names the article.
        span: start and end in its text; None for the article.
        table: the table that must have the row; None where it does not matter.
    """

    document: str
    span: tuple[int, int] | None = None
    table: str | None = None

    @classmethod
    def of(cls, name: str) -> "Row":
        """Read a name.

        Raises:
            UsageError: its span ends before it begins.
        """
        document, span = name.strip(), None
        if match := _SPAN.fullmatch(document):
            document, span = match[1], (int(match[2]), int(match[3]))
            if span[0] >= span[1]:
                raise UsageError(f"The span of {name!r} ends where it begins, or before", "Write it as DOC:START-END.")
        table, _, rest = document.partition("/")
        # A folder of the seeds may have the name of a table; what follows the name of a table is a doc_id.
        if table in schemas() and re.fullmatch(r"[0-9a-f]+", rest):
            return cls(rest, span, table)
        return cls(document, span)


def piped(text: str) -> list[Row]:
    """Return the rows that somebody pipes in: names, one a line, or what `khabar sql` writes as CSV or JSON.

    Raises:
        UsageError: a row of CSV or JSON names no article.
    """
    if text.lstrip()[:1] in ("[", "{"):
        return _records(_json(text))
    lines = text.splitlines()
    if lines and re.search(r"\b(doc_id|cite)\b", lines[0]):
        return _records(_csv(text))
    return [Row.of(line) for line in lines if line.strip()]


def _csv(text: str) -> Iterable[Mapping[str, Any]]:
    # A value may be the text of a whole article, longer than the csv module thinks sane.
    limit = csv.field_size_limit(max(len(text), 1))
    try:
        return list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise UsageError(f"What was piped in is no CSV: {error}", "Pipe in `khabar sql ... --format csv`.") from error
    finally:
        csv.field_size_limit(limit)


def _json(text: str) -> Iterable[Mapping[str, Any]]:
    try:
        if text.lstrip().startswith("["):
            found = json.loads(text)
        else:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise UsageError(f"What was piped in is no JSON: {error}", "Pipe in `khabar sql ... --format json`.") from error
    return [each if isinstance(each, dict) else {} for each in found]


def _records(records: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [_record(record) for record in records]


def _record(record: Mapping[str, Any]) -> Row:
    """Return the row that a record names: by a column that `cite` made, or by its article and span."""
    for value in record.values():
        if isinstance(value, str) and _CITED.fullmatch(value):
            return Row.of(value)
    document = record.get("doc_id")
    if not document:
        raise UsageError(
            f"A row names no article: its columns are {', '.join(map(str, record))}",
            'Select doc_id, start and "end", or cite(doc_id, start, "end").',
        )
    start, end = record.get("start"), record.get("end")
    return Row.of(f"{document}:{start}-{end}" if start not in (None, "") and end not in (None, "") else str(document))
