"""Hostile pages: whatever is repeated, what the libraries get to see is bounded, and no text of the article is lost."""

import re
import string
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from stages.clean.read import limits, metadata
from stages.clean.read.markup import elements, seen, tokens
from stages.clean.read.page import Page, _parse, read_page
from stages.clean.read.params import ReadParams
from stages.clean.rejects import Reject

PARAMS = ReadParams()
MOST = limits.limits()
CASES = tomllib.loads((Path(__file__).parent / "cases" / "hostile.toml").read_text(encoding="utf-8"))["case"]
PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))

STORY = "The mill crushed 4,100 tonnes of cane on Sunday, more than on any day since May 2020, its owner said. " * 4
LAST = "The season ends in the second week of April."


def word(number: int) -> str:
    """Return a word of its own for each number, without digits, which the libraries take away from names."""
    letters = ""
    while number >= 0:
        letters = string.ascii_lowercase[number % 26] + letters
        number = number // 26 - 1
    return letters.title()


def hostile(case: dict[str, Any], times: int) -> str:
    unit = case["unit"]
    units = "".join(unit.replace("{}", word(number)) for number in range(times)) if "{}" in unit else unit * times
    part = case.get("before", "") + units + case.get("close", "") * times + case.get("after", "")
    if case["within"] == "page":
        return part
    head, body = (part, "") if case["within"] == "head" else ("", part)
    article = f"<article><h1>Mill sets record</h1><p>{STORY}</p>{body}<p>{LAST}</p></article>"
    return f"<html><head><title>Mill sets record</title>{head}</head><body>{article}</body></html>"


def tamed(source: str) -> Any:
    """Return the tree that trafilatura would get."""
    simple = limits.simplify(source)
    assert isinstance(simple, str)
    tree = _parse(simple)
    assert tree is not None
    limits.tame(tree)
    metadata.trim(tree)
    return tree


def measures(tree: Any) -> dict[str, int]:
    """Return how much of each thing a tree has that a limit is about."""
    runs: Counter[Any] = Counter()
    found = dict.fromkeys(("depth", "attributes", "attribute_length", "columns", "metas", "meta_length"), 0)
    found |= {"start_tags": 0, "meta_total": 0, "authors": 0, "broken_json_ld": 0, "rows": 0, "text_runs": 0}
    for element in tree.iter("*"):
        found["start_tags"] += 1
        found["depth"] = max(found["depth"], sum(1 for _ in element.iterancestors()))
        found["attributes"] = max(found["attributes"], len(element.attrib))
        found["attribute_length"] = max([found["attribute_length"], *map(len, element.attrib.values())])
        block = element.getparent()
        while block is not None and block.tag in elements("inline"):
            block = block.getparent()
        if element.tag == "br":
            runs[block] = 0
        elif element.tag in elements("inline") or (element.tail and not element.tail.isspace()):
            runs[block] += 1
            found["text_runs"] = max(found["text_runs"], runs[block])
        if element.tag == "tr":
            found["rows"] += 1
            found["columns"] = max(found["columns"], len(element))
        if element.tag == "meta" and element.attrib:
            found["metas"] += 1
            found["meta_total"] += len(element.get("content", ""))
            found["meta_length"] = max(found["meta_length"], len(element.get("content", "")))
            found["authors"] += "author" in element.get("name", "")
    found["cells"] = found.pop("rows") * found["columns"]
    for script in tree.xpath(metadata.SCRIPTS):
        if metadata._parsed(script.text) is None:
            found["broken_json_ld"] += len(script.text or "")
    return found


@pytest.mark.parametrize("times", [400, 3_000])
def test_what_the_libraries_see_is_bounded(hostile_case: dict[str, Any], times: int) -> None:
    tree = tamed(hostile(hostile_case, times))
    over = {name: value for name, value in measures(tree).items() if value > MOST[name] + (name == "depth")}
    assert over == {}
    for text in (script.text or "" for script in tree.xpath(metadata.SCRIPTS)):
        assert len(text) < 2 * MOST["json_ld_value"] * MOST["json_ld_nodes"] or "articleBody" in text
    if hostile_case["within"] != "page":
        text = " ".join(tree.text_content().split())
        assert STORY.strip() in text
        assert LAST in text


def test_pages_that_took_minutes_end(hostile_case: dict[str, Any]) -> None:
    page = read_page(hostile(hostile_case, 60_000), PARAMS)
    if hostile_case["kind"] == "tags":
        assert isinstance(page, Reject)
        assert page.code == "page_too_complex"
        assert str(MOST["start_tags"]) in page.message
    elif hostile_case["within"] != "page":
        assert isinstance(page, Page)
        assert STORY.strip() in page.text
        assert LAST in page.text


@pytest.mark.parametrize("case", [case for case in CASES if "below" in case], ids=lambda case: case["name"])
def test_pages_within_the_limits_end(case: dict[str, Any]) -> None:
    assert isinstance(read_page(hostile(case, case["below"]), PARAMS), Page)


@pytest.mark.parametrize("opening", ["<a", "<!--", "<script>", "<svg>", "<p x='", "<p x=\"'", "<p =", "</", "<!", "<"])
def test_markup_that_never_ends_is_scanned_once(opening: str) -> None:
    source = "one " + opening * 300_000
    end = 0
    for token in tokens(source):
        assert token.start() >= end
        end = token.end()
    assert seen(source)[0].startswith("one")


NAMES = sorted({*limits._nesting().closes, "span", "section", "i", "u", "tt", "big", "small", "em", "center", "font"})
#: Elements without content, or with text for content, whose start tags nothing can stand inside.
BARREN = limits._nesting().empty | {"frameset", "head", "html", "body"}


