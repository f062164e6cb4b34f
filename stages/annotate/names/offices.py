"""Offices and titles before names: Federal Minister for Finance Muhammad Aurangzeb, Lt. Gen. Asim Munir."""

from stages.annotate.names.gazetteer import ORG, PLACE
from stages.annotate.names.lexicon import COMMON, FAMILY, GIVEN, HEAD, MODIFIER, NOT_ORG, PEOPLE, ROLE, SOFT, TITLE
from stages.annotate.names.persons import read_person
from stages.annotate.names.reader import LIKELY, OFFICE, PERSON, PLAIN, SURE, UNKNOWN, WEAK, Reader

#: Titles that names of organisations begin with: King Edward Medical University, General Electric Co.
_NAMED_AFTER = frozenset(
    (
        "king",
        "queen",
        "prince",
        "princess",
        "crown",
        "president",
        "governor",
        "lady",
        "st",
        "saint",
        "capital",
        "general",
    )
)

#: Letters of the longest title that is nothing else: Miss, Prof.
_COURTESY = 4

#: Words that lead from an office to its field.
_TO_FIELD = frozenset({"of", "for", "to", "on"})


def read_office(reader: Reader, low: int, high: int, before: str | None) -> bool:
    """Read an office and what belongs to it, and what stands before and behind; return False where there is none.

    Args:
        reader: the run.
        low: the first word.
        high: the word after the last.
        before: an office that stood before them.
    """
    tokens = reader.tokens
    last, covered = _last_word(reader, low, high)
    if last < 0 or _is_organisation(reader, low, last, high):
        return False
    first = last
    while first > covered and not _is_apart(reader, first - 1, covered):
        first -= 1
    reader.read(low, first)
    end = _field_end(reader, last + 1, high)
    phrase = reader.text(first, end)
    if end >= high:
        reader.emit(first, last + 1, "", UNKNOWN, "office")
        return True
    titled = bool(tokens[last].flags & TITLE)
    _read_behind(reader, end, high, f"{before} {phrase}" if before else phrase, titled=titled)
    return True


def _last_word(reader: Reader, low: int, high: int) -> tuple[int, int]:
    """Return the last word of an office, -1 where there is none, and where names that stand before it end."""
    last, covered, at = -1, low, low
    while at < high and not reader.tokens[at].joint:
        token = reader.tokens[at]
        if token.flags & OFFICE and (
            not token.flags & GIVEN or token.flags & (TITLE | COMMON) or token.text[-1] == "."
        ):
            last = at
            at += 1
            continue
        end, known = reader.longest(at, high)
        if known and not (known.wary and token.flags & GIVEN):
            if last >= 0:
                break
            covered = at = end
        elif token.flags & (MODIFIER | PEOPLE | COMMON | NOT_ORG | HEAD) and not (token.flags & GIVEN and last >= 0):
            at += 1
        elif last < 0 and token.acronym:
            at += 1
            covered = at
        else:
            break
    return last, covered


def _is_organisation(reader: Reader, low: int, last: int, high: int) -> bool:
    """Say whether what looks like an office is part of an organisation's name."""
    office, end = reader.tokens[last].flags, reader.tokens[high - 1].flags
    if last == high - 1:
        return last > low and bool(office & HEAD) and not office & TITLE
    if not end & HEAD:
        return False
    if last == low:
        return high - low > 2 and reader.tokens[low].text.lower() in _NAMED_AFTER
    return bool(office & TITLE) and not end & SOFT and reader.all(last + 1, high, PLAIN)


def _is_apart(reader: Reader, at: int, low: int) -> bool:
    """Say whether a word before an office belongs to an organisation or a people, not to the office."""
    flags = reader.tokens[at].flags
    if flags & (OFFICE | MODIFIER):
        return False
    return bool(flags & PEOPLE) or (bool(flags & HEAD) and at > low)


def _field_end(reader: Reader, low: int, high: int) -> int:
    """Return where the field of an office ends (for Information Technology); names in it are read."""
    tokens = reader.tokens
    if low >= high or tokens[low].text not in _TO_FIELD:
        return low
    at = end = low
    while at < high:
        if tokens[at].small:
            if not tokens[at].joint:
                break
            at += 1
            continue
        found = _field_word(reader, at, high)
        if found == at:
            break
        at = end = found
    return end


def _field_word(reader: Reader, at: int, high: int) -> int:
    """Read one part of a field; return where it ends, ``at`` where the field is over."""
    token = reader.tokens[at]
    end, known = reader.longest(at, high)
    if known and not known.wary:
        reader.emit_known(at, end, known)
        return end
    if organisation := _organisation_end(reader, at, high):
        reader.emit(at, organisation, ORG, SURE, "head")
        return organisation
    if token.flags & ROLE and not token.flags & TITLE:
        return at + 1  # Adviser to the Prime Minister on Finance
    if token.flags & PLAIN and not (token.flags & GIVEN and not token.flags & COMMON):
        return at + 1
    if token.acronym:
        reader.emit(at, at + 1, ORG, WEAK, "acronym")
        return at + 1
    return at


def _organisation_end(reader: Reader, low: int, high: int) -> int:
    """Return where an organisation ends that begins at ``low`` and whose head stands before any person; else 0."""
    found = 0
    for at in range(low, high):
        token = reader.tokens[at]
        named = not token.small and token.flags & GIVEN and not token.flags & COMMON
        if at > low and token.flags & HEAD and token.institution:
            found = at + 1
        elif token.flags & OFFICE or named or (found and not token.joint and not token.flags & (COMMON | HEAD)):
            break
    return found


def _is_ordinary(reader: Reader, at: int) -> bool:
    """Say whether an ordinary word stands behind a title that may be one itself; Mr and Ms are always before a name."""
    flags, title = reader.tokens[at].flags, reader.tokens[at - 1].text
    if not flags & COMMON or flags & (GIVEN | FAMILY):
        return False
    occupation = title == "Lady" and bool(reader.tokens[at + 1 : at + 2]) and reader.all(at + 1, at + 2, COMMON)
    return occupation or len(title.rstrip(".")) > _COURTESY


def _read_behind(reader: Reader, low: int, high: int, role: str, *, titled: bool) -> None:
    """Read what stands behind an office: a person, or an organisation or place and then a person."""
    token = reader.tokens[low]
    end, known = reader.longest(low, high)
    if token.joint:
        reader.read(low, high)
    elif token.flags & OFFICE and token.flags & TITLE:
        reader.read(low, high, role)
    elif known and not titled and end == high and known.wary and known.type == PLACE:
        reader.emit(low, high, PERSON, LIKELY, "role", role)  # President Lincoln
    elif known and not (titled and (known.wary or end == high)):
        reader.emit_known(low, end, known)
        reader.read(end, high, role)
    elif titled and _is_ordinary(reader, low):
        reader.read(low, high)  # Lady Health Worker
    elif titled:
        read_person(reader, low, high, role, titled=True)
    elif token.acronym:
        reader.emit(low, low + 1, ORG, WEAK, "acronym")
        reader.read(low + 1, high, role)
    elif token.flags & (COMMON | HEAD) and (not token.flags & (GIVEN | FAMILY) or high - low == 1):
        reader.read(low, high)  # Deputy Head
    elif not token.flags & GIVEN and (organisation := _organisation_end(reader, low, high)):
        reader.emit(low, organisation, ORG, SURE, "head")
        reader.read(organisation, high, role)
    else:
        read_person(reader, low, high, role, titled=False)
