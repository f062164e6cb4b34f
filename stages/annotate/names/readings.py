"""What a run says by its words alone, kept for when it comes again: most runs of news do."""

from functools import cache

from stages.annotate.names.gazetteer import ORG, Names, known
from stages.annotate.names.lexicon import COMMON, HEAD, MODIFIER, PEOPLE, flags_of
from stages.annotate.names.reader import LIKELY, Segment
from stages.annotate.names.segment import segments

#: Code points of the longest run that is kept, and runs that are kept at most.
_KEPT, _RUNS = 100, 1 << 16

#: Whether the words leave something to the article: no, or a name of several words, of one, or a word in any case.
SETTLED, SEVERAL, SINGLE, WORD = range(4)


class Reading:
    """A segment of a run with what else is known of its surface, whatever article it stands in.

    Attributes:
        start, end: in the run.
        text: what stands there.
        type, strength, role, rule: see `Segment`.
        state: `SETTLED` to `WORD`.
        acronym: whether it looks like an acronym.
        capitals: whether all its letters are capitals.
        unlikely: whether it is a word in any case and no acronym.
        flags: the bits of a single word whose surroundings may decide; else 0.
        short: of a sure organisation, what it is called for short: Kestrel for Kestrel Corp.; else empty.
        spelled: the name as the tables write it first, or the surface.
    """

    __slots__ = (
        *("acronym", "capitals", "end", "flags", "role", "rule", "short", "spelled", "start", "state", "strength"),
        *("text", "type", "unlikely"),
    )

    def __init__(self, surface: str, segment: Segment, names: Names) -> None:
        self.start, self.end, self.type, self.strength, self.role, self.rule = segment
        self.text = surface
        single = " " not in surface
        self.state = SETTLED
        if self.strength < LIKELY and self.rule != "office":
            self.state = SEVERAL if not single else WORD if self.rule == "word" else SINGLE
        self.acronym = single and _is_acronym(surface)
        self.capitals = surface.isupper()
        self.unlikely = self.state == WORD and not self.acronym
        self.flags = flags_of(surface) if self.state == SINGLE else 0
        self.short = "" if single or self.type != ORG or self.strength < LIKELY else _short(surface)
        entry = names.table.get(surface)
        self.spelled = entry.full if entry and entry.full else surface


def _is_acronym(name: str) -> bool:
    if not (name[1:2].isupper() or name[1:2] == "." or name[-1:].isupper()):
        return False
    bare = name.replace(".", "").replace("-", "")
    return 2 <= len(bare) <= 8 and sum(sign.isupper() for sign in bare) * 2 > len(bare)


def _short(name: str) -> str:
    first, second, *_ = name.split(" ")
    return first if flags_of(second) & HEAD and not flags_of(first) & (PEOPLE | COMMON | MODIFIER) else ""


class Readings(dict[str, tuple[Reading, ...]]):
    """The readings of runs, looked up by the run; read when they are asked for the first time.

    Args:
        least_population: of the cities that are known.
    """

    def __init__(self, least_population: int) -> None:
        super().__init__()
        self._least_population = least_population
        self._names = known(least_population)

    def __missing__(self, run: str) -> tuple[Reading, ...]:
        """Read a run."""
        names = self._names
        found = tuple([Reading(run[each[0] : each[1]], each, names) for each in segments(run, self._least_population)])
        if len(run) <= _KEPT:
            if len(self) >= _RUNS:
                self.clear()
            self[run] = found
        return found


@cache
def readings(least_population: int) -> Readings:
    """Return what was read so far."""
    return Readings(least_population)
