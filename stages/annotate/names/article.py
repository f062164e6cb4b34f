"""The names of one article."""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from stages.annotate.names.acronyms import Acronyms
from stages.annotate.names.candidates import Candidate, candidates
from stages.annotate.names.context import apposition, role_before
from stages.annotate.names.gazetteer import PLACE, Names, known
from stages.annotate.names.params import NamesParams
from stages.annotate.names.reader import PERSON, SURE, Segment
from stages.annotate.names.referents import referents
from stages.annotate.names.settling import settle
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
    found = _in_latin(text, sentences, params)
    if not text.isascii() and has_arabic(text):
        found = _apart(found, _in_arabic(text))
    kept, full = [each for each, _ in found], [name for _, name in found]
    return [
        Mention(each.start, each.end, each.text, each.type, each.role, referent, full[referent], each.rule)
        for each, referent in zip(kept, referents(kept, full), strict=True)
    ]


def _in_latin(text: str, sentences: list[int], params: NamesParams) -> list[tuple[Candidate, str]]:
    """Return the names in Latin letters with what they are spelled out."""
    names = known(params.least_population)
    found = _found(text, sentences, params)
    if not found:
        return []
    acronyms = Acronyms(text, found, names)
    kept = settle(text, found, acronyms, names)
    office: Candidate | None = None
    for each in found:
        if each.rule == "office":
            office = each
        elif each.type == PERSON and each.role is None:
            field = office and _LEADS.fullmatch(text, office.end, each.start)
            before = office.text + field[1] if office and field else role_before(text, each.start)
            each.role = before or apposition(text, each.end)
    return [(each, _full(each, acronyms, names)) for each in kept]


def _found(text: str, sentences: list[int], params: NamesParams) -> list[Candidate]:
    """Return what may be a name: by the rules, or by the pipeline that takes their place."""
    if params.pipeline is None:
        return candidates(text, sentences, params.least_population)
    from stages.annotate.names.pipeline import pipeline_candidates

    return pipeline_candidates(text, params.pipeline)


def _in_arabic(text: str) -> list[tuple[Candidate, str]]:
    """Return the names in Arabic script with those in Latin letters that they are led to."""
    return [
        (
            Candidate(
                each.start,
                text[each.start : each.end],
                Segment(0, each.end - each.start, each.type, SURE, each.role, "urdu"),
                opens=False,
                heading=False,
            ),
            each.name,
        )
        for each in urdu_names(text)
    ]


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
    if each.type == PERSON:
        return each.text
    if each.type == PLACE and len(each.text) > _LONG_ACRONYM and each.text.isupper() and each.text not in names.table:
        return each.text.title()
    return each.full or acronyms.full(each.text)
