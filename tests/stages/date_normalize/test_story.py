"""What later expressions count from."""

from stages.date_normalize.periods import Period
from stages.date_normalize.story import Story

QUARTER = Period("quarter", 1989 * 4 + 2)
MONTH = Period("month", 2021 * 12 + 2)


def test_the_last_period_of_the_units_asked_for() -> None:
    story = Story()
    assert story.of("month", "quarter") is None
    story.note(10, QUARTER)
    story.note(20, MONTH)
    assert (story.of("quarter"), story.of("month", "quarter"), story.of("day")) == (QUARTER, MONTH, None)


def test_a_quarter_is_compared_within_reach_and_until_another_length_is_told_of() -> None:
    story = Story()
    assert story.compared(0, 100) is None
    story.note(10, QUARTER)
    assert (story.compared(100, 100), story.compared(200, 100)) == (QUARTER, None)
    story.length_at = 50
    assert story.compared(100, 100) is None


def test_months_of_a_quarter_and_of_a_month() -> None:
    story = Story()
    story.note(10, QUARTER)
    assert story.months == (1989 * 12 + 6, 1989 * 12 + 8)
    story.note(20, Period("year", 1999))
    assert story.months == (1989 * 12 + 6, 1989 * 12 + 8)
    story.note(30, MONTH)
    assert story.months == (2021 * 12 + 2, 2021 * 12 + 2)
