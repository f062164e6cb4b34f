"""What pages state of themselves, and what of it the libraries get to see."""

import json
from typing import Any

import pytest
from lxml import html

from stages.clean.read import metadata
from stages.clean.read.limits import limits
from stages.resources import toml


def tree_of(head: str, body: str = "") -> Any:
    return html.document_fromstring(f"<html><head>{head}</head><body>{body}<p>One.</p></body></html>")


def test_what_a_page_states(metadata_case: dict[str, str]) -> None:
    head = '<meta property="og:title" content="Mill sets record">' + metadata_case["head"]
    stated = metadata.stated(tree_of(head, metadata_case["body"]))._asdict()
    assert stated["title"] == "Mill sets record"
    assert {name: stated[name] for name in ("url", "section", "date", "date_rule")} == {
        "url": metadata_case.get("url"),
        "section": metadata_case.get("section"),
        "date": metadata_case.get("date"),
        "date_rule": metadata_case.get("rule"),
    }


def test_every_row_has_a_case_and_a_reason() -> None:
    from pathlib import Path
    from tomllib import loads

    cases = loads((Path(__file__).parent / "cases" / "metadata.toml").read_text(encoding="utf-8"))["case"]
    rows = toml("stages.clean.read", "page_dates.toml")["date"]
    assert {row["name"] for row in rows} == {case["rule"] for case in cases if "rule" in case}
    tables = toml("stages.clean.read", "metadata.toml")
    assert all(row["reason"] for row in [*rows, *tables["url"], *tables["section"]])


def shown(block: Any) -> Any:
    """Return what trafilatura sees of a block of JSON-LD."""
    tree = tree_of(f'<script type="application/ld+json">{json.dumps(block)}</script>')
    metadata.trim(tree)
    text = tree.find(".//script").text
    return json.loads(text) if text else None


def test_json_ld_keeps_what_is_read() -> None:
    author = {"@type": "Person", "name": "Rida Memon"}
    block = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "NewsArticle", "headline": "A", "author": [author], "articleBody": "One two.", "wordCount": 2},
            {"@type": "Organization", "name": "The Ledger", "logo": {"url": "x"}},
        ],
    }
    assert shown(block) == {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "NewsArticle", "headline": "A", "author": [author], "articleBody": "One two."},
            {"@type": "Organization", "name": "The Ledger"},
        ],
    }


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One &amp; two.</p><p>Three</p>", "\nOne & two.\n\nThree\n"),
        ("&lt;p&gt;One&lt;/p&gt;", "\nOne\n"),
        ("5 < 6 and R&amp;D", "5   6 and R&D"),
        ("<b>O</b>ne", "One"),
    ],
)
def test_the_text_in_json_ld_has_no_markup(body: str, text: str) -> None:
    assert shown({"articleBody": body}) == {"articleBody": text}


@pytest.mark.parametrize("deep", [50, 99, 5_000])
def test_deep_json_ld(deep: int) -> None:
    block = '{"@graph":' * deep + "1" + "}" * deep
    tree = tree_of(f'<script type="application/ld+json">{block}</script>')
    assert (metadata.json_ld(tree) == []) == (deep > 99)
    metadata.trim(tree)
    assert len(tree.find(".//script").text or "") < 300 or deep > 99


def test_few_authors_are_left() -> None:
    people = [{"@type": "Person", "name": f"Ali {chr(65 + number)}"} for number in range(26)]
    seen = shown({"@graph": people})
    assert seen == {"@graph": people[: limits()["authors"]]}
    names = [person["name"] for person in people]
    assert shown({"@type": "NewsArticle", "author": names})["author"] == names[: limits()["authors"]]


def test_metas_above_the_limits_are_dropped() -> None:
    most = limits()
    long = "x" * (most["meta_length"] + 1)
    name = "x" * (most["author_length"] + 1)
    head = f'<meta name="title" content="{long}"><meta name="author" content="{name}">'
    head += '<meta name="author" content="Rida Memon">' * 30 + '<meta name="k" content="v">' * most["metas"]
    tree = tree_of(head)
    metadata.trim(tree)
    left = [meta for meta in tree.iter("meta") if meta.attrib]
    assert len(left) <= most["metas"]
    assert all(len(meta.get("content")) <= most["author_length"] for meta in left)
    assert sum(meta.get("name") == "author" for meta in left) == most["authors"] - 1
