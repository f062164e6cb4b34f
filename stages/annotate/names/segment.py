"""A run of capitalised words taken apart into names, by what its words are; what stands around it is not looked at."""

from functools import lru_cache
from typing import NamedTuple

from stages.annotate.names.gazetteer import ORG, PLACE, Known, known
from stages.annotate.names.lexicon import (
    CALENDAR,
    COMMON,
    FAMILY,
    GIVEN,
    HEAD,
    MODIFIER,
    NOT_ORG,
    OF_HEAD,
    PARTICLE,
    PEOPLE,
    PLACE_FRONT,
    PLACE_HEAD,
    ROLE,
    SOFT,
    STOP,
    SUFFIX,
    THING,
    TITLE,
    flags_of,
)
from stages.annotate.names.runs import JOINTS

PERSON = "PERSON"

#: How far the words alone decide.
SURE, LIKELY, WEAK, UNKNOWN = 3, 2, 1, 0

#: Words of a run that are looked at together: no name is longer, and work on a run grows with it and no faster.
_LONGEST = 24

#: Words of the longest name that is looked up.
_LOOKED_UP = 8

_PLAIN = COMMON | HEAD | PEOPLE | NOT_ORG | MODIFIER | PLACE_HEAD | THING
_OFFICE = ROLE | TITLE
_NO_NAMES = HEAD | THING | PLACE_HEAD | STOP | ROLE | NOT_ORG | PEOPLE
_ROYAL = frozenset(
    {
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
    }
)


class Segment(NamedTuple):
    """A part of a run that is a name, or may be one.

    Attributes:
        start, end: in the run.
        type: PERSON, ORG, PLACE, or "" where the words do not say.
        strength: from `SURE` to `UNKNOWN`.
        role: title or office that stands before a person's name.
        rule: what decided.
    """

    start: int
    end: int
    type: str
    strength: int
    role: str | None
    rule: str


class Token(NamedTuple):
    """A word of a run: `text` without a possessive ending, `joint` whether it is a small word that parts names."""

    text: str
    start: int
    end: int
    flags: int
    joint: bool
    small: bool


@lru_cache(maxsize=1 << 16)
def segments(run: str, least_population: int) -> tuple[Segment, ...]:
    """Return the segments of a run, in order and apart."""
    reader = _Reader(run, known(least_population))
    for piece in _pieces(run, reader.known):
        for at in range(0, len(piece), _LONGEST):
            reader.tokens = piece[at : at + _LONGEST]
            reader.read(0, len(reader.tokens), None)
    return tuple(sorted(reader.found))


def _pieces(run: str, table: dict[str, Known]) -> list[list[Token]]:
    """Return the words of a run, cut where a word of grammar, a day, or a possessive ending parts names."""
    pieces: list[list[Token]] = [[]]
    position = 0
    words = run.replace("\u00a0", " ").split(" ")
    for at, word in enumerate(words):
        start, position = position, position + len(word) + 1
        if not word:
            continue
        text, cut = word, False
        if len(word) > 2 and word[-1] in "sS" and word[-2] in "'’" and word not in table:
            text, cut = word[:-2], True
        hyphen = text.rfind("-")
        if hyphen > 0 and text[hyphen + 1 :].islower() and len(text) - hyphen > 3 and text not in table:
            if flags_of(text[hyphen + 1 :]) & COMMON:  # Hezbollah-backed
                text, cut = text[:hyphen], True
        elif text[1:2] == "-" and text[0] in "RDI" and text[2:] in table:  # R-Calif.
            start += 2
            text = text[2:]
        flags = flags_of(text) if not text[0].isdigit() else COMMON
        small = word[0].islower() and word.isalpha()
        if small or word == "&":
            if pieces[-1]:
                pieces[-1].append(Token(word, start, start + len(word), flags, word in JOINTS, True))
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        if _parts(text, flags, following):
            pieces.append([])
            continue
        pieces[-1].append(Token(text, start, start + len(text), flags, False, False))
        if cut:
            pieces.append([])
    return pieces


def _parts(word: str, flags: int, following: str) -> bool:
    """Say whether a capitalised word is a day or a word of grammar, unless it is a first name here: Will Smith."""
    if not flags & (CALENDAR | STOP):
        return False
    if word.isupper() and len(word) > 1:
        return bool(flags & STOP) and not flags & NOT_ORG and word not in {"US", "WHO", "IT", "AN"}
    name = flags & GIVEN and following[:1].isupper() and not flags_of(following) & (STOP | CALENDAR | COMMON | ROLE)
    return not name


