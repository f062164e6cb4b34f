"""Web pages: the article and its metadata, and where each character of it stands in the page's source.

trafilatura chooses the main text; this module hands it a page of bounded complexity (`limits`), sets it up so that the
answer depends on the page alone (no network, no clock), writes the chosen elements as paragraphs, and finds these again
in the source, so that spans can be traced. What the page states besides the text is for `metadata` to say.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stages.clean.read import limits, metadata
from stages.clean.read.markup import allowed, seen
from stages.clean.read.params import ReadParams
from stages.clean.read.repair import repair
from stages.clean.rejects import Reject
from stages.offsets import Segments, append, as_arrays, to_raw_many

#: Characters, white space aside, from which a paragraph is taken where it is found; shorter ones (a heading that also
#: stands in a menu) only between two longer ones.
LONG = 40

#: Characters that a piece of a paragraph must have in a row to be taken for found, where the whole was not: something
#: that stands within the paragraph in the source was left out of it.
PIECE = 20

#: Characters to search for paragraphs, as a multiple of the page's: bounds the time that a hostile page can cost.
SEARCH_BUDGET = 64

#: Characters of a cell from which its table is there to arrange the page; figures and names have 5 to 100.
LAYOUT_CELL = 800

#: What stands between two cells of a table in a line of text, and what does so until then. In the source it is markup.
BAR = " | "
CELL = "\x1f"

#: What stands for a line break that is meant (in ``pre``) until then.
BREAK = "\u2028"


class Page(NamedTuple):
    """The article of a web page."""

    #: Its paragraphs, one on each line, repaired.
    text: str
    #: The map from ``text`` to the source of the page; paragraphs that were not found again are outside it.
    segments: Segments
    #: Stretches of the source with text that a reader sees and that trafilatura left out.
    left_out: list[tuple[int, int]]
    title: str | None
    author: str | None
    url: str | None
    site: str | None
    #: All days of publication that the page states, the most trustworthy first, each after its row of page_dates.toml.
    dates: tuple[tuple[str, str], ...] = ()
    #: The part of the paper; several are parted by semicolons.
    section: str | None = None


def read_page(source: str, params: ReadParams) -> Page | Reject | None:
    """Return the article of a web page; None where there is none; ``page_too_complex`` for a page above the limits."""
    from trafilatura import bare_extraction  # 0.3 s with lxml and its own rules, and many corpora have no pages

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it would say is said by the reject
    simple = limits.simplify(source)
    if isinstance(simple, Reject):
        return simple
    tree = _parse(simple)
    if tree is None:
        return None
    small = limits.tame(tree)
    _mark_breaks(tree)
    _open_layout(tree)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # or whoever makes errors of them would get other answers
            stated = metadata.stated(tree)
            document: Any = bare_extraction(
                tree,
                fast=not (params.html_fallback and small),
                favor_precision=params.html_focus == "precision",
                favor_recall=params.html_focus == "recall",
                include_comments=False,
                include_tables=params.html_tables,
                output_format="txt",  # for the elements alone: `_lines` writes them
            )
    except Exception:  # noqa: BLE001 - heuristics of four libraries on a page that may be anything; it becomes a reject
        return None
    lines = list(_lines(document.body)) if document is not None else []
    if not lines:
        return None
    text, segments, left_out = align(lines, source)
    return Page(
        text=text,
        segments=segments,
        left_out=left_out,
        title=stated.title,
        author=stated.author,
        url=stated.url,
        site=stated.site,
        dates=stated.dates,
        section=stated.section,
    )


def _parse(source: str) -> Any:
    """Return the root of a page or of a fragment, as feeds hold them; None where there is nothing in it.

    With the options of trafilatura's own parser, but always from bytes: lxml refuses text that declares an encoding.
    """
    from lxml import etree, html  # with trafilatura

    parser = html.HTMLParser(
        encoding="utf-8", collect_ids=False, default_doctype=False, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(allowed(source).encode(), parser=parser)
    except etree.LxmlError:
        return None


def _mark_breaks(tree: Any) -> None:
    """Mark the line breaks in what is set in lines; all others are white space."""
    for block in tree.iter("pre"):
        for element in block.iter("*"):
            if element.text and "\n" in element.text:
                element.text = allowed(element.text.replace("\n", BREAK))
            if element is not block and element.tail and "\n" in element.tail:
                element.tail = allowed(element.tail.replace("\n", BREAK))


def _open_layout(tree: Any) -> None:
    """Make blocks of the tables that arrange a page: those with a table inside, or a cell as long as an article.

    trafilatura takes all tables for figures, and writes a cell as one line.
    """
    layout: set[Any] = set()
    for table in tree.iter("table"):
        layout.update(table.iterancestors("table"))
    for cell in tree.iter("td"):
        table = next(cell.iterancestors("table"), None)
        if table is not None and table not in layout and cell.find("*") is not None:
            length = 0
            for piece in cell.itertext():
                length += len(piece)
                if length > LAYOUT_CELL:
                    layout.add(table)
                    break
    for element in list(tree.iter(*limits.TABLE)) if layout else ():
        if next(element.iterancestors("table"), None) in layout if element.tag != "table" else element in layout:
            element.tag = "div"


#: Elements of trafilatura's answer that stand within a line; others do so inside certain ones.
_INLINE = frozenset({"hi", "ref", "del", "graphic", "sub", "sup", "span", "a"})
_INLINE_INSIDE = {"code": frozenset({"p", "item", "cell", "head", "quote"}), "quote": frozenset({"p", "head", "hi"})}


def _lines(body: Any) -> Iterator[str]:
    """Yield the paragraphs of an article as trafilatura gives them, with `CELL` between the cells of a row."""
    from lxml.etree import iterwalk  # with trafilatura

    parts: list[str] = []
    cells: list[int] = []  # where the parts of the cells around this place begin
    for event, element in iterwalk(body, events=("start", "end")):
        name = element.tag
        outside = _INLINE_INSIDE.get(name)
        inline = name in _INLINE or (outside is not None and element.getparent().tag in outside)
        if event == "start":
            if name == "cell":
                cells.append(len(parts))
            elif not inline:
                parts.append(" " if cells else "\n")
            parts.append(_text(element.text))
            continue
        if name == "cell":
            start = cells.pop()
            parts[start:] = [CELL + " ".join("".join(parts[start:]).split())]
        elif not inline:
            parts.append(" " if cells else "\n")
        if element is not body:
            parts.append(_text(element.tail))
    for line in "".join(parts).split("\n"):
        filled = CELL.join(filter(None, (" ".join(cell.split()) for cell in line.split(CELL))))
        if filled:
            yield filled


def _text(piece: str | None) -> str:
    return piece.replace("\n", " ").replace(BREAK, "\n") if piece else ""


def _letters(text: str) -> npt.NDArray[np.int64]:
    """Return where the characters of a text stand that are not white space."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    spaces = _spaces()
    return np.flatnonzero(~spaces[np.minimum(codes, len(spaces) - 1)])


