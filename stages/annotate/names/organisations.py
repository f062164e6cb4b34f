"""Organisations and places by their words: heads, of and for, and between words."""

from stages.annotate.names.gazetteer import ORG, PLACE, Known
from stages.annotate.names.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    HEAD,
    MODIFIER,
    NOT_ORG,
    OF_HEAD,
    PEOPLE,
    PLACE_FRONT,
    PLACE_HEAD,
    SOFT,
    STOP,
    THING,
)
from stages.annotate.names.reader import LIKELY, OFFICE, PLAIN, SURE, UNKNOWN, Reader

#: Words behind a head that an organisation goes on with.
_GOES_ON = frozenset({"of", "for", "on", "to"})


def read_joined(reader: Reader, low: int, high: int, role: str | None) -> bool:
    """Read words with of, for, and between them; return False where there are none."""
    tokens = reader.tokens
    joint = next((at for at in range(low, high) if tokens[at].joint), -1)
    if joint < 0:
        return False
    end, known = reader.longest(low, high)
    if (
        known and end > joint and not (end < high and tokens[end].flags & HEAD)
    ):  # Azad Jammu & Kashmir and Gilgit-Baltistan
        reader.emit_known(low, end, known)
        reader.read(end, high)
        return True
    word, left = tokens[joint].text, tokens[joint - 1].flags
    if word in {"of", "for"} and tokens[high - 1].flags & THING and reader.all(low, joint, PLAIN):
        return True  # The Prevention of Crimes Act.
    if word in {"and", "&"}:
        _read_listed(reader, low, joint, high, role)
    elif left & OF_HEAD and word in _GOES_ON:
        end = _of_end(reader, joint + 1, high)
        reader.emit(low, end, ORG, LIKELY if joint - low == 1 and left & SOFT else SURE, "of_head")
        reader.read(end, high)
    elif left & PLACE_FRONT and word == "of":
        end = next((at for at in range(joint + 1, high) if tokens[at].joint and tokens[at].text != "the"), high)
        if reader.all(joint + 1, end, COMMON):
            reader.read(joint + 1, high)
        else:
            reader.emit(low, end, PLACE, LIKELY, "place_front")
            reader.read(end, high)
    else:
        reader.read(low, joint, role)
        reader.read(joint + 1, high)
    return True


def _read_listed(reader: Reader, low: int, joint: int, high: int, role: str | None) -> None:
    """Read words with the first joint an and: one organisation, or two names."""
    head = _head_end(reader, joint + 1, high)
    ampersand = reader.tokens[joint].text == "&"
    if head and (ampersand or reader.all(low, joint, PLAIN)):
        reader.emit(low, head, ORG, SURE, "head")
        reader.read(head, high)
    elif ampersand and _is_firm(reader, low, joint, high):
        reader.emit(low, high, ORG, LIKELY, "ampersand")
    else:
        reader.read(low, joint, role)
        reader.read(joint + 1, high)


def _is_firm(reader: Reader, low: int, joint: int, high: int) -> bool:
    """Say whether names with an ampersand between them are one firm, not two places or persons."""
    if reader.look_up(low, joint) or reader.look_up(joint + 1, high):
        return False
    if any(reader.tokens[at].flags & (COMMON | NOT_ORG) for at in (joint - 1, joint + 1)):
        return False
    return joint - low == 1 or not reader.tokens[low].flags & GIVEN


def _head_end(reader: Reader, low: int, high: int) -> int:
    """Return the end of an organisation whose words from ``low`` on are plain up to a head; 0 where there is none."""
    found = 0
    for at in range(low, high):
        token = reader.tokens[at]
        if token.flags & HEAD and token.institution and not (token.flags & SOFT and at == low):
            found = at + 1
        elif token.flags & OFFICE or not (token.small or token.flags & PLAIN):
            break
    return found


