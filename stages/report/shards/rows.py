"""The rows of a table by the article that they belong to."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from stages.report.shards.script import values

#: A row as the page gets it: the values of the columns that a `Rows` names.
Row = list[Any]


class Rows:
    """Rows of one exported table, by article.

    Args:
        table: the table.
        without: columns that the page does not need.

    Attributes:
        columns: the names of the columns that each row has.
    """

    def __init__(self, table: pa.Table, *without: str) -> None:
        self.columns = [name for name in table.column_names if name not in ("doc_id", *without)]
        self._of: dict[str, list[Row]] = {}
        told = zip(*(values(table[name]) for name in self.columns), strict=True)
        for doc_id, row in zip(table["doc_id"].to_pylist(), told, strict=True):
            self._of.setdefault(doc_id, []).append(list(row))

    def of(self, doc_id: str) -> list[Row]:
        """Return the rows of one article, in the order of the table."""
        return self._of.get(doc_id, [])

    def dicts(self, doc_id: str) -> Iterator[dict[str, Any]]:
        """Yield them by the names of their columns."""
        for row in self.of(doc_id):
            yield dict(zip(self.columns, row, strict=True))
