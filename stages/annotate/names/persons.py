"""Names of persons by their words, and names whose words do not say what they are of."""

from stages.annotate.names.gazetteer import ORG
from stages.annotate.names.lexicon import (
    CALENDAR,
    COMMON,
    FAMILY,
    GIVEN,
    HEAD,
    MODIFIER,
    NOT_ORG,
    PARTICLE,
    PEOPLE,
    PLACE_FRONT,
    PLACE_HEAD,
    ROLE,
    STOP,
    SUFFIX,
    THING,
    TITLE,
)
from stages.annotate.names.reader import LIKELY, OFFICE, PERSON, PLAIN, SURE, UNKNOWN, WEAK, Reader

#: Kinds of words that no person's name ends with.
_NO_NAMES = HEAD | THING | PLACE_HEAD | STOP | ROLE | NOT_ORG | PEOPLE

#: Kinds of words that are no name by themselves.
_ALONE_NOTHING = NOT_ORG | ROLE | TITLE | HEAD | MODIFIER | PLACE_FRONT | PLACE_HEAD | THING

#: Words of the longest name whose shape alone may make it a person's.
_SHAPED = 4

_DOMAINS = (".com", ".org", ".net", ".tv", ".pk")


def read_person(reader: Reader, low: int, high: int, role: str | None, *, titled: bool) -> None:
    """Read a person's name at ``low``, or say that a name stands there whose type the words do not say.

    Args:
        reader: the run.
        low: the first word.
        high: the word after the last.
        role: an office that stands before them.
        titled: whether a title does.
    """
    if role is None and _is_no_name(reader, low, high):
        if high - low == 1 and not reader.tokens[low].flags & (STOP | HEAD | THING):
            reader.emit(low, high, "", UNKNOWN, "word")
        reader.read(low + 1, high)
        return
    end = _name_end(reader, low, high, titled=titled or role is not None)
    if role is not None:
        reader.emit(low, end, PERSON, SURE, "role", role)
    elif end - low == 1:
        _read_single(reader, low)
    else:
        strength, rule = _evidence(reader, low, end)
        reader.emit(low, end, PERSON if strength else "", strength, rule)
    reader.read(end, high)


def _is_no_name(reader: Reader, low: int, high: int) -> bool:
    """Say whether the first word is an ordinary one that only stands before a name, or alone."""
    flags = reader.tokens[low].flags
    if flags & (COMMON | PEOPLE | STOP) and not flags & GIVEN:
        return True
    following = reader.tokens[low + 1].flags if high - low > 2 else 0
    return bool(flags & PEOPLE) and (high - low == 1 or bool(following & GIVEN))  # German Claudia Pechstein


def _read_single(reader: Reader, at: int) -> None:
    """Read a single word that is capitalised."""
    token = reader.tokens[at]
    if len(token.text) == 1:
        return
    if token.text.endswith(_DOMAINS):
        reader.emit(at, at + 1, ORG, SURE, "domain")
    elif token.acronym and not token.flags & NOT_ORG:
        reader.emit(at, at + 1, ORG, WEAK, "acronym")
    elif token.flags & (GIVEN | FAMILY):
        reader.emit(at, at + 1, "", UNKNOWN, "listed")
    elif not token.flags & _ALONE_NOTHING:
        reader.emit(at, at + 1, "", UNKNOWN, "capital")


def _name_end(reader: Reader, low: int, high: int, *, titled: bool) -> int:
    """Return where a person's name that begins at ``low`` ends: before a word that no name has."""
    at = low + 1
    while at < high and _goes_on(reader, low, at, high, titled=titled):
        at += 1
    while at > low + 1 and reader.tokens[at - 1].small:
        at -= 1
    return at


def _goes_on(reader: Reader, low: int, at: int, high: int, *, titled: bool) -> bool:
    """Say whether the word at ``at`` belongs to the name that begins at ``low``."""
    token, first = reader.tokens[at], reader.tokens[low]
    flags = token.flags
    if token.joint:
        return False
    if flags & (PARTICLE | SUFFIX | GIVEN | FAMILY) or token.initial:
        return True
    if flags & PEOPLE:
        # Mark Cuban, but not West German.
        return at == high - 1 == low + 1 and bool(first.flags & GIVEN) and not first.flags & PLACE_FRONT
    if flags & (OFFICE | CALENDAR | STOP | NOT_ORG) or (flags & HEAD and not flags & COMMON):
        return False
    if flags & COMMON:
        return at == high - 1 and at - low <= 2 and not titled  # Helen Marsh
    return len(token.text) <= 3 or len(first.text) <= 2 or token.text.isupper() == first.text.isupper()


def _evidence(reader: Reader, low: int, end: int) -> tuple[int, str]:
    """Return how far the words of a name say that it is a person's, and the evidence."""
    tokens = reader.tokens[low:end]
    first, others = tokens[0].flags, [token for token in tokens[1:] if not token.flags & SUFFIX or token.flags & GIVEN]
    if not others:
        return (LIKELY, "regnal_number") if first & GIVEN and not first & COMMON else (UNKNOWN, "capital")
    named = any(not token.small and not token.flags & COMMON for token in others)
    if first & GIVEN:
        return _given(first, others[-1].flags, len(others), named=named)
    if named and any(token.initial for token in tokens):
        return SURE, "initial"
    strength, rule = UNKNOWN, "capital"
    if named and any(token.small and token.flags & PARTICLE for token in others):
        strength, rule = LIKELY, "particle"
    elif not first & PLAIN and any(token.flags & (FAMILY | GIVEN) for token in others):
        strength, rule = LIKELY, "family_name"
    elif len(others) < _SHAPED and not any(token.flags & PLAIN for token in tokens):
        strength, rule = WEAK, "shape"
    return strength, rule


def _given(first: int, last: int, others: int, *, named: bool) -> tuple[int, str]:
    """Return the evidence of a name that begins with a given name, which may be a common word as well."""
    if not first & COMMON:
        return SURE, "given_name"
    if named:
        return LIKELY, "given_name"
    return (WEAK, "given_word") if others == 1 and not last & _NO_NAMES else (UNKNOWN, "capital")
