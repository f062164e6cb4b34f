"""The page in a browser: what each view shows, and where its links lead."""

import re
from pathlib import Path

import pytest

from tests.stages.report.page import made
from tests.support.browser import Browser, Seen

VIEWS = ("#/", "#/articles", "#/figures", "#/names", "#/stories", "#/quality", "#/dictionary")


def looked_at(seen: Seen, address: str) -> None:
    page = seen.go(address)
    assert page.locator("h1").count() == 1, address
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"{address} is wider than the window"


@pytest.mark.parametrize(("size", "colours"), [("desk", "light"), ("desk", "dark"), ("phone", "light")])
def test_every_view_of_what_we_ship(browser: Browser, seeds: Path, size: str, colours: str) -> None:
    with browser.open(seeds, size, colours) as seen:
        for address in VIEWS:
            looked_at(seen, address)
        page = seen.go("#/articles")
        page.wait_for_function("() => document.querySelectorAll('.entries li').length === 32")
        links = page.eval_on_selector_all(".entry", "all => all.map(each => each.hash)")
        for address in links if size == "desk" and colours == "light" else links[:3]:
            looked_at(seen, address)
        assert seen.trouble == []


def test_numbers_of_the_overview(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go()
        tiles = dict(
            zip(*(page.locator(f".tile > {part}").all_inner_texts() for part in ("span", "strong")), strict=True)
        )
        assert tiles["articles kept"] == "4"
        assert tiles["figures"] == "4"
        assert tiles["records rejected"] == "1"
        page.select_option("#unit", "day")
        named = page.eval_on_selector_all(".column", "all => all.map(each => each.getAttribute('aria-label'))")
        assert [name.partition(":")[0] for name in named] == ["2022-07-22", "2022-07-23", "2022-08-01"]
        page.locator(".column").first.focus()
        assert "Morning Lamp 1" in page.locator("#tip").inner_text()
        before = seen.ready()
        page.keyboard.press("Enter")
        seen.drawn(before)
        assert page.locator(".entry").all_inner_texts() == ["Exports short of the goal"]
        assert seen.trouble == []


def test_a_figure_leads_to_its_sentence(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go(f"#/figures?of={made.EXPORTS.replace(' ', '%20')}")
        page.wait_for_selector(".point")
        points = page.locator(".point")
        assert points.count() == 3
        assert page.locator(".legend li").all_inner_texts()[:3] == ["actual", "target", "potential"]
        points.nth(2).hover()
        told = page.locator("#tip").inner_text()
        assert "USD 4,000,000,000 – 5,000,000,000" in told
        assert "She expects $4 to 5 billion by 2024." in told
        before = seen.ready()
        points.nth(2).click()
        seen.drawn(before)
        assert page.locator("mark.source").all_inner_texts() == ["She expects $4 to 5 billion by 2024."]
        assert page.evaluate("document.activeElement.textContent") == "$4 to 5 billion"
        assert page.locator("mark.source").first.is_visible()
        panel = page.locator(".panel").inner_text()
        assert "potential" in panel
        assert made.EXPORTS in panel
        assert seen.trouble == []


def test_what_is_marked_in_an_article(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go(f"#/article/{made.REPORT.doc_id}")
        hits = page.locator(".text .hit")
        expected = ["$2.6 billion", "2021-22", "$3.5 billion", "❝", "Zoya Tariq", "$4 to 5 billion", "2024",
                    "Lakeside Software Board", "12 June"]  # fmt: skip
        assert hits.all_inner_texts() == expected
        paragraphs = page.eval_on_selector_all(".text > p:not(.removed)", "all => all.map(each => each.textContent)")
        assert "\n".join(paragraphs).replace("❝", "") == made.REPORT.text
        assert page.locator(".quoted").all_inner_texts() == ["❝“We will reach five billion,”"]
        assert page.locator(".removed del").all_inner_texts() == ["July 22:", "Leave a Reply"]
        hits.first.focus()
        for value in ("USD 2,600,000,000", "2021-07-01 to 2022-06-30 · PK FY2021-22"):
            assert value in page.locator("#tip").inner_text()
            page.keyboard.press("ArrowRight")
        page.keyboard.press("End")
        assert "XXXX-06-12" in page.locator("#tip").inner_text()
        page.keyboard.press("Escape")
        assert page.locator("#tip").is_hidden()
        page.keyboard.press("Enter")
        assert "12 June" in page.locator(".panel").inner_text()
        page.get_by_label("Dropped").uncheck()
        assert page.locator(".text .removed").first.is_hidden()
        assert seen.trouble == []


def test_urdu_stands_from_right_to_left(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go(f"#/article/{made.URDU.doc_id}")
        assert page.locator(".text").get_attribute("lang") == "ur"
        for selector in ("h1", ".text > p"):
            assert page.eval_on_selector(selector, "node => getComputedStyle(node).direction") == "rtl"
        assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("GOAL exports", ["Exports short of the goal"]),
        ("برآمدات ميں", ["برآمدات میں اضافہ"]),  # with the yeh of Arabic
        ("untitled", ["Untitled words about nothing in particular."]),
        ("nothing that is there", []),
    ],
)
def test_titles_are_searched(browser: Browser, folder: Path, words: str, found: list[str]) -> None:
    with browser.open(folder) as seen:
        page = seen.go()
        page.keyboard.press("/")
        page.keyboard.type(words)
        before = seen.ready()
        page.keyboard.press("Enter")
        seen.drawn(before)
        page.wait_for_function("() => !document.querySelector('[role=status]').textContent.includes('so far')")
        assert page.locator(".entry").all_inner_texts() == found
        assert seen.trouble == []


def test_articles_are_chosen_by_outlet_language_and_day(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go("#/articles?undated=yes")
        page.wait_for_selector(".entry")
        assert page.locator(".entry").count() == 1
        assert "not stated" in page.locator(".entries").inner_text()
        page = seen.go("#/articles?language=ur")
        page.wait_for_selector(".entry")
        assert page.locator(".entry").all_inner_texts() == [made.URDU.facts["title"]]
        page.select_option("[name=language]", "")
        page.select_option("[name=outlet]", "Morning Lamp")
        page.wait_for_function("() => location.hash.includes('Morning+Lamp')")
        assert page.locator(".entry").all_inner_texts() == ["Exports short of the goal"]
        page.fill("[name=from]", "2022-07-23")
        page.wait_for_function("() => document.querySelectorAll('.entry').length === 0")
        assert seen.trouble == []


def test_a_name_leads_to_its_articles(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go("#/names")
        page.get_by_role("link", name=re.compile("Zoya Tariq")).click()
        page.wait_for_selector(".entry")
        assert page.locator(".entry").all_inner_texts() == ["Exports short of the goal"]
        assert "speaks 1 time" in page.locator(".entries").inner_text()
        assert seen.trouble == []


def test_a_copy_leads_to_the_article_that_is_kept(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go(f"#/article/{made.COPY['doc_id']}")
        page.wait_for_function("() => document.querySelector('h1').textContent === 'Exports short of the goal'")
        page.get_by_role("button", name="Show the 1 copy folded into it").click()
        page.wait_for_selector(".scroll td")
        assert "Evening Lamp" in page.locator("main").inner_text()
        assert seen.trouble == []


def test_the_dictionary_opens_at_a_table(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go("#/dictionary")
        before = seen.ready()
        page.get_by_role("link", name="rejects").click()
        seen.drawn(before)
        assert page.locator("#table-rejects").is_visible()
        assert page.evaluate("scrollY") > 1000
        assert page.locator("td", has_text="Path of the file below the seeds.").count() >= 3
        # What an empty cell means, of a column of which it is not that the text does not say.
        detected = page.locator("tr", has_text="language_detected").first
        assert detected.locator("td").last.inner_text() == "It was not asked."
        assert seen.trouble == []


def test_what_came_in_since_a_version_stands_in_the_address(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go(f"#/since/corpus-3?all=7&ids={made.URDU.doc_id},{made.REPORT.doc_id},{'e' * 20}")
        page.wait_for_selector(".entry")
        assert page.locator("h1").inner_text() == "New since corpus-3"
        assert page.locator(".entry").all_inner_texts() == [made.URDU.facts["title"], made.REPORT.facts["title"]]
        assert "7 articles, of which 2 are listed here" in page.locator("[role=status]").inner_text()
        assert seen.trouble == []


def test_what_is_not_there_is_said(browser: Browser, folder: Path, tmp_path: Path) -> None:
    import shutil

    copied = tmp_path / "copied"
    shutil.copytree(folder, copied)
    shutil.rmtree(copied / "articles")
    with browser.open(copied) as seen:
        for address, told in (
            ("#/no-such-view", "Nothing has this address"),
            ("#/article/no-such-article", "No such article"),
            (f"#/article/{made.REPORT.doc_id}", "The folder of this page may be incomplete"),
        ):
            assert told in seen.go(address).locator("main").inner_text()


def test_tables_without_rows_are_said_to_be_empty(browser: Browser, tmp_path: Path) -> None:
    from tests.support.page import write

    with browser.open(write(tmp_path, {}).parent) as seen:
        for address in VIEWS:
            looked_at(seen, address)
        assert "is empty" in seen.go("#/figures").locator("main").inner_text()
        assert "is empty" in seen.go("#/names").locator("main").inner_text()
        assert seen.trouble == []
