"""What each candidate is, by all that the article says of its name: one name is one thing throughout an article."""

from collections.abc import Container

from stages.annotate.names.acronyms import Acronyms
from stages.annotate.names.candidates import Candidate
from stages.annotate.names.context import votes
from stages.annotate.names.gazetteer import ORG, PLACE, Names
from stages.annotate.names.lexicon import COMMON, GIVEN, HEAD, MODIFIER, PEOPLE, SUFFIX, flags_of
from stages.annotate.names.reader import LIKELY, PERSON, SURE, WEAK

#: Weight from which the evidence decides the type of a name.
_ENOUGH = 2

#: What stands between names of one kind: Lycos, Infoseek and Excite.
_LISTED = frozenset({", ", " and ", ", and ", " or ", ", or ", " & ", "/"})

Weights = dict[str, int]


def settle(text: str, found: list[Candidate], acronyms: Acronyms, names: Names) -> list[Candidate]:
    """Give each candidate its type from all that the article says of its name; return those that have one.

    Names of several words are decided first, since single words are often a part of them.
    """
    _follow_datelines(found)
    open_ = [(at, each) for at, each in enumerate(found) if each.strength < LIKELY and each.rule != "office"]
    pooled: dict[str, Weights] = {}
    inside: set[str] = set()
    for at, each in open_:
        if each.rule != "word":
            weights = pooled.setdefault(each.text, {})
            _add(weights, votes(text, each.start, each.end, names))
            _add(weights, _listed_with(text, found, at))
            if not each.opens:
                inside.add(each.text)
    singles = []
    for _, each in open_:
        if " " in each.text:
            _weigh(each, pooled[each.text], inside=True)
        else:
            singles.append(each)
    persons = _parts_of_persons(found, names.table)
    organisations = _short_names(found)
    for each in singles:
        _settle_single(each, persons, organisations, acronyms, pooled, inside=each.text in inside)
    return _outside_headings(found, persons)


def _follow_datelines(found: list[Candidate]) -> None:
    """Make places of the names that the article's dateline gives in capitals."""
    places = {each.text.title() for each in found if each.rule == "dateline"}
    if places:
        for each in found:
            if each.text in places and each.rule not in {"known", "role"}:
                each.type, each.strength, each.rule = PLACE, SURE, "dateline"


def _settle_single(
    each: Candidate,
    persons: set[str],
    organisations: dict[str, str],
    acronyms: Acronyms,
    pooled: dict[str, Weights],
    *,
    inside: bool,
) -> None:
    """Decide a single word: as an acronym, as a part of a name of the article, or by the evidence."""
    if expanded := acronyms.type(each.text):
        each.type, each.rule = ("", "none") if expanded == "-" else (expanded, "acronym")
    elif each.text in persons:
        each.type, each.rule = PERSON, "surname"
    elif each.text in organisations:
        each.type, each.rule, each.full = ORG, "short_name", organisations[each.text]
    elif each.rule != "word":
        _weigh(each, pooled[each.text], inside=inside)


def _weigh(each: Candidate, weights: Weights, *, inside: bool) -> None:
    """Decide a candidate that no other name of the article explains."""
    scores = {PERSON: 0, ORG: 0, PLACE: 0} | weights
    single = " " not in each.text
    flags = flags_of(each.text) if single else 0
    if each.type and each.strength == WEAK:
        scores[each.type] += _ENOUGH
    if each.rule == "listed" and not flags & COMMON:
        scores[PERSON] += _ENOUGH if inside and flags & GIVEN else 1
    doubt = (single and not inside and each.rule not in {"known", "acronym"}) + 2 * bool(flags & (COMMON | HEAD))
    best = max((PERSON, ORG, PLACE), key=lambda type_: (scores[type_], type_ == each.type))
    if scores[best] - doubt < _ENOUGH:
        each.type = ""
    elif each.type != best:
        each.type, each.rule = best, "context"


def _add(weights: Weights, more: Weights) -> None:
    for type_, weight in more.items():
        weights[type_] = weights.get(type_, 0) + weight


def _listed_with(text: str, found: list[Candidate], at: int) -> Weights:
    """Return weights for the types of the sure names that a candidate is listed with."""
    each = found[at]
    weights: Weights = {}
    if at:
        before = found[at - 1]
        if before.strength == SURE and text[before.end : each.start] in _LISTED:
            weights[before.type] = _ENOUGH
    if at + 1 < len(found):
        behind = found[at + 1]
        if behind.strength == SURE and text[each.end : behind.start] in _LISTED:
            weights[behind.type] = weights.get(behind.type, 0) + _ENOUGH
    return weights


def _parts_of_persons(found: list[Candidate], known: Container[str]) -> set[str]:
    """Return the words that name a person of the article by themselves: the first and the last of a name.

    The first one does not where it is a name that is known by itself: Israel Katz.
    """
    words: set[str] = set()
    for each in found:
        if each.type == PERSON:
            parts = each.text.split(" ")
            while len(parts) > 1 and flags_of(parts[-1]) & SUFFIX:
                parts.pop()
            words.add(parts[-1])
            if len(parts) > 1 and len(parts[0]) > 2 and parts[0] not in known:
                words.add(parts[0])
    return words


def _short_names(found: list[Candidate]) -> dict[str, str]:
    """Return what organisations of the article are called for short, and their names: Kestrel for Kestrel Corp."""
    short: dict[str, str] = {}
    for each in found:
        if each.type == ORG and each.strength >= LIKELY and " " in each.text:
            first, second, *_ = each.text.split(" ")
            if flags_of(second) & HEAD and not flags_of(first) & (PEOPLE | COMMON | MODIFIER):
                short.setdefault(first, each.text)
    return short


def _outside_headings(found: list[Candidate], persons: set[str]) -> list[Candidate]:
    """Return the candidates that have a type; of those in headings, the ones that do not rest on their capitals."""
    kept = [each for each in found if each.type]
    if not any(each.heading for each in kept):
        return kept
    elsewhere = {each.text for each in kept if not each.heading}
    return [
        each
        for each in kept
        if not each.heading
        or each.rule in {"known", "role"}
        or each.text in elsewhere
        or (each.type == PERSON and each.text in persons)
    ]
