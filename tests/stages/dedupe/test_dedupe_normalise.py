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
EDGES, CHARACTERS, NUMBERS, NAMES, REVISIONS = (
    toml("stages.dedupe", f"{name}.toml") for name in ("edges", "characters", "numbers", "names", "revisions")
)
TABLES = [
    (table, kind)
    for table in (EDGES, CHARACTERS, NUMBERS, NAMES, REVISIONS)
    for kind, rules in table.items()
    if isinstance(rules, list)
]


def cases(kind: str) -> Any:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES[kind]])


def equal(case: dict[str, str]) -> bool:
    a, b = words.read([case["a"], case["b"]]).digests()
    return a == b


@cases("edges")
def test_what_stands_around_a_story_is_taken_off(case: dict[str, Any]) -> None:
    dateline = tuple(case["dateline"]) if "dateline" in case else None
    [story] = normalise.strip_edges([case["text"]], [dateline])
    assert " ".join(story.split()) == case["story"]


def test_edges_of_many_texts_are_those_of_each() -> None:
    texts = [case["text"] for case in CASES["edges"]]
    lines = [tuple(case["dateline"]) if "dateline" in case else None for case in CASES["edges"]]
    apart = [normalise.strip_edges([text], [line])[0] for text, line in zip(texts, lines, strict=True)]
    assert normalise.strip_edges(texts, lines) == apart
    assert normalise.strip_edges([], []) == []


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


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=[kind for _, kind in TABLES])
def test_every_rule_has_a_name_of_its_own_and_a_reason(table: dict[str, Any], kind: str) -> None:
    names = [rule["name"] for rule in table[kind]]
    assert len(set(names)) == len(names)
    assert all(rule["reason"].endswith((".", "'.")) for rule in table[kind])


@pytest.mark.parametrize("rule", EDGES["lead"] + EDGES["trail"] + REVISIONS["revision"], ids=lambda rule: rule["name"])
def test_a_pattern_does_not_match_nothing(rule: dict[str, str]) -> None:
    assert re2.fullmatch(rule["pattern"], "") is None


@pytest.mark.parametrize("rule", CHARACTERS["fold"], ids=lambda rule: rule["name"])
def test_a_fold_replaces_each_character_by_one(rule: dict[str, str]) -> None:
    assert len(rule["from"]) == len(rule["to"])
    assert not set(rule["from"]) & set(rule["to"])


def test_categories_of_the_rules_exist() -> None:
    named = [c for kind in ("drop", "word") for rule in CHARACTERS[kind] for c in rule.get("categories", ())]
    assert all(re.fullmatch(r"L[ultmo]|M[nce]|N[dlo]|Sc|Cf", category) for category in named)


@pytest.mark.parametrize("rule", CHARACTERS["alone"], ids=lambda rule: rule["name"])
def test_scripts_without_spaces_are_ranges_in_order(rule: dict[str, Any]) -> None:
    flat = [code for ends in rule["ranges"] for code in ends]
    assert flat == sorted(flat)


def test_no_character_has_two_roles() -> None:
    signs = "".join(rule["characters"] for kind in ("line", "stop", "quote") for rule in CHARACTERS[kind])
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(
    ("character", "folded", "flags"),
    [
        ("a", "a", normalise.LETTER | normalise.LOWER),
        ("A", "a", normalise.LETTER | normalise.UPPER),
        ("\u01c5", "\u01c6", normalise.LETTER | normalise.UPPER),
        ("7", "7", normalise.DIGIT),
        ("\u06f7", "7", normalise.DIGIT),
        ("$", "$", normalise.CURRENCY),
        ("\u0643", "\u06a9", normalise.LETTER),
        ("\u0301", "\u0301", normalise.LETTER | normalise.MARK),
        ("山", "山", normalise.ALONE),
        ("-", "-", 0),
        ("\n", "\n", normalise.LINE),
        (".", ".", normalise.STOP),
        ("\u06d4", "\u06d4", normalise.STOP),
        ("“", "“", normalise.QUOTE),
    ],
)
def test_what_a_character_is(character: str, folded: str, flags: int) -> None:
    [one] = normalise.fold_one(ord(character))
    assert chr(one >> int(normalise.SHIFT)) == folded
    assert one & normalise.FLAGS & ~normalise._ONE == flags


@pytest.mark.parametrize(("character", "count"), [("\u200c", 0), ("\u064e", 0), ("ß", 2), ("ΐ", 3), ("İ", 2)])
def test_a_character_may_become_none_or_several(character: str, count: int) -> None:
    assert len(normalise.fold_one(ord(character))) == count
    together, counts = normalise.fold(np.array([97, ord(character), 98], dtype=np.uint32))
    assert counts is not None
    assert counts.tolist() == [1, count, 1]
    assert len(together) == count + 2


@settings(deadline=None)
@given(st.text())
def test_folding_an_array_is_folding_each_character(text: str) -> None:
    codes = np.array([ord(character) for character in text], dtype=np.uint32)
    folded, counts = normalise.fold(codes)
    plain = [normalise.fold_one(ord(character)) for character in text]
    assert folded.tolist() == [one for ones in plain for one in ones]
    assert (np.ones(len(codes), np.int64) if counts is None else counts).tolist() == [len(ones) for ones in plain]


@settings(deadline=None)
@given(st.text())
def test_a_story_is_a_part_of_its_text(text: str) -> None:
    [story] = normalise.strip_edges([text], [None])
    assert story in text
