"""Fingerprints against a plain reading of the definition, and the guarantee that they are for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import hashing
from stages.dedupe.ragged import Ragged
from stages.dedupe.shingles import shingles
from stages.dedupe.winnow import by_first_bits, fingerprints, spread

ROWS = st.lists(st.lists(st.integers(0, 9), max_size=40), max_size=5)
WIDTHS, WINDOWS = st.integers(1, 6), st.integers(1, 14)


def tokens_of(rows: list[list[int]]) -> Ragged:
    values = np.array([value for row in rows for value in row], dtype=np.uint32) << np.uint32(2)
    return Ragged.of_lengths(values, np.array([len(row) for row in rows], dtype=np.int64))


def rows_of(ragged: Ragged) -> list[list[int]]:
    return [ragged.values[a:b].tolist() for a, b in zip(ragged.offsets[:-1], ragged.offsets[1:], strict=True)]


@settings(deadline=None)
@given(ROWS, WIDTHS, WINDOWS)
def test_fingerprints_are_the_least_of_each_window(rows: list[list[int]], width: int, window: int) -> None:
    tokens = tokens_of(rows)
    expected = []
    for row, runs in zip(rows, rows_of(shingles(tokens, width)), strict=True):
        windows = [runs[place : place + window] for place in range(max(len(runs) - window + 1, 1))]
        least = np.array([min(one) for one in windows if one] if len(row) >= width else [], np.uint32)
        expected.append(sorted(set(spread(least).tolist())))
    assert rows_of(fingerprints(tokens, width, window)) == expected


@settings(deadline=None)
@given(st.data(), WIDTHS, WINDOWS)
def test_a_shared_passage_shares_a_fingerprint(data: st.DataObject, width: int, window: int) -> None:
    words = st.integers(0, 1000)
    least = window + width - 1
    passage = data.draw(st.lists(words, min_size=least, max_size=least + 5))
    around = [data.draw(st.lists(words, max_size=20)) for _ in range(4)]
    a, b = around[0] + passage + around[1], around[2] + passage + around[3]
    first, second = rows_of(fingerprints(tokens_of([a, b]), width, window))
    assert set(first) & set(second)


def test_about_two_in_window_and_one_are_chosen() -> None:
    tokens = Ragged.of_lengths((hashing.stream(0, 50_000) >> np.uint64(34)).astype(np.uint32) << 2, np.array([50_000]))
    assert len(fingerprints(tokens, 5, 12).values) / 50_000 == pytest.approx(2 / 13, rel=0.03)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=20, unique=True).map(sorted), max_size=5))
def test_parts_hold_each_value_once_by_its_first_bits(rows: list[list[int]]) -> None:
    values = np.array([value for row in rows for value in row], dtype=np.uint32)
    ragged = Ragged.of_lengths(values, np.array([len(row) for row in rows], dtype=np.int64))
    parts = [rows_of(part) for part in by_first_bits(ragged, 8)]
    assert all(value >> 29 == number for number, part in enumerate(parts) for row in part for value in row)
    assert [[value for part in parts for value in part[row]] for row in range(len(rows))] == rows


def test_slices_are_of_one_size_and_no_value_is_lost() -> None:
    texts = (hashing.stream(0, 50_000) >> np.uint64(34)).astype(np.uint32) << 2
    prints = fingerprints(Ragged.of_lengths(texts, np.array([50_000])), 5, 12)
    sizes = [len(part.values) for part in by_first_bits(prints, 8)]
    assert sum(sizes) == len(prints.values)
    assert min(sizes) > 0.8 * max(sizes)
    values = np.arange(1 << 16, dtype=np.uint32)
    assert len(np.unique(spread(values))) == len(values)
