"""Web pages: the article, its metadata, and where it stands in the source."""

import random
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stages import offsets
from stages.clean.read.articles import Article, read_article
from stages.clean.read.markup import seen
from stages.clean.read.page import Page, align, read_page
from stages.clean.read.params import ReadParams
from stages.clean.read.repair import repair
from stages.clean.rejects import Reject

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
PAGE = (Path(__file__).parent / "cases" / "page.html").read_text(encoding="utf-8")
PARAMS = ReadParams()

PARAGRAPHS = """\
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
    for date in result.stated_dates:
        assert PAGE[date.raw_start : date.raw_end] == date.text
    for surface in ("12 percent", "“Nobody", "had,”", "The list, he", "relief & a delay"):
        start = result.text.index(surface)
        extent = offsets.to_raw(result.offsets, start, start + len(surface))
        assert extent is not None
        assert " ".join(seen(PAGE[slice(*extent)])[0].split()) == surface
    reasons = [reason for _, _, reason in result.removed]
    assert (reasons[0], reasons[-1]) == ("outside_article", "outside_article")
    assert "Most read" in PAGE[slice(*result.removed[-1][:2])]


def test_a_page_as_the_field_of_a_record() -> None:
    import json

    line = json.dumps({"html": PAGE, "title": "Another title", "published": "May 4"}).encode()
    result = read_article("record", line, PARAMS)
    assert isinstance(result, Article)
    assert result.offsets == article(PAGE).offsets
    assert (result.title, result.author, result.stated_date) == ("Another title", "Rida Memon", "May 4")
    assert [(date.rule, date.raw_start is None) for date in result.stated_dates[:2]] == [
        ("record_published", True),
        ("page_metadata", False),
    ]


HEAD = (
    '<script type="application/ld+json">'
    '{"@type": "NewsArticle", "datePublished": "2021-05-04T10:00:00\\u002b05:00"}</script>'
    '<meta property="article:published_time" content="2021-05-04"><meta name="date" content="2021-05-04">'
    '<meta name="pubdate" content="3 May 2021"><meta name="id" content="x-2021-05-04-1">'
)


@pytest.mark.parametrize("escaped", [False, True])
def test_all_days_that_a_page_states_stand_with_their_places(escaped: bool) -> None:
    text = "".join(f"<p>{BODY}{number}</p>" for number in range(3))
    page = f"<html><head>{HEAD}</head><body><h1>Mill</h1><time datetime='2019-01-01'>x</time>{text}</body></html>"
    raw = page.replace("<", "&lt;").replace(">", "&gt;") if escaped else page
    result = read_article("text" if escaped else "html", raw.encode(), PARAMS)
    assert isinstance(result, Article)
    found = [(date.place, date.text, date.raw_start is not None) for date in result.stated_dates]
    assert found == [
        ("json_ld", "2021-05-04T10:00:00+05:00", False),  # as it is escaped in the source
        ("open_graph", "2021-05-04", True),
        ("meta", "3 May 2021", True),
    ]
    for date in result.stated_dates[1:]:
        assert raw[date.raw_start : date.raw_end] == date.text
    assert result.stated_dates[1].raw_start == raw.index('content="2021-05-04"') + len('content="')


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


BODY = "The mill crushed 4,100 tonnes of cane on Sunday, more than on any day since May 2020, its owner said. " * 3


def test_what_is_not_in_the_source_has_no_place() -> None:
    source = f"<html><body><p>First, {BODY}</p><p>Last, {BODY}</p></body></html>"
    lines = [f"First, {BODY}".strip(), "Not on the page, in any way or at any place of it.", f"Last, {BODY}".strip()]
    text, segments, left_out = align(lines, source)
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
    text, segments, left_out = align(["Mill sets record", BODY.strip()], source)
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


ROWS = """<table><caption>Crushing</caption><tr><th>Mill</th><th colspan="2">Tonnes</th></tr>
<tr><td>Sugar <b>One</b></td><td>4,100</td><td>a<br>b</td></tr>
<tr><td><p>Para one</p><p>two</p></td><td></td><td>5</td></tr></table>"""
LISTS = "<ul><li>first item<ul><li>inner one</li></ul></li><li><p>second</p><p>third</p></li></ul>"


def lines_of(body: str) -> list[str]:
    page = read_page(f"<html><body><article><p>{BODY}</p>{body}<p>{BODY}</p></article></body></html>", PARAMS)
    assert isinstance(page, Page)
    lines = page.text.split("\n")
    assert lines[0] == lines[-1] == BODY.strip()
    return lines[1:-1]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (ROWS, ["Crushing", "Mill | Tonnes", "Sugar One | 4,100 | a b", "Para one two | 5"]),
        (LISTS, ["first item", "inner one", "second", "third"]),
        ("<p>one\n line<br>two<br><br>three</p>", ["one line", "two", "three"]),
        ("<p>He <q>quoted</q> the <code>code</code> of a<sup>2</sup>.</p>", ["He quoted the code of a2."]),
        ("<pre>KARACHI: one\n  two\n\nthree</pre>", ["KARACHI: one", "two", "three"]),
        ("<blockquote><p>One\nand two.</p><p>Three.</p></blockquote>", ["One and two.", "Three."]),
        ("<p>before<embed src=x> and after</p>", ["before and after"]),
        ("<p>a <!-- no --><?php no ?>b</p>", ["a b"]),
    ],
)
def test_how_elements_are_written(body: str, lines: list[str]) -> None:
    assert lines_of(body) == lines


def test_cells_have_places_and_bars_have_none() -> None:
    source = f"<html><body><article><p>{BODY}</p>{ROWS}<p>{BODY}</p></article></body></html>"
    page = read_page(source, PARAMS)
    assert isinstance(page, Page)
    start = page.text.index("Sugar One | 4,100")
    assert offsets.to_raw(page.segments, start + 10, start + 11) is None
    extent = offsets.to_raw(page.segments, start, start + len("Sugar One | 4,100"))
    assert extent is not None
    assert source[slice(*extent)] == "Sugar <b>One</b></td><td>4,100"


def test_tables_that_arrange_the_page_are_no_figures() -> None:
    story = "".join(f"<p>{number}. {BODY}" for number in range(6))
    inner = "<table><tr><td>Wheat</td><td>41</td></tr></table>"
    source = f"<body><table><tr><td>Home<br>Sport</td><td>{story}{inner}</table>"
    page = read_page(source, PARAMS)
    assert isinstance(page, Page)
    assert [line[:2] for line in page.text.split("\n") if "cane" in line] == ["0.", "1.", "2.", "3.", "4.", "5."]
    assert " | " not in page.text.replace("Wheat | 41", "")


def test_what_stands_inside_a_paragraph_and_was_left_out() -> None:
    middle = f"{BODY}<button>Play</button> Second half: {BODY}"
    source = f"<body><p>First. {BODY}</p><p>{middle}</p><p>Last. {BODY}</p></body>"
    text, segments, left_out = align([f"First. {BODY}".strip(), f"{BODY}Second half: {BODY}".strip()], source)
    covered = sum(segment[2] for segment in segments)
    assert covered >= len(text) - 2
    assert [source[start:end] for start, end in left_out] == ["Play", f"Last. {BODY}".strip()]


def test_half_of_a_ligature_has_no_place() -> None:
    assert align(["i"], "<p>\ufb01</p>")[1] == []
    assert align(["fi"], "<p>\ufb01</p>")[1] == [(0, 3, 2, 1)]
    assert align([], "")[1] == []


def test_a_title_without_the_name_of_the_site() -> None:
    head = '<meta property="og:site_name" content="The Ledger"><meta property="og:title" content="{}">'
    for title, expected in [
        ("Mill sets record - The Ledger", "Mill sets record"),
        ("Mill sets record | the ledger", "Mill sets record"),
        ("Who reads The Ledger", "Who reads The Ledger"),
        ("The Ledger", "The Ledger"),
    ]:
        page = read_page(f"<html><head>{head.format(title)}</head><body><p>{BODY}</p></body></html>", PARAMS)
        assert isinstance(page, Page)
        assert page.title == expected


WORDS = st.sampled_from(
    [
        *(
            "mill",
            "Rs2.4&nbsp;billion",
            "<b>cane</b>",
            "R&amp;D",
            "“no”",
            "<a href='/x?a=1&b=2'>river</a>",
            "گندم",
            "\n",
        ),
        *("\ufb01ne", "re\u00adport", "Ã©", "e\u0301", "café", "12%", "&#8217;s", "&lt;b&gt;", "a<!-- x -->b"),
        *("<span title='a>b'>May</span>", "<i></i>", "<button>Play</button>"),
    ]
)
PARAGRAPHS_OF_WORDS = st.lists(st.lists(WORDS, min_size=4, max_size=30).map(" ".join), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(PARAGRAPHS_OF_WORDS)
@example(["mill mill mill mill", "mill Rs2.4&nbsp;billion 12% <button>Play</button> \ufb01ne mill mill mill mill mill"])
def test_what_has_a_place_stands_there(paragraphs: list[str]) -> None:
    menu = "<ul><li>mill</li><li>river</li></ul>"
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    source = f"<html><body>{menu}<article><h1>mill</h1><p>{BODY}</p>{body}</article>{menu}</body></html>"
    page = read_page(source, PARAMS)
    assert isinstance(page, Page)
    end = raw_end = 0
    for start, raw_start, length, raw_length in page.segments:
        assert start >= end
        assert raw_start >= raw_end
        end, raw_end = start + length, raw_start + raw_length
        raw = source[raw_start:raw_end]
        surface = page.text[start:end]
        if length == raw_length:
            assert [one for one in zip(surface, raw, strict=True) if one[0] != one[1] and not one[1].isspace()] == []
        else:  # what one repair made of the source: a few characters
            assert repair(seen(raw)[0])[0] == surface
            assert length <= 4
    for start, stop in page.left_out:
        assert not any(raw < stop and start < raw + size for _, raw, _, size in page.segments)
    covered = sum(segment[2] for segment in page.segments)
    assert covered >= len(BODY.strip())


def test_the_answer_for_a_page_does_not_depend_on_others() -> None:
    sources = [path.read_text(encoding="utf-8") for path in PAGES]
    first = [read_page(source, PARAMS) for source in sources]
    order = list(range(len(sources)))
    for seed in range(3):
        random.Random(seed).shuffle(order)  # noqa: S311 - the same orders every time
        again = {number: read_page(sources[number], PARAMS) for number in order}
        assert [again[number] for number in range(len(sources))] == first


def test_no_network_and_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    import htmldate.extractors
    import htmldate.validators
    import trafilatura.settings

    def no_network(*_: object) -> NoReturn:
        raise AssertionError("a page asked for the network")

    sources = [path.read_text(encoding="utf-8") for path in PAGES]
    before = [read_page(source, PARAMS) for source in sources]
    monkeypatch.setattr(socket, "socket", no_network)
    for year in (1995, 2095):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return datetime(year, 2, 3, tzinfo=tz)  # noqa: B023 - gone before the year is another

            today = utcnow = now

        for module in (htmldate.extractors, htmldate.validators, trafilatura.settings):
            monkeypatch.setattr(module, "datetime", Clock)
        assert [read_page(source, PARAMS) for source in sources] == before


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_pages_keep_the_invariants(path: Path, check_map: Callable[..., None]) -> None:
    source = path.read_text(encoding="utf-8")
    result = article(source)
    check_map(source, result, page=True)
    aligned = sum(segment[2] for segment in result.offsets) / len(result.text)
    assert (path.stem == "json_ld_only") == (aligned == 0)
    assert aligned > 0.89 or not aligned


def test_a_page_with_too_many_tags_is_a_reject() -> None:
    result = read_article("html", ("<p>one two" * 60_000).encode(), PARAMS)
    assert isinstance(result, Reject)
    assert result.code == "page_too_complex"
