"""The rulebook: each rule earns its place, and a broken table is refused."""

import re
from typing import Any

import pytest

from stages.date_normalize.resolve import OPERATIONS
from stages.date_normalize.rules import WINDOW, Rule, Rulebook, rulebook
from stages.resources import toml

PACKAGE = "stages.date_normalize"
LEXICON = toml(PACKAGE, "lexicon.toml")
ROWS = toml(PACKAGE, "rules.toml")["rules"]
RULES = [pytest.param(rule, id=rule.name) for rule in rulebook().rules]


def book(**row: Any) -> Rulebook:
    return Rulebook(LEXICON, [{"name": "tried", "op": "day", "reason": "a test", "examples": [], **row}])


@pytest.mark.parametrize("rule", RULES)
def test_rule_wins_its_examples(rule: Rule) -> None:
    assert rule.examples
    for example in rule.examples:
        assert list(rulebook().candidates(example)) == [(0, len(example))]
        assert rulebook().readings(example)[0].rule.name == rule.name


@pytest.mark.parametrize("rule", RULES)
def test_rule_names_an_operation(rule: Rule) -> None:
    assert rule.op in OPERATIONS


def test_every_operation_is_used() -> None:
    assert set(OPERATIONS) == {rule.op for rule in rulebook().rules}


def test_names_are_unique_and_reasons_are_given() -> None:
    names = [row["name"] for row in ROWS]
    assert len(set(names)) == len(names)
    assert all(row["reason"] for row in (*ROWS, *LEXICON["parts"], *LEXICON["guards"]))


def test_every_part_and_guard_is_used() -> None:
    patterns = " ".join(row["pattern"] for row in ROWS)
    parts = {row["name"] for row in LEXICON["parts"]} | set(LEXICON["tables"])
    assert {part for part in parts if not re.search(rf"<{part}[:>]", patterns)} == set()
    used = {name for row in ROWS for key in row if key.startswith(("unless_", "only_")) for name in row[key]}
    assert {row["name"] for row in LEXICON["guards"]} == used


def test_longest_candidate_wins_over_an_earlier_rule() -> None:
    assert [text for text in ("27 January 2021", "May and June") if len(list(rulebook().candidates(text))) != 1] == []


def test_first_rule_wins_where_several_read_the_whole_candidate() -> None:
    names = [reading.rule.name for reading in rulebook().readings("May")]
    assert names == ["unsure_month"]
    names = [reading.rule.name for reading in rulebook().readings("2010-11-12")]
    order = [rule.name for rule in rulebook().rules]
    assert names == sorted(names, key=order.index)


def test_fields_have_text_and_span() -> None:
    (reading,) = rulebook().readings("13th Sep, 2020")
    assert reading.fields == {"day": "13th", "month": "Sep", "year": "2020"}
    assert reading.spans == {"day": (0, 4), "month": (5, 8), "year": (10, 14)}


def test_spans_of_candidates_are_code_points() -> None:
    assert list(rulebook().candidates("\U0001f389 \u062e\u0628\u0631 May 2020")) == [(6, 14)]


def test_a_part_of_a_word_is_no_candidate_in_any_script() -> None:
    assert list(rulebook().candidates("\u00e9May 2020 May 2020\u00e9 \u0661May 2020")) == []


def test_an_unpaired_surrogate_does_no_harm() -> None:
    assert list(rulebook().candidates("\ud800 May 2020")) == [(2, 10)]


def test_unknown_part_is_refused() -> None:
    with pytest.raises(KeyError, match="fortnight"):
        book(pattern="<fortnight>")


def test_unknown_guard_is_refused() -> None:
    with pytest.raises(KeyError, match="nobody"):
        book(pattern="<year>", unless_before=["nobody"])


def test_guard_for_the_other_side_is_refused() -> None:
    with pytest.raises(ValueError, match="text before the candidate"):
        book(pattern="<year>", unless_before=["quantity"])


def test_group_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'year' twice"):
        book(pattern="<year>|<year>")


def test_guards_look_at_a_bounded_window() -> None:
    rule = book(pattern="<year>", unless_before=["currency"]).rules[0]
    near, far = "Rs ", "Rs" + " " * WINDOW
    assert not rule.allows(near + "2000", len(near), len(near) + 4)
    assert rule.allows(far + "2000", len(far), len(far) + 4)
