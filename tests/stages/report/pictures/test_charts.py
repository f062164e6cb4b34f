import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from stages.report.pictures import charts

alt = pytest.importorskip("altair", reason="pictures need `pip install khabar[pictures]`")
pytest.importorskip("vl_convert", reason="pictures need `pip install khabar[pictures]`")

DAYS = [{"outlet": f"Outlet {at % 10}", "day": dt.date(2021, 1 + at % 3, 1 + at), "count": 1 + at} for at in range(20)]


def words(svg: str) -> str:
    return " ".join(ET.fromstring(svg).itertext())  # noqa: S314 - what we drew ourselves


def test_articles_are_stacked_by_outlet_and_the_small_ones_share_a_colour() -> None:
    spec = charts.articles(DAYS).to_dict()
    assert spec["encoding"]["color"]["sort"][-1] == "others"
    assert len(spec["encoding"]["color"]["sort"]) == charts.OUTLETS + 1
    (values,) = spec["datasets"].values()
    assert sum(row["articles"] for row in values) == sum(row["count"] for row in DAYS)


def test_figures_have_a_shape_by_kind_and_a_line_by_range() -> None:
    begin, finish = dt.date(2021, 7, 1), dt.date(2022, 6, 30)
    rows = [
        {"kind": "actual", "value_low": 2, "value_high": 2, "begin": begin, "finish": finish},
        {"kind": "target", "value_low": 4, "value_high": 5, "begin": begin, "finish": finish},
    ]
    chart = charts.figures(rows, "IT exports <b>", "USD")
    assert chart.to_dict()["layer"][2]["encoding"]["shape"]["scale"]["range"] == ["circle", "diamond"]
    drawn = charts.svg(chart)
    assert "IT exports <b>, USD" in words(drawn)
    assert drawn == charts.svg(charts.figures(rows, "IT exports <b>", "USD"))


def test_outlets_have_their_numbers() -> None:
    drawn = words(charts.svg(charts.shared(["A", "B", "C"], [[3, 2, 1], [2, 2, 0], [1, 0, 1]])))
    assert drawn.count("2") >= 2
