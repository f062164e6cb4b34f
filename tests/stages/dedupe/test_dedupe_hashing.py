"""The arithmetic against Python's integers."""

import numpy as np
import pytest

from stages.dedupe import hashing

WHOLE = 1 << 64


@pytest.mark.parametrize("count", [0, 1, 2, 1000, hashing._KEPT, hashing._KEPT + 1])
def test_powers(count: int) -> None:
    base = int(hashing.WORD_BASE)
    powers = hashing.powers(hashing.WORD_BASE, count)
    assert len(powers) == count
    for place in {0, 1, count // 2, count - 1} & set(range(count)):
        assert int(powers[place]) == pow(base, place, WHOLE)


@pytest.mark.parametrize("base", [hashing.WORD_BASE, hashing.CHARACTER_BASE, hashing.ROW_BASE])
def test_inverse(base: np.uint64) -> None:
    assert int(base) * int(hashing.inverse(base)) % WHOLE == 1


def test_mixing_is_that_of_splitmix() -> None:
    """The first numbers of the generator of seed 0, as its authors publish them."""
    assert [hex(number) for number in hashing.stream(0, 3).tolist()] == [
        "0xe220a8397b1dcdaf",
        "0x6e789e6aa1b965f4",
        "0x6c45d188009454f",
    ]
    assert hashing.stream(1, 2).tolist() == hashing.stream(0, 3).tolist()[1:]
