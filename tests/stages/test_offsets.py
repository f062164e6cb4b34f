"""The map from clean text to raw text."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages import offsets
from stages.offsets import Edit, Segments


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """Draw a text and edits of it: replaced, grown, shrunk and dropped pieces."""
    text = draw(st.text("abcdef ", max_size=60))
    bounds = sorted(draw(st.lists(st.integers(0, len(text)), unique=True, max_size=16)))
    edits = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=False):
        edits.append(Edit(start, end, draw(st.text("XYZ", max_size=4))))
    return text, edits


@st.composite
def pieces(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    bounds = sorted(draw(st.lists(st.integers(0, length), max_size=12)))
    return [(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=False) if start < end]


def assert_ordered(segments: Segments, length: int, raw_length: int) -> None:
    clean_end = raw_end = 0
    for start, raw_start, size, raw_size in segments:
        assert start >= clean_end
        assert raw_start >= raw_end
        assert size > 0
        assert raw_size > 0
        clean_end, raw_end = start + size, raw_start + raw_size
    assert clean_end <= length
    assert raw_end <= raw_length


def is_merged(segments: Segments) -> bool:
    """Whether no two neighbours could have been one segment."""
    return not any(
        a[2] == a[3] and b[2] == b[3] and a[0] + a[2] == b[0] and a[1] + a[3] == b[1] for a, b in pairwise(segments)
    )


@given(edited())
def test_edits_are_known_to_the_map(drawn: tuple[str, list[Edit]]) -> None:
    raw, edits = drawn
    text, segments = offsets.apply_edits(raw, edits)
    assert_ordered(segments, len(text), len(raw))
    assert is_merged(segments)
    assert sum(segment[2] for segment in segments) == len(text)
    for position, character in enumerate(text):
        extent = offsets.to_raw(segments, position, position + 1)
        assert extent is not None
        piece = raw[slice(*extent)]
        if character.islower() or character == " ":
            assert piece == character
        else:  # a new one: it stands for all or part of what was replaced
            assert any(edit.start <= extent[0] and extent[1] <= edit.end for edit in edits)


@given(st.data(), st.integers(0, 80))
def test_keeping_pieces(data: st.DataObject, length: int) -> None:
    raw = "".join(chr(0x4E00 + position) for position in range(length))
    kept = data.draw(pieces(length))
    text = "".join(raw[start:end] for start, end in kept)
    segments = offsets.keep(kept)
    assert_ordered(segments, len(text), len(raw))
    assert is_merged(segments)
    assert "".join(raw[raw_start : raw_start + size] for _, raw_start, _, size in segments) == text


@given(st.data(), edited())
def test_composition_agrees_with_two_steps(data: st.DataObject, drawn: tuple[str, list[Edit]]) -> None:
    raw, edits = drawn
    draft, to_raw = offsets.apply_edits(raw, edits)
    kept = data.draw(pieces(len(draft)))
    to_draft = offsets.keep(kept)
    text = "".join(draft[start:end] for start, end in kept)
    composed = offsets.compose(to_draft, to_raw)
    assert_ordered(composed, len(text), len(raw))
    assert sum(segment[2] for segment in composed) == len(text)
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    if start == end:
        return
    middle = offsets.to_raw(to_draft, start, end)
    assert middle is not None
    expected = offsets.to_raw(to_raw, *middle)
    found = offsets.to_raw(composed, start, end)
    assert expected is not None
    assert found is not None
    atomic = [(start, start + size) for start, _, size, raw_size in to_raw if size != raw_size]
    borders = {border for piece in kept for border in piece}
    if any(start < border < end for start, end in atomic for border in borders):
        # An atomic segment was cut: its halves are joined, or what is left of it may look exact. Still the same place.
        assert found[0] < expected[1]
        assert expected[0] < found[1]
    else:
        assert found == expected


@given(edited(), edited())
def test_composition_of_two_repairs(first: tuple[str, list[Edit]], second: tuple[str, list[Edit]]) -> None:
    draft, to_raw = offsets.apply_edits(*first)
    edits = [edit for edit in second[1] if edit.end <= len(draft)]
    text, to_draft = offsets.apply_edits(draft, edits)
    composed = offsets.compose(to_draft, to_raw)
    assert_ordered(composed, len(text), len(first[0]))
    assert sum(segment[2] for segment in composed) == len(text)


def test_a_composition_leaves_gaps_where_either_map_has_one() -> None:
    assert offsets.compose([(0, 0, 9, 9)], [(1, 10, 2, 2), (5, 20, 3, 4)]) == [(1, 10, 2, 2), (5, 20, 3, 4)]
    assert offsets.compose([(0, 3, 2, 5)], [(0, 10, 9, 9)]) == [(0, 13, 2, 5)]
    assert offsets.compose([(0, 3, 2, 5)], [(0, 10, 4, 4)]) == []


def test_halves_of_an_atomic_segment_become_one() -> None:
    # "fi" stands for one raw character; the draft's space between the two halves of it is dropped
    assert offsets.compose([(0, 0, 1, 1), (1, 2, 1, 1)], [(0, 0, 3, 1)]) == [(0, 0, 2, 1)]


SEGMENTS = [(0, 2, 3, 3), (3, 6, 2, 1), (7, 9, 2, 2)]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 3), (2, 5)),
        ((1, 2), (3, 4)),
        ((2, 4), (4, 7)),
        ((4, 5), (6, 7)),
        ((0, 9), (2, 11)),
        ((5, 6), None),
        ((5, 8), None),
        ((3, 6), None),
        ((8, 10), None),
        ((1, 1), None),
        ((4, 2), None),
    ],
)
def test_spans(span: tuple[int, int], expected: tuple[int, int] | None) -> None:
    assert offsets.to_raw(SEGMENTS, *span) == expected


def test_no_segments() -> None:
    assert offsets.to_raw([], 0, 1) is None
    assert [part.tolist() for part in offsets.to_raw_many(offsets.as_arrays([]), [0, 5], [1, 9])] == [
        [-1, -1],
        [-1, -1],
        [False, False],
    ]


@given(st.lists(edited(), min_size=1, max_size=5), st.data())
def test_many_articles_at_once(drawn: list[tuple[str, list[Edit]]], data: st.DataObject) -> None:
    maps = [offsets.apply_edits(raw, edits)[1] for raw, edits in drawn]
    column = offsets.offsets_column([None, *maps])
    assert column.type == offsets.OFFSETS_TYPE
    spans = data.draw(
        st.lists(st.tuples(st.integers(1, len(maps)), st.integers(0, 70), st.integers(0, 70)), max_size=20)
    )
    rows, starts, ends = (np.array([span[part] for span in spans], np.int64) for part in range(3))
    raw_starts, raw_ends, valid = offsets.to_raw_column(column, rows, starts, ends)
    for row, start, end, raw_start, raw_end, inside in zip(
        rows, starts, ends, raw_starts, raw_ends, valid, strict=True
    ):
        expected = offsets.to_raw(maps[row - 1], start, end)
        assert (expected is not None) == inside
        assert (raw_start, raw_end) == (expected or (-1, -1))


def test_the_column_can_be_sliced() -> None:
    column = offsets.offsets_column([[(0, 5, 2, 2)], None, [(0, 7, 3, 3)], []])
    assert column.to_pylist() == [
        [{"start": 0, "raw_start": 5, "length": 2, "raw_length": 2}],
        None,
        [{"start": 0, "raw_start": 7, "length": 3, "raw_length": 3}],
        [],
    ]
    raw_starts, _, valid = offsets.to_raw_column(column.slice(2), [0], [1], [2])
    assert raw_starts.tolist() == [8]
    assert valid.tolist() == [True]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=6), st.integers(0, 50))
def test_gaps_are_what_nothing_covers(removed: list[tuple[int, int]], length: int) -> None:
    spans = [(start, min(start + size, length)) for start, size in removed if start < length]
    covered = {position for start, end in spans for position in range(start, end)}
    found = [position for start, end in offsets.gaps([], spans, length) for position in range(start, end)]
    assert found == [position for position in range(length) if position not in covered]


def test_the_type_says_what_is_never_null() -> None:
    item = offsets.OFFSETS_TYPE.value_field
    assert not item.nullable
    assert item.type == pa.struct([pa.field(name, pa.int32(), nullable=False) for name in offsets.NAMES])
