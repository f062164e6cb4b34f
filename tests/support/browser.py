"""A headless Chromium that looks at a page from disk, and what it complains about."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

#: What the system's Chromium may be called.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

SIZES = {"desk": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}


def chromium() -> str:
    """Return the path of the system's Chromium; the test is skipped where there is none."""
    pytest.importorskip("playwright", reason="the browser tests need playwright")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("the browser tests need Chromium: `apt-get install chromium`")
    return path


@dataclass
class Seen:
    """A page that is open, and what it did that it should not.

    Attributes:
        page: Playwright's page.
        trouble: errors on its console, exceptions, dialogs, and requests for anything outside its folder.
    """

    page: Any
    folder: Path
    trouble: list[str] = field(default_factory=list)

    def go(self, address: str = "#/") -> Any:
        """Show one of its addresses and wait until it is drawn; return Playwright's page."""
        before = self.page.evaluate("document.getElementById('main')?.dataset.ready ?? ''") if self.page.url else ""
        self.page.goto(f"{(self.folder / 'index.html').as_uri()}{address}")
        self.drawn(before if "index.html" in self.page.url and before else "")
        return self.page

    def drawn(self, before: str = "") -> None:
        """Wait until a view is drawn that is not the one of ``before``."""
        self.page.wait_for_function(
            "before => { const now = document.getElementById('main').dataset.ready; return now && now !== before }",
            arg=before,
        )

    def ready(self) -> str:
        """Return what tells one drawn view from the next."""
        return str(self.page.evaluate("document.getElementById('main').dataset.ready"))


class Browser:
    """A running Chromium."""

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium

    @contextmanager
    def open(self, folder: Path, size: str = "desk", colours: str = "light", *, touch: bool = False) -> Iterator[Seen]:
        """Open a page from disk in a window of its own."""
        context = self._chromium.new_context(viewport=SIZES[size], color_scheme=colours, has_touch=touch)
        seen = Seen(context.new_page(), folder)
        inside = f"{folder.as_uri()}/"

        def asked(request: Any) -> None:
            if not request.url.startswith((inside, "data:,")):
                seen.trouble.append(f"asked for {request.url}")

        def said(message: Any) -> None:
            if message.type in ("error", "warning"):
                seen.trouble.append(f"{message.type}: {message.text}")

        def opened(dialog: Any) -> None:
            seen.trouble.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        seen.page.on("request", asked)
        seen.page.on("console", said)
        seen.page.on("pageerror", lambda error: seen.trouble.append(f"exception: {error}"))
        seen.page.on("dialog", opened)
        try:
            yield seen
        finally:
            context.close()


@contextmanager
def running() -> Iterator[Browser]:
    """Start Chromium, and end it."""
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # As root Chromium has no sandbox; what it opens here is ours.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield Browser(browser)
        finally:
            browser.close()
