"""The cases: where sentences end, where they do not, and what is known not to work yet (strict xfail)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [pytest.param(case, id=f"{name}-{at}", marks=marks) for at, case in enumerate(cases)]


@pytest.mark.parametrize("case", [*load("wild"), *load("synthetic"), *load("negative"), *load("known_failures")])
def test_case(case: dict[str, Any]) -> None:
    inner = case.get("joint", " ").join(case["sentences"])
    text = case.get("before", "") + inner + case.get("behind", "")
    spans = split(text, SentencesParams(split_glued=case.get("glued", True)))
    assert [text[start:end] for start, end in spans] == case["sentences"]
