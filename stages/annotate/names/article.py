"""The names of one article: what its runs say, pooled, so that each name is what most of the article says it is."""

from typing import NamedTuple

from stages.annotate.names.acronyms import Acronyms
from stages.annotate.names.context import apposition, role_before, votes
from stages.annotate.names.gazetteer import ORG, PLACE, Known, known
from stages.annotate.names.lexicon import COMMON, GIVEN, HEAD, flags_of
from stages.annotate.names.params import NamesParams
from stages.annotate.names.referents import referents
from stages.annotate.names.runs import runs
from stages.annotate.names.segment import LIKELY, PERSON, SURE, UNKNOWN, WEAK, Segment, segments

#: Code points of the longest run that is worth keeping for when it comes again.
_CACHED = 200

#: Weight from which the surroundings of a name decide its type.
_ENOUGH = 2


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


class Candidate:
    """A segment in its place in the text; its type may still change."""

    __slots__ = ("end", "full", "opens", "role", "rule", "start", "strength", "text", "type")

    def __init__(self, start: int, text: str, segment: Segment, *, opens: bool) -> None:
        self.start = start
        self.end = start + len(text)
        self.text = text
        self.type = segment.type
        self.strength = segment.strength
        self.role = segment.role
        self.rule = segment.rule
        self.opens = opens
        self.full: str | None = None


def mentions(text: str, sentences: list[int], params: NamesParams) -> list[Mention]:
    """Return the names of ``text``, ordered and disjoint. Linear in the length of the text.

    Args:
        text: the clean text.
        sentences: where its sentences begin.
        params: the knobs.
    """
    table = known(params.least_population)
    found = _candidates(text, set(sentences), params.least_population)
    if not found:
        return []
    acronyms = Acronyms(text, found, table)
    _settle(text, found, acronyms, table)
    kept = [each for each in found if each.type]
    for each in kept:
        if each.type == PERSON and each.role is None:
            each.role = role_before(text, each.start) or (
                apposition(text, each.end) if text.startswith(", ", each.end) else None
            )
    names = [each.full or (acronyms.full(each.text) if each.type == ORG else each.text) for each in kept]
    return [
        Mention(each.start, each.end, each.text, each.type, each.role, referent, names[referent], each.rule)
        for each, referent in zip(kept, referents(kept, names), strict=True)
    ]


# ---- What the words say.


def _candidates(text: str, openings: set[int], least_population: int) -> list[Candidate]:
    """Return the segments of all runs in their places."""
    found: list[Candidate] = []
    for start, end in runs(text):
        if start and text[start - 1].isalnum():
            continue  # iPhone
        run = text[start:end]
        opens = start in openings or (
            start and text[start - 1] in "\"“'‘`(" and (start - 1 in openings or start - 2 in openings)
        )
        for segment in _segments(run, least_population):
            begin = start + segment.start
            found.append(
                Candidate(begin, text[begin : start + segment.end], segment, opens=bool(opens) and segment.start == 0)
            )
    return found


def _segments(run: str, least_population: int) -> tuple[Segment, ...]:
    """Return the segments of a run; of one in capitals, what is known by the name that it is elsewhere."""
    if len(run) > _CACHED:
        return segments.__wrapped__(run, least_population)
    if not run.isupper() or len(run) < 4 or "." in run:
        return segments(run, least_population)
    table = known(least_population)
    entry = table.get(run) or table.get(_titled(run))
    if entry:
        return (Segment(0, len(run), entry.type, WEAK if entry.wary and len(run) < 6 else SURE, None, "known"),)
    return () if " " in run else segments(run, least_population)


def _titled(run: str) -> str:
    """Return a run in capitals as it is written elsewhere, of the same length: NEW YORK becomes New York."""
    titled = run.title()
    return titled if len(titled) == len(run) else run


# ---- What the article says.


