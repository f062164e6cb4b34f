"""Web pages: the article, its metadata, and where it stands in the source."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages import offsets
from stages.clean.read.articles import Article, read_article
from stages.clean.read.markup import seen
from stages.clean.read.page import align, read_page
from stages.clean.read.params import ReadParams
from stages.clean.rejects import Reject

PAGE = (Path(__file__).parent / "cases" / "page.html").read_text(encoding="utf-8")
PARAMS = ReadParams()

PARAGRAPHS = """\
Canal water shared anew
By Rida Memon
SUKKUR: The irrigation department on Thursday changed the turns in which farmers of the left bank may draw water, \
saying that the river stood 12 percent below the average of the last ten years.
“Nobody will get less than half of what he had,” the chief engineer told growers at a meeting that lasted until the \
evening. The list, he added, would hang at every office of the department by Saturday.
What the growers say
Rice growers fear for the nurseries that they have sown already. Their association wants Rs2.4 billion in relief & \
a delay of loans until the harvest.
Left bank: water on four days of eight, in the order of the old register of 1932
Right bank: no change before the end of June, the department said in its notice
The department will meet again on May 20, when the first figures of the snow melt are expected from the north of \
the country."""


def article(source: str) -> Article:
    result = read_article("html", source.encode(), PARAMS)
    assert isinstance(result, Article)
    return result


def test_the_article_of_a_page(check_map: Callable[..., None]) -> None:
    result = article(PAGE)
    assert result.text == PARAGRAPHS
    assert result.title == "Canal water shared anew"
    assert result.author == "Rida Memon"
    assert result.outlet == "The Sindh Ledger"
    assert result.url == "https://ledger.example/2023/05/04/canal-water"
    assert (result.stated_date, result.stated_date_rule) == ("2023-05-04T18:20:00+05:00", "page_metadata")
    check_map(PAGE, result, page=True)
    for surface in ("12 percent", "“Nobody", "had,”", "The list, he", "relief & a delay"):
        start = result.text.index(surface)
        extent = offsets.to_raw(result.offsets, start, start + len(surface))
        assert extent is not None
        assert " ".join(seen(PAGE[slice(*extent)])[0].split()) == surface
    assert [reason for _, _, reason in result.removed] == ["outside_article"] * 2
    assert "Most read" in PAGE[slice(*result.removed[1][:2])]


def test_a_page_as_the_field_of_a_record() -> None:
    import json

    line = json.dumps({"html": PAGE, "title": "Another title", "published": "May 4"}).encode()
    result = read_article("record", line, PARAMS)
    assert isinstance(result, Article)
    assert result.offsets == article(PAGE).offsets
    assert (result.title, result.author, result.stated_date) == ("Another title", "Rida Memon", "May 4")


def test_a_fragment_as_in_feeds() -> None:
    source = (
        "<p>The mill crushed 4,100 tonnes of cane on Sunday, more than on any day before.</p><p>It closes in May.</p>"
    )
    result = article(source)
    assert (
        result.text
        == "The mill crushed 4,100 tonnes of cane on Sunday, more than on any day before.\nIt closes in May."
    )
    assert sum(segment[2] for segment in result.offsets) == len(result.text) - 1


@pytest.mark.parametrize("source", ["<html><body></body></html>", "<html><script>var x</script></html>", "<!-- -->"])
def test_a_page_without_text(source: str) -> None:
    result = read_article("html", source.encode(), PARAMS)
    assert isinstance(result, Reject)
    assert result.code == "no_text"


HEAD = "<html><head>{}</head><body><article><h1>Mill sets record</h1><p>{}</p></article></body></html>"
BODY = "The mill crushed 4,100 tonnes of cane on Sunday, more than on any day since May 2020, its owner said. " * 3


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", None),
        ('<meta property="article:modified_time" content="2021-05-04">', None),
        ('<meta property="article:published_time" content=" 2021-05-04T10:00Z ">', "2021-05-04T10:00Z"),
        ('<meta name="PubDate" content="4 May 2021">', "4 May 2021"),
        ('<meta name="date" content="yesterday">', None),
        ('<script type="application/ld+json">[{"datePublished": "2021-05-04"}]</script>', "2021-05-04"),
        ('<script type="application/ld+json">{"datePublished": ""}</script>', None),
        (f'<meta name="pubdate" content="2021{"x" * 99}">', None),
    ],
)
def test_the_date_is_what_the_page_states(head: str, expected: str | None) -> None:
    page = read_page(HEAD.format(head, BODY), PARAMS)
    assert page is not None
    assert page.stated_date == expected


def test_where_a_page_states_its_date() -> None:
    both = '<meta name="date" content="2001-01-01"><meta property="article:published_time" content="2021-05-04">'
    page = read_page(HEAD.format(both, BODY + '<time pubdate datetime="1999-01-01">x</time>'), PARAMS)
    assert page is not None
    assert page.stated_date == "2021-05-04"


def test_what_is_not_in_the_source_has_no_place() -> None:
    source = f"<html><body><p>First, {BODY}</p><p>Last, {BODY}</p></body></html>"
    text, segments, left_out = align(
        f"First, {BODY}\nNot on the page, in any way or at any place of it.\nLast, {BODY}", source
    )
    assert left_out == []
    missing = text.index("Not on")
    assert offsets.to_raw(segments, missing, missing + 3) is None
    assert offsets.to_raw(segments, 0, 5) is not None
    last = text.index("Last")
    assert offsets.to_raw(segments, last, last + 4) == (source.index("Last"), source.index("Last") + 4)
    assert offsets.to_raw(segments, 0, last + 4) == (source.index("First"), source.index("Last") + 4)


def test_a_heading_that_also_stands_in_the_menu() -> None:
    menu = "<ul><li>Business</li><li>Mill sets record</li></ul>"
    source = f"<body>{menu}<h1>Mill sets record</h1><p>{BODY}</p>{menu}</body>"
    text, segments, left_out = align(f"Mill sets record\n{BODY.strip()}", source)
    assert offsets.to_raw(segments, 0, 16) == (source.index("<h1>") + 4, source.index("</h1>"))
    assert [source[start:end] for start, end in left_out] == [menu[8:-10], menu[8:-10]]
    assert text.startswith("Mill")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a<b>b</b>c", "abc"),
        ("<p class='x'>a</p>\n<p>b", "a\nb"),
        ("a &lt; b &amp; c&nbsp;d &copy2021 &unknown; &", "a < b & c\u00a0d ©2021 &unknown; &"),
        ("1 < 2 <> 3 <3", "1 < 2 <> 3 <3"),
        ("a<!-- <p>b</p> -->c<!doctype x>d<?php e ?>f", "acdf"),
        ("a<script>if (b < c) d</script>e<STYLE>f</STYLE >g", "aeg"),
        ("a<head><title>b</title></head>c<header>d</header>", "acd"),
        ("a<!-- b", "a"),
        ("a<script>b", "a"),
        ("a<p b", "a"),
        ("\u0130<SCRIPT>x</ScRiPt>b", "\u0130b"),
        ("&#82;s&#x20;5 &#xfffffff;", "Rs 5 \ufffd"),
    ],
)
def test_what_a_reader_sees(source: str, text: str) -> None:
    found, segments = seen(source)
    assert found == text
    assert sum(segment[2] for segment in segments) == len(text)
    for start, raw_start, length, raw_length in segments:
        if length == raw_length > 1:
            assert text[start : start + length] == source[raw_start : raw_start + raw_length]


@given(
    st.lists(
        st.sampled_from(["<", "</", "p", ">", "<!--", "-->", "<script>", "</script>", "&", "amp;", "#", " ", "é", '"']),
        max_size=30,
    )
)
def test_any_markup(parts: list[str]) -> None:
    source = "".join(parts)
    text, segments = seen(source)
    end = 0
    for start, raw_start, length, raw_length in segments:
        assert raw_start >= end
        assert start + length <= len(text)
        end = raw_start + raw_length
    assert end <= len(source)


TAGS = ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<!--", "<script>", "<p", "<"]


@pytest.mark.parametrize("tag", TAGS)
def test_a_page_full_of_open_tags(tag: str) -> None:
    source = "<html><body>" + tag * 20_000 + BODY
    assert isinstance(read_article("html", source.encode(), PARAMS), Article | Reject)
    assert len(seen(source)[0]) <= len(source)
