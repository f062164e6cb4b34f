"""A run of capitalised words taken apart into names, by what its words are; what stands around it is not looked at."""

from stages.annotate.names.gazetteer import known
from stages.annotate.names.offices import read_office
from stages.annotate.names.organisations import read_headed, read_joined
from stages.annotate.names.persons import read_person
from stages.annotate.names.reader import OFFICE, SURE, WEAK, Reader, Segment
from stages.annotate.names.tokens import pieces

#: Words of a run that are looked at together: no name is longer, and work on a run grows with it and no faster.
_LONGEST = 24

#: Letters of the longest word in capitals that is sure to be an acronym.
_ACRONYM = 3


def segments(run: str, least_population: int) -> tuple[Segment, ...]:
    """Return the segments of a run, in order and apart; of one in capitals, what is known by its name elsewhere.

    Args:
        run: the run.
        least_population: of the cities that are known.
    """
    names = known(least_population)
    if len(run) > _ACRONYM and run.isupper() and "." not in run:
        entry = names.table.get(run) or names.table.get(run.title())
        if entry:
            return (Segment(0, len(run), entry.type, WEAK if entry.wary else SURE, None, "known"),)
        if " " in run:
            return ()
    if "\u00a0" in run:
        run = run.replace("\u00a0", " ")
    reader = Reader(run, names, _read)
    for tokens, starts in pieces(run, least_population):
        if len(tokens) <= _LONGEST:
            reader.tokens, reader.starts = tokens, starts
            reader.read(0, len(tokens))
            continue
        for at in range(0, len(tokens), _LONGEST):
            reader.tokens, reader.starts = tokens[at : at + _LONGEST], starts[at : at + _LONGEST]
            reader.read(0, len(reader.tokens))
    return tuple(sorted(reader.found)) if len(reader.found) > 1 else tuple(reader.found)


def _read(reader: Reader, low: int, high: int, role: str | None) -> None:
    """Read the words from ``low`` to ``high`` by the first of the ways that fits."""
    tokens = reader.tokens
    while low < high and tokens[low].small:
        low += 1
    while low < high and tokens[high - 1].small:
        high -= 1
    if low >= high:
        return
    if entry := reader.look_up(low, high):
        reader.emit_known(low, high, entry)
        return
    # Most words leave no choice, so that the ways need not be tried.
    flags, joined = tokens[low].flags, False
    for token in tokens[low + 1 : high]:
        flags |= token.flags
        joined = joined or token.joint  # never the first one, nor the last
    if (
        not (flags & OFFICE and read_office(reader, low, high, role))
        and not (joined and read_joined(reader, low, high, role))
        and not (high - low > 1 and read_headed(reader, low, high, role))
    ):
        read_person(reader, low, high, role, titled=False)
