"""Names put together into things: the surest pairs first, and never two names that contradict each other."""

from collections.abc import Callable, Iterable

from stages.annotate.entities.nodes import Edge

Contradict = Callable[[str, str], bool]

#: Names of one thing that are compared with those of another at most, so that work stays bounded.
_COMPARED = 40


def group(
    names: Iterable[str],
    edges: Iterable[Edge],
    contradict: Contradict,
    same: Iterable[tuple[str, str]],
    different: Iterable[tuple[str, str]],
) -> tuple[dict[str, list[str]], list[Edge]]:
    """Return the names of each thing by one of them, sorted, and the pairs that made them.

    What comes out depends on the sets alone, not on their order.

    Args:
        names: all names of one type.
        edges: pairs that are one thing's by the evidence.
        contradict: whether two names can be no one thing's; a thing whose names contradict another's is not joined.
        same: pairs that people state to be one thing's, joined first, whatever contradicts.
        different: pairs that people state to be two things'.
    """
    groups = _Groups(names, contradict, different)
    used = [
        Edge(-9, one, other, "stated", "entities.csv says so") for one, other in sorted(same) if groups.pin(one, other)
    ]
    used += [edge for edge in sorted(set(edges)) if groups.join(edge.name, edge.into)]
    return groups.members(), used


class _Groups:
    """Disjoint sets of names, of which each knows what it must not be joined with."""

    def __init__(self, names: Iterable[str], contradict: Contradict, different: Iterable[tuple[str, str]]) -> None:
        self._root = {name: name for name in names}
        self._members = {name: [name] for name in self._root}
        self._contradict = contradict
        self._apart: dict[str, set[str]] = {}
        for one, other in different:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def _find(self, name: str) -> str:
        while self._root[name] != name:
            self._root[name] = self._root[self._root[name]]
            name = self._root[name]
        return name

    def pin(self, one: str, other: str) -> bool:
        """Join what people say is one thing; return whether both are there and were apart."""
        if one not in self._root or other not in self._root:
            return False
        return self._unite(self._find(one), self._find(other))

    def join(self, one: str, other: str) -> bool:
        """Join two things unless names of theirs contradict each other; return whether they were apart."""
        if one not in self._root or other not in self._root:
            return False
        first, second = self._find(one), self._find(other)
        if first == second:
            return False
        left, right = self._members[first], self._members[second]
        if any(name in self._apart and not self._apart[name].isdisjoint(right) for name in left):
            return False
        if any(self._contradict(name, others) for name in left[:_COMPARED] for others in right[:_COMPARED]):
            return False
        return self._unite(first, second)

    def _unite(self, first: str, second: str) -> bool:
        if first == second:
            return False
        first, second = sorted((first, second))
        self._root[second] = first
        self._members[first] = sorted([*self._members[first], *self._members.pop(second)])
        return True

    def members(self) -> dict[str, list[str]]:
        """Return the names of each thing."""
        return self._members