class _Reader:
    """Reads one piece after another; what it finds is in `found`."""

    def __init__(self, run: str, table: dict[str, Known]) -> None:
        self.run = run
        self.known = table
        self.tokens: list[Token] = []
        self.found: list[Segment] = []

    # ---- What stands there.

    def text(self, low: int, high: int) -> str:
        return self.run[self.tokens[low].start : self.tokens[high - 1].end]

    def look_up(self, low: int, high: int) -> Known | None:
        if high - low > _LOOKED_UP:
            return None
        return self.known.get(self.text(low, high).replace("\u00a0", " "))

    def longest(self, low: int, high: int) -> tuple[int, Known | None]:
        """Return where the longest known name that begins at ``low`` ends, and what is known of it."""
        for end in range(min(high, low + _LOOKED_UP), low, -1):
            if not self.tokens[end - 1].small and (entry := self.look_up(low, end)):
                return end, entry
        return low, None

    def all(self, low: int, high: int, bits: int) -> bool:
        return all(token.small or token.flags & bits for token in self.tokens[low:high])

    def emit(self, low: int, high: int, type_: str, strength: int, rule: str, role: str | None = None) -> None:
        if low < high:
            start, end = self.tokens[low].start, self.tokens[high - 1].end
            self.found.append(Segment(start, end, type_, strength, role, rule))

    # ---- Reading.

    def read(self, low: int, high: int, role: str | None) -> None:
        """Read the words from ``low`` to ``high``; ``role`` is an office that stood before them."""
        tokens = self.tokens
        while low < high and tokens[low].small:
            low += 1
        while low < high and tokens[high - 1].small:
            high -= 1
        if low >= high:
            return
        if entry := self.look_up(low, high):
            self.emit(low, high, entry.type, WEAK if entry.wary else SURE, "known")
            return
        if not self.role(low, high, role) and not self.joined(low, high, role):
            self.plain(low, high, role)

    def role(self, low: int, high: int, before: str | None) -> bool:
        """Read an office and what belongs to it, and what stands before and behind; False where there is none."""
        tokens = self.tokens
        last, covered, at = -1, low, low
        while at < high and not tokens[at].joint:
            flags = tokens[at].flags
            if flags & _OFFICE and (not flags & GIVEN or flags & (TITLE | COMMON) or tokens[at].text[-1] == "."):
                last = at
                at += 1
                continue
            end, entry = self.longest(at, high)
            if entry and not (entry.wary and flags & GIVEN):
                if last >= 0:
                    break
                covered = at = end
            elif flags & (MODIFIER | PEOPLE | COMMON | NOT_ORG | HEAD | SOFT) and not (flags & GIVEN and last >= 0):
                at += 1
            elif _acronym(tokens[at].text) and last < 0:
                at += 1
                covered = at
            else:
                break
        if last < 0 or (
            last == high - 1 and last > low and tokens[last].flags & HEAD and not tokens[last].flags & TITLE
        ):
            return False
        if tokens[high - 1].flags & HEAD and tokens[low].text.lower() in _ROYAL and last == low and high - low > 2:
            return False
        first = last
        while first > covered and not self._begins_office(first - 1, covered):
            first -= 1
        self.read_before(low, first)
        end = self.field(last + 1, high)
        phrase = self.text(first, end)
        self.behind(end, high, f"{before} {phrase}" if before else phrase, titled=bool(tokens[last].flags & TITLE))
        return True

    def _begins_office(self, at: int, low: int) -> bool:
        """Say whether the word belongs to what stands before an office: an organisation, a people."""
        flags = self.tokens[at].flags
        if flags & (ROLE | TITLE | MODIFIER):
            return False
        if flags & PEOPLE:
            return True
        return bool(flags & HEAD and at > low)

    def read_before(self, low: int, high: int) -> None:
        if low < high:
            self.read(low, high, None)

    def field(self, at: int, high: int) -> int:
        """Return where the field of an office ends (for Information Technology); names in it are read."""
        tokens = self.tokens
        if at >= high or tokens[at].text not in {"of", "for", "to", "on"}:
            return at
        end = at
        while at < high:
            token = tokens[at]
            if token.small:
                if not token.joint:
                    break
                at += 1
                continue
            found, entry = self.longest(at, high)
            if entry and not entry.wary:
                self.emit(at, found, entry.type, SURE, "known")
                at = end = found
            elif organisation := self.headed(at, high):
                self.emit(at, organisation, ORG, SURE, "head")
                at = end = organisation
            elif token.flags & (_PLAIN | SOFT) and not (token.flags & GIVEN and not token.flags & COMMON):
                at += 1
                end = at
            elif _acronym(token.text):
                self.emit(at, at + 1, ORG, WEAK, "acronym")
                at += 1
                end = at
            else:
                break
        return end

    def headed(self, low: int, high: int) -> int:
        """Return where an organisation ends that begins at ``low`` and whose head stands before any person; else 0."""
        found = 0
        for at in range(low, high):
            token = self.tokens[at]
            if token.flags & HEAD and at > low and (not token.flags & SOFT or not self.all(low, at, _PLAIN)):
                found = at + 1
            elif token.flags & _OFFICE or (not token.small and token.flags & GIVEN and not token.flags & COMMON) or (found and not token.flags & (COMMON | HEAD) and not token.joint):
                break
        return found

    def behind(self, low: int, high: int, role: str, *, titled: bool) -> None:
        """Read what stands behind an office: a person, or an organisation or place and then a person."""
        tokens = self.tokens
        if low >= high:
            return
        if tokens[low].joint:
            self.read(low, high, None)
            return
        end, entry = self.longest(low, high)
        if entry and not (entry.wary and titled) and (end < high or not titled):
            if end == high and entry.type == PLACE and entry.wary:
                self.emit(low, high, PERSON, LIKELY, "role", role)
                return
            self.emit(low, end, entry.type, SURE if not entry.wary else WEAK, "known")
            if end < high:
                self.read(end, high, role)
            return
        flags = tokens[low].flags
        if not titled and flags & HEAD and not flags & (GIVEN | FAMILY):
            self.read(low, high, None)
        elif _acronym(tokens[low].text) and not titled:
            self.emit(low, low + 1, ORG, WEAK, "acronym")
            self.read(low + 1, high, role)
        elif flags & COMMON and not flags & (GIVEN | FAMILY) and not titled:
            self.read(low, high, None)
        elif not titled and (organisation := self.headed(low, high)) and not flags & GIVEN:
            self.emit(low, organisation, ORG, SURE, "head")
            self.read(organisation, high, role)
        else:
            self.person(low, high, role, titled=titled)

    def joined(self, low: int, high: int, role: str | None) -> bool:
        """Read words with of, for, and between them; False where there are none."""
        tokens = self.tokens
        joint = next((at for at in range(low, high) if tokens[at].joint), -1)
        if joint < 0:
            return False
        word, left = tokens[joint].text, tokens[joint - 1].flags
        if tokens[high - 1].flags & THING and word != "and":
            return True  # The Prevention of Crimes Act.
        if word in {"and", "&"}:
            head = self._last_head(joint + 1, high)
            if head and (self.all(low, joint, _PLAIN) or word == "&"):
                self.emit(low, head, ORG, SURE, "head")
                self.read(head, high, None)
            elif word == "&" and not self.look_up(low, joint):
                self.emit(low, high, ORG, LIKELY, "ampersand")
            else:
                self.read(low, joint, role)
                self.read(joint + 1, high, None)
        elif left & OF_HEAD and word in {"of", "for", "on", "to"}:
            end = self._of_end(joint + 1, high)
            self.emit(
                self._org_start(low, joint),
                end,
                ORG,
                SURE if not (joint - low == 1 and left & SOFT) else LIKELY,
                "of_head",
            )
            self.read(end, high, None)
        elif left & PLACE_FRONT and word == "of" and not left & OF_HEAD:
            end = next((at for at in range(joint + 1, high) if tokens[at].joint and tokens[at].text != "the"), high)
            if self.all(joint + 1, end, COMMON):
                self.read(joint + 1, high, None)
            else:
                self.emit(low, end, PLACE, LIKELY, "place_front")
                self.read(end, high, None)
        else:
            self.read(low, joint, role)
            self.read(joint + 1, high, None)
        return True

    def _org_start(self, low: int, joint: int) -> int:
        """Return where an organisation begins whose head stands before ``joint``: behind a people that opens it, too."""
        return low

    def _last_head(self, low: int, high: int) -> int:
        """Return the end of an organisation whose words from ``low`` on are plain up to a head; 0 where there is none."""
        found = 0
        for at in range(low, high):
            token = self.tokens[at]
            if token.flags & HEAD and not (token.flags & SOFT and at == low):
                found = at + 1
            elif token.flags & _OFFICE or not (token.small or token.flags & _PLAIN):
                return found
        return found

    def _of_end(self, at: int, high: int) -> int:
        """Return where an organisation ends that goes on at ``at`` behind its head and of."""
        tokens = self.tokens
        end = at
        while at < high:
            token = tokens[at]
            if token.text in {"and", "&"}:
                ahead = at + 1
                if (
                    ahead >= high
                    or tokens[ahead].text == "the"
                    or not tokens[ahead].flags & (_PLAIN | SOFT)
                    or (ahead + 1 < high and tokens[ahead].flags & OF_HEAD and tokens[ahead + 1].text == "of")
                ):
                    break
            elif token.text in {"in", "to"} or (token.flags & _OFFICE and not token.flags & (HEAD | OF_HEAD) and at + 1 < high):
                break
            if not token.small:
                end = at + 1
            at += 1
        return end

    def plain(self, low: int, high: int, role: str | None) -> None:
        """Read words without a joint."""
        tokens = self.tokens
        count = high - low
        last = tokens[high - 1]
        head = next((at for at in range(high - 1, low, -1) if tokens[at].flags & HEAD), -1)
        if head > low and self._organises(low, head):
            end = head + 1
            strength = LIKELY if tokens[head].flags & SOFT else SURE
            self.emit(low, end, ORG, strength, "head")
            self.read(end, high, role)
            return
        if (
            count > 1
            and _acronym(tokens[low].text)
            and not tokens[low].flags & (NOT_ORG | GIVEN)
            and not (tokens[low + 1].flags & (GIVEN | COMMON | ROLE | TITLE | THING))
            and not self.longest(low, high)[1]
        ):
            self.emit(low, high, ORG, LIKELY, "acronym_and_name")
            return
        if count > 1 and last.flags & THING and not last.flags & (GIVEN | FAMILY):
            return
        if count > 1 and last.flags & PLACE_HEAD and not self.all(low, high - 1, _OFFICE):
            named = not self.all(low, high - 1, _PLAIN)
            self.emit(low, high, PLACE, LIKELY if named else WEAK, "place_head")
            return
        if (
            count > 1
            and tokens[low].flags & PLACE_FRONT
            and not tokens[low + 1].flags & (COMMON | HEAD | PEOPLE)
            and role is None
        ):
            self.emit(low, high, PLACE, LIKELY, "place_front")
            return
        end, entry = self.longest(low, high)
        if entry and end < high and self._known_first(low, end, high, entry, role):
            return
        self.person(low, high, role, titled=False)

    def _organises(self, low: int, head: int) -> bool:
        """Say whether the head at ``head`` makes an organisation of the words from ``low`` on."""
        tokens = self.tokens
        flags, first = tokens[head].flags, tokens[low].flags
        if flags & PLACE_HEAD and head == len(tokens) - 1 and flags & SOFT:
            return False
        if head - low == 1 and first & GIVEN and not first & (COMMON | HEAD) and flags & FAMILY:
            return False
        if flags & SOFT:
            return not self.all(low, head, COMMON | NOT_ORG | PLACE_HEAD | THING | STOP) or bool(first & MODIFIER)
        return not self.all(low, head, STOP | NOT_ORG)

    def _known_first(self, low: int, end: int, high: int, entry: Known, role: str | None) -> bool:
        """Read a known name with other words behind it: a place and a person, a place and a team."""
        tokens = self.tokens
        team = self.look_up(end, high)
        if entry.type == PLACE and not entry.wary and team and team.type == ORG and team.wary:
            self.emit(low, high, ORG, SURE, "place_and_team")
            return True
        following = tokens[end].flags
        if entry.wary:
            return False
        if following & GIVEN or self.all(end, high, _PLAIN | SOFT | ROLE) or following & (ROLE | TITLE | PEOPLE):
            self.emit(low, end, entry.type, SURE, "known")
            self.read(end, high, role)
            return True
        if high - end >= 2 and not following & _PLAIN:
            self.emit(low, end, entry.type, SURE, "known")
            self.read(end, high, role)
            return True
        if team:
            self.emit(low, end, entry.type, SURE, "known")
            self.read(end, high, role)
            return True
        return False

    def person(self, low: int, high: int, role: str | None, *, titled: bool) -> None:
        """Read a person's name at ``low``, or say that a name stands there whose type the words do not say."""
        tokens = self.tokens
        first = tokens[low].flags
        following = tokens[low + 1].flags if low + 1 < high else 0
        if role is None and (
            (first & (COMMON | PEOPLE | STOP) and not first & GIVEN)
            or (first & PEOPLE and (high - low == 1 or (high - low > 2 and following & GIVEN)))
        ):
            if high - low == 1 and not first & (STOP | HEAD | THING):
                self.emit(low, high, "", UNKNOWN, "word")
            self.read(low + 1, high, None)
            return
        end = self._name_end(low, high, titled=titled or role is not None)
        count = sum(not token.flags & SUFFIX or token.flags & GIVEN != 0 for token in tokens[low:end])
        strength, rule = self._person_strength(low, end, count, role)
        type_ = PERSON if strength else ""
        if count == 1 and role is None:
            word = tokens[low].text
            if _acronym(word):
                type_, strength, rule = ("", UNKNOWN, "none") if first & NOT_ORG else (ORG, WEAK, "acronym")
            if first & (NOT_ORG | ROLE | TITLE | HEAD | MODIFIER | PLACE_FRONT | PLACE_HEAD | THING) and not first & (
                GIVEN | FAMILY
            ):
                type_, rule = "", "none"
        if rule != "none":
            self.emit(low, end, type_, strength, rule, role if type_ == PERSON else None)
        self.read(end, high, None)

    def _name_end(self, low: int, high: int, *, titled: bool) -> int:
        """Return where a person's name that begins at ``low`` ends: before a word that no name has."""
        tokens = self.tokens
        at = low + 1
        while at < high:
            token = tokens[at]
            flags = token.flags
            if token.joint:
                break
            if flags & (PARTICLE | SUFFIX | GIVEN | FAMILY) or _initial(token.text):
                at += 1
            elif flags & PEOPLE and at == high - 1 == low + 1 and tokens[low].flags & GIVEN:
                at += 1  # Mark Cuban
            elif flags & (ROLE | TITLE | CALENDAR | STOP | PEOPLE | NOT_ORG) or (flags & HEAD and not flags & COMMON) or (flags & COMMON and not (at == high - 1 and at - low <= 2 and not titled)) or (
                len(token.text) > 3 and len(tokens[low].text) > 2 and token.text.isupper() != tokens[low].text.isupper()
            ):
                break
            else:
                at += 1
        while at > low + 1 and tokens[at - 1].small:
            at -= 1
        return at

    def _person_strength(self, low: int, end: int, count: int, role: str | None) -> tuple[int, str]:
        tokens = self.tokens
        first = tokens[low].flags
        if role is not None:
            return SURE, "role"
        if count < 2:
            return UNKNOWN, "listed" if first & (GIVEN | FAMILY) else "capital"
        others = tokens[low + 1 : end]
        named = any(not token.small and not token.flags & (COMMON | SUFFIX) for token in others)
        if first & GIVEN and first & COMMON and not named:
            return (WEAK, "given_word") if count == 2 and not others[-1].flags & _NO_NAMES else (UNKNOWN, "capital")
        if first & GIVEN and (named or not first & COMMON):
            return (SURE if not first & COMMON else LIKELY), "given_name"
        if any(_initial(token.text) for token in tokens[low:end]) and named:
            return SURE, "initial"
        if any(token.small and token.flags & PARTICLE for token in others) and named:
            return LIKELY, "particle"
        if any(token.flags & (FAMILY | GIVEN) for token in others) and not first & _PLAIN:
            return LIKELY, "family_name"
        if count <= 4 and not any(token.flags & _PLAIN for token in tokens[low:end]):
            return WEAK, "shape"
        return UNKNOWN, "capital"


def _acronym(word: str) -> bool:
    """Say whether a word looks like an acronym: PTA, U.N., PML-N."""
    letters = word.replace(".", "").replace("-", "").replace("&", "").replace("/", "")
    return 2 <= len(letters) <= 7 and letters.isupper() and not _initial(word) and letters.isalpha()


def _initial(word: str) -> bool:
    """Say whether a word is an initial, or several without spaces: J. or J.R."""
    return len(word) == 1 or (len(word) in {2, 4} and word[1] == "." and word[-1] == "." and word[0].isupper())
