"""The band keys against what theory says of them."""

import numpy as np
import pytest

from stages.dedupe import hashing
from stages.dedupe.minhash import band_keys, candidate_probability, values
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged


def pairs_of(shared: int, own: int, pairs: int) -> Ragged:
    """Return sets in pairs, each two with ``shared`` values in common and ``own`` more on either side."""
    size = shared + 2 * own
    values = (hashing.stream(1_000_000, pairs * size) >> np.uint64(32)).reshape(pairs, size)
    first, second = values[:, : shared + own], np.delete(values, slice(shared, shared + own), axis=1)
    sets = np.stack([first, second], axis=1).reshape(pairs * 2, shared + own)
    return Ragged.of_lengths(sets.reshape(-1).astype(np.uint32), np.full(pairs * 2, shared + own))


@pytest.mark.parametrize(("shared", "own"), [(10, 45), (30, 35), (50, 25), (80, 10), (8, 1)])
def test_a_value_agrees_as_often_as_the_sets_are_similar(shared: int, own: int) -> None:
    pairs, count = 400, 100
    found = values(pairs_of(shared, own, pairs), count)
    agreed = (found[:, ::2] == found[:, 1::2]).mean()
    similarity = shared / (shared + 2 * own)
    # Values of one pair are independent draws, pairs too: five standard deviations of their mean.
    assert agreed == pytest.approx(similarity, abs=5 * (similarity * (1 - similarity) / (pairs * count)) ** 0.5)


@pytest.mark.parametrize(
    ("shared", "own"), [(5, 3), (5, 5), (12, 12), (14, 6), (40, 20), (40, 40), (170, 80), (330, 330)]
)
def test_pairs_become_candidates_along_the_s_curve(shared: int, own: int) -> None:
    """Sets of 8 to 660 shingles: the smaller ones would show values that depend on one another."""
    pairs, params = 2000, DedupeParams()
    keys = band_keys(pairs_of(shared, own, pairs), params.bands, params.rows)
    found = (keys[::2] == keys[1::2]).any(axis=1).mean()
    expected = candidate_probability(shared / (shared + 2 * own), params.bands, params.rows)
    assert found == pytest.approx(expected, abs=5 * (expected * (1 - expected) / pairs) ** 0.5 + 1 / pairs)


def test_the_defaults_find_most_pairs_at_half_and_all_but_a_few_above() -> None:
    params = DedupeParams()
    assert candidate_probability(0.5, params.bands, params.rows) >= 0.98
    assert candidate_probability(0.6, params.bands, params.rows) >= 0.9998


def test_keys_are_those_of_the_set_alone() -> None:
    sets = pairs_of(5, 3, 20)
    together = band_keys(sets, 6, 3)
    apart = [band_keys(sets.take(np.array([row])), 6, 3)[0] for row in range(len(sets))]
    assert together.tolist() == [keys.tolist() for keys in apart]


def test_equal_values_in_two_bands_have_different_keys() -> None:
    keys = band_keys(pairs_of(5, 3, 50), 8, 2)
    assert len(np.unique(keys[0])) == 8


def test_no_sets() -> None:
    assert band_keys(Ragged.of_lengths(np.zeros(0, np.uint32), np.zeros(0, np.int64)), 4, 2).shape == (0, 4)
