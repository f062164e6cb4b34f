"""Shingle sets of a block of texts against sets of tuples."""

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import words
from stages.dedupe.shingles import shingle_sets

#: Few different words, so that shingles repeat inside a text and between texts.
TEXTS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "دن"]), max_size=12).map(" ".join), max_size=6)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 6))
def test_sets_are_those_of_plain_python(
    shingles_of: Callable[[str, int], set[tuple[str, ...]]], texts: list[str], width: int
) -> None:
    sets = shingle_sets(words.read(texts)[0], width)
    plain = [shingles_of(text, width) for text in texts]
    assert sets.lengths.tolist() == [len(one) for one in plain]
    found = [set(sets.values[a:b].tolist()) for a, b in zip(sets.offsets[:-1], sets.offsets[1:], strict=True)]
    for one, ours in zip(plain, found, strict=True):
        assert [len(one & other) for other in plain] == [len(ours & theirs) for theirs in found]


@settings(deadline=None)
@given(TEXTS, st.integers(1, 6))
def test_sets_are_ascending_and_distinct(texts: list[str], width: int) -> None:
    sets = shingle_sets(words.read(texts)[0], width)
    for a, b in zip(sets.offsets[:-1], sets.offsets[1:], strict=True):
        assert (np.diff(sets.values[a:b].astype(np.int64)) > 0).all()


def test_a_short_text_is_one_shingle_of_all_its_words() -> None:
    sets = shingle_sets(words.read(["two words", "two", "", "two words more"])[0], 5)
    assert sets.lengths.tolist() == [1, 1, 0, 1]
    assert len(set(sets.values.tolist())) == 3
