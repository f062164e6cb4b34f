"""Whatever an article says, the page shows it and does nothing of it."""

import re
from pathlib import Path
from typing import Any

from tests.stages.report.page import made
from tests.stages.report.page.test_views import VIEWS
from tests.support.browser import Browser

#: What reorders text, and must not reach the page.
CONTROLS = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")

#: What the page itself never has.
NEVER = (
    "main script, main img, main iframe, main object, main style, main textarea, main [onerror], main [onload], main b"
)


def unharmed(page: Any) -> None:
    assert page.evaluate("window.hit") is None
    assert page.locator(NEVER).count() == 0
    links = page.eval_on_selector_all("a", "all => all.map(each => each.getAttribute('href') ?? each.href?.baseVal)")
    assert all(link is None or link.startswith(("#", "https://lamp.example/")) for link in links), links
    assert not CONTROLS.search(page.evaluate("document.body.textContent + document.title").replace("\n", ""))


def test_no_view_does_what_an_article_says(browser: Browser, folder: Path) -> None:
    addresses = [
        *VIEWS,
        f"#/article/{made.HOSTILE.doc_id}",
        "#/name/__proto__",
        "#/name/PERSON%20<script>",
        "#/__proto__",
    ]
    addresses += [f"#/articles?q={made.MARKUP}", f"#/figures?of={made.MARKUP}", "#/article/%E0%A4%A?at=9-1&in=../x"]
    with browser.open(folder) as seen:
        for address in addresses:
            page = seen.go(address)
            page.wait_for_timeout(50)
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            unharmed(page)
        assert seen.trouble == []


def test_its_words_are_shown_as_they_are(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go(f"#/article/{made.HOSTILE.doc_id}")
        shown = page.eval_on_selector_all(".text > p:not(.removed)", "all => all.map(each => each.textContent)")
        expected = [CONTROLS.sub("\ufffd", line) for line in made.HOSTILE.text.split("\n")]
        assert [line.replace("❝", "") for line in shown] == expected
        assert made.MARKUP in page.locator("h1").inner_text()
        for hit in page.locator(".hit").all():
            hit.click()
            unharmed(page)
        assert page.locator("header a, header bdi", has_text="javascript:").count() == 1
        assert seen.trouble == []


def test_the_browser_is_told_to_refuse_what_the_page_never_does(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go()
        refused = """code => { try { code(); return 'let in' } catch (error) { return error.name } }"""
        assert page.evaluate(f"({refused})(() => {{ document.createElement('div').innerHTML = '<b>' }})") == "TypeError"
        assert page.evaluate(f"({refused})(() => {{ document.createElement('script').src = 'x.js' }})") == "TypeError"
        assert page.evaluate(f"({refused})(() => khabar.shards.load('articles', 0))") == "let in"
        page.evaluate("khabar.data.shards[0][0] = '../../../x'")
        told = page.evaluate("khabar.shards.load('titles', 0).then(() => 'let in', error => error.message)")
        assert told == "no shard is called titles/../../../x.js"
        assert (
            page.evaluate("fetch('https://example.invalid/').then(() => 'let in', error => error.name)") == "TypeError"
        )
        assert any("Content Security Policy" in each for each in seen.trouble)
