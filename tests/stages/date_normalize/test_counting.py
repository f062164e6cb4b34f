"""Numbers and lengths of time, in words and digits."""

from fractions import Fraction

import pytest

from stages.date_normalize.counting import VAGUE, Count, length, length_of_two, number_of, year_of


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
        (Fraction(1), "fortnight", "P2W"),
        (Fraction(3, 2), "fortnight", "P3W"),
        (VAGUE, "fortnight", "PXW"),
        (VAGUE, "year", "PXY"),
        (VAGUE, "hour", "PTXH"),
        (VAGUE, "decade", "PXDE"),
        (VAGUE, "century", "PXCE"),
    ],
)
def test_length(count: Count, unit: str, value: str) -> None:
    assert length(count, unit) == value


@pytest.mark.parametrize(
    ("first", "larger", "second", "smaller", "value"),
    [
        (Fraction(2), "year", Fraction(3), "month", "P2Y3M"),
        (Fraction(1), "week", Fraction(2), "day", "P1W2D"),
        (Fraction(2), "day", Fraction(6), "hour", "P2DT6H"),
        (Fraction(3), "minute", Fraction(59), "second", "PT3M59S"),
        (Fraction(2), "day", Fraction(3), "week", None),
        (Fraction(2), "day", Fraction(3), "day", None),
        (Fraction(3, 2), "year", Fraction(3), "month", None),
        (Fraction(2), "decade", Fraction(3), "year", None),
    ],
)
def test_length_of_two(first: Fraction, larger: str, second: Fraction, smaller: str, value: str | None) -> None:
    assert length_of_two(first, larger, second, smaller) == value