@cache
def _spaces() -> npt.NDArray[np.bool_]:
    return np.array([chr(code).isspace() for code in range(0x3002)])


def align(lines: Sequence[str], source: str) -> tuple[str, Segments, list[tuple[int, int]]]:
    """Find the paragraphs of an article in the source of its page, by their characters other than white space.

    Args:
        lines: the paragraphs that trafilatura chose, with `CELL` between the cells of a row.
        source: the page.

    Returns:
        The paragraphs, repaired, one on each line; their map to the source; and the stretches of the source with
        visible text that lie outside every paragraph, where no paragraph that was not found could be.
    """
    visible, to_source = seen(source)
    visible, repairs = repair(visible)
    haystack = "".join(visible.split())
    raw_starts, raw_ends = _extents(_letters(visible), to_source, repairs)

    rows = [[repair(cell)[0] for cell in line.split(CELL)] for line in lines]
    text = "\n".join(map(BAR.join, rows))
    own = _without_bars(_letters(text), rows)
    needles = ["".join("".join(row).split()) for row in rows]
    found = _find_all(haystack, needles)

    chosen: list[npt.NDArray[np.int64]] = []  # characters of the text, and those of the page that they are
    places: list[npt.NDArray[np.int64]] = []
    left_out: list[tuple[int, int]] = []  # as characters of the haystack
    first = done = 0
    certain = True  # no paragraph since the last one found has been missed
    for needle, pieces in zip(needles, found, strict=True):
        reached = 0
        for start, place, length in pieces:
            chosen.append(np.arange(first + start, first + start + length))
            places.append(np.arange(place, place + length))
            if certain and start == reached and done < place:
                left_out.append((done, place))
            reached, done, certain = start + length, place + length, True
        certain = certain and reached == len(needle)
        first += len(needle)
    if certain and done < len(haystack):
        left_out.append((done, len(haystack)))
    segments: Segments = []
    there = np.concatenate([np.zeros(0, np.int64), *places])
    whole = _whole(there, raw_starts)
    there = there[whole]
    if len(there):
        here = np.concatenate(chosen)[whole]
        _add_runs(segments, own[here], raw_starts[there], raw_ends[there])
    return text, segments, [extent for extent in _between(left_out, raw_starts, raw_ends) if extent[0] < extent[1]]


