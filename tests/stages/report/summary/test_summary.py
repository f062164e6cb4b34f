import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.export.schema import schemas
from stages.report.page.summary import summary
from stages.report.params import ReportParams
from stages.report.summary import decide as deciding
from stages.report.summary import schema
from stages.report.summary.decide import decide
from stages.report.summary.schema import PARTS, SUMMARY
from stages.report.summary.sign import SHOWN, sign
from tests.stages.report.page import made
from tests.support.page import Story, table

NAMES = ("documents", "duplicates", "rejects", "timexes", "mentions", "entities", "figures")


def signed(partition: str, rows: dict[str, list[dict[str, Any]]]) -> pa.Table:
    part = sign(*(table(name, rows.get(name, [])) for name in NAMES), ReportParams())
    return part.add_column(0, "partition", pa.repeat(pa.scalar(partition, pa.string()), part.num_rows))


@pytest.fixture(scope="module")
def parts() -> pa.Table:
    return pa.concat_tables([signed(partition, rows) for partition, rows in made.partitions().items()])


def test_the_order_of_rows_does_not_matter(parts: pa.Table) -> None:
    there = decide(parts, ReportParams())
    assert there.schema.equals(SUMMARY)

    @given(st.permutations(range(parts.num_rows)))
    def check(order: list[int]) -> None:
        assert decide(parts.take(order), ReportParams()).equals(there)

    check()


def test_what_the_page_starts_from(parts: pa.Table) -> None:
    told = summary({"summary": decide(parts, ReportParams())})
    assert told["shards"] == [
        [made.FIRST, "articles titles figures names", 2, 3],
        [made.SECOND, "articles titles figures names", 2, 1],
    ]
    assert [row[0] for row in told["newest"]] == [made.HOSTILE.doc_id, made.URDU.doc_id, made.REPORT.doc_id]
    assert told["newest"][-1][-1] == 0
    assert told["languages"] == [["en", 3], ["ur", 1]]
    assert told["undated"] == [["not_stated", 1]]
    assert told["conflicts"] == 1
    assert told["rejects"] == [["empty", 1]]
    assert sorted(told["timexes"]) == [["DATE", "days", 4], ["DATE", "open", 1]]
    (story,) = told["stories"]
    assert (story["doc_id"], story["shard"], story["articles"]) == (made.REPORT.doc_id, 0, 2)
    assert story["outlets"] == ["Evening Lamp", "Morning Lamp"]
    assert story["members"][0][0] == "Exports short of the goal"
    assert told["indicators"][0] == {"key": made.EXPORTS, "label": made.EXPORTS, "figures": 3, "shards": [0]}
    assert ["p1", "Zoya Tariq", "PERSON", 1, 1] in told["names"]


def test_an_indicator_goes_by_its_id_where_it_has_one() -> None:
    figure = {"doc_id": "a", "start": 0, "end": 1, "kind": "actual", "value_low": 1, "value_high": 1}
    rows = [
        figure | {"indicator": name, "indicator_id": "it_exports"}
        for name in ("IT exports", "IT exports", "tech sales abroad")
    ]
    told = summary({"summary": decide(signed("a" * 20, {"figures": rows}), ReportParams())})
    assert told["indicators"] == [{"key": "it_exports", "label": "IT exports", "figures": 3, "shards": [0]}]


def test_long_lists_are_cut_and_sums_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHOWN, schema.NEWEST, 2)
    monkeypatch.setitem(SHOWN, schema.REJECT, 1)
    monkeypatch.setattr(deciding, "NAMES", 1)
    monkeypatch.setattr(deciding, "INDICATORS", 1)
    stories = [Story(str(at) * 20, f"Words {at}.", {"published": dt.date(2021, 1, 1 + at)}) for at in range(5)]
    rows = {"documents": [row for story in stories for row in story.rows("documents")]}
    rows["rejects"] = [
        {"doc_id": str(at), "source": f"{at}.txt", "code": "empty", "message": "Nothing."} for at in range(4)
    ]
    mention = {"start": 0, "end": 5, "type": "ORG"}
    rows["mentions"] = [mention | {"doc_id": str(at) * 20, "text": text} for at, text in enumerate(("A", "A", "B"))]
    figure = {"doc_id": "0" * 20, "start": 0, "end": 1, "kind": "actual", "value_low": 1, "value_high": 1}
    rows["figures"] = [figure | {"indicator": name} for name in ("x", "y", "y")]
    told = summary({"summary": decide(signed("a" * 20, rows), ReportParams())})
    assert [row[3] for row in told["newest"]] == ["2021-01-05", "2021-01-04"]
    assert told["rejects"] == [["empty", 4]]
    assert len(told["rejected"]) == 1
    assert told["names"] == [["ORG A", "A", "ORG", 2, 2]]
    assert [each["key"] for each in told["indicators"]] == ["y"]
    assert sum(row[2] for row in told["days"]) == 5


def test_a_long_time_is_told_by_its_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "DAYS", 3)
    stories = [Story(str(at) * 20, "Words.", {"published": dt.date(2021, 1 + at // 3, 10 + at)}) for at in range(6)]
    rows = {"documents": [row for story in [*stories, Story("9" * 20, "Undated.")] for row in story.rows("documents")]}
    told = summary({"summary": decide(signed("a" * 20, rows), ReportParams())})
    months = [["2021-01-01", None, 3], ["2021-02-01", None, 3]]
    assert sorted(told["days"], key=str) == sorted([[None, None, 1], *months], key=str)


def test_an_empty_corpus_has_a_summary() -> None:
    told = summary({})
    assert told["shards"] == []
    assert [each["name"] for each in told["tables"]] == list(schemas())
    assert all(column[3] for each in told["tables"] for column in each["columns"])


def test_one_partition_says_what_it_may() -> None:
    part = signed("a" * 20, {})
    assert part.drop_columns(["partition"]).schema.equals(PARTS)
    assert part.filter(pa.compute.equal(part["kind"], schema.SHARD)).num_rows == 1
