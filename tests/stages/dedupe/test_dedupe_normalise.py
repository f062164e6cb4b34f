"""The rules of normalisation, case by case; the cases are data."""

import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import normalise, words
from stages.resources import toml

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("normalise.toml").read_text(encoding="utf-8"))
RULES = toml("stages.dedupe", "rules.toml")


def cases(kind: str) -> Any:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES[kind]])


def equal(case: dict[str, str]) -> bool:
    _, (a, b) = words.read([case["a"], case["b"]])
    return a == b


@cases("edges")
def test_what_stands_around_a_story_is_taken_off(case: dict[str, Any]) -> None:
    dateline = tuple(case["dateline"]) if "dateline" in case else None
    assert " ".join(normalise.strip_edges(case["text"], dateline).split()) == case["story"]


@cases("same")
def test_writings_of_one_text_are_equal(case: dict[str, str]) -> None:
    assert case["a"] != case["b"]
    assert equal(case)


@cases("different")
def test_different_texts_stay_different(case: dict[str, str]) -> None:
    assert not equal(case)


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=c["name"], marks=pytest.mark.xfail(reason=c["why"])) for c in CASES["known_failures"]],
)
def test_known_failures(case: dict[str, str]) -> None:
    assert equal(case) == (case["expected"] == "same")


@pytest.mark.parametrize("kind", ["lead", "trail", "fold", "drop", "word"])
def test_every_rule_has_a_name_of_its_own_and_a_reason(kind: str) -> None:
    names = [rule["name"] for rule in RULES[kind]]
    assert len(set(names)) == len(names)
    assert all(rule["reason"].endswith(".") or rule["reason"].endswith("'.") for rule in RULES[kind])


@pytest.mark.parametrize("rule", RULES["lead"] + RULES["trail"], ids=lambda rule: rule["name"])
def test_an_edge_rule_does_not_match_nothing(rule: dict[str, str]) -> None:
    assert re2.fullmatch(rule["pattern"], "") is None


@pytest.mark.parametrize("rule", RULES["fold"], ids=lambda rule: rule["name"])
def test_a_fold_replaces_each_character_by_one(rule: dict[str, str]) -> None:
    assert len(rule["from"]) == len(rule["to"])
    assert not set(rule["from"]) & set(rule["to"])


def test_categories_of_the_rules_exist() -> None:
    named = [c for kind in ("drop", "word") for rule in RULES[kind] for c in rule.get("categories", ())]
    assert all(re.fullmatch(r"L[ultmo]|M[nce]|N[dlo]|Sc|Cf", category) for category in named)


@settings(deadline=None)
@given(st.text())
def test_folding_an_array_is_folding_each_character(text: str) -> None:
    codes = np.array([ord(character) for character in text], dtype=np.uint32)
    assert normalise.fold(codes).tolist() == [normalise.fold_one(ord(character)) for character in text]


@settings(deadline=None)
@given(st.text())
def test_a_story_is_a_part_of_its_text(text: str) -> None:
    assert normalise.strip_edges(text) in text
