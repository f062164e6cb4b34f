"""The segments of all runs of an article in their places."""

import re
from bisect import bisect_right

from stages.annotate.names.gazetteer import PLACE
from stages.annotate.names.lexicon import CALENDAR, COMMON, HEAD, NOT_ORG, PEOPLE, ROLE, STOP, TITLE, flags_of
from stages.annotate.names.reader import SURE, Segment
from stages.annotate.names.runs import runs
from stages.annotate.names.segment import segments

#: Code points of the longest run that is worth keeping for when it comes again.
_CACHED = 200

#: Code points of the longest line that may be a heading, and the least share of its words that are capitalised.
_HEADING, _CAPITALISED = 120, 0.6

#: A place in capitals at the beginning of a line, with what ends a dateline behind it: DUNBLANE, Scotland (AP) -
_DATELINE = re.compile(
    r"([^\W\d_a-z][^\W\d_a-z]+(?:[ .'-]{1,2}[^\W\d_a-z]+){0,3})(?:, [A-Z][A-Za-z. ]{2,20})?(?: \(|:| [-–—_] )"
)

#: The sign of a currency behind the letters that say whose it is.
_CURRENCY = re.compile(r"[ \u00a0]?\$")

_LABELS = COMMON | STOP | HEAD | ROLE | TITLE | PEOPLE | NOT_ORG | CALENDAR

#: Letters of the longest acronym that may stand there.
_LONG_ACRONYM = 4

_ENDS = frozenset(".!?\"”'’,;)")

_QUOTES = frozenset("\"“'‘`(")


class Candidate:
    """A segment in its place in the text; its type may still change.

    Attributes:
        start, end, text: where it stands, and what stands there.
        type, strength, role, rule: see `Segment`.
        opens: whether it opens a sentence, so that its capital says little.
        heading: whether it stands in a heading, so that no capital says anything.
        full: the name that it is short for, where the article says so.
    """

    __slots__ = ("end", "full", "heading", "opens", "role", "rule", "start", "strength", "text", "type")

    def __init__(self, start: int, text: str, segment: Segment, *, opens: bool, heading: bool) -> None:
        self.start = start
        self.end = start + len(text)
        self.text = text
        self.type = segment.type
        self.strength = segment.strength
        self.role = segment.role
        self.rule = segment.rule
        self.opens = opens
        self.heading = heading
        self.full: str | None = None


def candidates(text: str, sentences: list[int], least_population: int) -> list[Candidate]:
    """Return the candidates of ``text``, in order and apart.

    Args:
        text: the clean text.
        sentences: where its sentences begin.
        least_population: of the cities that are known.
    """
    found: list[Candidate] = []
    openings = set(sentences)
    headings = _headings(text)
    for start, end in runs(text):
        if start and text[start - 1].isalnum():
            continue  # iPhone
        run = text[start:end]
        dateline = (not start or text[start - 1] == "\n") and _DATELINE.match(text, start)
        if dateline and dateline.end(1) == end and _may_be_place(run):
            found.append(
                Candidate(start, run, Segment(0, len(run), PLACE, SURE, None, "dateline"), opens=False, heading=False)
            )
            continue
        read = segments(run, least_population) if len(run) <= _CACHED else segments.__wrapped__(run, least_population)
        if not read:
            continue
        opens = start in openings or (
            start > 0 and text[start - 1] in _QUOTES and (start - 1 in openings or start - 2 in openings)
        )
        heading = bool(headings) and bisect_right(headings, start) % 2 == 1
        for segment in read:
            begin = start + segment.start
            surface = text[begin : start + segment.end]
            if surface.isupper() and _CURRENCY.match(text, start + segment.end):
                continue  # US $5
            found.append(Candidate(begin, surface, segment, opens=opens and segment.start == 0, heading=heading))
    return found


def _may_be_place(run: str) -> bool:
    """Say whether words in capitals in front of a line may be a place, not a label: UPDATE, EDITORIAL, PTI."""
    return len(run) > _LONG_ACRONYM and any(not flags_of(word) & _LABELS for word in run.split())


def _headings(text: str) -> list[int]:
    """Return where headings begin and end, by turns: short lines without a stop whose words are mostly capitalised."""
    bounds: list[int] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if 0 < len(line) < _HEADING and line[-1] not in _ENDS and line[-1] != " ":
            words = [word for word in line.split() if len(word) > 3]
            if len(words) > 2 and sum(word[0].isupper() for word in words) >= _CAPITALISED * len(words):
                bounds += (start, end)
        start = end + 1
    return bounds
