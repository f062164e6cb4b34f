"""`khabar explain` on temporal expressions: rule, anchor, and the steps from surface to value."""

from pathlib import Path
from typing import Any

import pytest

from flows import explain, views
from flows.build import run
from flows.engine.stage import Place
from stages.date_normalize.setting import Setting

TEXT = (
    "LAHORE, April 28, 2021 (APP) - The mills sold more in July-March of FY 2020-21 than in the same period last "
    "financial year, the owner said on Tuesday. Two years ago the mills had been shut.\n"
)


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("replayed")
    (root / "seeds").mkdir()
    (root / "seeds" / "mills.txt").write_text(TEXT, encoding="utf-8")
    params = {"date_normalize": {"cue_reach": 40}}
    run(("clean", "dedupe", "date_normalize"), Place(root / "seeds", root / "artifacts"), params, workers=1)
    return root / "artifacts"


def timexes(artifacts: Path) -> dict[str, dict[str, Any]]:
    dates = explain.of("mills.txt", artifacts).dates
    assert dates is not None
    return {row["text"]: row for row in dates["timexes"]}


def test_every_expression_has_its_rule_anchor_and_steps(artifacts: Path) -> None:
    found = timexes(artifacts)
    assert list(found) == [
        "April 28, 2021",
        "July-March of FY 2020-21",
        "the same period last financial year",
        "Tuesday",
        "Two years ago",
    ]
    assert all(row["rule"] and row["reason"] and row["steps"] for row in found.values())
    assert found["Two years ago"]["anchor"] == "2021-04-28"
    assert found["Two years ago"]["steps"] == [
        "read any_unit year, count 2",
        "publication -> 2021-04-28, counted from 2021-04-28",
        "back year 2 -> 2019",
    ]
    assert found["the same period last financial year"]["value"] == "2019-07-01/2020-03-31"


def test_steps_are_shown(artifacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    views.show_explanation(explain.of("mills.txt", artifacts))
    out = " ".join(capsys.readouterr().out.split())
    assert "from surface to value" in out
    assert "back year 2 -> 2019" in out
    assert "2020-07-01 to 2021-03-31" in out


def test_a_value_that_the_rules_of_today_do_not_give_is_left_without_steps(
    artifacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.replayed.setting_of_row", lambda *_: Setting())
    found = timexes(artifacts)
    assert "steps" not in found["Two years ago"]
    assert "steps" in found["April 28, 2021"]
