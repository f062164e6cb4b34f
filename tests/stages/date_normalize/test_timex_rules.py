"""The rulebook: each rule earns its place, and a broken table is refused."""

import datetime as dt
import re
from typing import Any

import pytest

from stages.date_normalize.lexicon import LEXICON
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.rules import FILES, WINDOW, Rule, Rulebook, rows, rulebook
from stages.date_normalize.setting import Setting
from stages.date_normalize.steps import verbs
from stages.date_normalize.timex import find_timexes

ROWS = rows()
RULES = [pytest.param(rule, id=rule.name) for rule in rulebook().rules]
PUBLISHED = Setting(dt.date(2021, 1, 27), "PK", "PK", "DMY")


def book(**row: Any) -> Rulebook:
    return Rulebook([{"name": "tried", "steps": ["year $year"], "reason": "a test", "examples": [], **row}])


@pytest.mark.parametrize("rule", RULES)
def test_rule_reads_its_examples(rule: Rule) -> None:
    assert rule.examples
    for example in rule.examples:
        text = re.sub("[{}]", "", example)
        meant = re.search(r"\{(.*)\}", example)
        if rule.pieces:
            found = [(timex.text, timex.rule) for timex in find_timexes(text, PUBLISHED, DateNormalizeParams())]
            assert (meant[1] if meant else text, rule.name) in found
        else:
            assert list(rulebook().candidates(text)) == [(0, len(text))]
            assert rulebook().readings(text)[0].rule.name == rule.name
            assert find_timexes(text, PUBLISHED, DateNormalizeParams()) == []


def test_there_are_sixty_to_two_hundred_rules() -> None:
    assert 60 <= len(rulebook().rules) <= 200


def test_names_are_unique_and_reasons_are_given() -> None:
    names = [row["name"] for row in ROWS]
    assert len(set(names)) == len(names)
    assert all(row["reason"] for row in (*ROWS, *LEXICON["parts"], *LEXICON["phrases"], *LEXICON["guards"]))


def _patterns() -> str:
    return " ".join(row["pattern"] for row in (*ROWS, *LEXICON["parts"], *LEXICON["phrases"]) if "pattern" in row)


def test_every_part_phrase_table_and_guard_is_used() -> None:
    patterns = _patterns()
    named = {row["name"] for row in (*LEXICON["parts"], *LEXICON["phrases"])} | set(LEXICON["tables"])
    assert {name for name in named if not re.search(rf"<{name}[:>]", patterns)} == set()
    used = {name for row in ROWS for key in row if key.startswith(("unless_", "only_")) for name in row[key]}
    assert {row["name"] for row in LEXICON["guards"]} == used


def test_every_verb_is_used() -> None:
    used = {step.text.split()[0] for rule in rulebook().rules for piece in rule.pieces for step in piece.steps}
    assert used == verbs()


def test_every_field_that_a_step_or_piece_names_can_be_there() -> None:
    for rule in rulebook().rules:
        fields = {match[2] or match[1] for match in re.finditer("<([a-z_]+)(?::([a-z_0-9]+))?>", rule.pattern)}
        for piece in rule.pieces:
            words = [word for step in piece.steps for word in step.text.split()[1:] if word.startswith("$")]
            assert {word[1:].rstrip("?") for word in words} <= fields, rule.name
            assert {edge.rstrip("?") for edge in (piece.begin, piece.end) if edge} <= fields, rule.name


def test_files_are_all_read() -> None:
    names = [row["name"] for row in ROWS]
    assert len(FILES) == 13
    assert names[0] == "holiday"


def test_longest_candidate_wins_over_an_earlier_rule() -> None:
    texts = ("27 January 2021", "May and June", "the first nine months of FY25", "the same period last fiscal year")
    assert [text for text in texts if len(list(rulebook().candidates(text))) != 1] == []


def test_first_rule_that_allows_it_wins_where_several_read_the_whole_candidate() -> None:
    order = [rule.name for rule in rulebook().rules]
    names = [reading.rule.name for reading in rulebook().readings("the year")]
    assert len(names) > 1
    assert names == sorted(names, key=order.index)
    (timex,) = find_timexes("the year", PUBLISHED, DateNormalizeParams())
    assert timex.rule == "the_unit"


def test_fields_have_value_and_span() -> None:
    (reading,) = rulebook().readings("13th Sep, 2020")
    assert reading.fields == {"day": 13, "month": 9, "year": 2020}
    assert reading.spans == {"day": (0, 4), "month": (5, 8), "year": (10, 14)}


def test_spans_of_candidates_are_code_points() -> None:
    assert list(rulebook().candidates("\U0001f389 \u062e\u0628\u0631 May 2020")) == [(6, 14)]


def test_a_part_of_a_word_is_no_candidate_in_any_script() -> None:
    texts = ("\u00e9May 2020 May 2020\u00e9 \u0661May 2020", "\u0628\u06f1\u06f2 \u0645\u0626\u06cc\u0627")
    assert [list(rulebook().candidates(text)) for text in texts] == [[], []]


def test_an_unpaired_surrogate_does_no_harm() -> None:
    assert list(rulebook().candidates("\ud800 May 2020")) == [(2, 10)]


def test_unknown_part_is_refused() -> None:
    with pytest.raises(KeyError, match="blue_moon"):
        book(pattern="<blue_moon>")


def test_unknown_guard_is_refused() -> None:
    with pytest.raises(KeyError, match="nobody"):
        book(pattern="<year>", unless_before=["nobody"])


def test_unknown_verb_is_refused() -> None:
    with pytest.raises(KeyError, match="guess"):
        book(pattern="<year>", steps=["guess $year"])


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


def test_step_that_names_a_field_that_is_not_there_is_left_out() -> None:
    rules = book(pattern="<year>(?:<sp><or_so>)?", steps=["year $year", "mod $or_so"])
    reading = rules.readings("1990")[0]
    assert "or_so" not in reading.fields
