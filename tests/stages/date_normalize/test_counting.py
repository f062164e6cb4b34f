"""Numbers and lengths of time, in words and digits."""

from fractions import Fraction

import pytest

from stages.date_normalize.counting import VAGUE, Count, length, number_of, year_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("7", 7),
        ("1,500", 1500),
        ("2.5", Fraction(5, 2)),
        ("2 1/2", Fraction(5, 2)),
        ("2\u00bd", Fraction(5, 2)),
        ("two and a half", Fraction(5, 2)),
        ("Twenty-five", 25),
        ("ninety nine", 99),
        ("a hundred", 100),
        ("two hundred and ten", 210),
        ("two thousand", 2000),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("a couple of", 2),
        ("couple", 2),
        ("several", VAGUE),
        ("a few", VAGUE),
        ("hundreds of", VAGUE),
        ("many", VAGUE),
    ],
)
def test_number(words: str, number: Count) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("nineteen ninety-six", 1996),
        ("nineteen ninety", 1990),
        ("nineteen oh five", 1905),
        ("twenty twenty-one", 2021),
        ("eighteen twelve", 1812),
        ("two thousand", 2000),
        ("two thousand and three", 2003),
    ],
)
def test_year(words: str, year: int) -> None:
    assert year_of(words) == year


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        (Fraction(2), "year", "P2Y"),
        (Fraction(3), "quarter", "P3Q"),
        (Fraction(6), "month", "P6M"),
        (Fraction(2), "week", "P2W"),
        (Fraction(10), "day", "P10D"),
        (Fraction(24), "hour", "PT24H"),
        (Fraction(5), "minute", "PT5M"),
        (Fraction(30), "second", "PT30S"),
        (Fraction(2), "decade", "P20Y"),
        (Fraction(1), "century", "P100Y"),
        (Fraction(3, 2), "year", "P1Y6M"),
        (Fraction(1, 2), "year", "P6M"),
        (Fraction(1, 2), "hour", "PT30M"),
        (Fraction(3, 2), "day", "P1DT12H"),
        (Fraction(3, 2), "minute", "PT1M30S"),
        (Fraction(5, 2), "month", "P2.5M"),
        (Fraction(1, 7), "year", "P0.142857Y"),
        (VAGUE, "year", "PXY"),
        (VAGUE, "hour", "PTXH"),
        (VAGUE, "decade", "PXDE"),
        (VAGUE, "century", "PXCE"),
    ],
)
def test_length(count: Count, unit: str, value: str) -> None:
    assert length(count, unit) == value
