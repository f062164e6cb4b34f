"""Days of publication that are stated outside the sentences: all of them, each with its place in the source."""

import json
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.clean.read.articles import Article, read_article
from stages.clean.read.params import ReadParams
from stages.clean.read.repair import repair
from stages.clean.read.stated_dates import StatedDate, column, of_lines, of_page, of_record
from stages.clean.schema import STATED_DATES_TYPE

STORY = "The turns in which the left bank draws its water were changed on Thursday, growers in two districts said."
LINES = [
    " date {:%Y-%m-%d} ",
    "Published {:%B %d, %Y}\n",
    "Updated {:%B %d, %Y} | Published {:%B %d, %Y}\n",
    "By Rida Memon, {:%d %B %Y}\n",
    "{:%A, %d %B %Y}\n",
    "Publi\u00adshed\u00a0on\u2003{:%d %b %Y}\n\n",
    "تاریخ اشاعت: {:%d} ستمبر {:%Y}\n",
]


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(LINES), DAYS), max_size=3), DAYS)
def test_spans_cut_their_evidence_out_of_the_raw_text(lines: list[tuple[str, date]], printed: date) -> None:
    above = "".join(line.format(day, day) for line, day in lines)
    raw = f"{above}{STORY}\nPublished in The Daily Bund, {printed:%B %d, %Y}."
    result = read_article("record", json.dumps({"text": raw, "published": "soon"}).encode(), ReadParams())
    assert isinstance(result, Article)
    first, *others = result.stated_dates
    assert first == StatedDate("record_published", "soon")
    assert others
    for each in others:
        assert each.raw_start is not None
        assert " ".join(repair(raw[each.raw_start : each.raw_end])[0].split()) == each.text


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("x 2021-05-04 y", (2, 12)),
        ("id-2021-05-04 12021-05-04 2021-05-041 '2021-05-04'", (39, 49)),
        ("2021-05-04T10:00 2021-05-04", (17, 27)),
        ("2021-05-0\u0034x", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_day_is_not_looked_for_inside_something_longer(source: str, place: tuple[int | None, int | None]) -> None:
    (found,) = of_page([("meta", "2021-05-04")], source)
    assert found == StatedDate("page_metadata", "2021-05-04", "meta", *place)


def test_nothing_is_stated() -> None:
    assert (of_record(None), of_record(""), of_page([], "x"), of_lines([], "x", [])) == ((), (), (), ())


def test_what_is_not_in_the_source_has_no_place() -> None:
    (found,) = of_lines([(0, 4, "published_line")], "2021 x", [])
    assert found == StatedDate("published_line", "2021")


def test_a_column_of_them() -> None:
    dates = [(StatedDate("a", "1"), StatedDate("b", "2", "meta", 3, 4)), None, ()]
    table = column(dates)
    assert table.type == STATED_DATES_TYPE
    assert table.to_pylist() == [
        [
            {"rule": "a", "text": "1", "place": None, "raw_start": None, "raw_end": None},
            {"rule": "b", "text": "2", "place": "meta", "raw_start": 3, "raw_end": 4},
        ],
        None,
        [],
    ]
    assert column([]).equals(pa.array([], STATED_DATES_TYPE))
