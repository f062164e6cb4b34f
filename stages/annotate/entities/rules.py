"""What the parts of names say when two names are compared: the tables of names.toml."""

from functools import cache
from typing import NamedTuple

from stages.resources import toml


class Rules(NamedTuple):
    """The tables of names.toml."""

    optional: frozenset[str]
    common: frozenset[str]
    titles: frozenset[str]
    legal: frozenset[str]
    spelled: dict[str, str]
    forms: dict[str, str]
    offices: dict[str, str]
    phrases: dict[tuple[str, ...], str]
    places: dict[str, str]


@cache
def rules() -> Rules:
    """Return the tables of names.toml; `places` leads each name to the first of its row."""
    tables = toml(__package__, "names.toml")

    def words(name: str) -> frozenset[str]:
        return frozenset(word for row in tables[name] for word in row["words"].split())

    places: dict[str, str] = {}
    for row in tables["same_place"]:
        for names in row["names"]:
            first, *others = names.split("; ")
            places |= dict.fromkeys((first, *others), first)
    return Rules(
        optional=words("optional"),
        common=words("common"),
        titles=words("title"),
        legal=words("legal"),
        spelled=dict(pair.split(":") for row in tables["spelled"] for pair in row["pairs"].split()),
        phrases={tuple(phrase["long"].split()): phrase["short"] for phrase in tables["phrase"]},
        offices=dict(pair.split(":") for row in tables["office"] for pair in row["pairs"].split()),
        forms=dict(pair.split(":") for row in tables["legal"] for pair in row["spelled"].split()),
        places=places,
    )
