"""What the readers of a run share: its words, the names that are known, and what is found."""

from collections.abc import Callable
from typing import NamedTuple

from stages.annotate.names.gazetteer import Known, Names
from stages.annotate.names.lexicon import (
    COMMON,
    HEAD,
    MODIFIER,
    NOT_ORG,
    PEOPLE,
    PLACE_HEAD,
    ROLE,
    THING,
    TITLE,
)
from stages.annotate.names.tokens import Token

#: How far the words alone decide what a name is of.
SURE, LIKELY, WEAK, UNKNOWN = 3, 2, 1, 0

PERSON = "PERSON"

#: Words that are no name of a person.
PLAIN = COMMON | HEAD | PEOPLE | NOT_ORG | MODIFIER | PLACE_HEAD | THING

#: Words before a person's name.
OFFICE = ROLE | TITLE


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


class Reader:
    """One run as it is read.

    Args:
        run: the run, with spaces that break alone.
        names: what is known.
        read: reads words that nothing is known of yet: ``read(reader, low, high, role)``, where ``role`` is an office
            that stood before them. Spans of words are half-open.

    Attributes:
        tokens, starts: the words that are read together, and where in the run each begins.
        found: the segments so far.
    """

    __slots__ = ("_read", "_table", "found", "run", "starts", "tokens")

    def __init__(self, run: str, names: Names, read: "Callable[[Reader, int, int, str | None], None]") -> None:
        self.run = run
        self.tokens: list[Token] = []
        self.starts: list[int] = []
        self.found: list[Segment] = []
        self._table = names.table
        self._read = read

    def read(self, low: int, high: int, role: str | None = None) -> None:
        """Read the words from ``low`` to ``high``."""
        if low < high:
            self._read(self, low, high, role)

    def emit(self, low: int, high: int, type_: str, strength: int, rule: str, role: str | None = None) -> None:
        """Add a segment."""
        starts = self.starts
        end = starts[high - 1] + len(self.tokens[high - 1].text)
        self.found.append(Segment(starts[low], end, type_, strength, role, rule))

    def emit_known(self, low: int, high: int, known: Known) -> None:
        """Add a name that is known."""
        self.emit(low, high, known.type, WEAK if known.wary else SURE, "known")

    def text(self, low: int, high: int) -> str:
        """Return the words as they stand."""
        return self.run[self.starts[low] : self.starts[high - 1] + len(self.tokens[high - 1].text)]

    def look_up(self, low: int, high: int) -> Known | None:
        """Return what is known of a name that is exactly these words."""
        longest = self.tokens[low].longest
        if not longest or high - low > longest:
            return None
        return self._table.get(self.text(low, high))

    def longest(self, low: int, high: int) -> tuple[int, Known | None]:
        """Return where the longest known name that begins at ``low`` ends, and what is known of it."""
        most = self.tokens[low].longest
        if most:
            for end in range(min(high, low + most), low, -1):
                known = self._table.get(self.text(low, end))
                if known:
                    return end, known
        return low, None

    def all(self, low: int, high: int, bits: int) -> bool:
        """Say whether each word is small or of one of these kinds."""
        for token in self.tokens[low:high]:  # noqa: SIM110 # all() takes twice as long
            if not (token.small or token.flags & bits):
                return False
        return True
