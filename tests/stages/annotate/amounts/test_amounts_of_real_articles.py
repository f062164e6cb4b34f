"""The five real articles, where they are at hand: each amount that a reader finds, and no other."""

from pathlib import Path

import pytest

from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import amounts

SEEDS = Path(__file__).parents[5] / "shared" / "seeds"

BILLION = 10**9
FOUND = {
    "000": [("$5 billion", 5 * BILLION, "USD", None), ("Rs1100 billion", 1100 * BILLION, "PKR", None)],
    "001": [
        ("$5 billion", 5 * BILLION, "USD", None),
        ("40%", 40, "percent", None),
        ("$10 billion", 10 * BILLION, "USD", "over"),
        ("$1.23 billion", 1_230_000_000, "USD", None),
        ("23.71%", 23.71, "percent", None),
        ("100 countries", 100, "country", "over"),
    ],
    "002": [
        ("$1.512 billion", 1_512_000_000, "USD", None),
        ("43.59 percent", 43.59, "percent", None),
        ("US $1.053 billion", 1_053_000_000, "USD", None),
        ("two sides", 2, "side", None),
        ("two countries", 2, "country", None),
    ],
    "003": [
        ("1 billion", BILLION, "USD", None),
        ("2.6 billion dollars", 2_600_000_000, "USD", None),
        ("83 projects", 83, "project", None),
    ],
    "004": [
        ("USD4 to 5 billion", 4 * BILLION, "USD", None),
        ("USD 2 billion", 2 * BILLION, "USD", None),
        ("USD4 to 5 billion", 4 * BILLION, "USD", None),
        ("USD4 to 5 billion", 4 * BILLION, "USD", None),
        ("60 %", 60, "percent", None),
        *[("double", 2, "factor", None)] * 3,
    ],
}


@pytest.mark.parametrize("number", FOUND)
def test_amounts_of_a_real_article(number: str) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the real articles are not at hand")
    (path,) = SEEDS.glob(f"{number}_*.txt")
    found = amounts(path.read_text(encoding="utf-8"), AmountsParams())
    values = [(one.text, one.value_low / BILLION, one.currency or one.unit, one.mod) for one in found]
    assert sorted(FOUND[number], key=str) == sorted(values, key=str)
    highs = {one.value_high / BILLION for one in found if one.value_high != one.value_low}
    assert highs == ({5 * BILLION} if number == "004" else set())
