"""Shingle sets of a block of texts against sets of tuples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import words
from stages.dedupe.ragged import Ragged
from stages.dedupe.shingles import shingle_sets, shingles
from stages.dedupe.tokens import CLASS

#: Few different tokens, so that shingles repeat inside a text and between texts. One of them is 0.
ROWS = st.lists(st.lists(st.integers(0, 3), max_size=12), max_size=6)


def tokens_of(rows: list[list[int]]) -> Ragged:
    values = np.array([value for row in rows for value in row], dtype=np.uint32) * np.uint32(400)
    return Ragged.of_lengths(values, np.array([len(row) for row in rows], dtype=np.int64))


def runs_of(row: list[int], width: int) -> list[tuple[int, ...]]:
    if 0 < len(row) < width:
        return [(*row, *[0] * (width - len(row)))]
    return [tuple(row[place : place + width]) for place in range(len(row) - width + 1)]


def rows_of(ragged: Ragged) -> list[list[int]]:
    return [ragged.values[a:b].tolist() for a, b in zip(ragged.offsets[:-1], ragged.offsets[1:], strict=True)]


@settings(deadline=None)
@given(ROWS, st.integers(1, 6))
def test_shingles_are_the_runs_of_words_in_their_order(rows: list[list[int]], width: int) -> None:
    plain = [runs_of(row, width) for row in rows]
    found = rows_of(shingles(tokens_of(rows), width))
    assert [len(row) for row in found] == [len(row) for row in plain]
    pairs = {(run, value) for runs, row in zip(plain, found, strict=True) for run, value in zip(runs, row, strict=True)}
    assert len({run for run, _ in pairs}) == len({value for _, value in pairs}) == len(pairs)


@settings(deadline=None)
@given(ROWS, st.integers(1, 6))
def test_sets_are_distinct_and_ascending(rows: list[list[int]], width: int) -> None:
    tokens = tokens_of(rows)
    assert rows_of(shingle_sets(tokens, width)) == [sorted(set(row)) for row in rows_of(shingles(tokens, width))]


@settings(deadline=None)
@given(ROWS, st.integers(1, 6), st.integers(0, 3))
def test_classes_do_not_count(rows: list[list[int]], width: int, kind: int) -> None:
    tokens = tokens_of(rows)
    classed = Ragged(tokens.values | (CLASS & np.uint32(kind)), tokens.offsets)
    assert rows_of(shingle_sets(classed, width)) == rows_of(shingle_sets(tokens, width))


@pytest.mark.parametrize("width", [1, 3, 5])
def test_a_short_text_is_one_shingle_of_all_its_words(width: int) -> None:
    tokens = words.read(["two words", "two", "", "two words more"]).tokens()
    sizes = shingle_sets(tokens, width).lengths.tolist()
    assert sizes == ([2, 1, 0, 3] if width == 1 else [1, 1, 0, 1])
    assert len(set(shingle_sets(tokens, 5).values.tolist())) == 3


def test_no_texts() -> None:
    assert len(shingle_sets(tokens_of([]), 3)) == 0
