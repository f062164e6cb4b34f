"""Sign, decide, apply: which row of the table an article is led to."""

import pyarrow as pa
import pytest

from stages.clean.outlets.apply import apply
from stages.clean.outlets.decide import decide
from stages.clean.outlets.params import OutletsParams
from stages.clean.outlets.schema import OUTLETS
from stages.clean.outlets.sign import sign
from stages.clean.schema import ARTICLES_SCHEMA

PARAMS = OutletsParams()
TABLE = b"""name,also,domains,country,date_order,rank,valid_from,valid_until
Harbour Post,harbour-post;HP,harbourpost.pk,PK,DMY,1,,
Hill Post,,news.hill.example,US,MDY,3,,2019-12-31
Hill Post,,news.hill.example,GB,DMY,2,2020-01-01,2020-12-31
Hill Post Global,,hill.example,,,,,
"""


def articles(*rows: tuple[str | None, str | None, str | None]) -> pa.Table:
    known = [
        {"doc_id": str(place), "source": "x", "outlet": outlet, "url": url, "stated_date": date}
        for place, (outlet, url, date) in enumerate(rows)
    ]
    return pa.Table.from_pylist(known, schema=ARTICLES_SCHEMA)


def run(read: pa.Table, table: bytes = TABLE) -> list[dict[str, object]]:
    signed = sign(read, PARAMS)
    decided = decide(signed.add_column(0, "partition", [["p"] * signed.num_rows]), table, PARAMS)
    made = apply(read, decided.drop_columns(["partition"]), PARAMS)
    assert made.schema == OUTLETS
    return list(made.to_pylist())


@pytest.mark.parametrize(
    ("outlet", "url", "date", "found", "country"),
    [
        ("harbour-post", None, None, "Harbour Post", "PK"),
        ("hp", None, None, "Harbour Post", "PK"),
        ("Harbour  Post.", "https://www.hill.example/1", None, "Harbour Post", "PK"),
        (None, "HTTPS://www.HarbourPost.pk:443/story?x=1", None, "Harbour Post", "PK"),
        ("scraped", "https://user@epaper.harbourpost.pk/story", None, "Harbour Post", "PK"),
        ("scraped", "https://notharbourpost.pk/story", None, "scraped", None),
        (None, "news.hill.example/without-scheme", None, None, None),
        (None, None, None, None, None),
        (None, "http://www.hill.example/", None, "Hill Post Global", None),
        (None, "http://news.hill.example/", "2019-12-31", "Hill Post", "US"),
        (None, "http://news.hill.example/", "1 January 2020", "Hill Post", "GB"),
        (None, "http://news.hill.example/", "2021-05-05", "Hill Post", "GB"),
        (None, "http://news.hill.example/", None, "Hill Post", "GB"),
        (None, "http://news.hill.example/", "some day", "Hill Post", "GB"),
    ],
)
def test_an_article_is_led_to_its_row(
    outlet: str | None, url: str | None, date: str | None, found: str | None, country: str | None
) -> None:
    (row,) = run(articles((outlet, url, date)))
    assert (row["outlet"], row["country"]) == (found, country)


def test_an_outlet_has_a_rank_where_the_table_gives_one() -> None:
    hill = "http://news.hill.example/"
    rows = run(
        articles(("HP", None, None), (None, hill, "2019-12-31"), (None, hill, None), ("Hill Post Global", None, None))
    )
    assert [row["rank"] for row in rows] == [1, 3, 2, None]
    assert [row["rank"] for row in run(articles(("HP", None, None)), b"name,also\nHarbour Post,HP\n")] == [None]


def test_without_a_table_each_article_keeps_what_it_states() -> None:
    rows = run(articles(("A", "http://a.example/", None), (None, None, None)), b"")
    assert [row["outlet"] for row in rows] == ["A", None]


def test_a_row_concerns_only_partitions_with_articles_of_its_outlet() -> None:
    one = sign(articles(("HP", None, None), ("HP", None, None)), PARAMS)
    other = sign(articles(("B", None, None)), PARAMS)
    assert one.num_rows == 1
    both = pa.concat_tables(
        [table.add_column(0, "partition", [[name] * table.num_rows]) for name, table in (("p", one), ("q", other))]
    )
    assert set(decide(both, TABLE, PARAMS)["partition"].to_pylist()) == {"p"}
    backwards = both.take(list(range(both.num_rows))[::-1])
    assert decide(backwards, TABLE, PARAMS).equals(decide(both, TABLE, PARAMS))
