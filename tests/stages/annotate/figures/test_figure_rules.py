"""The tables of rules and words: complete, without contradictions, and each rule reached by a case."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.annotate.figures import grammar, indicators
from stages.annotate.figures.grammar import END, Rule, backwards, forwards, rules, rules_between, rules_for
from stages.annotate.figures.kinds import cues
from stages.annotate.figures.letters import AMOUNTS, LETTERS
from stages.annotate.figures.lexicon import lexicon
from stages.resources import toml
from tests.support.figures import figures_of

PACKAGE = "stages.annotate.figures"
FILES = ("rules.toml", "cues.toml", "names.toml", "lexicon/words.toml", "lexicon/nouns.toml", "lexicon/verbs.toml")
RULES = toml(PACKAGE, "rules.toml")["rule"]
CASES = Path(__file__).parent / "cases"
KINDS = {"actual", "target", "plan", "potential", "forecast"}


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in FILES:
        for table, content in toml(PACKAGE, file).items():
            if isinstance(content, list):
                yield from ((f"{file} {table}", row) for row in content)


def test_every_row_has_a_reason() -> None:
    for table, row in rows():
        assert row["reason"].strip(), (table, row)


def test_every_class_has_a_letter_of_its_own() -> None:
    assert len(set(LETTERS.values())) == len(LETTERS)
    named = {row["name"] for table, row in rows() if table.endswith(" class")} - {"QUANTITY", "COLLECTION"}
    assert named <= LETTERS.keys()


def test_no_word_stands_in_two_closed_classes_or_kinds() -> None:
    words = [word for row in toml(PACKAGE, "lexicon/words.toml")["class"] for word in row["words"].split()]
    assert len(words) == len(set(words))
    cue_words = [word for row in toml(PACKAGE, "cues.toml")["cue"] for word in row["words"].split()]
    assert sorted(cue_words) == sorted(set(cue_words))
    assert {cue.kind for cue in cues().values()} == KINDS - {"actual"}


def test_rules_name_what_exists() -> None:
    assert len({row["name"] for row in RULES}) == len(RULES)
    for row in RULES:
        assert row["role"] in {"level", "change", "growth", "base", "aim"}
        assert row.get("indicator", "last") in indicators._METHODS
        assert set(row["amounts"]) <= {"MONEY", "PERCENT", "POINT", "COUNT", "RATIO", "MULTIPLE"}
        for pattern in [*row["before"], row.get("behind", "")]:
            assert set(re.findall("[A-Z]+", pattern)) <= {*LETTERS, "NP", "END"}
            assert not re.search(r"[^A-Z()|?*+~ ]", pattern)


def test_patterns_read_the_same_from_either_end() -> None:
    pattern = "(RISE|FALL) BY? ~ (PERCENT PER)? TO"
    line = "".join(LETTERS[name] for name in ("FALL", "BY", "FILL", "PERCENT", "PER", "TO"))
    assert re.fullmatch(forwards(pattern), line)
    assert re.fullmatch(backwards(pattern), line[::-1])
    assert not re.fullmatch(forwards(pattern), line[::-1])


def test_a_bracket_that_is_not_opened_is_an_error() -> None:
    with pytest.raises(ValueError, match="not opened"):
        forwards("RISE) TO")


def test_every_rule_reads_a_figure_of_some_case() -> None:
    read = {
        figure.rule
        for name in ("wild", "synthetic")
        for case in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
        for figure in figures_of(case["text"])
    }
    assert {row["name"] for row in RULES} - read == set()


def test_forms_of_verbs() -> None:
    verbs = lexicon().verbs
    known = [
        "suffered",
        "planned",
        "totalled",
        "totaled",
        "raised",
        "carried",
        "stopped",
        "offered",
        "agreed",
        "rose",
        "cut",
    ]
    assert [word for word in known if verbs[word].form != "past"] == []
    assert (verbs["declining"].direction, verbs["surged"].direction, verbs["stood"].direction) == (-1, 1, 0)


def test_the_token_before_an_amount_leaves_out_only_rules_that_cannot_apply() -> None:
    for rule in rules():
        for letter in LETTERS.values():
            tried = rule in {each for amount in rule.amounts for each in rules_for(amount, letter)}
            # Whatever stands farther on: a match that begins with this letter needs it to be tried.
            farther = "".join(LETTERS.values())
            found = rule.before.match(letter + farther)
            assert tried or found is None or found.end() == 0
        assert not rule.anywhere or rule in rules_for(next(iter(rule.amounts)), "")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_tokens_beside_an_amount_leave_out_only_rules_that_cannot_apply(rule: Rule) -> None:
    farther = st.text(alphabet=sorted(LETTERS.values()), max_size=2)
    behind = farther if rule.behind is None else st.from_regex(rule.behind, fullmatch=True)

    @settings(max_examples=15, deadline=None, database=None)
    @given(st.from_regex(rule.before, fullmatch=True), behind, farther)
    def is_tried(left: str, right: str, rest: str) -> None:
        right = right.removesuffix("\n")  # before which an expression may find an end as well
        right += rest if rule.behind is None or rule.behind.match(right + rest) else ""
        for amount in rule.amounts:
            assert rule in rules_between(amount, (left + rest)[:2], right[:1] or END)

    is_tried()


def test_few_rules_are_tried_of_those_that_a_token_allows() -> None:
    for amount in AMOUNTS:
        assert set(rules_between(amount, "", END)) == {
            each for each in rules_for(amount, "") if each.before.match("") and _ends(each)
        }
    money, to, word = LETTERS["MONEY"], LETTERS["TO"], LETTERS["WORD"]
    assert len(rules_between(money, to + word, word)) < len(rules_for(money, to))


def _ends(rule: Rule) -> bool:
    """Say whether a rule may apply to the last token of a sentence."""
    return rule.behind is None or rule.behind.match("") is not None


def test_what_is_looked_at_is_bounded() -> None:
    assert grammar.REACH <= 40
