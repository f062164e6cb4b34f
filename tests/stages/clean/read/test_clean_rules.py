"""The rules as data: each has a name and a reason, compiles to a small automaton, and stays within a line."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import stages.clean
from stages.clean.read import boilerplate, decoding, headline, markup, page, repair
from stages.clean.rejects import messages
from stages.resources import toml

PACKAGE = Path(stages.clean.__file__).parent
TABLES = ("boilerplate", "characters", "decoding", "headline", "page_dates")


def rows(table: str) -> list[dict[str, Any]]:
    groups = toml("stages.clean", f"{table}.toml")
    return [row for name, group in groups.items() if isinstance(group, list) for row in group if name != "words"]


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_has_a_name_and_a_reason(table: str) -> None:
    names = [row["name"] for row in rows(table)]
    assert len(set(names)) == len(names)
    for row in rows(table):
        assert row["reason"], row["name"]


def patterns() -> dict[str, Any]:
    rules = boilerplate._rules()
    found = {"scan": rules.scan, "closing": rules.closing, "notices": rules.notices}
    found |= {f"repair {name}": pattern for name, pattern in repair._patterns().items()}
    found |= {f"headline {name}": pattern for name, pattern in headline._patterns().items()}
    found |= {f"date {number}": pattern for number, (_, pattern) in enumerate(page._date_rules()) if pattern}
    return found | {"entity": markup._ENTITY, "declaration": decoding._DECLARATION, "tower": repair._ENTITY_TOWER}


@pytest.mark.parametrize("name", patterns())
def test_automata_are_small(name: str) -> None:
    # RE2 is linear, and slow only where its automaton outgrows its memory: counts like {0,200} over Unicode do that.
    assert 0 < patterns()[name].programsize < 8000


def test_no_other_engine_runs_over_texts() -> None:
    # Linear by construction: the modules of this stage know no backtracking regular expressions.
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not {"re", "regex"} & set(names), path.name


def test_no_rule_matches_across_lines() -> None:
    for row in rows("boilerplate"):
        negated = re.findall(r"\[\^([^\]]*)\]", row["pattern"])
        assert all("\\n" in characters for characters in negated), row["name"]
        assert "\\s" not in row["pattern"], row["name"]
    assert boilerplate.find("read more:\nthe book is good").dropped == {0: "read_more"}


def test_where_a_rule_may_act() -> None:
    found = boilerplate.find("US\nleave a reply\ndate 2021-01-02 Text\nComments\nShare this\nReuter\nCOMMENTS")
    assert found.dropped == {
        0: "country_code",
        1: "leave_a_reply",
        3: "comments",
        4: "share",
        5: "wire_sign_off",
        6: "comments",
    }
    assert found.prefix == (2, 16, "date_prefix")
    assert found.stated_date == "2021-01-02"
    found = boilerplate.find("Text\nUS\ndate 2021-01-02 Text\nComments\nText")
    assert found == boilerplate.Residue({}, None, None)


def test_the_longest_that_a_rule_may_drop() -> None:
    assert boilerplate.find("Text\nRead more: " + "x" * 200).dropped == {1: "read_more"}
    assert boilerplate.find("Text\nRead more: " + "x" * 300).dropped == {}


def test_notices_are_short() -> None:
    assert boilerplate.notice("Content not found") == "not_found"
    assert boilerplate.notice("Access denied. " + "You have no permission. " * 5) == "access_denied"
    assert boilerplate.notice("Access denied. " + "You have no permission. " * 50) is None


def test_codes_are_the_ones_that_are_documented() -> None:
    used = set()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reject":
                (code, *_) = node.args
                used.add(code.value if isinstance(code, ast.Constant) else None)
    assert used - {None} == set(messages())
