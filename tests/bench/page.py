"""How large the page of a corpus is, and how long it takes until it can be used.

    python tests/bench/page.py artifacts/report

Five openings of each view in a new window of a headless Chromium; the middle one is told. Times count from the
navigation until the view is drawn and answers; memory is what the page's script holds after a collection.
"""

import re
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.browser import Browser, running

OPENINGS = 5

_READY = "performance.getEntriesByName('khabar-ready').at(-1).startTime"

#: Views that load more after they are drawn.
_LISTS = re.compile("#/(articles|figures|name/)")

#: Nothing says that it is on its way.
_COMPLETE = """() => [...document.querySelectorAll('main .nothing, main [role=status]')]
    .every(each => !/so far|Looking|Loading/.test(each.textContent))"""


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    first = sum((folder / name).stat().st_size for name in ("index.html", "page.css", "page.js", "summary.js"))
    shards = {
        kind: [path.stat().st_size for path in (folder / kind).iterdir()]
        for kind in ("articles", "titles", "figures", "names")
    }
    print(f"to open it: {first / 1e3:,.0f} kB")
    for kind, sizes in shards.items():
        print(f"{kind}: {len(sizes) - 1} shards, {sum(sizes) / 1e6:,.1f} MB, the largest {max(sizes) / 1e6:,.2f} MB")
    with running() as browser:
        article = _article(browser, folder)
        for address in (
            "#/",
            "#/articles",
            "#/articles?q=oil+price",
            "#/figures",
            "#/names",
            "#/stories",
            "#/quality",
            article,
        ):
            found = [_open(browser, folder, address) for _ in range(OPENINGS)]
            ready, whole, heap = (statistics.median(each) for each in zip(*found, strict=True))
            print(f"{address[:28]:<28} drawn {ready:6.0f} ms   complete {whole:6.0f} ms   script memory {heap:5.1f} MB")


def _article(browser: Browser, folder: Path) -> str:
    """Return the address of an article of the largest shard."""
    largest = max((folder / "articles").iterdir(), key=lambda path: path.stat().st_size).stem
    with browser.open(folder) as seen:
        at = seen.go().evaluate("name => khabar.data.shards.findIndex(each => each[0] === name)", largest)
        doc_id = seen.page.evaluate(
            "at => khabar.shards.load('articles', at).then(all => Object.keys(all.articles)[0])", at
        )
    return f"#/article/{doc_id}?in={largest}"


def _open(browser: Browser, folder: Path, address: str) -> tuple[float, float, float]:
    with browser.open(folder) as seen:
        page = seen.go(address)
        ready: float = page.evaluate(_READY)
        page.wait_for_function(_COMPLETE)
        whole: float = page.evaluate("performance.now()") if _LISTS.match(address) else ready
        return ready, whole, _heap(page)


def _heap(page: Any) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


if __name__ == "__main__":
    main()
