"""Pages that would take the libraries too long: made simpler where that loses no text of the article, else rejected.

trafilatura and what it stands on take time in the square of how deep elements are nested, of how many attributes a tag
has, and of much else. ``limits.toml`` says how much of each a page may hold; usual pages are far below. What must be
known before anything is parsed is told by one scan over the tags (`simplify`); what depends on how they are parsed, by
one walk over the tree (`tame`). The map of offsets does not notice: it is made from the page as it is.
"""

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

from stages.clean.read.markup import allowed, attributes, elements, tokens
from stages.clean.rejects import Reject, reject
from stages.resources import toml

#: Characters of a tag from which its attributes are looked at: as many as may pass have no room in fewer.
LONG_TAG = 512

#: Rank of elements of which ``limits.toml`` says nothing.
USUAL_RANK = 100

#: Elements whose text is none of the page's.
SILENT = frozenset({"script", "style"})

#: What tables are made of.
TABLE = ("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th")


@cache
def limits() -> dict[str, int]:
    """Return the limits of ``limits.toml`` by their names."""
    return {name: row["most"] for name, row in toml(__package__, "limits.toml")["limit"].items()}


class _Nesting(NamedTuple):
    """How libxml2 nests elements."""

    #: Name of a start tag -> open elements that it ends.
    closes: dict[str, frozenset[str]]
    rank: dict[str, int]
    empty: frozenset[str]
    unknown: frozenset[str]


@cache
def _nesting() -> _Nesting:
    tables = toml(__package__, "limits.toml")
    closes = {name: frozenset(ended.split()) for name, ended in tables["closes"].items()}
    empty, unknown = (frozenset(tables[kind]["names"].split()) for kind in ("empty", "unknown"))
    return _Nesting(closes, tables["rank"], empty, unknown)


def simplify(source: str) -> str | Reject:
    """Return a page that the parser can take, with all of its text; ``page_too_complex`` for one with too many tags."""
    most = limits()
    scan = _Scan(source, most["depth"])
    if not scan.run():
        return reject("page_too_complex", tags=most["start_tags"])
    if scan.nesting > most["nesting"] or scan.nested_text > most["nested_text"]:
        scan = _Scan(source, most["shallow"])
        scan.run()
    return scan.result()


class _Scan:
    """Goes through the tags of a page as libxml2 nests them, and notes what is to be left out."""

    def __init__(self, source: str, deepest: int) -> None:
        self.source = source
        self.deepest = deepest
        self.open: list[str] = []  # the elements around this place, the outermost first
        self.dropped: Counter[str] = Counter()  # elements whose start tag was left out and whose end tag will be
        self.changes: list[tuple[int, int, str]] = []  # stretches of the source, and what takes their place
        self.nesting = 0
        self.nested_text = 0

    def run(self) -> bool:
        """Look at the whole page; return whether it is within the limits that no simplification can help."""
        starts, ends = limits()["start_tags"], limits()["end_tags"]
        position = 0
        for token in tokens(self.source, ("raw",)):
            name = token[1]
            start, end = token.span()
            if name is None:  # a comment, which the parser drops, or an element with nothing but text inside
                starts -= self.source[start + 1].isalpha()
                if starts < 0:
                    return False
                continue
            self.nested_text += (start - position) * len(self.open)
            position = end
            if name[0] == "/":
                ends -= 1
                self._end(name[1:].lower(), start, end)
            else:
                starts -= 1
                self._start(name.lower(), start, end)
                self.nesting += len(self.open)
            if starts < 0 or ends < 0:
                return False
        self.nested_text += (len(self.source) - position) * len(self.open)
        return True

    def result(self) -> str:
        """Return the page with the changes made."""
        if not self.changes:
            return self.source
        parts: list[str] = []
        done = 0
        for start, end, new in self.changes:
            parts += self.source[done:start], new
            done = end
        parts.append(self.source[done:])
        return "".join(parts)

    def _start(self, name: str, start: int, end: int) -> None:
        rules = _nesting()
        closes = rules.closes.get(name)
        while closes and self.open and self.open[-1] in closes:
            self.open.pop()
        if name in rules.unknown:
            self.changes.append((start, end, ""))
            return
        if name in rules.empty:
            pass
        elif len(self.open) < self.deepest:
            self.open.append(name)
        else:
            self.dropped[name] += 1
            self.changes.append((start, end, ""))
            return
        if end - start > LONG_TAG:
            self._trim(start, end)

    def _end(self, name: str, start: int, end: int) -> None:
        if self.dropped[name]:
            self.dropped[name] -= 1
            self.changes.append((start, end, ""))
            return
        rank = _nesting().rank
        own = rank.get(name, USUAL_RANK)
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] == name:
                del self.open[depth:]
                return
            if rank.get(self.open[depth], USUAL_RANK) > own:
                return

    def _trim(self, start: int, end: int) -> None:
        """Leave out what of a long tag's attributes is above the limits."""
        most = limits()
        tag = self.source[start:end]
        found = attributes(tag)
        kept = [(name, value) for name, value in found if len(value) <= most["attribute_length"]][: most["attributes"]]
        if len(kept) < len(found):
            written = [f"{name}={value}" if value else name for name, value in kept]
            self.changes.append((start, end, " ".join([tag.split(None, 1)[0], *written]) + ">"))


