"""Ragged rows against lists of lists."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe.ragged import Ragged, spans

ROWS = st.lists(st.lists(st.integers(0, 99), max_size=4), max_size=8)


def as_lists(ragged: Ragged) -> list[list[int]]:
    return [ragged.values[a:b].tolist() for a, b in zip(ragged.offsets[:-1], ragged.offsets[1:], strict=True)]


@pytest.mark.parametrize("kind", [pa.list_(pa.uint32()), pa.large_list(pa.uint32())], ids=["list", "large_list"])
@settings(deadline=None)
@given(rows=ROWS, data=st.data())
def test_reads_columns_however_they_are_cut(kind: pa.DataType, rows: list[list[int]], data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(rows)))
    column = pa.chunked_array([pa.array(rows, kind).slice(begin), pa.array(rows, kind)], kind)
    ragged = Ragged.of_arrow(column)
    assert as_lists(ragged) == rows[begin:] + rows
    assert len(ragged) == len(column)
    sliced = pa.chunked_array([pa.array(rows, kind).slice(begin)], kind)
    assert as_lists(Ragged.of_arrow(sliced)) == rows[begin:]


@pytest.mark.parametrize("kind", [pa.list_(pa.uint32()), pa.large_list(pa.uint32())], ids=["list", "large_list"])
def test_reads_a_column_without_chunks(kind: pa.DataType) -> None:
    assert as_lists(Ragged.of_arrow(pa.chunked_array([], kind))) == []


@settings(deadline=None)
@given(rows=ROWS.filter(len), data=st.data())
def test_takes_rows_in_any_order(rows: list[list[int]], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=8))
    ragged = Ragged.of_lengths(
        np.array([value for row in rows for value in row], dtype=np.uint32), np.array([len(row) for row in rows])
    )
    assert as_lists(ragged.take(np.array(wanted, dtype=np.int64))) == [rows[row] for row in wanted]


def test_spans_follow_one_another() -> None:
    assert spans(np.array([7, 0, 3]), np.array([2, 0, 3])).tolist() == [7, 8, 3, 4, 5]
