"""The walk over verified pairs, on graphs small enough to see."""

import numpy as np
import pytest

from stages.dedupe.cluster import fold


@pytest.mark.parametrize(
    ("pairs", "survivors"),
    [
        pytest.param([], [0, 1, 2, 3], id="nothing is near anything"),
        pytest.param([(0, 1), (0, 2), (1, 2)], [0, 0, 0, 3], id="all near one another"),
        pytest.param([(0, 1), (1, 2), (2, 3)], [0, 0, 2, 2], id="a chain breaks where its end is unlike the survivor"),
        pytest.param([(0, 2), (1, 2)], [0, 1, 0, 3], id="between two survivors the first takes it"),
        pytest.param([(0, 1), (1, 3), (2, 3)], [0, 0, 2, 2], id="a folded one folds nobody"),
    ],
)
def test_who_survives(pairs: list[tuple[int, int]], survivors: list[int]) -> None:
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    survivor, _ = fold(np.arange(4), array, np.full(len(pairs), 0.9))
    assert survivor.tolist() == survivors


def test_copies_follow_the_first_of_their_text() -> None:
    survivor, similarity = fold(np.array([0, 1, 0, 1]), np.array([[0, 1]]), np.array([0.85]))
    assert survivor.tolist() == [0, 0, 0, 0]
    assert similarity.tolist() == [1.0, 0.85, 1.0, 0.85]
