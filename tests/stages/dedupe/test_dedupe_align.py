"""The alignment: what is left when the gaps are taken out is the same in both texts."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.dedupe import align
from stages.dedupe.ragged import Ragged
from stages.dedupe.shingles import shingles

WORDS = st.lists(st.integers(1, 9), max_size=24)
PAIRS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6)


class Laid:
    """Some pairs of texts, poured into one array as `compare` does it."""

    def __init__(self, pairs: list[tuple[list[int], list[int]]], width: int) -> None:
        texts = [list(text) for side in zip(*pairs, strict=True) for text in side]
        poured = Ragged.of_lengths(
            np.array([word for text in texts for word in text], np.uint32), np.array([len(text) for text in texts])
        )
        self.words = poured.values
        self.starts, self.lengths = poured.starts.reshape(2, -1), poured.lengths.reshape(2, -1)
        items = shingles(Ragged(poured.values << np.uint32(2), poured.offsets), width)
        place = np.concatenate(
            [start + np.arange(n) for start, n in zip(poured.starts, items.lengths, strict=True)]
        ).astype(np.int64)
        group = np.repeat(np.tile(np.arange(len(pairs)), 2), items.lengths)
        found = align.runs(group, items.values, place, 32)
        anchors = align.anchors_of(found, int(self.starts[1, 0]))
        self.gaps = align.gaps(self.words, self.starts, self.lengths, anchors, width)

    def without(self, gaps: align.Gaps) -> list[tuple[list[int], list[int]]]:
        """Return the texts of each pair without its gaps."""
        kept = np.ones(len(self.words), dtype=bool)
        for start, end in (*zip(gaps.a_start, gaps.a_end, strict=True), *zip(gaps.b_start, gaps.b_end, strict=True)):
            assert start <= end
            assert kept[start:end].all(), "gaps do not overlap"
            kept[start:end] = False
        sides = []
        for starts, lengths in zip(self.starts, self.lengths, strict=True):
            spans = [slice(start, start + n) for start, n in zip(starts, lengths, strict=True)]
            sides.append([self.words[span][kept[span]].tolist() for span in spans])
        return list(zip(*sides, strict=True))

    def shown(self, gaps: align.Gaps) -> list[tuple[list[int], list[int]]]:
        """Return the passages of each gap, in the order of the first text."""
        order = np.lexsort((gaps.b_start, gaps.a_start))
        _, a_start, a_end, b_start, b_end = (column[order].tolist() for column in gaps)
        return [
            (self.words[a:b].tolist(), self.words[c:d].tolist())
            for a, b, c, d in zip(a_start, a_end, b_start, b_end, strict=True)
        ]


@given(PAIRS, st.integers(1, 4))
def test_without_the_gaps_both_texts_are_the_same(pairs: list[tuple[list[int], list[int]]], width: int) -> None:
    laid = Laid(pairs, width)
    coarse = laid.gaps
    together = align.joined(coarse, width)
    fine = align.refined(laid.words, together, np.ones(len(laid.words), dtype=np.bool_))
    for gaps in (coarse, together, fine):
        assert all(a == b for a, b in laid.without(gaps))
        assert set(gaps.pair.tolist()) == {place for place, (a, b) in enumerate(pairs) if a != b}


@given(PAIRS, st.integers(1, 4))
def test_gaps_begin_and_end_with_different_words(pairs: list[tuple[list[int], list[int]]], width: int) -> None:
    laid = Laid(pairs, width)
    for a, b in laid.shown(laid.gaps):
        assert a or b
        assert not (a and b) or (a[0] != b[0] and a[-1] != b[-1])


@pytest.mark.parametrize(
    ("a", "b", "gaps"),
    [
        ([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 9, 5, 6, 7], [([4], [9])]),
        ([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 5, 6, 7], [([4], [])]),
        ([1, 2, 3], [4, 5], [([1, 2, 3], [4, 5])]),
        ([1, 2, 3], [1, 2, 3], []),
        ([], [1], [([], [1])]),
        # A passage that moved is dropped in one place and added in another.
        ([1, 2, 3, 4, 5, 6, 7, 8], [5, 6, 7, 8, 1, 2, 3], [([1, 2, 3, 4], []), ([], [1, 2, 3])]),
    ],
)
def test_known_gaps(a: list[int], b: list[int], gaps: list[tuple[list[int], list[int]]]) -> None:
    laid = Laid([(a, b)], 3)
    assert laid.shown(laid.gaps) == gaps


def test_a_figure_that_moved_on_is_a_new_one() -> None:
    # "from 5 mln to 6 mln" against "from 6 mln to 7 mln"; 10 and above are words, and 20 and 21 repeat.
    a, b = [10, 11, 12, 5, 20, 21, 13, 6, 20, 21, 14, 15], [10, 11, 12, 6, 20, 21, 13, 7, 20, 21, 14, 15]
    laid = Laid([(a, b)], 3)
    is_anchor = laid.words >= 10
    fine = align.refined(laid.words, align.joined(laid.gaps, 3), is_anchor)
    assert laid.shown(fine) == [([5], [6]), ([6], [7])]


def test_what_one_adds_and_drops_close_by_is_one_gap() -> None:
    laid = Laid([([1, 2, 3, 4, 8, 9, 5, 6, 7], [1, 2, 3, 8, 9, 10, 5, 6, 7])], 2)
    assert laid.shown(laid.gaps) == [([4], []), ([], [10])]
    assert laid.shown(align.joined(laid.gaps, 2)) == [([4, 8, 9], [8, 9, 10])]
    assert laid.shown(align.joined(laid.gaps, 1)) == [([4], []), ([], [10])]


@given(st.lists(st.integers(0, 99), unique=True, max_size=9))
def test_longest_increasing(values: list[int]) -> None:
    places = align.longest_increasing(values)
    found = [values[place] for place in places]
    assert places == sorted(set(places))
    assert found == sorted(found)
    longest = max(n for n in range(len(values) + 1) for some in combinations(values, n) if list(some) == sorted(some))
    assert len(found) == longest
