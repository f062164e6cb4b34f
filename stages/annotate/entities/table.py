"""``entities.csv``: what people know of names, a row for two names that are the same thing, or are not.

Columns: ``relation`` (same or different), ``type`` (PERSON, ORG or PLACE), ``name`` and ``other``; any others are
notes. A name is compared as written, case and white space aside. Names that no article has do no harm: they may come.
"""

from collections.abc import Mapping
from typing import NamedTuple

from stages import reference
from stages.contract import InputError

#: The name of the file, directly below the folder of all articles.
NAME = "entities.csv"

COLUMNS = ("relation", "type", "name", "other")
RELATIONS = ("same", "different")
TYPES = ("PERSON", "ORG", "PLACE")


#: A type and a folded name; two of them, sorted.
_Name = tuple[str, str]
_Pair = tuple[_Name, _Name]


class Stated(NamedTuple):
    """The rows of the table: pairs of (type, folded name), each pair sorted."""

    same: frozenset[_Pair]
    different: frozenset[_Pair]


def folded(name: str) -> str:
    """Return a name as it is compared.

    >>> folded("Syed  Aminul Haque") == folded("syed aminul haque")
    True
    """
    return " ".join(name.casefold().split())


def read_entities(table: bytes) -> Stated:
    """Return what ``entities.csv`` states.

    Args:
        table: the file; no bytes where there is none.

    Raises:
        InputError: it is not UTF-8, a column is missing, a cell cannot be read, or two rows contradict each other.
    """
    found: dict[str, dict[_Pair, int]] = {relation: {} for relation in RELATIONS}
    for line, row in reference.read(table, NAME, _check_header):
        relation, pair = _pair(row, line)
        found[relation].setdefault(pair, line)
    for pair, line in sorted(found["different"].items()):
        if pair in found["same"]:
            raise InputError(
                f"{NAME}: line {line} and line {found['same'][pair]} say that two names are different and the same",
                "Keep one of the two lines.",
            )
    _check_chains(found["same"], found["different"])
    return Stated(frozenset(found["same"]), frozenset(found["different"]))


def _check_chains(same: Mapping[_Pair, int], different: Mapping[_Pair, int]) -> None:
    """Check that names which are the same by way of others are nowhere said to be different.

    Raises:
        InputError: some are.
    """
    next_to: dict[_Name, dict[_Name, int]] = {}
    for (one, other), line in same.items():
        next_to.setdefault(one, {})[other] = line
        next_to.setdefault(other, {})[one] = line
    thing: dict[_Name, _Name] = {}
    for first in next_to:
        reached = [] if first in thing else [first]
        while reached:
            name = reached.pop()
            if name not in thing:
                thing[name] = first
                reached += next_to[name]
    for (one, other), line in sorted(different.items()):
        if one in thing and thing[one] == thing.get(other):
            (*_, last) = sorted({*next_to[one].values(), *next_to[other].values()})
            raise InputError(
                f"{NAME}: line {line} says that {one[1]!r} and {other[1]!r} are different, and others together "
                f"say that they are the same (line {last} is one of them)",
                "Take out the line that is wrong.",
            )


def _check_header(header: list[str]) -> None:
    """Check the names of the columns.

    Raises:
        InputError: one is missing, or stands twice.
    """
    if not header:
        return
    for column in COLUMNS:
        if header.count(column) != 1:
            often = "no" if column not in header else "more than one"
            raise InputError(
                f'{NAME}: line 1 has {often} column "{column}"',
                f"Name the columns {', '.join(COLUMNS)} in the first line.",
            )


def _pair(row: dict[str, str], line: int) -> tuple[str, _Pair]:
    """Return what one line states.

    Raises:
        InputError: a cell cannot be read.
    """
    if row["relation"] not in RELATIONS:
        raise _wrong(line, f"has the relation {row['relation']!r}, which is neither same nor different")
    if row["type"] not in TYPES:
        raise _wrong(line, f"has the type {row['type']!r}, which is none of {', '.join(TYPES)}")
    one, other = sorted((row["type"], folded(row[name])) for name in ("name", "other"))
    if not one[1] or not other[1]:
        raise _wrong(line, "names only one of the two")
    if one == other:
        raise _wrong(line, "names the same name twice")
    return row["relation"], (one, other)


def _wrong(line: int, what: str) -> InputError:
    return reference.wrong(NAME, line, what)
