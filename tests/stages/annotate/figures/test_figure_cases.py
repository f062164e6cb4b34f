"""The cases: every form, every negative, and what is known not to work yet (strict xfail)."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from stages.annotate.figures.naming import identity
from tests.support.figures import figures_of, written

CASES = Path(__file__).parent / "cases"
PUBLISHED = dt.date(2021, 4, 29)


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [pytest.param(case, id=f"{name}-{at}", marks=marks) for at, case in enumerate(cases)]


@pytest.mark.parametrize("case", [*load("wild"), *load("synthetic"), *load("negative"), *load("known_failures")])
def test_case(case: dict[str, Any]) -> None:
    assert case["found"] == [written(figure) for figure in figures_of(case["text"], PUBLISHED)]


def test_wordings_of_one_indicator_have_one_id_and_others_have_another() -> None:
    series = tomllib.loads((CASES / "names.toml").read_text(encoding="utf-8"))["series"]
    assert {name: row["id"] for row in series for name in row["names"]} == {
        name: identity(name) for row in series for name in row["names"]
    }
    assert len({row["id"] for row in series}) == len(series)


@pytest.mark.parametrize("name", ["which that", "the", "2020-21", "of"])
def test_every_name_has_an_id(name: str) -> None:
    assert identity(name)
