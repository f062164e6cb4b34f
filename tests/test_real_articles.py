"""The five real articles that the first corpus is about, where they are at hand: not ours, so not in the repository."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import stages
from flows import build
from flows.engine.stage import Place
from tests.support.tables import Tables

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT.parent / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not ARTICLES.is_dir(), reason="the real articles are not at hand (../shared/seeds)")

PUBLISHED = {
    "000": dt.date(2020, 9, 13),
    "001": dt.date(2021, 1, 27),
    "002": dt.date(2021, 4, 29),
    "003": None,
    "004": None,
}

BILLION = 10**9
MONEY = [
    ("000", "$5 billion", 5 * BILLION, 5 * BILLION, "USD"),
    ("000", "Rs1100 billion", 1100 * BILLION, 1100 * BILLION, "PKR"),
    ("001", "$5 billion", 5 * BILLION, 5 * BILLION, "USD"),
    ("001", "$10 billion", 10 * BILLION, 10 * BILLION, "USD"),
    ("001", "$1.23 billion", 1_230_000_000, 1_230_000_000, "USD"),
    ("002", "$1.512 billion", 1_512_000_000, 1_512_000_000, "USD"),
    ("002", "US $1.053 billion", 1_053_000_000, 1_053_000_000, "USD"),
    ("003", "1 billion", BILLION, BILLION, "USD"),
    ("003", "2.6 billion dollars", 2_600_000_000, 2_600_000_000, "USD"),
    # The quotation; the headline, which stands twice in the file, is the title and no part of the text.
    ("004", "USD4 to 5 billion", 4 * BILLION, 5 * BILLION, "USD"),
    ("004", "USD 2 billion", 2 * BILLION, 2 * BILLION, "USD"),
]
PERCENT = [
    ("001", "23.71%", Decimal("23.71")),
    ("001", "40%", Decimal(40)),
    ("002", "43.59 percent", Decimal("43.59")),
    ("004", "60 %", Decimal(60)),
]

DAY = dt.date


def _on(article: str, text: str, value: str, day: dt.date) -> tuple[str, str, str, str, dt.date, dt.date]:
    return article, text, "DATE", value, day, day


def _open(article: str, text: str, value: str, kind: str = "DATE") -> tuple[str, str, str, str, None, None]:
    return article, text, kind, value, None, None


#: What a careful reader marks in them, with the value and the first and last day, in the order of the texts.
READING = [
    _on("000", "13th Sep, 2020", "2020-09-13", DAY(2020, 9, 13)),
    _on("000", "Sunday", "2020-09-13", DAY(2020, 9, 13)),
    _open("000", "soon", "FUTURE_REF"),
    _open("000", "soon", "FUTURE_REF"),
    ("000", "the next 3 years", "DURATION", "P3Y", DAY(2020, 9, 13), DAY(2023, 9, 13)),
    ("000", "2019-20", "DATE", "2019-07-01/2020-06-30", DAY(2019, 7, 1), DAY(2020, 6, 30)),
    _open("000", "soon", "FUTURE_REF"),
    _on("001", "yesterday", "2021-01-26", DAY(2021, 1, 26)),
    # Three fiscal years: remittances are told by them.
    ("001", "2020-23", "DATE", "2020-07-01/2023-06-30", DAY(2020, 7, 1), DAY(2023, 6, 30)),
    _on("001", "Tuesday", "2021-01-26", DAY(2021, 1, 26)),
    ("001", "the past six months", "DURATION", "P6M", DAY(2020, 7, 27), DAY(2021, 1, 27)),
    _open("001", "soon", "FUTURE_REF"),
    ("001", "the fiscal year of 2019-20", "DATE", "2019-07-01/2020-06-30", DAY(2019, 7, 1), DAY(2020, 6, 30)),
    _open("001", "currently", "PRESENT_REF"),
    _on("002", "Wednesday", "2021-04-28", DAY(2021, 4, 28)),
    _on("002", "Wednesday", "2021-04-28", DAY(2021, 4, 28)),
    ("002", "July-March of FY 2020-21", "DATE", "2020-07-01/2021-03-31", DAY(2020, 7, 1), DAY(2021, 3, 31)),
    ("002", "same period last financial year", "DATE", "2019-07-01/2020-03-31", DAY(2019, 7, 1), DAY(2020, 3, 31)),
    _open("003", "recent", "PAST_REF"),
    _open("003", "three years", "P3Y", "DURATION"),
    _open("003", "January", "XXXX-01"),
    _open("003", "April", "XXXX-04"),
    _open("003", "May", "XXXX-05"),
    _open("003", "June", "XXXX-06"),
    _open("003", "the same timeframe", "XXXX-05/XXXX-06"),
    _open("003", "December 31", "XXXX-12-31"),
    _open("004", "the last financial year", "XXXX-07-01/XXXX-06-30"),
    _open("004", "a couple of years", "P2Y", "DURATION"),
    _open("004", "recently", "PAST_REF"),
    _open("004", "a couple of years ago", "XXXX"),
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    artifacts = tmp_path_factory.mktemp("real") / "artifacts"
    build.run(stages.NAMES, Place(ARTICLES, artifacts), {}, workers=1)
    return Tables(artifacts)


def test_days_of_publication(tables: Tables) -> None:
    found = {source[:3]: day for source, day in tables.rows("select source, published from {documents}")}
    assert found == PUBLISHED


def test_expressions_by_careful_reading(tables: Tables) -> None:
    found = tables.rows(
        "select left(source, 3), t.text, t.type, t.value, begin, finish from {timexes} t join {documents} d "
        "using (doc_id) order by source, raw_start"
    )
    assert len(READING) == 30
    right = [row for row in found if row in READING]
    assert len(right) >= 28
    # What is read beyond the reading, and what is missed of it: an anaphor of months whose year is open, an adjective.
    assert [row for row in found if row not in READING] == []
    missed = Counter(READING) - Counter(found)
    assert sorted(text for _, text, *_ in missed) == ["recent", "the same timeframe"]


def test_every_fiscal_period_is_an_interval_of_the_calendar_of_pakistan(tables: Tables) -> None:
    found = tables.rows(
        "select left(source, 3), t.text, fiscal, begin, finish from {timexes} t join {documents} d using (doc_id) "
        "where fiscal is not null order by source, raw_start"
    )
    assert [(article, fiscal) for article, _, fiscal, _, _ in found] == [
        ("000", "PK FY2019-20"),
        ("001", "PK FY2020-21/FY2022-23"),
        ("001", "PK FY2019-20"),
        ("002", "PK FY2020-21 M1-9"),
        ("002", "PK FY2019-20 M1-9"),
        ("004", "PK FYXXXX"),
    ]
    # The last is of an article without a date.
    assert [begin is None for *_, begin, _ in found] == [False, False, False, False, False, True]


def test_every_amount_of_money_with_value_and_currency(tables: Tables) -> None:
    found = tables.rows(
        "select left(source, 3), a.text, value_low, value_high, currency "
        "from {amounts} a join {documents} using (doc_id) where a.kind = 'money'"
    )
    assert sorted(found) == sorted(MONEY)


def test_every_percentage(tables: Tables) -> None:
    found = tables.rows(
        "select left(source, 3), a.text, value_low from {amounts} a join {documents} using (doc_id) "
        "where a.kind = 'percent' and value_low = value_high"
    )
    assert sorted(found) == PERCENT


def test_every_count_and_ratio(tables: Tables) -> None:
    found = tables.rows(
        "select left(source, 3), a.text, a.kind, value_low, unit, mod from {amounts} a join {documents} using (doc_id) "
        "where a.kind in ('count', 'ratio') and value_low = value_high order by source, raw_start"
    )
    assert found == [
        ("001", "100 countries", "count", 100, "country", "over"),
        ("002", "two sides", "count", 2, "side", None),
        ("002", "two countries", "count", 2, "country", None),
        ("003", "83 projects", "count", 83, "project", None),
        # The headline that says so too became the title.
        ("004", "double", "ratio", 2, "factor", None),
    ]


FY20, FY21 = (DAY(2019, 7, 1), DAY(2020, 6, 30)), (DAY(2020, 7, 1), DAY(2021, 3, 31))
NEVER = (None, None)
PACKAGE = "federal-government-karachi-package-transformation"
MINISTER, ENVOY = "Syed Am", "Moin ul Haque"

#: What the amounts claim, in their order: series, kind, measure, value, unit, days of the period, and who says so. Not
#: among them: a hundred countries that are exported to, of which no rule reads a figure.
FIGURES = [
    ("000", "export-it", "target", "level", 5 * BILLION, "USD", (DAY(2020, 9, 13), DAY(2023, 9, 13)), MINISTER),
    ("000", PACKAGE, "actual", "level", 1100 * BILLION, "PKR", NEVER, MINISTER),
    ("001", "export-it", "target", "level", 5 * BILLION, "USD", (DAY(2020, 7, 1), DAY(2023, 6, 30)), MINISTER),
    ("001", "export-it", "actual", "change", 40, "percent", (DAY(2020, 7, 27), DAY(2021, 1, 27)), MINISTER),
    ("001", "export-it", "potential", "level", 10 * BILLION, "USD", NEVER, MINISTER),
    ("001", "export-it", "actual", "level", 1_230_000_000, "USD", FY20, MINISTER),
    ("001", "export-it", "actual", "change", Decimal("23.71"), "percent", FY20, MINISTER),
    ("002", "export-it", "actual", "level", 1_512_000_000, "USD", FY21, MINISTER),
    ("002", "export-it", "actual", "change", Decimal("43.59"), "percent", FY21, MINISTER),
    ("002", "export-it", "actual", "level", 1_053_000_000, "USD", (DAY(2019, 7, 1), DAY(2020, 3, 31)), MINISTER),
    ("003", "export-it", "actual", "level", BILLION, "USD", NEVER, None),
    ("003", "export-it", "actual", "level", 2_600_000_000, "USD", NEVER, None),
    ("003", "portfolio-project", "actual", "level", 83, "project", NEVER, None),
    ("004", "export-it", "actual", "level", 2 * BILLION, "USD", NEVER, ENVOY),
    ("004", "export-it", "target", "change", 100, "percent", NEVER, ENVOY),
    ("004", "export-it", "target", "level", 4 * BILLION, "USD", NEVER, ENVOY),
]


def test_figures_by_careful_reading_and_no_other(tables: Tables) -> None:
    found = tables.rows(
        "select left(source, 3), indicator_id, f.kind, measure, value_low, unit, begin, finish, "
        "coalesce(speaker_name, speaker_text) "
        "from {figures} f join {documents} using (doc_id) order by source, raw_start"
    )
    # The last is a share of a people, told as a series of its own.
    assert [(*row[:6], (row[6], row[7])) for row in found[:-1]] == [row[:-1] for row in FIGURES]
    assert [row[2:6] for row in found[-1:]] == [("actual", "level", 60, "percent")]
    for (*_, who), (*_, wanted) in zip(found[:-1], FIGURES, strict=True):
        assert (who is None) == (wanted is None)
        assert wanted is None or who.startswith(wanted)


def test_level_base_and_growth_agree_where_all_three_are_told(tables: Tables) -> None:
    found = tables.rows(
        "select value_low, growth, base_low, base_begin, base_finish, consistent from {figures} "
        "where measure = 'level' and consistent is not null"
    )
    base = (Decimal(1_053_000_000), DAY(2019, 7, 1), DAY(2020, 3, 31))
    assert found == [(Decimal(1_512_000_000), Decimal("43.59"), *base, True)]


@pytest.mark.parametrize("table", ["timexes", "amounts", "figures"])
def test_raw_offsets_cut_the_surface_out_of_the_file(tables: Tables, table: str) -> None:
    found = tables.rows(
        f"select source, raw_start, raw_end, m.text from {{{table}}} m join {{documents}} using (doc_id)"
    )
    assert len(found) >= 13
    for source, start, end, text in found:
        raw = (ARTICLES / source).read_text(encoding="utf-8")
        assert raw[start:end] == text


def test_what_is_not_article_is_removed_with_a_reason(tables: Tables) -> None:
    found = tables.rows("select source, raw_start, raw_end, reason from {removed} join {documents} using (doc_id)")
    removed: dict[str, dict[str, str]] = {}
    for source, start, end, reason in found:
        text = (ARTICLES / source).read_text(encoding="utf-8")[start:end].strip()
        removed.setdefault(source[:3], {})[f"{start} {text}"] = reason
    assert removed.keys() == {"001", "002", "003", "004"}
    assert removed["001"].keys() == {"1 date 2021-01-27"}
    assert removed["002"].keys() == {"1 date 2021-04-29"}
    assert set(removed["003"].values()) == {"table_of_contents", "follow_us", "leave_a_reply"}
    assert max(map(len, removed["003"])) < 60
    assert set(removed["004"].values()) == {"title", "title_repeated", "originally_published"}


def test_a_title_stands_in_its_column_alone(tables: Tables) -> None:
    found = dict(tables.rows("select left(source, 3), title from {documents} where title is not null"))
    assert found.keys() == {"004"}
    assert tables.rows("select count(*) from {documents} where contains(text, title)") == [(0,)]
    assert tables.rows("select syndicated_from from {documents} where source like '004%'") == [("China economic net",)]
