"""The names of one article."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from stages.annotate.names.acronyms import Acronyms
from stages.annotate.names.candidates import Candidate, Found, candidates
from stages.annotate.names.context import apposition, role_before
from stages.annotate.names.gazetteer import PLACE, Names, known
from stages.annotate.names.params import NamesParams
from stages.annotate.names.reader import PERSON, SURE, Segment
from stages.annotate.names.readings import Reading
from stages.annotate.names.referents import referents
from stages.annotate.names.settling import settle
from stages.annotate.names.signs import Integers
from stages.annotate.names.urdu import has_arabic, urdu_names

#: Letters of the longest acronym of a place.
_LONG_ACRONYM = 4


#: What stands between an office and the name that it goes with: its field, a comma, an acronym.
_LEADS = re.compile(r"((?: (?:of|for|to|on) [^.,;:()\n]{2,80})?),? (?:\([A-Za-z-]{2,10}\),? )?")


class Mention(NamedTuple):
    """A row of the table, in its order: see schema.py."""

    start: int
    end: int
    text: str
    type: str
    role: str | None
    referent: int
    name: str
    rule: str


def mentions(text: str, sentences: list[int], params: NamesParams) -> list[Mention]:
    """Return the names of ``text``, ordered and disjoint. Linear in the length of the text.

    Args:
        text: the clean text.
        sentences: where its sentences begin.
        params: the knobs.
    """
    (named,) = named_in([text], np.array(sentences, np.int64), params)
    return [Mention(*row) for row in zip(*named.columns(), strict=True)]


class Named(NamedTuple):
    """The names of one article in order, with what each is spelled out and the number of the fullest one."""

    found: list[Candidate]
    full: list[str]
    referents: list[int]

    def columns(self) -> tuple[list[Any], ...]:
        """Return the columns of `Mention`."""
        found, full = self.found, self.full
        return (
            [each.start for each in found],
            [each.end for each in found],
            [each.text for each in found],
            [each.type for each in found],
            [each.role for each in found],
            self.referents,
            [full[referent] for referent in self.referents],
            [each.rule for each in found],
        )


def named_in(texts: Sequence[str], sentences: Integers, params: NamesParams) -> Iterator[Named]:
    """Yield the names of each text, ordered and disjoint.

    Each step is done for all texts before the next one: what it runs through stays in the processor's caches.

    Args:
        texts: the clean texts.
        sentences: where sentences begin, in the texts joined by line feeds.
        params: the knobs.
    """
    names = known(params.least_population)
    arabic = has_arabic("\n".join(texts))  # of most partitions no text has any
    candidates_of = list(_found(texts, sentences, params, names))
    found = [
        _in_latin(text, may_be, names) if may_be.candidates else ([], [])
        for text, may_be in zip(texts, candidates_of, strict=True)
    ]
    if arabic:
        found = [
            _with_arabic(text, *latin, names) if has_arabic(text) else latin
            for text, latin in zip(texts, found, strict=True)
        ]
    leads = [referents(kept, full) for kept, full in found]
    for (kept, full), answers in zip(found, leads, strict=True):
        yield Named(kept, full, answers)


def _found(texts: Sequence[str], sentences: Integers, params: NamesParams, names: Names) -> Iterator[Found]:
    """Yield what may be a name in each text: by the rules, or by the pipeline that takes their place."""
    if params.pipeline is None:
        yield from candidates(texts, sentences, params.least_population)
        return
    from stages.annotate.names.pipeline import pipeline_candidates

    for text in texts:
        yield Found(pipeline_candidates(text, params.pipeline, names), [])


def _in_latin(text: str, found: Found, names: Names) -> tuple[list[Candidate], list[str]]:
    """Return the names in Latin letters, and what they are spelled out."""
    acronyms = Acronyms(text, found.candidates, names)
    kept = settle(text, found, acronyms, names)
    offices = [each for each in found.candidates if each.rule == "office"]
    for each in kept:
        if each.type == PERSON and each.role is None:
            before = _office_before(text, offices, each.start) if offices else None
            each.role = before or role_before(text, each.start) or apposition(text, each.end)
    return kept, [_full(each, acronyms, names) for each in kept]


def _office_before(text: str, offices: list[Candidate], start: int) -> str | None:
    """Return the office before a person that leads to the name, with its field."""
    at = bisect_left(offices, start, key=lambda office: office.start)
    field = _LEADS.fullmatch(text, offices[at - 1].end, start) if at else None
    return offices[at - 1].text + field[1] if field else None


def _with_arabic(text: str, kept: list[Candidate], full: list[str], names: Names) -> tuple[list[Candidate], list[str]]:
    """Return names with those in Arabic script, which are led to names in Latin letters."""
    arabic = []
    for each in urdu_names(text):
        segment = Segment(0, each.end - each.start, each.type, SURE, each.role, "urdu")
        reading = Reading(text[each.start : each.end], segment, names)
        arabic.append((Candidate(each.start, reading, False, False), each.name))
    found = _apart(list(zip(kept, full, strict=True)), arabic)
    return [each for each, _ in found], [name for _, name in found]


def _apart(latin: list[tuple[Candidate, str]], arabic: list[tuple[Candidate, str]]) -> list[tuple[Candidate, str]]:
    """Return the names in both scripts in order, without those in Latin letters that hold one of the others.

    A hyphen may join words of two scripts to one run, and what the table knows is surer than what a shape says.
    """
    edges = [edge for each, _ in arabic for edge in (each.start, each.end)]
    apart = [
        one
        for one in latin
        if bisect_right(edges, one[0].start) == (at := bisect_left(edges, one[0].end)) and at % 2 == 0
    ]
    return sorted([*apart, *arabic], key=lambda each: each[0].start)


def _full(each: Candidate, acronyms: Acronyms, names: Names) -> str:
    """Return a name spelled out, as far as the article or the tables do."""
    name = each.text
    if each.type == PERSON:
        return name
    if each.type == PLACE and each.reading.capitals and len(name) > _LONG_ACRONYM and name not in names.table:
        return name.title()
    return each.full or (acronyms.spelled(name) if name in acronyms.full else each.reading.spelled)
