"""The order of trust: every source has a row, a reason, and limits."""

import re

from stages.publication.sources import SOURCES, UNKNOWN, trust_of
from stages.resources import toml


def test_every_rule_that_finds_a_day_has_its_trust() -> None:
    lines = toml("stages.clean.read", "boilerplate.toml")["rule"]
    rules = {row["name"] for row in lines if "(?P<stated_date>" in row["pattern"]}
    addresses = {row.get("rule", "url_path") for row in toml("stages.publication", "address.toml")["forms"]}
    assert {"record_published", "page_metadata", "dateline", *rules, *addresses} == set(SOURCES)


def test_rows_are_told_apart_and_reasoned() -> None:
    assert [trust.rank for trust in SOURCES.values()] == list(range(len(SOURCES)))
    assert all(re.fullmatch(r"[^A-Z].+[^.]", trust.reason) for trust in SOURCES.values())
    assert all(0 <= trust.later <= trust.earlier <= 7 for trust in SOURCES.values())


def test_an_unknown_rule_comes_last() -> None:
    assert trust_of("a_rule_of_tomorrow") is UNKNOWN
    assert UNKNOWN.rank > max(trust.rank for trust in SOURCES.values())
