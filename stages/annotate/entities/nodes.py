"""What is compared: each name of the corpus with all that articles say of it, and pairs of them."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from stages.annotate.entities.rules import rules

#: Gives the words that stand with a name, by its number, in their order.
Read = Callable[[int], list[str]]


class Reads(NamedTuple):
    """What stands with names: other spellings, offices, organisations beside."""

    aliases: Read
    roles: Read
    beside: Read


class Node:
    """A name of the corpus.

    Attributes:
        at: its number.
        type, name: what is named, by the fullest name that an article has.
        documents: articles that name it so.
    """

    __slots__ = ("_beside", "_offices", "_read", "_roles", "at", "documents", "name", "type")

    def __init__(self, type_: str, name: str, documents: int, at: int, read: Reads) -> None:
        self.type = type_
        self.name = name
        self.documents = documents
        self.at = at
        self._read = read
        self._roles: list[str] | None = None
        self._beside: frozenset[str] | None = None
        self._offices: frozenset[str] | None = None

    def aliases(self) -> list[str]:
        """Return how else articles write it."""
        return [alias for alias in self._read.aliases(self.at) if alias != self.name]

    @property
    def roles(self) -> list[str]:
        """Offices stated with it."""
        if self._roles is None:
            self._roles = self._read.roles(self.at)
        return self._roles

    @property
    def beside(self) -> frozenset[str]:
        """Organisations of the articles that name it."""
        if self._beside is None:
            self._beside = frozenset(self._read.beside(self.at))
        return self._beside

    def offices(self) -> frozenset[str]:
        """Return what the offices are: minister, ambassador."""
        if self._offices is None:
            self._offices = frozenset(head for role in self.roles for head in heads_of(role))
        return self._offices

    def contradicts(self, other: "Node") -> bool:
        """Say whether both have offices and none in common."""
        mine, others = self.offices(), other.offices()
        return bool(mine and others) and not mine & others

    def shares(self, other: "Node") -> str | None:
        """Return what the articles of both say of either: an office, an organisation; None where there is nothing."""
        offices = sorted(self.offices() & other.offices())
        beside = sorted(self.beside & other.beside)
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
            found.append(rules().offices.get(word, word))
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
