"""The figures over periods: which indicators are shown, whatever the order, and what leads to their sentences."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stages.export.schema import schemas
from stages.report.params import ReportParams
from stages.report.series import CLAIMS, SHOWN, choose, data, sign

TEMPLATE = Path(__file__).parents[3] / ".dvc" / "plots" / "figures_over_periods.json"
TEXT = "Exports were\n $5 billion. Imports were more."


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    loose = pa.schema([field.with_nullable(True) for field in schemas()[name]])
    return pa.Table.from_pylist(rows, schema=loose)


def claim(year: int, series: str = "export", kind: str = "actual", **more: Any) -> dict[str, Any]:
    return {
        "doc_id": "a",
        "start": 14,
        "end": 24,
        "sentence_start": 0,
        "sentence_end": 25,
        "text": "$5 billion",
        "indicator": "Exports",
        "indicator_id": series,
        "kind": kind,
        "measure": "level",
        "unit": "USD",
        "value_low": Decimal(5),
        "value_high": Decimal(6),
        "begin": dt.date(year, 7, 1),
        "finish": dt.date(year + 1, 6, 30),
        **more,
    }


def signed(*claims: dict[str, Any]) -> pa.Table:
    documents = table("documents", [{"doc_id": "a", "text": TEXT, "outlet": "o", "published": dt.date(2021, 4, 29)}])
    return sign(documents, table("figures", list(claims)), ReportParams())


def test_a_claim_needs_a_period_a_unit_and_a_level() -> None:
    found = signed(claim(2019), claim(2019, begin=None), claim(2019, unit=None), claim(2019, measure="change"))
    (row,) = found.to_pylist()
    assert row["sentence"] == "Exports were $5 billion."
    assert (row["outlet"], row["published"]) == ("o", dt.date(2021, 4, 29))


def test_the_indicators_told_for_most_periods_are_shown_in_any_order_of_partitions() -> None:
    claims = [
        *(claim(year, f"series-{length}") for length in range(1, 8) for year in range(2010, 2010 + length)),
        *(claim(year, "tied", kind) for year, kind in zip(range(2010, 2017), ("actual", "target") * 4, strict=False)),
    ]
    one = pa.concat_tables([signed(row) for row in claims])
    other = pa.concat_tables([signed(row) for row in reversed(claims)])
    chosen = choose(one, ReportParams())
    assert choose(other, ReportParams()).equals(chosen)
    shown = dict(zip(chosen["place"].to_pylist(), chosen["indicator_id"].to_pylist(), strict=True))
    assert shown == {0: "tied", 1: "series-7", 2: "series-6", 3: "series-5"}
    assert len(shown) == SHOWN


def test_contradictory_claims_stand_side_by_side_and_one_period_is_not_shown() -> None:
    rows = [claim(2019), claim(2019, value_low=Decimal(4), value_high=Decimal(4), start=15), claim(2020, kind="target")]
    chosen = choose(signed(*rows, claim(2020, "alone")), ReportParams())
    assert [(row["value_low"], row["kind"]) for row in chosen.to_pylist()] == [
        (Decimal(5), "actual"),
        (Decimal(4), "actual"),
        (Decimal(5), "target"),
    ]


def test_a_long_series_shows_its_latest_periods() -> None:
    chosen = choose(signed(*(claim(1700 + year) for year in range(CLAIMS + 5))), ReportParams())
    assert chosen.num_rows == CLAIMS
    assert chosen["begin"][0].as_py() == dt.date(1705, 7, 1)


@pytest.mark.parametrize("chosen", [None, choose(signed(), ReportParams())])
def test_without_claims_there_are_the_names_of_the_columns(chosen: pa.Table | None) -> None:
    assert data(chosen).decode().count("\n") == 1


def test_every_point_leads_to_its_sentence_and_the_template_finds_its_fields() -> None:
    rows = [claim(2019), claim(2020), claim(2021, indicator="total exports", speaker_text="the minister")]
    made = data(choose(signed(*rows), ReportParams())).decode()
    read = list(csv.DictReader(io.StringIO(made)))
    assert [row["indicator"] for row in read] == ["Exports, USD"] * 3
    assert (read[0]["value"], read[0]["low"], read[0]["high"]) == ("5.5", "5", "6")
    assert (read[0]["doc_id"], read[0]["start"], read[0]["end"]) == ("a", "14", "24")
    assert read[0]["sentence"] == "Exports were $5 billion."
    assert read[2]["speaker"] == "the minister"
    template = TEMPLATE.read_text(encoding="utf-8")
    json.loads(template)
    wanted = {"indicator", "kind", "finish", "low", "high", "sentence", "speaker", "outlet", "doc_id", "start", "end"}
    assert {name for name in wanted if name in template} == wanted <= read[0].keys()
