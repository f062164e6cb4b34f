"""Whether level, base and growth agree as far as they were rounded."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.figures.growth import Told, agree, differ, told

UNIT = 10**9


def value(text: str, whole: str) -> Told:
    found = told(text, int(Fraction(whole) * UNIT), 9)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("level", "base", "growth", "wanted"),
    [
        (("$1.512 billion", "1512000000"), ("$1.053 billion", "1053000000"), ("43.59 percent", "43.59"), True),
        (("$1.512 billion", "1512000000"), ("$1.053 billion", "1053000000"), ("53.59 percent", "53.59"), False),
        # 4.4 to 4.6 over 3.95 to 4.05 is 8.6 to 16.5 percent.
        (("Rs4.5 billion", "4500000000"), ("Rs4.0 billion", "4000000000"), ("12%", "12"), True),
        (("Rs4.5 billion", "4500000000"), ("Rs4.0 billion", "4000000000"), ("18%", "18"), False),
        (("Rs80", "80"), ("Rs100", "100"), ("20 percent", "-20"), True),
        (("Rs80", "80"), ("Rs100", "100"), ("20 percent", "20"), False),
        (("Rs0", "0"), ("Rs0", "0"), ("0 percent", "0"), None),
    ],
)
def test_agree(level: tuple[str, str], base: tuple[str, str], growth: tuple[str, str], wanted: bool | None) -> None:
    parts = [told(text, int(Fraction(whole) * UNIT), 9) for text, whole in (level, base, growth)]
    if wanted is None:
        assert None in parts
        return
    first, second, third = parts
    assert first
    assert second
    assert third
    assert agree(first, second, third) is wanted


def test_differences() -> None:
    assert differ(value("Rs65", "65"), value("Rs60", "60"), value("Rs5", "5"))
    assert not differ(value("Rs70", "70"), value("Rs60", "60"), value("Rs5", "5"))


@pytest.mark.parametrize("text", ["five billion dollars", "$4 to 5 billion", "dollars", "0 percent"])
def test_what_has_not_one_number_in_digits_is_not_compared(text: str) -> None:
    assert told(text, 0 if text[0] == "0" else 5 * UNIT, 9) is None


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 3), st.integers(0, 2))
def test_what_was_rounded_rightly_agrees(level: int, base: int, places: int, of_growth: int) -> None:
    def rounded(number: Fraction, digits: int) -> Told:
        text = f"{float(round(number, digits)):.{digits}f}"
        found = told(text, int(Fraction(text) * UNIT), 9)
        return found or Told(Fraction(text), Fraction(1, 10**digits))

    first, second = Fraction(level, 1000), Fraction(base, 1000)
    growth = 100 * (first / second - 1)
    assert agree(rounded(first, places), rounded(second, places), rounded(growth, of_growth)) is not False