def _settle(text: str, found: list[Candidate], acronyms: Acronyms, table: dict[str, Known]) -> None:
    """Give each candidate its type, or none, from all that the article says of its name."""
    persons = _surnames(found)
    organisations = _shortened(found)
    pooled: dict[str, dict[str, int]] = {}
    inside: set[str] = set()
    for at, each in enumerate(found):
        if each.strength >= LIKELY:
            continue
        if each.rule == "word":
            continue
        weights = pooled.setdefault(each.text, {})
        for type_, weight in votes(text, each.start, each.end, table).items():
            weights[type_] = weights.get(type_, 0) + weight
        for other in _listed_with(text, found, at):
            weights[other] = weights.get(other, 0) + 2
        if not each.opens:
            inside.add(each.text)
    for each in found:
        if each.strength >= LIKELY:
            continue
        if expanded := acronyms.type(each.text):
            each.type, each.rule = ("", "none") if expanded == "-" else (expanded, "acronym")
        elif each.text in persons and each.rule != "shape":
            each.type, each.rule = PERSON, "surname"
        elif each.text in organisations and each.strength < SURE:
            each.type, each.rule = ORG, "short_name"
            each.full = organisations[each.text]
        elif each.rule != "word":
            _weigh(each, pooled[each.text], inside=each.text in inside)


def _listed_with(text: str, found: list[Candidate], at: int) -> list[str]:
    """Return the types of the sure names that a candidate is listed with: Lycos, Infoseek and Excite."""
    each = found[at]
    types = []
    if at and found[at - 1].strength == SURE and text[found[at - 1].end : each.start] in _LIST:
        types.append(found[at - 1].type)
    if at + 1 < len(found) and found[at + 1].strength == SURE and text[each.end : found[at + 1].start] in _LIST:
        types.append(found[at + 1].type)
    return types


_LIST = frozenset({", ", " and ", ", and ", " or ", ", or ", " & ", "/"})


def _weigh(each: Candidate, weights: dict[str, int], *, inside: bool) -> None:
    """Decide a candidate that no other name of the article explains."""
    scores = {PERSON: 0, ORG: 0, PLACE: 0}
    scores |= {type_: weight for type_, weight in weights.items() if type_ in scores}
    flags = flags_of(each.text)
    single = " " not in each.text
    if each.type:
        scores[each.type] += 2 if each.strength == WEAK else 0
    if each.rule == "listed":
        if not flags & COMMON:
            scores[PERSON] += 2 if flags & GIVEN and inside else 1
    if single and not inside and each.rule not in {"known", "acronym"}:
        scores = {type_: score - 1 for type_, score in scores.items()}
    if single and flags & (COMMON | HEAD):
        scores = {type_: score - 2 for type_, score in scores.items()}
    best = max((PERSON, ORG, PLACE), key=lambda type_: scores[type_])
    if scores[best] >= _ENOUGH:
        if each.type != best:
            each.rule = "context"
        each.type = best
    elif each.strength == UNKNOWN or each.type == "" or scores[each.type] < _ENOUGH:
        each.type = ""


def _surnames(found: list[Candidate]) -> set[str]:
    """Return the words that name a person of the article by themselves: each part of a name that is sure to be one."""
    words: set[str] = set()
    for each in found:
        if each.type == PERSON and each.strength >= LIKELY:
            parts = each.text.split(" ")
            while len(parts) > 1 and parts[-1].rstrip(".") in {"Jr", "Sr", "II", "III", "IV"}:
                parts.pop()
            words.add(parts[-1])
            if len(parts) > 1 and len(parts[0]) > 2:
                words.add(parts[0])
            if len(parts) > 2:
                words.add(" ".join(parts[1:]))
                words.add(" ".join(parts[-2:]))
    return words


def _shortened(found: list[Candidate]) -> dict[str, str]:
    """Return what organisations of the article are called for short, and their names: Microsoft for Microsoft Corp."""
    words: dict[str, str] = {}
    for each in found:
        if each.type == ORG and each.strength >= LIKELY:
            parts = each.text.split(" ")
            for count in range(1, len(parts)):
                if flags_of(parts[count]) & HEAD:
                    words.setdefault(" ".join(parts[:count]), each.text)
                    break
    return words
