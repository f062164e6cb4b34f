"""The readings of all runs in their places in the articles."""

import re
import string
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stages.annotate.names.gazetteer import PLACE, known
from stages.annotate.names.headings import headings
from stages.annotate.names.lexicon import CALENDAR, COMMON, HEAD, NOT_ORG, PEOPLE, ROLE, STOP, TITLE, flags_of
from stages.annotate.names.reader import SURE, Segment
from stages.annotate.names.readings import Reading, readings
from stages.annotate.names.runs import runs
from stages.annotate.names.signs import (
    BREAK,
    CAPITAL,
    LETTER,
    OPENING,
    OTHER,
    Bytes,
    Integers,
    signs_of,
    starts_of,
    table_of,
)

#: A place in capitals at the beginning of a line, with what ends a dateline behind it: DUNBLANE, Scotland (AP) -
_DATELINE = re.compile(
    r"([^\W\d_a-z][^\W\d_a-z]+(?:[ .'-]{1,2}[^\W\d_a-z]+){0,3})(?:, [A-Z][A-Za-z. ]{2,20})?(?: \(|:| [-–—_] )"
)

#: What never stands second in it, and what stands behind the place.
_SMALL, _BEHIND_PLACE = table_of(string.ascii_lowercase), table_of(" ,:")

_LABELS = COMMON | STOP | HEAD | ROLE | TITLE | PEOPLE | NOT_ORG | CALENDAR

#: Letters of the longest acronym that may stand there.
_LONG_ACRONYM = 4

#: Before a name that opens what somebody says.
_QUOTES = table_of("\"'`(", OPENING)

#: What a word goes on behind, so that its capital begins no name: iPhone. Of other letters Python says.
_GLUE, _MAY_GLUE = table_of(string.ascii_letters + string.digits), table_of("", LETTER, CAPITAL, OTHER)

#: Bits of what is known of a run's place: it opens a sentence, stands in a heading, may be the place of a dateline.
_OPENS, _HEADING, _DATED = 1, 2, 4


class Candidate:
    """A reading in its place in the text; its type may still change.

    Args:
        run: where its run begins.
        reading: what its words say.
        opens, heading: see below.

    Attributes:
        start, end, text: where it stands, and what stands there.
        reading: what its words say.
        type, strength, role, rule, state: as `Reading` has them, until the article says otherwise.
        opens: whether it opens a sentence, so that its capital says little.
        heading: whether it stands in a heading, so that no capital says anything.
        full: the name that it is short for, where the article says so.
    """

    __slots__ = (
        *("end", "full", "heading", "opens", "reading", "role", "rule", "start", "state", "strength", "text"),
        "type",
    )

    def __init__(self, run: int, reading: Reading, opens: bool, heading: bool) -> None:  # noqa: FBT001 # many are made
        self.start = run + reading.start
        self.end = run + reading.end
        self.text = reading.text
        self.reading = reading
        self.type = reading.type
        self.strength = reading.strength
        self.role = reading.role
        self.rule = reading.rule
        self.state = reading.state
        self.opens = opens
        self.heading = heading
        self.full: str | None = None


#: Where a run begins, a reading of it, and whether it opens a sentence and stands in a heading.
Word = tuple[int, Reading, bool, bool]


class Found(NamedTuple):
    """What may be a name in a text.

    Attributes:
        candidates: in order and apart.
        words: words that are names only where another name of the text explains them, so that hardly any becomes a
            candidate.
    """

    candidates: list[Candidate]
    words: list[Word]


