"""Quotation marks, paired: where words stand in quotation marks, by the table of marks.toml.

Marks are paired line by line, since a paragraph is a line of the clean text. One that is still open at the end of its
line goes on where the next line opens again, as print does with a quotation of several paragraphs. Linear: each mark
is looked at a fixed number of times.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from stages.resources import toml

Span = tuple[int, int]

#: What may stand before a mark that opens, other than white space.
_BEFORE_OPENING = frozenset("([{—–-/:,;…=>|\u200b\u200e\u200f\u202a\u202b")

#: Words after which an apostrophe is no closing mark: those that end in s may be a possessive.
_POSSESSIVE = "sS"


#: The only double mark of most texts.
_STRAIGHT = re.compile('"')

_ANY_WORD = re.compile(r"\w")


class Marks(NamedTuple):
    """The tables of marks.toml in the form in which they are asked.

    Attributes:
        scan: finds every mark that may be one of a pair of double marks.
        roles: mark -> its role.
        singles: finds every single mark that may open.
        closers: opening single mark -> what may close it.
        ascii_others: the marks in ASCII that may be one of a pair of double marks, but for the straight one.
        ascii_singles: the single marks in ASCII that may open.
        elisions: words that lost their first letters, after which nothing was opened.
    """

    scan: re.Pattern[str]
    roles: dict[str, str]
    singles: re.Pattern[str]
    closers: dict[str, str]
    ascii_others: tuple[str, ...]
    ascii_singles: tuple[str, ...]
    elisions: frozenset[str]


class Quotation(NamedTuple):
    """Words in quotation marks.

    Attributes:
        start: of the opening mark.
        end: behind the closing mark, or behind the last word where no mark closes.
        inner: behind the opening mark.
        inner_end: of the closing mark.
    """

    start: int
    end: int
    inner: int
    inner_end: int


def quotations(text: str) -> list[Quotation]:
    """Return the words that stand in quotation marks, outermost alone, ordered and disjoint.

    >>> [text[a:b] for text in ["He said “no ‘way’”."] for a, b, _, _ in quotations(text)]
    ['“no ‘way’”']
    """
    marks = _marks()
    # Each asked for by itself: a search for one string is quicker than one for any of some.
    if text.isascii():
        others = _has_any(text, marks.ascii_others)
        found = list(_doubles(text, marks, marks.scan if others else _STRAIGHT)) if others or '"' in text else []
    else:
        found = list(_doubles(text, marks, marks.scan)) if _has_any(text, marks.roles) else []
    if _may_open(text, marks.ascii_singles if text.isascii() else marks.closers):
        found = _with_singles(text, found, marks)
    return [each for each in found if _ANY_WORD.search(text, each.inner, each.inner_end)]


def _has_any(text: str, marks: Iterable[str]) -> bool:
    for mark in marks:  # noqa: SIM110 - a generator for any() costs more than what it looks for
        if mark in text:
            return True
    return False


def _may_open(text: str, marks: Iterable[str]) -> bool:
    """Say whether a single mark stands behind no word, where most are apostrophes."""
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            if not at or not text[at - 1].isalnum():
                return True
            at = text.find(mark, at + 1)
    return False


def _doubles(text: str, marks: Marks, scan: re.Pattern[str]) -> Iterator[Quotation]:
    """Yield the quotations in double marks, which ``scan`` finds."""
    carried: Span | None = None  # the mark that opened a quotation which goes on from the line before
    for begin, end, found in _lines(text, scan):
        if carried and not text[begin : found[0][0]].strip():
            found.pop(0)  # opens again what is open
        pairs, carried = _pairs(text, begin, end, found, carried, marks)
        if carried and not _goes_on(text, end, marks):
            whole = not pairs and (carried[0] < begin or not text[begin : carried[0]].strip())
            last = begin + len(text[begin:end].rstrip())
            if whole and last > carried[1]:  # a whole paragraph, or several, that nothing closes
                pairs.append((carried, (last, last)))
            carried = None
        elif carried:
            pairs = [pair for pair in pairs if pair[0] < carried]
        for (start, inner), (inner_end, stop) in pairs:
            yield Quotation(start, stop, inner, inner_end)


def _pairs(
    text: str, begin: int, end: int, found: list[Span], carried: Span | None, marks: Marks
) -> tuple[list[tuple[Span, Span]], Span | None]:
    """Return the outermost pairs of the marks of one line, and the first mark that is still open behind them."""
    opened = [carried] if carried else []
    done: list[tuple[Span, Span]] = []
    for start, stop in found:
        if _opens(text, begin, end, start, stop, marks.roles, is_open=bool(opened)):
            opened.append((start, stop))
        elif opened:
            done.append((opened.pop(), (start, stop)))
    return _outermost(done), opened[0] if opened else None


def _outermost(done: list[tuple[Span, Span]]) -> list[tuple[Span, Span]]:
    """Return the pairs that stand in no other pair, in order."""
    found: list[tuple[Span, Span]] = []
    for opening, closing in done:
        while found and opening[0] < found[-1][0][0]:
            found.pop()
        found.append((opening, closing))
    return found


def _lines(text: str, scan: re.Pattern[str]) -> Iterator[tuple[int, int, list[Span]]]:
    """Yield the lines that have marks, or are asked for by a mark left open: start, end and the marks."""
    begin = -1
    end = 0
    found: list[Span] = []
    for match in scan.finditer(text):
        start = match.start()
        if start >= end:
            if found:
                yield begin, end, found
            begin = text.rfind("\n", 0, start) + 1 if begin < 0 else text.rfind("\n", end, start) + 1 or end
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            found = []
        found.append(match.span())
    if found:
        yield begin, end, found


def _opens(text: str, begin: int, end: int, start: int, stop: int, roles: dict[str, str], *, is_open: bool) -> bool:
    """Say whether the mark ``text[start:stop]`` opens, by what stands around it in its line and by its role."""
    before = text[start - 1] if start > begin else " "
    behind = text[stop] if stop < end else " "
    free_before = before.isspace() or before in _BEFORE_OPENING
    free_behind = behind.isspace() or not (behind.isalnum() or behind in "“‘\"'«[($£€#@…._-")
    role = roles[text[start:stop]]
    if role == "open":
        return not (is_open and free_behind and (behind.isspace() or not free_before))
    if role == "close":
        return not is_open and free_before and not behind.isspace()
    if free_before != free_behind:
        return free_before
    return not is_open


def _goes_on(text: str, end: int, marks: Marks) -> bool:
    """Say whether the next line that is not blank opens with a mark."""
    window = text[end : end + 16].lstrip()
    match = marks.scan.match(window)
    return bool(match) and marks.roles[match.group()] != "close"  # type: ignore[union-attr]


def _with_singles(text: str, doubles: list[Quotation], marks: Marks) -> list[Quotation]:
    """Return ``doubles`` and the quotations in single marks that stand in none of them."""
    found: list[Quotation] = []
    gaps = [(0, 0), *((each.start, each.end) for each in doubles), (len(text), len(text))]
    for at, (_, low) in enumerate(gaps[:-1]):
        found.extend(_singles(text, low, gaps[at + 1][0], marks))
        if at < len(doubles):
            found.append(doubles[at])
    return found


def _singles(text: str, low: int, high: int, marks: Marks) -> Iterator[Quotation]:
    """Yield the quotations in single marks between ``low`` and ``high``, none across a line break."""
    line_end = low
    closings: dict[str, tuple[list[int], list[int]]] = {}
    for match in marks.singles.finditer(text, low, high):
        start, inner = match.span()
        if start < low:
            continue
        if start >= line_end:
            line_end = text.find("\n", start, high)
            line_end = high if line_end < 0 else line_end
            closings = {}
        if _is_elision(text, inner, line_end, marks):
            continue
        closers = marks.closers[text[start]]
        if closers not in closings:
            closings[closers] = _closings(text, inner, line_end, closers)
        sure, possessive = closings[closers]
        at = bisect_left(sure, inner)
        where = sure if at < len(sure) else possessive
        at = at if where is sure else bisect_left(possessive, inner)
        if at < len(where):
            yield Quotation(start, where[at] + 1, inner, where[at])
            low = where[at] + 1


def _is_elision(text: str, inner: int, end: int, marks: Marks) -> bool:
    word = re.match(r"\w*", text[inner : min(end, inner + 8)])
    return not word or word.group()[:1].isdigit() or word.group().lower() in marks.elisions


def _closings(text: str, low: int, high: int, closers: str) -> tuple[list[int], list[int]]:
    """Return where single marks may close: those behind a stop or a word, and those that may be a possessive."""
    sure: list[int] = []
    possessive: list[int] = []
    for match in re.compile(f"[{closers}]").finditer(text, low, high):
        at = match.start()
        if text[at - 1].isspace() or (at + 1 < high and text[at + 1].isalnum()):
            continue
        owner = text[at - 1] in _POSSESSIVE and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].islower()
        (possessive if owner else sure).append(at)
    return sure, possessive


@cache
def _marks() -> Marks:
    tables = toml(__package__, "marks.toml")
    roles = {row["text"]: row["role"] for row in tables["mark"]}
    texts = sorted(roles, key=len, reverse=True)
    openers = "".join(row["open"] for row in tables["single"])
    closers = {mark: row["close"] for row in tables["single"] for mark in row["open"]}
    return Marks(
        # A pattern without repetition: linear in any engine.
        scan=re.compile("|".join(map(re.escape, texts))),
        roles=roles,
        # The mark first, then what may not stand before it: so the engine looks for marks alone.
        singles=re.compile(rf"[{openers}](?<![\w{openers}].)(?=\w)", re.DOTALL),
        closers=closers,
        ascii_others=tuple(mark for mark in roles if mark.isascii() and mark != _STRAIGHT.pattern),
        ascii_singles=tuple(filter(str.isascii, closers)),
        elisions=frozenset(" ".join(row["words"] for row in tables["elision"]).split()),
    )
