"""What is told of a thing: its name, its other names, its offices over time, and why its names are one thing's."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from stages.annotate.entities.nodes import Edge

#: Hexadecimal digits of an id: 64 bits.
_DIGITS = 16

#: Spellings and offices that are told of one thing at most, the most frequent first.
_ALIASES, _ROLES = 100, 50


def id_of(type_: str, names: Sequence[str]) -> str:
    """Return the id of a thing: a digest of its type and the first of its names in the order of the alphabet.

    So it changes only where another name of it comes before that one, or where it becomes two things.
    """
    return sha256(f"{type_}\0{min(names)}".encode()).hexdigest()[:_DIGITS]


def canonical(names: Mapping[str, int]) -> str:
    """Return the most complete of some names, and of these the one in most articles.

    Args:
        names: name -> articles that have it. A fuller name counts only where it is no rarity: in a tenth of the
            articles that the most frequent one is in.
    """
    most = max(names.values())
    known = {name: count for name, count in names.items() if count * 10 >= most}
    return max(known, key=lambda name: (len(name.split()), known[name], name))


def roles_over_time(rows: Iterable[tuple[str, dt.date | None, int]]) -> list[dict[str, Any]]:
    """Return each office with the first and last day on which it is stated, in the order of these days.

    Args:
        rows: office, day of the article, mentions.
    """
    found: dict[str, tuple[list[dt.date], int]] = {}
    for role, day, mentions in rows:
        days, count = found.get(role, ([], 0))
        found[role] = ([*days, day] if day else days, count + mentions)
    kept = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))[:_ROLES]
    told = [
        {"role": role, "first": min(days, default=None), "last": max(days, default=None), "mentions": count}
        for role, (days, count) in kept
    ]
    return sorted(told, key=lambda row: (row["first"] or dt.date.max, row["role"]))


def aliases_of(counts: Mapping[str, int]) -> tuple[list[str], list[int]]:
    """Return spellings and how often they stand in articles, the most frequent first."""
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_ALIASES]
    return [name for name, _ in kept], [count for _, count in kept]


def merges_of(edges: Iterable[Edge]) -> list[dict[str, str]]:
    """Return why names are one thing's, in the order of the names."""
    return [
        {"name": edge.name, "into": edge.into, "rule": edge.rule, "evidence": edge.evidence}
        for edge in sorted(edges, key=lambda edge: (edge.name, edge.into))
    ]
