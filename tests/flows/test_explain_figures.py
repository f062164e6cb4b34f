"""`khabar explain` and the page of what is new, on statistical claims."""

from pathlib import Path
from typing import Any

import pytest

from flows import build, bulletin, explain, views
from flows.engine.stage import Place
from flows.versions import Workspace
from stages import NAMES

TEXT = (
    "ISLAMABAD, April 28, 2021 (APP) - IT exports rose 43.59 percent to $1.512 billion in July-March of FY 2020-21 "
    "from $1.053 billion in the same period last financial year, the board's chief said on Wednesday. "
    "The ministry aims to take IT exports to $5 billion by 2023.\n"
)
WRONG = (
    "Cotton sales went up 15 percent to Rs 4.480 billion in 2020 from Rs 4.000 billion in 2019, traders of the "
    "town say.\n"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("claims")
    (root / "seeds").mkdir()
    (root / "seeds" / "exports.txt").write_text(TEXT, encoding="utf-8")
    (root / "seeds" / "cotton.txt").write_text(WRONG, encoding="utf-8")
    build.run(NAMES, Place(root / "seeds", root / "artifacts"), {}, workers=1)
    return root


def figures(root: Path, article: str) -> dict[str, dict[str, Any]]:
    return {row["text"]: row for row in explain.of(article, root / "artifacts").figures}


def test_every_figure_has_its_rule_cue_and_check(root: Path) -> None:
    found = figures(root, "exports.txt")
    assert list(found) == ["43.59 percent", "$1.512 billion", "$1.053 billion", "$5 billion"]
    assert all(row["rule"] and row["reason"] for row in found.values())
    assert found["$1.512 billion"]["check"] == (
        "+43.59 percent over 1053000000; that agrees with 43.59 percent as told"
    )
    assert found["$5 billion"]["cue"] == "aims"
    assert "predict" in found["$5 billion"]["kind_reason"]
    assert found["$1.512 billion"]["kind_reason"] is None


def test_numbers_that_contradict_each_other_are_told(root: Path) -> None:
    check = figures(root, "cotton.txt")["Rs 4.480 billion"]["check"]
    assert check == "+12.00 percent over 4000000000; that contradicts 15 percent as told"


def test_they_are_shown(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    views.show_explanation(explain.of("exports.txt", root / "artifacts"))
    out = " ".join(capsys.readouterr().out.split())
    assert "export-it" in out
    assert "2020-07-01 to 2021-03-31" in out
    assert "caused_level" in out


def test_the_page_of_what_is_new_tells_them_with_period_and_speaker(root: Path) -> None:
    told = bulletin.of(None, Workspace(root))
    assert "IT exports, target: $5 billion, for 2023\\-01\\-01 to 2023\\-12\\-31" in told
    assert "board's chief" in told
    assert "level, base and growth contradict each other" in told
