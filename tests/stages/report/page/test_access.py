"""The page for everybody: axe's rules, the keyboard, and colours that are chosen."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.stages.report.page import made
from tests.stages.report.page.test_views import VIEWS
from tests.support.browser import Browser

#: Of axe's four grades of harm those that keep somebody out.
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="axe comes with axe-playwright-python")
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, rules: list[str]) -> list[str]:
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(
    ("size", "colours", "rules"),
    [
        pytest.param("desk", "light", [], id="all rules"),
        pytest.param("desk", "dark", ["color-contrast"], id="contrast in the dark"),
        pytest.param("phone", "light", ["scrollable-region-focusable", "target-size"], id="a phone"),
    ],
)
def test_axe_finds_nothing_serious(
    browser: Browser, folder: Path, axe: str, size: str, colours: str, rules: list[str]
) -> None:
    with browser.open(folder, size, colours) as seen:
        page = seen.go()
        page.evaluate(axe)
        articles = [f"#/article/{made.REPORT.doc_id}?at=27-39", f"#/article/{made.URDU.doc_id}", "#/name/p1"]
        for address in [*(VIEWS if not rules else VIEWS[:-1]), *articles]:
            before = seen.ready()
            page.evaluate("address => { location.hash = address }", address)
            if address != "#/":
                seen.drawn(before)
            page.wait_for_timeout(60)
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            assert violations(page, rules) == [], address


def test_the_keyboard_is_enough(browser: Browser, folder: Path) -> None:
    with browser.open(folder) as seen:
        page = seen.go()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "skip"
        assert page.locator("#skip").is_visible()
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        # One stop for all columns of a chart, arrows between them.
        page.select_option("#unit", "day")
        assert page.locator(".column[tabindex='0']").count() == 1
        page.locator(".column").first.focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("2022-07-23")
        page.keyboard.press("Home")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("2022-07-22")


def test_colours_are_the_systems_until_somebody_chooses(browser: Browser, folder: Path) -> None:
    with browser.open(folder, colours="dark") as seen:
        page = seen.go()
        ground = "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(ground)
        page.click("#theme")
        assert page.locator("#theme").get_attribute("aria-label") == "Colours: light"
        assert page.evaluate(ground) != dark
        page.click("#theme")
        assert page.evaluate(ground) == dark
