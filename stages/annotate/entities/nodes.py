"""What is compared: each name of the corpus with all that articles say of it, and pairs of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from stages.annotate.entities.rules import rules

#: Articles that name an organisation at most, for it to say something that two persons are both named beside it.
_RARE = 30


@dataclass
class Node:
    """A name of the corpus.

    Attributes:
        type, name: what is named, by the fullest name that an article has.
        documents: articles that name it so.
        aliases: as articles write it -> mentions.
        roles: offices stated with it -> mentions.
        beside: organisations of the articles that name it -> how many articles.
    """

    type: str
    name: str
    documents: int = 0
    aliases: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)

    def offices(self) -> frozenset[str]:
        """Return what the offices are: minister, ambassador."""
        return frozenset(head for role in self.roles for head in heads_of(role))

    def contradicts(self, other: "Node") -> bool:
        """Say whether both have offices and none in common."""
        mine, others = self.offices(), other.offices()
        return bool(mine and others) and not mine & others

    def shares(self, other: "Node") -> str | None:
        """Return what the articles of both say of either: an office, an organisation; None where there is nothing."""
        offices = sorted(self.offices() & other.offices())
        beside = sorted(self.beside.keys() & other.beside.keys())
        if offices and (beside or self._field_of(other)):
            return f"both are {offices[0]}, {'beside ' + beside[0] if beside else self._field_of(other)}"
        if len(beside) > 1 and not (self.contradicts(other)):
            return f"both stand beside {beside[0]} and {beside[1]}"
        return None

    def _field_of(self, other: "Node") -> str | None:
        """Return a field that the offices of both have."""
        mine = frozenset(word for role in self.roles for word in fields_of(role))
        words = sorted(mine & frozenset(word for role in other.roles for word in fields_of(role)))
        return f"for {words[0]}" if words else None


class Edge(NamedTuple):
    """Two names that are one thing's: the surest first, then in the order of names."""

    doubt: int
    name: str
    into: str
    rule: str
    evidence: str

    @classmethod
    def of(cls, sure: int, one: Node, other: Node, rule: str, evidence: str) -> "Edge":
        """Return the pair, with the less complete name first."""
        name, into = sorted((one, other), key=lambda node: (len(node.name.split()), node.documents, node.name))
        return cls(-sure, name.name, into.name, rule, evidence)


@lru_cache(maxsize=1 << 15)
def heads_of(role: str) -> frozenset[str]:
    """Return the offices that a role names, without titles.

    >>> sorted(heads_of("Federal Minister for Finance")), sorted(heads_of("Mr."))
    (['minister'], [])
    """
    words = [word.strip(".,") for word in role.lower().split()]
    found = []
    for at, word in enumerate(words):
        if word in _JOINTS:
            break
        following = words[at + 1] if at + 1 < len(words) else ""
        if word not in rules().titles and (not following or following in _JOINTS or following in rules().titles):
            found.append(word)
    return frozenset(found)


@lru_cache(maxsize=1 << 15)
def fields_of(role: str) -> frozenset[str]:
    """Return the words that say of what an office is.

    >>> sorted(fields_of("Federal Minister for Finance and Revenue"))
    ['federal', 'finance', 'revenue']
    """
    words = [word.strip(".,").removesuffix("'s").removesuffix("’s") for word in role.lower().split()]
    return frozenset(word for word in words if word not in _JOINTS and len(word) > 1) - heads_of(role) - rules().titles


_JOINTS = frozenset({"of", "for", "to", "on", "and", "the", "in", "at"})


def merged(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Return the sums of two counts."""
    return {name: counts.get(name, 0) + more.get(name, 0) for name in (*counts, *more)}
