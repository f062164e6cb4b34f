"""The rules as data: each has a name and a reason, compiles to a small automaton, and acts where its row says."""

import ast
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any, get_args

import pytest

import stages.clean.read
from stages.clean import schema
from stages.clean.read import boilerplate, cutting, decoding, headline, listing, markup, related, repair, residue
from stages.clean.rejects import messages
from stages.resources import toml

PACKAGE = Path(stages.clean.__file__).parent
TABLES = ("boilerplate", "characters", "decoding", "headline", "related")

#: The modules through which the text of every article goes.
MODULES = (
    *("articles", "boilerplate", "contents", "cutting", "headline"),
    *("listing", "paragraphs", "related", "repair", "residue"),
)


def rows(table: str) -> list[dict[str, Any]]:
    groups = toml("stages.clean.read", f"{table}.toml")
    return [row for name, group in groups.items() if isinstance(group, list) for row in group if name != "words"]


def dropped(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Return the reasons and the texts of what is dropped."""
    found = residue.find(text, headline.known(title), [False] * (text.count("\n") + 1), 160)
    return [(reason, text[start:end]) for start, end, reason in found.dropped]


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_has_a_name_and_a_reason(table: str) -> None:
    names = [row["name"] for row in rows(table)]
    assert len(set(names)) == len(names)
    for row in rows(table):
        assert row["reason"], row["name"]


def test_reasons_are_told_apart() -> None:
    # One column names them all.
    names = [row["name"] for table in ("boilerplate", "related") for row in rows(table)]
    names += [schema.TITLE, schema.TITLE_REPEATED, schema.NESTED, schema.OUTSIDE, schema.INVISIBLE, listing.RULE]
    assert len(set(names)) == len(names)


def patterns() -> dict[str, Any]:
    rules = boilerplate.rules()
    found = {"scan": rules.scan, "a prefix": rules.a_prefix, "a suffix": rules.a_suffix}
    found |= {f"repair {name}": pattern for name, pattern in repair._patterns().items()}
    found |= {f"headline {name}": pattern for name, pattern in headline._patterns().items()}
    for lines in (rules.anywhere, rules.above, rules.below):
        found |= {f"rule {rule.name}": rule.pattern for rule in lines.rules}
    return found | {"entity": markup._ENTITY, "declaration": decoding._DECLARATION, "tower": repair._ENTITY_TOWER}


@pytest.mark.parametrize("name", patterns())
def test_automata_are_small(name: str) -> None:
    # RE2 is linear, and slow only where its automaton outgrows its memory: counts like {0,200} over Unicode do that.
    assert 0 < patterns()[name].programsize < 8000


def test_no_other_engine_runs_over_texts() -> None:
    # Linear by construction: these modules know no backtracking regular expressions.
    for path in (PACKAGE / "read" / f"{module}.py" for module in MODULES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not {"re", "regex"} & set(names), path.name


def test_no_rule_matches_across_lines() -> None:
    for row in rows("boilerplate"):
        negated = re.findall(r"\[\^([^\]]*)\]", row["pattern"])
        assert all("\\n" in characters for characters in negated), row["name"]
        assert "\\s" not in row["pattern"], row["name"]
    assert dropped("read more:\nthe book is good") == [("read_more", "read more:")]


def test_every_row_says_where_it_acts() -> None:
    places = set(get_args(boilerplate.Where)) - {"notice"}
    tables = toml("stages.clean.read", "boilerplate.toml")
    assert {row["where"] for row in tables["rule"]} == places
    for row in tables["rule"]:
        assert ("begins" in row) == (row["where"] == "prefix"), row["name"]
        assert row.get("longest", 1) <= boilerplate.LONGEST, row["name"]
        assert row.get("follows", "sentence") == "sentence", row["name"]


def test_where_a_rule_may_act() -> None:
    text = "US\nleave a reply\ndate 2021-01-02 Text\nComments\nShare this\nReuter\nCOMMENTS"
    assert dropped(text) == [
        ("country_code", "US"),
        ("leave_a_reply", "leave a reply"),
        ("date_prefix", "date 2021-01-02"),
        ("comments", "Comments"),
        ("share", "Share this"),
        ("wire_sign_off", "Reuter"),
        ("comments", "COMMENTS"),
    ]
    found = residue.find(text, headline.UNKNOWN, [False] * 7, 160)
    assert [(text[start:end], rule) for start, end, rule in found.dates] == [("2021-01-02", "date_prefix")]
    assert (
        residue.find("Text\nUS\ndate 2021-01-02 Text\nComments\nText", headline.UNKNOWN, [False] * 5, 160)
        is residue.NOTHING
    )


def test_nothing_of_nothing() -> None:
    assert residue.find("", headline.UNKNOWN, [], 160) is residue.NOTHING
    assert residue.find("COMMENTS", headline.known("Title of it"), [False], 160).dropped == [(0, 8, "comments")]


def test_a_rule_that_needs_a_sentence_before() -> None:
    assert dropped("The price fell by 4 pct.\nMORE") == [("more_follows", "MORE")]
    assert dropped("The price fell, and they want\nMORE") == []
    assert dropped("MORE") == []


def test_the_longest_that_a_rule_may_drop() -> None:
    assert dropped("Text\nRead more: " + "x" * 200) == [("read_more", "Read more: " + "x" * 200)]
    assert dropped("Text\nRead more: " + "x" * 300) == []


def test_fields_are_the_first_ones_all_credits_and_all_days() -> None:
    text = "By A. Khan\nMay 4, 2021\nText. (Editing by B. Rao)\nReporting by C. Shah\nPublished in Bund, May 5, 2021"
    found = residue.find(text, headline.UNKNOWN, [False] * 5, 160)
    assert found.fields == {"author": "A. Khan", "credit": "Editing by B. Rao; Reporting by C. Shah"}
    days = [("May 4, 2021", "date_alone"), ("May 5, 2021", "published_in")]
    assert [(text[start:end], rule) for start, end, rule in found.dates] == days


def test_a_text_is_a_notice_when_all_of_it_is() -> None:
    def notice(text: str) -> str | None:
        return residue.find(text, headline.UNKNOWN, [False] * (text.count("\n") + 1), 160).notice

    assert notice("Content not found") == "not_found"
    assert notice("US\nContent not found\nCOMMENTS") == "not_found"
    assert notice("Access denied. " + "You have no permission. " * 5) == "access_denied"
    assert notice("Access denied. " + "You have no permission. " * 50) is None
    assert notice("Content not found\nThe port handled a record 3.1 million tonnes.") is None
    assert notice("US\nCOMMENTS") is None


@pytest.mark.parametrize(
    ("title", "line", "same"),
    [
        ("Who’ll pay?", "WHO'LL PAY", True),
        ("Mill sets record | The Daily Bund", "Mill sets record", True),
        ("Mill sets record - The Daily Bund", "Mill sets record - The Daily Bund", True),
        ("Mill - The Daily Bund", "Mill", False),
        ("Mill sets record", "Mill sets records", False),
        ("Mill sets record", "“Mill  sets record”...", True),
        ("؟!", "؟", False),
    ],
)
def test_what_repeats_a_title(title: str, line: str, same: bool) -> None:
    assert headline.known(title).is_in(line) is same


def test_several_titles_are_one() -> None:
    title = headline.known("Mill sets record", None, "Record set at Rohri's mill")
    assert title.is_in("Mill sets record")
    assert title.is_in("Record set at Rohri’s mill")
    assert headline.known(None, "") is headline.UNKNOWN
    assert not headline.UNKNOWN.is_in("")


@pytest.mark.parametrize("title", ["Title not found", "UNTITLED", "N/A", "404"])
def test_placeholders_are_no_titles(title: str) -> None:
    assert headline.named(title) is None
    assert headline.named(title + " is the title of a play") is not None


def test_runs_of_headlines_are_short_and_stand_below_an_article() -> None:
    teaser = "Board says that water will reach the tail of all canals by May"
    above = related.find(["Text.", *[teaser] * 9], 1, 9, (), "copyright")
    assert above == (4, "related_above_footer")
    assert related.find(["Text.", teaser], 1, 1, (), "copyright") is None
    assert related.find([teaser, teaser], 1, 1, (), "copyright") is None
    assert related.find(["Text.", teaser, teaser], 1, 2, (), "comments") is None


def test_cutting_keeps_paragraphs_and_the_map() -> None:
    text, segments = "ab cd\nef\ngh ij", [(0, 10, 14, 14)]
    assert cutting.without(text, segments, []) == (text, segments)
    assert cutting.without(text, segments, [(6, 8, "x")]) == ("ab cd\ngh ij", [(0, 10, 6, 6), (6, 19, 5, 5)])
    assert cutting.without(text, segments, [(0, 2, "x"), (9, 14, "x")]) == ("cd\nef", [(0, 13, 5, 5)])
    assert cutting.without(text, segments, [(3, 5, "x")]) == ("ab\nef\ngh ij", [(0, 10, 2, 2), (2, 15, 9, 9)])
    assert cutting.without(text, segments, [(0, 5, "x"), (6, 8, "x"), (9, 14, "x")]) == ("", [])


def calls(function: Callable[[], object]) -> int:
    """Return how many functions are called, of Python and of C: work that does not depend on the machine."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count


HARD = [
    "Table of Contents\nWhat it costs\n",
    "COMMENTS\n",
    "By Sana Memon\n",
    "A title that is said again and again\n",
    "Text. (Reporting by A. Khan)\n",
    "Related news\n",
    "Read more: the rest of it\n",
    "ROHRI: The old bridge was closed to all traffic after an engineer found a crack in the third...\n",
    "Lines of this length are joined where\n",
]


@pytest.mark.parametrize("line", HARD)
def test_work_grows_with_the_text_and_no_faster(line: str) -> None:
    def work(times: int) -> int:
        text = "A title that is said again and again\n" + line * times + "The end."
        boilerplate.rules().anywhere.remembered.cache_clear()
        return calls(lambda: residue.find(text, headline.UNKNOWN, [True] * (text.count("\n") + 1), 160))

    work(10)
    counts = [work(times) for times in (100, 200, 400, 800)]
    assert all(more <= 2.2 * less + 100 for less, more in pairwise(counts)), counts


def test_codes_are_the_ones_that_are_documented() -> None:
    used = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reject":
                (code, *_) = node.args
                used.add(code.value if isinstance(code, ast.Constant) else None)
    assert used - {None} <= set(messages())
    assert {"not_an_article", "too_short", "empty", "no_text", "too_large"} <= used