def candidates(texts: Sequence[str], sentences: Integers, least_population: int) -> Iterator[Found]:
    """Yield the candidates of each text.

    Args:
        texts: all that are read in one scan.
        sentences: where sentences begin, in the texts joined by line feeds.
        least_population: of the cities that are known.
    """
    joined = "\n".join(texts)
    signs = signs_of(joined)
    begin, end = _apart(joined, signs, *runs(signs))
    marks = _marks(joined, signs, begin, end, sentences)
    numbers, different = _numbered(joined, begin, end)
    known_runs = readings(least_population)
    read_as = [known_runs[run] for run in different]
    # A third of the runs has nothing to read, and may at most be a dateline's place.
    telling = (np.array([len(read) > 0 for read in read_as], np.bool_)[numbers]) | (marks & _DATED > 0)
    begin, marks, numbers = begin[telling], marks[telling], numbers[telling]
    starts = starts_of(texts)
    counts = np.diff(np.searchsorted(begin, starts))
    local = begin - np.repeat(starts[:-1], counts)
    rows = zip(numbers.tolist(), local.tolist(), marks.tolist(), strict=True)
    for text, count in zip(texts, counts.tolist(), strict=True):
        found: list[Candidate] = []
        words: list[Word] = []
        dollars = "$" in text
        for number, start, mark in islice(rows, count):
            opens = heading = False
            if mark:
                opens, heading = mark & _OPENS > 0, mark & _HEADING > 0
                if mark & _DATED and _is_dateline(text, start, run := different[number]):
                    place = Reading(run, Segment(0, len(run), PLACE, SURE, None, "dateline"), known(least_population))
                    found.append(Candidate(start, place, False, False))
                    continue
            for each in read_as[number]:
                if dollars and each.capitals and _is_currency(text, start + each.end):
                    continue  # US $5
                if each.unlikely:
                    words.append((start, each, opens and not each.start, heading))
                else:
                    found.append(Candidate(start, each, opens and not each.start, heading))
        yield Found(found, words)


def _numbered(joined: str, begin: Integers, end: Integers) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Return the number of each run among the different ones, and these; most of a partition's runs come again."""
    if joined.isascii():
        # Cut out all at once: a slice for each would make a string for each.
        edges = np.column_stack([begin, end]).ravel()
        inside = np.repeat(np.arange(len(edges)) % 2 == 1, np.diff(edges, prepend=0))
        offsets = np.zeros(len(begin) + 1, np.int32)
        np.cumsum(end - begin, out=offsets[1:])
        data = np.compress(inside, np.frombuffer(joined.encode(), np.uint8)[: len(inside)])
        surfaces = pa.StringArray.from_buffers(len(begin), pa.py_buffer(offsets), pa.py_buffer(data))
    else:
        spans = zip(begin.tolist(), end.tolist(), strict=True)
        surfaces = pa.array([joined[low:high] for low, high in spans], pa.string())
    encoded = surfaces.dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()


def _apart(joined: str, signs: Bytes, begin: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Return the runs that do not begin within a word."""
    before = _before(signs, begin)
    glued = _GLUE[before]
    for at in np.flatnonzero(_MAY_GLUE[before]).tolist():
        glued[at] = joined[begin[at] - 1].isalnum()
    return begin[~glued], end[~glued]


def _before(signs: Bytes, at: Integers) -> Bytes:
    """Return the signs before some places; a line feed before the first one."""
    return np.where(at > 0, signs[at - 1], np.uint8(BREAK)) if len(at) else signs[:0]


def _marks(joined: str, signs: Bytes, begin: Integers, end: Integers, sentences: Integers) -> npt.NDArray[np.uint8]:
    """Return the bits of the place of each run."""
    if not len(begin):
        return np.zeros(0, np.uint8)
    before = _before(signs, begin)
    opening = np.zeros(len(signs) + 1, np.bool_)
    opening[sentences[sentences < len(signs)]] = True
    opens = opening[begin] | (_QUOTES[before] & (opening[begin - 1] | opening[begin - 2]))
    within = np.searchsorted(headings(joined, signs), begin, "right") % 2 == 1
    last = len(signs) - 1
    second, behind = signs[np.minimum(begin + 1, last)], signs[np.minimum(end, last)]
    dated = (before == BREAK) & ~_SMALL[second] & _BEHIND_PLACE[behind]
    bits = ((opens, _OPENS), (within, _HEADING), (dated, _DATED))
    marks = np.zeros(len(begin), np.uint8)
    for holds, bit in bits:
        marks[holds] |= bit
    return marks


def _is_dateline(text: str, start: int, run: str) -> bool:
    """Say whether a run is the place of a dateline, not a label: UPDATE, EDITORIAL, PTI."""
    if len(run) <= _LONG_ACRONYM or (run.isascii() and not run.isupper()):
        return False
    match = _DATELINE.match(text, start)
    if not match or match.end(1) != start + len(run):
        return False
    return any(not flags_of(word) & _LABELS for word in run.split())


def _is_currency(text: str, end: int) -> bool:
    """Say whether the sign of a currency stands there, behind the letters that say whose it is."""
    return text.startswith("$", end) or text.startswith((" $", "\u00a0$"), end)
