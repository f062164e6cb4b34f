"""What each candidate is, by all that the article says of its name: one name is one thing throughout an article."""

from collections import defaultdict
from collections.abc import Container
from functools import lru_cache

from stages.annotate.names.acronyms import Acronyms
from stages.annotate.names.candidates import Candidate, Found, Word
from stages.annotate.names.context import TYPES, Weights, add_votes
from stages.annotate.names.gazetteer import ORG, PLACE, Names
from stages.annotate.names.lexicon import COMMON, GIVEN, HEAD, SUFFIX, flags_of
from stages.annotate.names.reader import PERSON, SURE, WEAK
from stages.annotate.names.readings import SETTLED, SEVERAL, WORD

#: Weight from which the evidence decides the type of a name.
_ENOUGH = 2

#: What stands between names of one kind (Lycos, Infoseek and Excite), and how long it is at most.
_LISTED = frozenset({", ", " and ", ", and ", " or ", ", or ", " & ", "/"})
_LONGEST = max(map(len, _LISTED))

_NUMBER = {type_: at for at, type_ in enumerate(TYPES)}


def settle(text: str, may_be: Found, acronyms: Acronyms, names: Names) -> list[Candidate]:
    """Give each candidate its type from all that the article says of its name; return those that have one.

    Names of several words are decided first, since single words are often a part of them. What stands around a name is
    looked at only where no other name of the article says what it is.
    """
    found, words = _follow_datelines(*may_be)
    several: dict[str, list[int]] = defaultdict(list)
    singles: list[int] = []
    for at, each in enumerate(found):
        if each.state == SEVERAL:
            several[each.text].append(at)
        elif each.state != SETTLED:
            singles.append(at)
    for places in several.values():
        _weigh_all(text, found, places, names)
    persons = _parts_of_persons(found, names.table)
    organisations = _short_names(found)
    unexplained: dict[str, list[int]] = defaultdict(list)
    for at in singles:
        each = found[at]
        name = each.text
        if name in acronyms.types or name in persons or name in organisations:
            _explain(each, persons, organisations, acronyms)
        elif each.state != WORD:
            unexplained[name].append(at)
    for places in unexplained.values():
        _weigh_all(text, found, places, names)
    found = _with_explained(found, words, persons, organisations, acronyms)
    return _outside_headings(found, persons)


def _with_explained(
    found: list[Candidate], words: list[Word], persons: set[str], organisations: dict[str, str], acronyms: Acronyms
) -> list[Candidate]:
    """Return the candidates with those of the other words that an acronym or a name of the article explains."""
    explained = []
    for word in words:
        name = word[1].text
        if name in persons or name in organisations or name in acronyms.types:
            each = Candidate(*word)
            _explain(each, persons, organisations, acronyms)
            explained.append(each)
    return _in_order(found, explained) if explained else found


def _in_order(found: list[Candidate], more: list[Candidate]) -> list[Candidate]:
    return sorted([*found, *more], key=lambda each: each.start)


def _follow_datelines(found: list[Candidate], words: list[Word]) -> tuple[list[Candidate], list[Word]]:
    """Make places of the names that the article's dateline gives in capitals, and return candidates and other words."""
    places = {each.text.title() for each in found if each.rule == "dateline"}
    if places:
        named = [Candidate(*word) for word in words if word[1].text in places]
        if named:
            found, words = _in_order(found, named), [word for word in words if word[1].text not in places]
        for each in found:
            if each.text in places and each.rule not in {"known", "role"}:
                each.type, each.strength, each.rule, each.state = PLACE, SURE, "dateline", SETTLED
    return found, words


def _explain(each: Candidate, persons: set[str], organisations: dict[str, str], acronyms: Acronyms) -> None:
    """Decide a single word that is an acronym, or a part of a name of the article."""
    if expanded := acronyms.types.get(each.text):
        each.type, each.rule = ("", "none") if expanded == "-" else (expanded, "acronym")
    elif each.text in persons:
        each.type, each.rule = PERSON, "surname"
    else:
        each.type, each.rule, each.full = ORG, "short_name", organisations[each.text]


def _weigh_all(text: str, found: list[Candidate], places: list[int], names: Names) -> None:
    """Decide the candidates of one name by what stands around all of them.

    Args:
        text: the article.
        found: its candidates.
        places: the numbers of those that are the name.
        names: what is known.
    """
    weights = [0] * len(TYPES)
    inside = False
    for at in places:
        each = found[at]
        add_votes(weights, text, each.start, each.end, names)
        if at:
            before = found[at - 1]
            if before.strength == SURE and _is_listed(text, before.end, each.start):
                weights[_NUMBER[before.type]] += _ENOUGH
        if at + 1 < len(found):
            behind = found[at + 1]
            if behind.strength == SURE and _is_listed(text, each.end, behind.start):
                weights[_NUMBER[behind.type]] += _ENOUGH
        if not each.opens:
            inside = True
    for at in places:
        _weigh(found[at], weights, inside=inside)


def _is_listed(text: str, end: int, start: int) -> bool:
    """Say whether names of which one ends and the next one starts there are parts of a list."""
    return start - end <= _LONGEST and text[end:start] in _LISTED


def _weigh(each: Candidate, weights: Weights, *, inside: bool) -> None:
    """Decide a candidate that no other name of the article explains."""
    scores = weights.copy()
    flags = each.reading.flags
    if each.type and each.strength == WEAK:
        scores[_NUMBER[each.type]] += _ENOUGH
    if each.rule == "listed" and not flags & COMMON:
        scores[0] += _ENOUGH if inside and flags & GIVEN else 1
    unsure = not inside and each.state != SEVERAL and each.rule not in {"known", "acronym"}
    most = max(scores)
    if most - unsure - (2 if flags & (COMMON | HEAD) else 0) < _ENOUGH:
        each.type = ""
    elif not each.type or scores[_NUMBER[each.type]] < most:
        each.type, each.rule = TYPES[scores.index(most)], "context"


def _parts_of_persons(found: list[Candidate], known: Container[str]) -> set[str]:
    """Return the words that name a person of the article by themselves: the first and the last of a name.

    The first one does not where it is a name that is known by itself: Israel Katz.
    """
    words: set[str] = set()
    for each in found:
        if each.type == PERSON:
            first, last = _ends_of(each.text)
            words.add(last)
            if first and first not in known:
                words.add(first)
    return words


@lru_cache(maxsize=1 << 14)
def _ends_of(name: str) -> tuple[str, str]:
    """Return the first word of a person's name, empty where it is no name alone, and the last.

    >>> _ends_of("Syed Murad Ali Shah Jr"), _ends_of("Shah")
    (('Syed', 'Shah'), ('', 'Shah'))
    """
    parts = name.split(" ")
    while len(parts) > 1 and flags_of(parts[-1]) & SUFFIX:
        parts.pop()
    return parts[0] if len(parts) > 1 and len(parts[0]) > 2 else "", parts[-1]


def _short_names(found: list[Candidate]) -> dict[str, str]:
    """Return what organisations of the article are called for short, and their names: Kestrel for Kestrel Corp."""
    short: dict[str, str] = {}
    for each in found:
        if each.reading.short and each.type == ORG:
            short.setdefault(each.reading.short, each.text)
    return short


def _outside_headings(found: list[Candidate], persons: set[str]) -> list[Candidate]:
    """Return the candidates that have a type; of those in headings, the ones that do not rest on their capitals."""
    kept = [each for each in found if each.type]
    if not [1 for each in kept if each.heading]:
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
