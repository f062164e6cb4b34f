"""The cases: each language, each reason, and what is known to be wrong (strict xfail)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stages.annotate.language.detect import detect
from stages.annotate.language.params import LanguageParams

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [pytest.param(case, id=f"{name}-{at}", marks=marks) for at, case in enumerate(cases)]


@pytest.mark.parametrize("case", [*load("wild"), *load("synthetic"), *load("negative"), *load("known_failures")])
def test_case(case: dict[str, Any]) -> None:
    found = detect([case["text"]], [case.get("outlet")], LanguageParams())[0]
    answer = found.answer
    assert (answer.language, answer.reason) == (case["language"], case.get("reason", "detected"))
    assert found.languages == case.get("languages", [])
