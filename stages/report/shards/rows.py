"""The rows of a table by the article that they belong to."""

from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.report.shards.script import values

#: A row as the page gets it: the values of the columns that a `Rows` names.
Row = tuple[Any, ...]


class Table:
    """An exported table, whose columns are turned into values once, whoever asks for them.

    Args:
        table: the table.
    """

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._values: dict[str, list[Any]] = {}

    def values(self, name: str) -> list[Any]:
        """Return the values of a column."""
        if name not in self._values:
            self._values[name] = values(self.table[name])
        return self._values[name]

    def numbers(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return a column of whole numbers, 0 for a null, and which of them are none."""
        column = self.table[name].combine_chunks()
        numbers: NDArray[np.int64] = pc.fill_null(column, 0).to_numpy(zero_copy_only=False).astype(np.int64)
        return numbers, column.is_valid().to_numpy(zero_copy_only=False)

    @cached_property
    def bounds(self) -> dict[str, tuple[int, int]]:
        """The first row of each article and the one after its last: exported tables are sorted by article."""
        if not self.table.num_rows:
            return {}
        runs = pc.run_end_encode(self.table["doc_id"].combine_chunks())
        ends = runs.run_ends.to_pylist()
        found = dict(zip(runs.values.to_pylist(), zip([0, *ends[:-1]], ends, strict=True), strict=True))
        if len(found) < len(ends):
            raise ValueError("the rows of an article do not follow one another")
        return found

    def articles(self, documents: "Table") -> NDArray[np.int64]:
        """Return for each row the number of its article in ``documents``; -1 where it is not there."""
        number = pc.index_in(self.table["doc_id"].combine_chunks(), documents.table["doc_id"].combine_chunks())
        found: NDArray[np.int64] = pc.fill_null(number, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return found


class Rows:
    """Rows of an exported table, by article.

    Args:
        table: the table.
        without: columns that the page does not need.

    Attributes:
        columns: the names of the columns that each row has.
    """

    def __init__(self, table: Table, *without: str) -> None:
        self.columns = [name for name in table.table.column_names if name not in ("doc_id", *without)]
        self._bounds = table.bounds
        self.all: list[Row] = list(zip(*(table.values(name) for name in self.columns), strict=True))

    def of(self, doc_id: str) -> list[Row]:
        """Return the rows of one article, in the order of the table."""
        bounds = self._bounds.get(doc_id)
        return self.all[bounds[0] : bounds[1]] if bounds else []


def last_before(
    article: NDArray[np.int64],
    place: NDArray[np.int64],
    of_article: NDArray[np.int64],
    at: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the row of an article that begins last at or before a place; -1 where none does.

    Args:
        article: the number of the article of each row.
        place: where in it the row begins, below 2 ** 32.
        of_article: the number of the article of each place that is asked for.
        at: the place.
    """
    order = np.lexsort((place, article))  # stable: of two that begin at one place the later row is the last
    keys = (article << 32 | place)[order]
    found = np.searchsorted(keys, of_article << 32 | at, side="right") - 1
    rows = np.append(order, -1)[found]
    return np.where(np.append(article, -2)[rows] == of_article, rows, -1)
