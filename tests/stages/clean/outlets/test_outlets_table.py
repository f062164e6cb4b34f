"""The table that people keep: what it may say, and what is said when it is wrong."""

import datetime as dt

import pytest

from stages.clean.outlets.table import Outlet, _check_header, read_outlets
from stages.contract import InputError

HEADER = "name,also,domains,country,time_zone,date_order,language,rank,valid_from,valid_until\n"


def test_a_row_says_what_its_cells_say() -> None:
    row = '"Harbour Post, The",harbour; HP,www.HarbourPost.pk;hp.example,PK,Asia/Karachi,DMY,en,2,2019-01-01,\n'
    assert read_outlets(("\ufeff" + HEADER + row).encode()) == [
        Outlet(
            "Harbour Post, The",
            ("harbour", "HP"),
            ("harbourpost.pk", "hp.example"),
            "PK",
            "Asia/Karachi",
            "DMY",
            "en",
            2,
            dt.date(2019, 1, 1),
            None,
        )
    ]


def test_columns_may_be_missing_or_be_notes_and_rows_may_be_empty() -> None:
    (outlet,) = read_outlets(b"why,name\n,\nour own,Harbour Post\n# not yet,Hill Post\n")
    assert outlet == Outlet("Harbour Post", (), (), None, None, None, None, None, None, None)


@pytest.mark.parametrize("data", [b"", b"\n", HEADER.encode()])
def test_a_table_may_be_empty(data: bytes) -> None:
    assert read_outlets(data) == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("outlet,country\nHarbour Post,PK\n", 'no column "name"'),
        ("name;country\nHarbour Post;PK\n", 'no column "name"'),
        ("name,also,also\nHarbour Post,HP,\n", '"also" twice'),
        ("name,date_ordr\nHarbour Post,DMY\n", '"date_ordr"'),
        ("name,country\nHarbour Post\n", "line 2 has 1 cells"),
        ("name,country\nHarbour Post,Pakistan\n", "line 2 has country 'Pakistan'"),
        ("name,time_zone\nHarbour Post,Karachi\n", "time_zone 'Karachi'"),
        ("name,date_order\nHarbour Post,dmy\n", "date_order 'dmy'"),
        ("name,language\nHarbour Post,English\n", "language 'English'"),
        (
            "name,rank\nHarbour Post,0\n",
            "line 2 has rank '0', which is not a whole number from 1, the most trusted, of nine",
        ),
        ("name,rank\nHarbour Post,-1\n", "rank '-1'"),
        ("name,rank\nHarbour Post,1.0\n", "rank '1.0'"),
        ("name,rank\nHarbour Post,first\n", "rank 'first'"),
        ("name,rank\nHarbour Post,٣\n", "rank '٣'"),
        ("name,rank\nHarbour Post,1000000000\n", "rank '1000000000'"),
        ("name,ranks\nHarbour Post,1\n", '"ranks"'),
        ("name,domains\nHarbour Post,https://harbour.pk/\n", "the domain 'https://harbour.pk/'"),
        ("name,valid_from\nHarbour Post,29.4.2021\n", "line 2 has valid_from '29.4.2021'"),
        ("name,valid_from,valid_until\nHarbour Post,2021-01-02,2021-01-01\n", "before it begins"),
        ("name,country\n...,PK\n", "line 2 names no outlet"),
        ('name,country\n"Harbour Post,PK\n', "is not CSV"),
        ("name,also\nHarbour Post,Hill Post\nHill Post,\n", "'hill post' leads to Harbour Post and to Hill Post"),
        ("name,domains\nHarbour Post,a.pk\nHill Post,a.pk\n", "'a.pk' leads to Harbour Post and to Hill Post"),
        (
            "name,valid_from,valid_until\nHarbour Post,2019-01-01,2020-01-01\nHarbour Post,2020-01-01,\n",
            "on the same day",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(data: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_outlets(data.encode())
    assert says in caught.value.what
    assert caught.value.then.endswith(".")


def test_a_table_may_be_what_a_spreadsheet_calls_unicode() -> None:
    assert [outlet.name for outlet in read_outlets("name\nخبرنامہ\n".encode("utf-16"))] == ["خبرنامہ"]


def test_a_table_in_another_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        read_outlets("name\nCafé\n".encode("cp1252"))


def test_a_header_without_end_is_looked_through_once() -> None:
    class Header(list[str]):
        """Columns that may not be counted one by one: there can be as many as a file has room for."""

        def count(self, _: object) -> int:
            raise AssertionError("all columns are looked through for each of them")

    _check_header(Header(["name", *(f"note {number}" for number in range(50))]))
    with pytest.raises(InputError, match='column "rank" twice'):
        _check_header(Header(["name", "rank", "rank"]))
