"""Takes the pictures of the page that the README shows: the overview, and the article in which most kinds of things
were found, with one of them asked about.

    python tests/bench/shots.py artifacts/report flows/pictures
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.browser import Browser, running

#: An article's address, with the place of a figure in it, or else of an amount: of those with most kinds of marks the
#: one with most marks in fewer words.
_BEST = """async () => {
  const found = [];
  for (const shard of khabar.shards.having("articles")) {
    const { articles, columns } = await khabar.shards.load("articles", shard);
    for (const [doc_id, article] of Object.entries(articles)) {
      if (article.text.length > 2600) continue;
      const kinds = Object.keys(khabar.marks.KINDS).filter(kind => article[kind]);
      const marks = kinds.reduce((sum, kind) => sum + article[kind].length, 0);
      const [kind] = ["figures", "amounts", "timexes"].filter(each => article[each]);
      if (!kind) continue;
      const row = article[kind][Math.min(1, article[kind].length - 1)];
      const at = row[columns[kind].indexOf("start")];
      const title = article.facts[columns.facts.indexOf("title")] ? 1 : 0;
      const address = khabar.route.article(doc_id, shard, { at: `${at}-${at + 1}` });
      found.push([[title, kinds.length, marks / (article.text.length + 400)], address]);
    }
  }
  found.sort(([one], [other]) => other[0] - one[0] || other[1] - one[1] || other[2] - one[2]);
  return found[0][1];
}"""


def main() -> None:
    folder, into = (Path(each).resolve() for each in sys.argv[1:3])
    with running() as browser:
        _shot(browser, folder, "#/", into / "page.png", "light")
        with browser.open(folder) as seen:
            best = seen.go().evaluate(_BEST)
        _shot(browser, folder, best, into / "page-article.png", "dark")


def _shot(browser: Browser, folder: Path, address: str, path: Path, colours: str) -> None:
    with browser.open(folder, colours=colours) as seen:
        page: Any = seen.page
        page.set_viewport_size({"width": 1160, "height": 740})
        seen.go(address)
        page.wait_for_timeout(300)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(100)
        page.screenshot(path=path)
        print(f"{path}: {path.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    main()