def tame(tree: Any) -> bool:
    """Bound, in a parsed page, what the libraries take time in the square of; the text stays.

    Args:
        tree: the root of the page, an lxml element; it is changed.

    Returns:
        Whether the page is small enough for the algorithms that compare all of its blocks with one another.
    """
    blocks, crowded = _blocks(tree)
    for block in crowded:
        _flatten(block)
    _bound_tables(tree)
    return blocks <= limits()["blocks"]


def _blocks(tree: Any) -> tuple[int, list[Any]]:
    """Return how many stretches of text stand in blocks of their own, and the blocks with too many inside."""
    most = limits()["text_runs"]
    inline = elements("inline")
    block_of: dict[Any, Any] = {tree: tree}  # the innermost block that an element is, or stands in
    runs: Counter[Any] = Counter()  # inside a block, since the last line break
    crowded: dict[Any, None] = {}
    blocks = 0
    for element in tree.iter("*"):
        name = element.tag
        outer = block_of.get(element.getparent(), tree)
        within = name in inline
        block_of[element] = outer if within else element
        trailed = bool(element.tail) and not element.tail.isspace()
        if name == "br":
            runs[outer] = 0
        elif within or trailed:
            runs[outer] += 1
            if runs[outer] > most:
                crowded[outer] = None
        if not within:
            told = bool(element.text) and name not in SILENT and not element.text.isspace()
            blocks += told + trailed
    return blocks, list(crowded)


def _bound_tables(tree: Any) -> None:
    rows = widest = 0
    for row in tree.iter("tr"):
        rows, widest = rows + 1, max(widest, len(row))
    for cell in tree.iter("td", "th"):
        for span in ("colspan", "rowspan"):
            cell.attrib.pop(span, None)  # filled up with empty cells, of which there can be any number
    if widest > limits()["columns"] or rows * widest > limits()["cells"]:
        for element in tree.iter(*TABLE):
            element.tag = "div"


def _flatten(element: Any) -> None:
    """Make one stretch of text of what is inside an element, with a space wherever a block begins or ends."""
    from lxml.etree import iterwalk  # with trafilatura

    parts: list[str] = []
    for event, inner in iterwalk(element, events=("start", "end")):
        parts.append("" if inner.tag in elements("inline") else " ")
        if event == "start" and inner.tag not in SILENT:
            parts.append(inner.text or "")
        elif event == "end" and inner is not element:
            parts.append(inner.tail or "")
    tail = element.tail
    del element[:]
    element.text, element.tail = allowed("".join(parts)), tail and allowed(tail)
