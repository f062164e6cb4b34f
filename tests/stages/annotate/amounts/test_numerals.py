"""Figures and numerals in words."""

from fractions import Fraction

import pytest

from stages.annotate.amounts import urdu
from stages.annotate.amounts.lexicon import lexicon
from stages.annotate.amounts.numerals import PLACES, Number, figure, scaled, spelled


def value(number: Number | None) -> Fraction | None:
    return None if number is None else Fraction(number.mantissa) * Fraction(10) ** number.exponent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("0.5", "1/2"),
        (".5", "1/2"),
        ("7.25", "29/4"),
        ("4,000", "4000"),
        ("1,234,567.8", "6172839/5"),
        ("1,20,000", "120000"),
        ("12,34,567", "1234567"),
        ("1/2", "1/2"),
        ("11/2", "11/2"),
        ("3 1/4", "13/4"),
        ("6-7/8", "55/8"),
        ("½", "1/2"),
        ("2¾", "11/4"),
        ("2 and a half", "5/2"),
    ],
)
def test_figure(text: str, expected: str) -> None:
    assert Fraction(expected) == value(figure(text))


@pytest.mark.parametrize(
    "text", ["1,2345", "12,34", "1,23,45", "0300", "00.5", "1/3", "1/0", "2 5/7", "1" * 61, "1,,000", ",5", ""]
)
def test_not_a_figure(text: str) -> None:
    assert figure(text) is None or text == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five", "5"),
        ("Seventeen", "17"),
        ("twenty-five", "25"),
        ("hundred", "100"),
        ("a hundred", "100"),
        ("two hundred and six", "206"),
        ("nine hundred ninety-nine", "999"),
        ("one hundred and ten", "110"),
        ("half", "1/2"),
        ("half a", "1/2"),
        ("a quarter", "1/4"),
        ("one and a half", "3/2"),
        ("one-and-a-half", "3/2"),
        ("a", "1"),
    ],
)
def test_spelled(text: str, expected: str) -> None:
    assert Fraction(expected) == value(spelled(text, lexicon().words))


@pytest.mark.parametrize(
    "text", ["one two", "four seven", "twenty ten", "ten hundred", "half half", "a half a", "two and a", "five half"]
)
def test_not_a_numeral(text: str) -> None:
    assert spelled(text, lexicon().words) is None


def test_articles_and_bare_fractions_are_no_numbers_of_their_own() -> None:
    bare = [text for text in ("a", "half", "half a", "one", "a quarter") if spelled(text, lexicon().words).bare]
    assert bare == ["a", "half"]


def test_years() -> None:
    years = [text for text in ("1899", "1900", "2020", "2,020", "2020.0", "2100") if figure(text).year]
    assert years == ["1900", "2020"]


@pytest.mark.parametrize(
    ("number", "zeros", "expected"),
    [
        (Number(5, 0), 9, 5 * 10 ** (9 + PLACES)),
        (Number(1, -PLACES), 0, 1),
        (Number(1, -PLACES - 1), 0, None),
        (Number(1, -PLACES - 1), 1, 1),
        (Number(-1, -PLACES - 1), 0, None),
        (Number(10**29 - 1, 0), 0, (10**29 - 1) * 10**PLACES),
        (Number(10**29, 0), 0, None),
        (Number(-(10**29), 0), 0, None),
    ],
)
def test_scaled_is_exact_or_nothing(number: Number, zeros: int, expected: int | None) -> None:
    assert expected == scaled(number, zeros)


def test_urdu_has_a_word_for_each_number_below_a_hundred() -> None:
    assert set(range(1, 100)) == {value(urdu.value(word)) for word in urdu.urdu().numbers}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ایک", "1"),
        ("ننانوے", "99"),
        ("ڈیڑھ", "3/2"),
        ("ساڑھے تین", "7/2"),
        ("پونے دو", "7/4"),
        ("پانچ سو", "500"),
        ("ڈھائی سو", "250"),
        ("سوا دو سو", "225"),
    ],
)
def test_urdu(text: str, expected: str) -> None:
    assert Fraction(expected) == value(urdu.value(text))
