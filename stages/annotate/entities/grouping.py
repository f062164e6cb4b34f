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
    """Disjoint sets of names, of which each knows what it must not be joined with.

    A set is known by the first of its names, and keeps only those in order that it is compared by: to keep all of them
    in order would make the last of many joins as long as all before it together.
    """

    def __init__(self, names: Iterable[str], contradict: Contradict, different: Iterable[tuple[str, str]]) -> None:
        self._root = {name: name for name in names}
        self._members: dict[str, list[str]] = {}  # of the sets that have several, in no order
        self._compared: dict[str, list[str]] = {}  # of these, the first ones in order
        self._contradict = contradict
        self._apart: dict[str, set[str]] = {}
        for one, other in different:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        self._stated = {name: [name] for name in self._apart}  # members that people state to be apart from others

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
        if first == second or self._are_apart(first, second):
            return False
        left, right = self._compared.get(first, [first]), self._compared.get(second, [second])
        if any(self._contradict(name, others) for name in left for others in right):
            return False
        return self._unite(first, second)

    def _are_apart(self, first: str, second: str) -> bool:
        """Say whether people state that a name of one thing is not a name of the other."""
        left, right = self._stated.get(first, []), self._stated.get(second, [])
        if len(left) > len(right):
            left, second = right, first
        return any(other in self._root and self._find(other) == second for name in left for other in self._apart[name])

    def _unite(self, first: str, second: str) -> bool:
        if first == second:
            return False
        first, second = sorted((first, second))
        self._root[second] = first
        few, many = (self._members.pop(root, [root]) for root in (first, second))
        if len(few) > len(many):
            few, many = many, few
        many += few
        self._members[first] = many
        compared = [*self._compared.get(first, [first]), *self._compared.pop(second, [second])]
        self._compared[first] = sorted(compared)[:_COMPARED]
        if stated := self._stated.pop(second, None):
            self._stated.setdefault(first, []).extend(stated)
        return True

    def members(self) -> dict[str, list[str]]:
        """Return the names of each thing."""
        return {
            name: sorted(self._members[name]) if name in self._members else [name]
            for name, root in self._root.items()
            if name == root
        }
