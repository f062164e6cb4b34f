"""Names are put together with work that grows with their number, whatever order they are joined in."""

from collections.abc import Callable, Sequence

import pytest

from stages.annotate.entities.grouping import group
from stages.annotate.entities.nodes import Edge


class Counted(str):
    """A name that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __lt__(self, other: str) -> bool:
        Counted.compared += 1
        return str.__lt__(self, other)


def work(count: int, pairs: Callable[[int], Sequence[tuple[int, int]]], *, apart: bool = False) -> tuple[int, int]:
    """Return how often names were compared and asked for contradictions while ``count`` of them became one thing."""
    asked = 0

    def contradict(one: str, other: str) -> bool:
        nonlocal asked
        asked += 1
        return False

    names = [Counted(f"{at:06}") for at in range(count)]
    edges = [Edge(0, names[one], names[other], "rule", "evidence") for one, other in pairs(count)]
    stated = [(name, f"other {name}") for name in names] if apart else []
    Counted.compared = 0
    groups, used = group(names, edges, contradict, [], stated)
    assert list(groups) == ["000000"]
    assert groups["000000"] == [f"{at:06}" for at in range(count)]
    assert len(used) == count - 1
    return Counted.compared, asked


def chain(count: int) -> list[tuple[int, int]]:
    return [(at, at + 1) for at in range(count - 1)]


def star(count: int) -> list[tuple[int, int]]:
    return [(0, at) for at in range(1, count)]


def backwards(count: int) -> list[tuple[int, int]]:
    return [(count - 1, at) for at in reversed(range(count - 1))]


@pytest.mark.parametrize("pairs", [chain, star, backwards])
@pytest.mark.parametrize("apart", [False, True])
def test_one_thing_with_many_spellings_is_put_together_in_linear_work(
    pairs: Callable[[int], Sequence[tuple[int, int]]], apart: bool
) -> None:
    compared, asked = work(300, pairs, apart=apart)
    most_compared, most_asked = work(2_400, pairs, apart=apart)
    assert compared > 0
    assert most_compared < 8 * 1.5 * compared
    assert most_asked < 8 * 1.5 * asked


@pytest.mark.parametrize(
    ("apart", "groups"), [("af", ["abcde", "f"]), ("fa", ["abcde", "f"]), ("dc", ["abc", "def"]), ("xc", ["abcdef"])]
)
def test_what_people_say_is_apart_stays_apart_from_either_side(apart: str, groups: list[str]) -> None:
    edges = [Edge(0, one, other, "rule", "evidence") for one, other in ("ab", "bc", "de", "ef", "cd")]
    one, other = apart
    found, _ = group("abcdef", edges, lambda *_: False, [], [(one, other)])
    assert ["".join(names) for names in found.values()] == groups
