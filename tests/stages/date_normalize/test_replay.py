"""How values came about: the replay gives what the step gives, and says how."""

import datetime as dt

import pytest

from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.replay import replay
from stages.date_normalize.setting import Setting
from stages.date_normalize.timex import find_timexes
from tests.stages.date_normalize.test_timex import FILES, cases_of, setting_of

PARAMS = DateNormalizeParams()


@pytest.mark.parametrize("name", FILES)
def test_replay_finds_what_the_step_finds(name: str) -> None:
    for case in (param.values[0] for param in cases_of(name)):
        told = replay(case["text"], setting_of(case), PARAMS)
        assert [each.timex for each in told] == find_timexes(case["text"], setting_of(case), PARAMS)
        for each in told:
            assert each.reason
            assert each.steps[0].startswith("read")
            # The value is what the steps say last of it: the last of their words for it is not another.
            said = " ".join(each.steps[1:])
            assert (each.timex.value or "/".join(each.timex.alternatives or [])) in said


def test_steps_from_surface_to_value() -> None:
    text = "Sales rose early last year, and in July-March of FY 2020-21."
    first, second = replay(text, Setting(dt.date(2021, 4, 29), "PK"), PARAMS)
    assert first.steps == (
        "read mod START, shift -1, unit year",
        "publication -> 2021-04-29, counted from 2021-04-29",
        "to year -> 2021",
        "shift -1 -> 2020",
        "mod START -> mod START",
    )
    assert second.steps == (
        "read from 7, fy FY 2020-21, until 3",
        "fiscal FY 2020-21 -> calendar PK by dateline",
        "fiscal_months 7 3 -> 2020-07-01/2021-03-31, fiscal PK FY2020-21 M1-9, days 2020-07-01 to 2021-03-31",
    )


def test_steps_of_two_expressions_of_one_rule_are_kept_apart() -> None:
    told = replay("It was shut on February 5-7.", Setting(dt.date(2021, 4, 29)), PARAMS)
    assert [each.timex.value for each in told] == ["2021-02-05", "2021-02-07"]
    assert [each.steps[-1].split(" -> ")[1].split(",")[0] for each in told] == ["2021-02-05", "2021-02-07"]
    assert told[0].steps[0] == told[1].steps[0] == "read first 5, month 2, second 7"
