"""Web pages: the article and its metadata by trafilatura, and where each character of it stands in the page's source.

trafilatura chooses the main text; this module sets it up so that the answer depends on the page alone (no network, no
clock), and finds the chosen paragraphs again in the source, so that spans can be traced. The day of publication is not
asked from htmldate, which takes dates from the running text and completes them from today's: ``page_dates.toml`` lists
where a page states it.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import re2

from stages.clean.read.markup import seen
from stages.clean.read.params import ReadParams
from stages.clean.read.repair import repair
from stages.offsets import Segments, append, as_arrays, compose, to_raw_many
from stages.resources import toml

#: What htmldate is told; its answer is not used, but asking it must not load the parsers that read the clock.
DATE_OPTIONS = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}

#: Characters, white space aside, from which a paragraph is taken where it is found; shorter ones (a heading that also
#: stands in a menu) only between two longer ones.
LONG = 40

#: Characters to search for paragraphs, as a multiple of the page's: bounds the time that a hostile page can cost.
SEARCH_BUDGET = 64

#: Characters at the start of a page among which its root element stands; without one it is a fragment, as feeds hold.
HEAD = 10_000

#: The longest value that can be a date.
DATE_LONGEST = 64

_YEAR = re2.compile("[12][0-9]{3}")


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
    #: The day of publication as the page states it.
    stated_date: str | None


def read_page(source: str, params: ReadParams) -> Page | None:
    """Return the article of a web page; None where trafilatura finds none."""
    from trafilatura import bare_extraction  # 0.3 s with lxml and its own rules, and many corpora have no pages
    from trafilatura.utils import load_html

    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # what they would say is said by the reject
    try:
        tree = load_html(source if "<html" in source[:HEAD].lower() else f"<html><body>{source}</body></html>")
        if tree is None:
            return None
        stated_date = _stated_date(tree)
        document: Any = bare_extraction(
            tree,
            fast=not params.html_fallback,
            favor_precision=params.html_focus == "precision",
            favor_recall=params.html_focus == "recall",
            include_comments=False,
            include_tables=params.html_tables,
            with_metadata=True,
            date_extraction_params=DATE_OPTIONS,
        )
    except Exception:  # noqa: BLE001 - heuristics of four libraries on a page that may be anything; it becomes a reject
        return None
    if document is None or not document.text:
        return None
    text, segments, left_out = align(document.text, source)
    return Page(text, segments, left_out, document.title, document.author, document.url, document.sitename, stated_date)


@cache
def _date_rules() -> list[tuple[str, Any]]:
    rows = toml(__package__, "page_dates.toml")["date"]
    return [(row["xpath"], re2.compile(row["pattern"]) if "pattern" in row else None) for row in rows]


def _stated_date(tree: Any) -> str | None:
    """Return the day of publication, verbatim, from the first place of ``page_dates.toml`` that has a year in it."""
    for xpath, pattern in _date_rules():
        for value in tree.xpath(xpath):
            match = pattern.search(value) if pattern else None
            date = (match[1] if match else "") if pattern else value
            date = " ".join(date.split())
            if len(date) <= DATE_LONGEST and _YEAR.search(date):
                return date
    return None


class _Letters(NamedTuple):
    """The characters of a text that are not white space."""

    text: str
    #: For each of them, where it stands in the text it was taken from.
    positions: npt.NDArray[np.int64]


def _letters(text: str) -> _Letters:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    positions = np.flatnonzero(~np.isin(codes, _spaces()))
    return _Letters("".join(text.split()), positions)


@cache
def _spaces() -> npt.NDArray[np.uint32]:
    return np.array([code for code in range(0x3001) if chr(code).isspace()], np.uint32)


def align(text: str, source: str) -> tuple[str, Segments, list[tuple[int, int]]]:
    """Find the paragraphs of an article in the source of its page, by their characters other than white space.

    Args:
        text: the paragraphs that trafilatura chose, one on each line.
        source: the page.

    Returns:
        The paragraphs, repaired; their map to the source; and the stretches of the source with visible text that lie
        outside every paragraph, where no paragraph that was not found could be.
    """
    visible, to_source = seen(source)
    visible, repairs = repair(visible)
    letters = _letters(visible)
    raw_starts, raw_ends = _extents(letters.positions, to_source, repairs)

    lines = [repair(line)[0] for line in text.split("\n")]
    needles = ["".join(line.split()) for line in lines]
    places = _find_all(letters.text, needles)
    for number, line in enumerate(lines):  # trafilatura writes a hyphen before each item of a list
        if places[number] is None and line.startswith("- "):
            lines[number], needles[number] = line[2:], needles[number][1:]
    places = _find_all(letters.text, needles)

    segments: Segments = []
    left_out: list[tuple[int, int]] = []
    offset = done = 0
    certain = True  # no paragraph since the last one found has been missed
    for line, needle, place in zip(lines, needles, places, strict=True):
        if place is not None:
            own = _letters(line).positions
            extent = slice(place, place + len(needle))
            _add_runs(segments, own + offset, raw_starts[extent], raw_ends[extent])
            if certain and done < place:
                left_out.append((int(raw_starts[done]), int(raw_ends[place - 1])))
            done, certain = place + len(needle), True
        elif needle:
            certain = False
        offset += len(line) + 1
    if certain and done < len(letters.text):
        left_out.append((int(raw_starts[done]), int(raw_ends[-1])))
    return "\n".join(lines), segments, left_out


def _extents(
    positions: npt.NDArray[np.int64], to_source: Segments, repairs: Segments | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where in the source each character of the visible text begins and ends."""
    segments = to_source if repairs is None else compose(repairs, to_source)
    starts, ends, _ = to_raw_many(as_arrays(segments), positions, positions + 1)
    return starts, ends