def _whole(places: npt.NDArray[np.int64], raw_starts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which of the characters at these places have with them all that the same part of the source became."""
    groups = np.cumsum(np.diff(raw_starts, prepend=-1) != 0)
    there = np.bincount(groups)
    whole: npt.NDArray[np.bool_] = (np.bincount(groups[places], minlength=len(there)) == there)[groups[places]]
    return whole


def _between(
    stretches: Sequence[tuple[int, int]], raw_starts: npt.NDArray[np.int64], raw_ends: npt.NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Yield the extents in the source of stretches of the visible text, without what the characters beside them need.

    Two characters need the same ones of the source where they came from one broken sequence.
    """
    for start, end in stretches:
        low = max(int(raw_starts[start]), int(raw_ends[start - 1]) if start else 0)
        yield low, min(int(raw_ends[end - 1]), int(raw_starts[end]) if end < len(raw_starts) else int(raw_ends[-1]))


def _without_bars(letters: npt.NDArray[np.int64], rows: Sequence[Sequence[str]]) -> npt.NDArray[np.int64]:
    """Return the places of letters without those of the bars between cells."""
    bars: list[int] = []
    position = 0
    for row in rows:
        for cell in row:
            position += len(cell) + len(BAR)
            bars.append(position - len(BAR) + 1)
        bars.pop()
        position += 1 - len(BAR)
    return np.setdiff1d(letters, np.array(bars, np.int64), assume_unique=True) if bars else letters


def _extents(
    positions: npt.NDArray[np.int64], to_source: Segments, repairs: Segments | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where in the source each character of the repaired visible text begins and ends."""
    starts, ends = positions, positions + 1
    for segments in (to_source,) if repairs is None else (repairs, to_source):
        starts, ends, _ = to_raw_many(as_arrays(segments), starts, ends)
    return starts, ends


class _Search:
    """Looks for needles in one haystack, for as long as the budget lasts."""

    def __init__(self, haystack: str) -> None:
        self.haystack = haystack
        self.budget = SEARCH_BUDGET * max(len(haystack), 1)

    def find(self, needle: str, start: int, end: int, *, last: bool = False) -> int:
        """Return the first (or last) place of a needle within ``[start, end)``; -1 where there is none."""
        if self.budget <= 0:
            return -1
        place = (self.haystack.rfind if last else self.haystack.find)(needle, start, end)
        self.budget -= (end if place < 0 or last else place + len(needle)) - start
        return place

    def pieces(self, needle: str, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return what is found of a needle in order: where each piece begins in it and in the haystack, its length."""
        found: list[tuple[int, int, int]] = []
        done = 0
        while done + PIECE <= len(needle):
            place = self.find(needle[done : done + PIECE], start, end)
            if place < 0:
                done += PIECE // 2
                continue
            length = _in_common(needle, done, self.haystack, place, end)
            found.append((done, place, length))
            done, start = done + length, place + length
        return found


def _in_common(needle: str, done: int, haystack: str, place: int, end: int) -> int:
    """Return how many characters agree from two places on."""
    most = min(len(needle) - done, end - place)
    low, step = 0, PIECE
    while low < most:
        step = min(step, most - low)
        if needle[done + low : done + low + step] == haystack[place + low : place + low + step]:
            low, step = low + step, step * 2
        elif step == 1:
            break
        else:
            step //= 2
            most = min(most, low + 2 * step)
    return low


def _find_all(haystack: str, needles: Sequence[str]) -> list[list[tuple[int, int, int]]]:
    """Return where the needles stand, one after the other without overlap.

    For each the pieces that were found, as a rule the whole: where a piece begins in the needle and in the haystack,
    and its length.
    """
    search = _Search(haystack)
    found: list[list[tuple[int, int, int]]] = [[] for _ in needles]
    done = 0
    for number, needle in enumerate(needles):
        if len(needle) >= LONG:
            place = search.find(needle, done, len(haystack))
            if place >= 0:
                found[number] = [(0, place, len(needle))]
                done = place + len(needle)
    limits_after = [len(haystack)] * (len(needles) + 1)  # where the next long paragraph begins
    for number in reversed(range(len(needles))):
        limits_after[number] = found[number][0][1] if found[number] else limits_after[number + 1]
    done = 0
    for number, needle in enumerate(needles):
        end = limits_after[number]
        if not found[number] and needle:
            # Before the first paragraph found the nearest is the last one: menus and head lines come first.
            place = search.find(needle, done, end, last=not done) if len(needle) < LONG else -1
            if place >= 0:
                found[number] = [(0, place, len(needle))]
            elif len(needle) >= LONG:
                found[number] = search.pieces(needle, done, end)
        if found[number]:
            _, place, length = found[number][-1]
            done = place + length
    return found


def _add_runs(
    segments: Segments,
    own: npt.NDArray[np.int64],
    raw_starts: npt.NDArray[np.int64],
    raw_ends: npt.NDArray[np.int64],
) -> None:
    """Add the map of a text, given for each of its characters other than white space where it is in the source.

    Characters belong to one run as long as both texts advance alike, by no more than one white space character, and
    each is one character of the source.
    """
    if not len(own):
        return
    shared = np.diff(raw_starts) == 0  # two characters that one of the source became
    single = raw_ends - raw_starts == 1
    single[1:] &= ~shared
    single[:-1] &= ~shared
    steps = np.diff(own)
    same = (steps == np.diff(raw_starts)) & (steps <= 2) & single[1:] & single[:-1]
    bounds = np.flatnonzero(~same) + 1
    firsts, lasts = np.concatenate(([0], bounds)), np.concatenate((bounds, [len(own)])) - 1
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        start, raw_start = int(own[first]), int(raw_starts[first])
        append(segments, start, raw_start, int(own[last]) + 1 - start, int(raw_ends[last]) - raw_start)
