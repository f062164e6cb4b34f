"""The direction that the words before an expression point to."""

import pytest

from stages.date_normalize.context import Context, Direction
from stages.date_normalize.params import DateNormalizeParams


@pytest.mark.parametrize(
    ("before", "direction"),
    [
        ("He will speak on ", "future"),
        ("It is scheduled for ", "future"),
        ("They won\u2019t meet before ", "future"),
        ("open until ", "future"),
        ("open until the end of ", "future"),
        ("He spoke on ", None),
        ("He will speak, she said on ", None),
        ("It was due to open on ", None),
        ("He will come. She came on ", None),
        ("He will come\n\nOn ", None),
        ("in the year ended ", "past"),
        ("since early ", "past"),
        ("since the fall of the town in ", None),
        ("goodwill on ", None),
        ("", None),
    ],
)
def test_direction(before: str, direction: Direction | None) -> None:
    context = Context(before + "Friday", len(before), len(before) + 6, None, DateNormalizeParams())
    assert context.direction() == direction
