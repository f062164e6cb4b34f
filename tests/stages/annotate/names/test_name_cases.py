"""The cases: every form, every negative, and what is known not to work yet (strict xfail)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stages.annotate.names.article import Mention, mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [pytest.param(case, id=f"{name}-{at}", marks=marks) for at, case in enumerate(cases)]


def written(mention: Mention) -> str:
    """Return the notation that cases/README.md explains."""
    fuller = f" > {mention.name}" if mention.name != mention.text else ""
    return f"{mention.text} | {mention.type}" + (f" | {mention.role}" if mention.role else "") + fuller


def found_in(text: str) -> list[Mention]:
    return mentions(text, [start for start, _ in split(text, SentencesParams())], NamesParams())


@pytest.mark.parametrize("case", [*load("wild"), *load("synthetic"), *load("negative"), *load("known_failures")])
def test_case(case: dict[str, Any]) -> None:
    found = found_in(case["text"])
    assert case["found"] == [written(mention) for mention in found]
    if "rule" in case:
        assert case["rule"] == [mention.rule for mention in found]