def _of_end(reader: Reader, low: int, high: int) -> int:
    """Return where an organisation ends that goes on at ``low`` behind its head and of."""
    tokens = reader.tokens
    end = low
    for at in range(low, high):
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < high else None
        if token.text in {"and", "&"}:
            if (
                following is None
                or not following.flags & PLAIN
                or following.text == "the"
                or _begins(reader, at + 1, high)
            ):
                break
        elif token.text in {"in", "to", "at"}:
            if following is None or not (following.flags & COMMON or token.text == "at"):
                break
        elif token.flags & OFFICE and following and not token.flags & (HEAD | OF_HEAD):
            break
        if not token.small:
            end = at + 1
    return max(end, low + 1)


def _begins(reader: Reader, at: int, high: int) -> bool:
    """Say whether another organisation begins at ``at``: and Bank of Japan."""
    return at + 1 < high and bool(reader.tokens[at].flags & OF_HEAD) and reader.tokens[at + 1].text == "of"


def read_headed(reader: Reader, low: int, high: int, role: str | None) -> bool:
    """Read an organisation, place or thing by its head, or a known name with others behind it; False for none of it."""
    tokens = reader.tokens
    head = next((at for at in range(high - 1, low, -1) if tokens[at].flags & HEAD), -1)
    if head >= 0 and head < high - 1 and tokens[head].flags & SOFT and tokens[high - 1].flags & PLACE_HEAD:
        head = -1  # Islamabad Capital Territory
    if head > low and _organises(reader, low, head, high):
        end = head + 1
        if end == high - 1 and tokens[end].text == "Forum":
            end = high  # Software Exporters Forum: a body, where a forum alone is an event
        reader.emit(low, end, ORG, LIKELY if tokens[head].flags & SOFT else SURE, "head")
        reader.read(end, high, role)
        return True
    if high - low > 1:
        return _read_several(reader, low, high, role)
    return False


def _organises(reader: Reader, low: int, head: int, high: int) -> bool:
    """Say whether the head at ``head`` makes an organisation of the words from ``low`` on."""
    tokens = reader.tokens
    flags, first = tokens[head].flags, tokens[low].flags
    if flags & PLACE_HEAD and flags & SOFT and head == high - 1:
        return False
    if head - low == 1 and first & GIVEN and not first & (COMMON | HEAD) and flags & FAMILY:
        return False  # John Press
    if flags & SOFT:
        return bool(first & MODIFIER) or not reader.all(low, head, COMMON | NOT_ORG | PLACE_HEAD | THING | STOP)
    return not reader.all(low, head, STOP | NOT_ORG)


def _read_several(reader: Reader, low: int, high: int, role: str | None) -> bool:
    """Read two words or more without a head of an organisation; return False where a person may stand there."""
    tokens = reader.tokens
    first, second, last = tokens[low], tokens[low + 1], tokens[high - 1]
    end, known = reader.longest(low, high)
    acronym = known is None and first.acronym and not first.flags & (NOT_ORG | GIVEN)
    if acronym and not second.flags & (GIVEN | COMMON | OFFICE | THING):
        reader.emit(low, high, ORG, LIKELY, "acronym_and_name")
        return True
    if last.flags & THING and not (last.flags & (GIVEN | FAMILY) and first.flags & GIVEN and not first.flags & COMMON):
        return True
    if last.flags & PLACE_HEAD and not reader.all(low, high - 1, OFFICE):
        named = not reader.all(low, high - 1, PLAIN)
        reader.emit(low, high, PLACE if named else "", LIKELY if named else UNKNOWN, "place_head")
        return True
    if first.flags & PLACE_FRONT and role is None and not second.flags & (COMMON | HEAD | PEOPLE):
        reader.emit(low, high, PLACE, LIKELY, "place_front")
        return True
    return known is not None and end < high and _read_known_first(reader, low, end, high, known, role)


def _read_known_first(reader: Reader, low: int, end: int, high: int, known: Known, role: str | None) -> bool:
    """Read a known name with other words behind it: a place and a person, a place and a team."""
    if known.wary:
        return False
    team = reader.look_up(end, high)
    if known.type == PLACE and team and team.type == ORG and team.wary:
        reader.emit(low, high, ORG, SURE, "place_and_team")
        return True
    following = reader.tokens[end].flags
    if team or following & (GIVEN | OFFICE | PEOPLE) or (high - end >= 2 and not following & PLAIN):
        reader.emit_known(low, end, known)
        reader.read(end, high, role)
        return True
    return False