def _find_all(haystack: str, needles: Sequence[str]) -> list[int | None]:
    """Return where the needles stand, one after the other without overlap; None where one is not found."""
    places: list[int | None] = [None] * len(needles)
    budget = SEARCH_BUDGET * max(len(haystack), 1)
    done = 0
    for number, needle in enumerate(needles):
        if len(needle) >= LONG and budget > 0:
            found = haystack.find(needle, done)
            budget -= (found if found >= 0 else len(haystack)) - done
            if found >= 0:
                places[number] = found
                done = found + len(needle)
    limits = [len(haystack)] * (len(needles) + 1)  # where the next long paragraph begins
    for number in reversed(range(len(needles))):
        limits[number] = limits[number + 1] if (place := places[number]) is None else place
    done = 0
    for number, needle in enumerate(needles):
        if places[number] is None and 0 < len(needle) < LONG and budget > 0:
            # Before the first paragraph found the nearest is the last one: menus and head lines come first.
            find = haystack.find if done else haystack.rfind
            found = find(needle, done, limits[number])
            budget -= (found if found >= 0 else limits[number]) - done
            places[number] = found if found >= 0 else None
        if (place := places[number]) is not None:
            done = place + len(needle)
    return places


def _add_runs(
    segments: Segments,
    own: npt.NDArray[np.int64],
    raw_starts: npt.NDArray[np.int64],
    raw_ends: npt.NDArray[np.int64],
) -> None:
    """Add the map of one paragraph, given for each of its characters other than white space where it is in the source.

    Characters belong to one run as long as both texts advance alike and each is one character of the source.
    """
    single = raw_ends - raw_starts == 1
    same = (np.diff(own) == np.diff(raw_starts)) & single[1:] & single[:-1]
    bounds = np.flatnonzero(~same) + 1
    firsts, lasts = np.concatenate(([0], bounds)), np.concatenate((bounds, [len(own)])) - 1
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        start, raw_start = int(own[first]), int(raw_starts[first])
        append(segments, start, raw_start, int(own[last]) + 1 - start, int(raw_ends[last]) - raw_start)
