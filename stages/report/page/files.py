"""The files of the page that are there once, whatever the partitions."""

from collections.abc import Mapping

import pyarrow as pa

from stages import resources
from stages.report.page.summary import summary
from stages.report.shards.script import call

#: The parts of the page's script and of its style, in the order in which they stand. Each script is one function call,
#: so that what it names for itself is nobody else's.
SCRIPTS = (
    "base/text.js",
    "base/dom.js",
    "base/shards.js",
    "base/format.js",
    "base/route.js",
    "base/keys.js",
    "parts/tip.js",
    "parts/table.js",
    "parts/bars.js",
    "parts/time.js",
    "parts/ranges.js",
    "parts/list.js",
    "parts/marks.js",
    "parts/certificate.js",
    "views/overview.js",
    "views/articles.js",
    "views/article.js",
    "views/figures.js",
    "views/names.js",
    "views/since.js",
    "views/stories.js",
    "views/quality.js",
    "views/dictionary.js",
    "main.js",
)
STYLES = ("base.css", "layout.css", "parts.css", "article.css")

#: What the page is made of, by the names under which it stands.
FILES = ("index.html", "page.js", "page.css", "summary.js")


def files(decided: Mapping[str, pa.Table], made_of: str = "") -> dict[str, bytes]:
    """Return the files of the page by name.

    Args:
        decided: of `stages.report.render.render`.
        made_of: likewise.
    """
    return {
        "index.html": resources.data(__package__, "index.html"),
        "page.js": _joined("js", SCRIPTS),
        "page.css": _joined("css", STYLES),
        "summary.js": call("summary", {"made_of": made_of, **summary(decided)}),
    }


def _joined(folder: str, names: tuple[str, ...]) -> bytes:
    """Return the files one after another, each with its name above it."""
    return b"\n".join(
        b"/* " + name.encode() + b" */\n" + resources.data(__package__, folder, *name.split("/")) for name in names
    )
