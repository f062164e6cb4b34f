"""Which lines are never taken for residue."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stages.clean.articles import rules

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("rules.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize(("kind", "line"), [(case["kind"], line) for case in CASES for line in case["lines"]])
def test_a_line_is_kept_where_a_reporter_wrote_it(kind: str, line: str) -> None:
    assert rules.keeps(line) == (kind == "synthetic")


@pytest.mark.parametrize("kind", ["slot", "row", "keep"])
def test_every_rule_has_a_name_of_its_own_and_a_reason(kind: str) -> None:
    table: list[dict[str, Any]] = rules.toml(rules.__package__, "rules.toml")[kind]
    assert len({row["name"] for row in table}) == len(table)
    assert all(set(row) == {"name", "pattern", "reason"} for row in table)
    assert all(row["pattern"] in rules.pattern(kind) for row in table)
