"""The gate as data: what it lets through, and what it refuses with which reason."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.publishing.gate import Limits, compare
from flows.publishing.profile import Profile, Table
from flows.publishing.verdict import Row, Verdict

FOUND = tomllib.loads((Path(__file__).parent / "cases" / "gate.toml").read_text())
CASES = FOUND["case"]

#: Columns beside doc_id.
TYPES = {"documents": {"title": "string", "published": "date32[day]"}, "amounts": {"currency": "string"}}


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    names = base.keys() | changes.keys()
    return {
        name: {**base.get(name, {}), **changes[name]}
        if isinstance(changes.get(name), dict)
        else changes.get(name) or base.get(name)
        for name in names
    }


def profile(given: dict[str, Any]) -> Profile:
    tables = {
        name: {"rows": rows, "types": {"doc_id": "string", **TYPES.get(name, {})}, "nulls": {}}
        for name, rows in given["rows"].items()
    }
    for column, kind in given.get("types", {}).items():
        table, _, name = column.partition(".")
        tables[table]["types"][name] = kind
    for column, nulls in given.get("nulls", {}).items():
        table, _, name = column.partition(".")
        tables[table]["nulls"][name] = nulls
    for name in given.get("without", ()):
        table, _, column = name.partition(".")
        if column:
            del tables[table]["types"][column]
        else:
            del tables[table]
    return msgspec.convert(
        {"tables": tables, "languages": given["languages"], "rejects": given["rejects"]}, type=Profile
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case(case: dict[str, Any]) -> None:
    then = merged(FOUND["corpora"][case["of"]], case.get("before", {}))
    now = merged(then, case.get("now", {}))
    limits = msgspec.convert(case.get("limits", {}), type=Limits)
    rows = compare(profile(now), None if case.get("first") else profile(then), limits)
    refused: dict[str, str] = {}
    for row in rows:
        if not row.passed:
            refused[row.check] = f"{refused.get(row.check, '')}{row.reason}; "
        else:
            assert row.reason == ""
    expected = case.get("refused", {})
    assert refused.keys() == expected.keys(), refused
    for check, reason in expected.items():
        assert reason in refused[check]


def test_all_columns_that_go_wrong_are_told() -> None:
    (case,) = [case for case in CASES if "both are told" in case["name"]]
    then = FOUND["corpora"]["large"]
    rows = compare(profile(merged(then, case["now"])), profile(then), Limits())
    assert {row.subject for row in rows if not row.passed} == {"documents.title", "amounts.currency"}


def test_every_check_is_refused_by_some_case() -> None:
    assert {check for case in CASES for check in case.get("refused", {})} == {
        "schema",
        "rows",
        "nulls",
        "languages",
        "rejects",
    }


COUNT = st.integers(0, 3000)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    tables = {}
    for name in ("documents", "duplicates", "rejects", *draw(st.sets(st.sampled_from(["amounts", "quotes"])))):
        rows = draw(COUNT)
        tables[name] = Table(rows, {"doc_id": "string", "title": "string"}, {"title": draw(st.integers(0, rows))})
    languages = draw(st.dictionaries(st.sampled_from(["en", "ur", "und"]), COUNT))
    return Profile(tables, languages, {"bad_json": tables["rejects"].rows})


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    share, more = st.floats(0, 1), st.floats(1, 3)
    kinds = {"small": COUNT, "slack": COUNT, "rows_slack": COUNT, "documents_most": more, "rows_most": more}
    return Limits(**{name: draw(kinds.get(name, share)) for name in Limits.__struct_fields__})


@given(profiles(), limits())
def test_a_corpus_that_has_not_changed_passes_whatever_the_limits(found: Profile, any_limits: Limits) -> None:
    if found.records:
        assert [row for row in compare(found, found, any_limits) if not row.passed] == []


@given(profiles(), profiles(), limits())
def test_a_limit_that_is_widened_refuses_no_more(now: Profile, before: Profile, tight: Limits) -> None:
    wide = msgspec.structs.replace(
        tight,
        slack=tight.slack + 5,
        rows_slack=tight.rows_slack + 50,
        documents_least=tight.documents_least / 2,
        rows_most=tight.rows_most * 2,
        nulls_change=min(1.0, tight.nulls_change * 2),
        rejects_change=min(1.0, tight.rejects_change * 2),
    )

    def refused(limits: Limits) -> set[tuple[str, str]]:
        return {row[:2] for row in compare(now, before, limits) if not row.passed}

    assert refused(wide) <= refused(tight)


def test_what_a_person_reads() -> None:
    rows = [
        Row("rows", "documents", 23576, 21218, "22,395 or more", passed=False, reason="documents has 21,218 rows"),
        Row("nulls", "documents.title", 0.0051, 0.25, "0.0% to 5.5%", passed=True),
    ]
    verdict = Verdict("corpus-7", rows)
    header, first, second, reason = verdict.text().splitlines()
    assert header.split() == ["check", "subject", "published", "now", "allowed", "verdict"]
    assert first.split() == ["rows", "documents", "23,576", "21,218", "22,395", "or", "more", "REFUSED"]
    assert second.endswith("0.5%       25.0%   0.0% to 5.5%    passed")
    assert reason == "rows: documents has 21,218 rows"
    assert not verdict.passed
    assert verdict.forceable
    assert verdict.record()["rows"][0]["reason"] == "documents has 21,218 rows"


@pytest.mark.parametrize("check", ["conserved", "built", "committed"])
def test_what_no_reason_overrules(check: str) -> None:
    assert not Verdict(None, [Row(check, "", None, None, "", passed=False, reason="no")]).forceable