def test_what_ends_an_element_is_what_libxml2_says() -> None:
    found: dict[str, frozenset[str]] = {}
    names = sorted({*NAMES, *(name for ended in limits._nesting().closes.values() for name in ended)} - {"frameset"})
    for new in names:
        ended = set()
        for old in names:
            if old in BARREN:
                continue
            tree = html.document_fromstring(f"<div><{old}>x<{new}>y")
            element = list(tree.iter(new))[-1]
            if old not in [outer.tag for outer in element.iterancestors()]:
                ended.add(old)
        if ended:
            found[new] = frozenset(ended)
    assert found == {name: ended for name, ended in limits._nesting().closes.items() if name in names}


@pytest.mark.parametrize("name", ["b", "section", "p", "div", "td", "table", "x-y"])
@pytest.mark.parametrize("inner", ["b", "div", "td", "table", "x-y"])
def test_what_an_end_tag_ends_is_what_libxml2_says(name: str, inner: str) -> None:
    if name == inner or inner in limits._nesting().closes.get(inner, ()) or (name, inner) == ("p", "div"):
        return
    tree = html.document_fromstring(f"<body><{name}><{inner}>x</{name}><x-z>y")
    scan = limits._Scan(f"<body><{name}><{inner}>x</{name}><x-z>", 100)
    scan.run()
    outer = [element.tag for element in next(tree.iter("x-z")).iterancestors()]
    assert scan.open[::-1] == ["x-z", *(tag for tag in outer if tag != "html")]


def test_elements_without_an_end_tag_are_those_of_libxml2() -> None:
    rules = limits._nesting()
    for name in sorted(rules.empty | rules.unknown):
        tree = html.document_fromstring(f"<div><{name}>x<x-y>y")
        element = next(tree.iter("x-y"))
        assert (name in [outer.tag for outer in element.iterancestors()]) == (name in rules.unknown), name


OPEN = (
    "div p b i font a span ul li table tr td th h2 dl dd form section blockquote wbr source img br center x-y noscript"
)
TAGS = [f"<{name}>" for name in OPEN.split()]
TAGS += [f"</{name}>" for name in ("p", "div", "b", "td", "table", "ul", "a", "noscript")]
TAGS += ["word", "<svg>"]
SOUP = st.lists(
    st.tuples(
        st.lists(
            st.sampled_from(TAGS),
            min_size=1,
            max_size=5,
        ),
        st.integers(1, 400),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_no_nesting_makes_the_parser_forget_the_rest(soup: list[tuple[list[str], int]]) -> None:
    parts = "".join("".join(tags) * times for tags, times in soup)
    source = f"<html><body>{parts} the end is near</body></html>"
    tree = tamed(source)
    assert "the end is near" in tree.text_content()
    assert "".join(tree.text_content().split()) == "".join(re.sub("<.*?>", "", source).split())
    assert measures(tree)["depth"] < 200


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_usual_pages_meet_no_limit(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert limits.simplify(source) == source
    tree, same = _parse(source), _parse(source)
    assert limits.tame(tree)
    metadata._trim_metas(tree)
    for cell in same.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            cell.attrib.pop(name, None)
    assert etree.tostring(tree) == etree.tostring(same)
    far = {name: value for name, value in measures(same).items() if value * 3 > MOST[name]}
    assert far == {}


def test_limits_are_described() -> None:
    from stages.resources import toml

    for name, row in toml("stages.clean.read", "limits.toml")["limit"].items():
        assert row["most"] > 0, name
        assert row["reason"], name
        assert row["over"], name


def test_deep_text_is_flattened() -> None:
    deep = "<div>" * 90 + "<p>one two three</p>" * 20_000 + "</div>" * 90
    simple = limits.simplify(f"<html><body>{deep}<p>{LAST}</p></body></html>")
    assert isinstance(simple, str)
    tree = _parse(simple)
    assert measures(tree)["depth"] <= MOST["shallow"] + 1
    assert tree.text_content().count("one two three") == 20_000
    assert LAST in tree.text_content()


def test_words_of_blocks_are_not_joined_when_an_element_becomes_text() -> None:
    parts = "x<b>y</b>z <p>one</p>two <script>no</script>" * 1_100
    tree = tamed(f"<html><body><div>{parts}</div><p>{LAST}</p></body></html>")
    words = tree.find(".//div").text.split()
    assert words == ["xyz", "one", "two"] * 1_100
    assert len(tree.find(".//div")) == 0


def test_long_tags_keep_what_is_of_use() -> None:
    image = "data:image/png;base64," + "QUJD" * 20_000
    names = " ".join(f"data-{word(number).lower()}='{number}'" for number in range(150))
    simple = limits.simplify(f"<p><img alt=\"A 'mill'\" src='{image}' width=3 hidden></p><p id=first {names}>one</p>")
    assert isinstance(simple, str)
    tree = _parse(simple)
    assert dict(tree.find(".//img").attrib) == {"alt": "A 'mill'", "width": "3", "hidden": ""}
    assert tree.findall(".//p")[1].get("id") == "first"
    assert len(tree.findall(".//p")[1].attrib) == MOST["attributes"]


@pytest.mark.parametrize("reference", ["&#1;", "&#0;", "&#xFFFE;", "&#xD800;", "&#12;", "\x01"])
def test_characters_that_no_document_has(reference: str) -> None:
    run = f"x{reference}<b>y</b>{reference}" * 1_100
    block = f'<script type="application/ld+json">{{"headline": "a\\u0001\\ud83d{reference}"}}</script>'
    lines = f"<pre>{reference}\n<i>{reference}\n</i>\n</pre>"
    page = read_page(f"<html><head>{block}</head><body><div>{run}</div>{reference}{lines}{STORY}", PARAMS)
    assert isinstance(page, Page)
    page.text.encode()
    assert STORY.strip() in page.text
