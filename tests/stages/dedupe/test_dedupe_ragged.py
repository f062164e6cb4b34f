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


def binaries(rows: list[list[int] | None]) -> pa.Array:
    return pa.array([None if row is None else np.array(row, dtype="<u4").tobytes() for row in rows], pa.large_binary())


@settings(deadline=None)
@given(rows=st.lists(st.none() | st.lists(st.integers(0, 2**32 - 1), max_size=4), max_size=8), data=st.data())
def test_reads_columns_however_they_are_cut(rows: list[list[int] | None], data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(rows)))
    plain = [row or [] for row in rows]
    whole = Ragged.of_binary(pa.chunked_array([binaries(rows).slice(begin), binaries(rows)]), np.uint32)
    assert as_lists(whole) == plain[begin:] + plain
    for column in (binaries(rows).slice(begin), pa.chunked_array([binaries(rows).slice(begin)])):
        ragged = Ragged.of_binary(column, np.uint32)
        assert as_lists(ragged) == plain[begin:]
        assert len(ragged) == len(column)


def test_reads_a_column_without_chunks() -> None:
    assert as_lists(Ragged.of_binary(pa.chunked_array([], pa.large_binary()), np.uint32)) == []


def test_a_column_in_one_piece_is_not_copied() -> None:
    column = binaries([[1, 2], [3]])
    ragged = Ragged.of_binary(pa.chunked_array([column]), np.uint32)
    assert ragged.values.__array_interface__["data"][0] == column.buffers()[2].address


def test_half_a_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="rows that are not of uint32"):
        Ragged.of_binary(pa.array([b"12345"], pa.large_binary()), np.uint32)


@settings(deadline=None)
@given(rows=ROWS, data=st.data())
def test_a_column_gives_back_what_was_written(rows: list[list[int]], data: st.DataObject) -> None:
    null = np.array([not row and data.draw(st.booleans()) for row in rows], dtype=np.bool_)
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    ragged = Ragged.of_lengths(np.array([value for row in rows for value in row], dtype=np.uint32), lengths)
    column = ragged.to_binary(null)
    column.validate(full=True)
    assert column.is_null().to_pylist() == null.tolist()
    assert as_lists(Ragged.of_binary(column, np.uint32)) == rows
    assert ragged.to_binary().null_count == 0


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
