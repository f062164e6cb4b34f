"""The knobs: their bounds hold, and no unknown one is taken."""

import msgspec
import pytest

from stages.date_normalize.params import DateNormalizeParams


def test_defaults() -> None:
    assert msgspec.convert({}, DateNormalizeParams) == DateNormalizeParams()


@pytest.mark.parametrize(
    "knobs",
    [{"first_year": 1066}, {"last_year": 3000}, {"ahead_days": 366}, {"ahead_days": -1}, {"cue_reach": 301}, {"x": 1}],
    ids=str,
)
def test_knob_outside_its_bounds_is_refused(knobs: dict[str, int]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(knobs, DateNormalizeParams)


def test_params_are_frozen() -> None:
    with pytest.raises(AttributeError):
        DateNormalizeParams().ahead_days = 1  # type: ignore[misc]
