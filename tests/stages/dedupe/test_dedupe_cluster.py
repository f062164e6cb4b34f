"""Who survives, on graphs small enough to see and against a slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe.cluster import Edges, components, fold, strangers

Edge = tuple[int, int, int]


def edges_of(edges: list[Edge]) -> Edges:
    columns = np.array(edges, dtype=np.int64).reshape(-1, 3).T
    return Edges(columns[0], columns[1], columns[2].astype(np.int8))


@pytest.mark.parametrize(
    ("edges", "survivors"),
    [
        pytest.param([], [0, 1, 2, 3], id="nothing is like anything"),
        pytest.param([(0, 1, 0), (0, 2, 0), (1, 2, 0)], [0, 0, 0, 3], id="all alike"),
        pytest.param([(0, 1, 0), (1, 2, 0), (2, 3, 0)], [0, 0, 2, 2], id="a chain breaks where its end is unlike"),
        pytest.param([(0, 2, 0), (1, 2, 0)], [0, 1, 0, 3], id="between two survivors the first takes it"),
        pytest.param([(0, 1, 0), (1, 3, 0), (2, 3, 0)], [0, 0, 2, 2], id="a folded one folds nobody"),
        pytest.param([(0, 1, 1)], [1, 1, 2, 3], id="the first stands inside the second"),
        pytest.param([(0, 1, -1)], [0, 0, 2, 3], id="the second stands inside the first"),
        pytest.param([(0, 1, 1), (1, 2, 1)], [0, 2, 2, 3], id="its superior is folded into one that it is unlike"),
        pytest.param([(0, 1, 1), (1, 2, 1), (0, 2, 1)], [2, 2, 2, 3], id="the last of two revisions"),
        pytest.param([(0, 1, 1), (1, 2, 1), (0, 2, -1)], [0, 1, 0, 3], id="a circle"),
        pytest.param([(0, 3, 1), (0, 2, 0)], [2, 1, 2, 3], id="who waits folds nobody, and may be folded by another"),
    ],
)
def test_who_survives(edges: list[Edge], survivors: list[int]) -> None:
    assert fold(4, edges_of(edges)).tolist() == survivors


GRAPHS = st.integers(1, 7).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.dictionaries(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] < pair[1]),
            st.sampled_from([-1, 0, 1]),
        ),
    )
)


def twin(count: int, edges: dict[tuple[int, int], int]) -> list[int]:
    """Settle one node after another as the documentation says it."""
    folds_into = {(a, b) for (a, b), way in edges.items() if way >= 0}
    folds_into |= {(b, a) for (a, b), way in edges.items() if way <= 0}
    only = {(a, b) for a, b in folds_into if (b, a) not in folds_into}
    survivor: dict[int, int] = {}
    while len(survivor) < count:
        left = [node for node in range(count) if node not in survivor]
        free = [node for node in left if all(b in survivor for a, b in only if a == node)]
        node = (free or left)[0]
        survivor[node] = node
        for other in left:
            if other != node and (other, node) in folds_into:
                survivor[other] = node
    return [survivor[node] for node in range(count)]


@settings(deadline=None)
@given(GRAPHS)
def test_folds_as_the_slow_twin(graph: tuple[int, dict[tuple[int, int], int]]) -> None:
    count, edges = graph
    survivor = fold(count, edges_of([(*pair, way) for pair, way in edges.items()])).tolist()
    assert survivor == twin(count, edges)
    for node, head in enumerate(survivor):
        assert survivor[head] == head
        assert node == head or (min(node, head), max(node, head)) in edges


def test_survivors_of_one_component_are_strangers() -> None:
    edges = edges_of([(0, 2, 0), (1, 2, 0), (1, 3, 0), (5, 6, 0)])
    survivor = fold(7, edges)
    assert survivor.tolist() == [0, 1, 0, 1, 4, 5, 5]
    assert strangers(edges, survivor, 8).tolist() == [[0, 1]]
    assert strangers(edges_of([(0, 1, 0)]), np.array([0, 0]), 8).tolist() == []
    assert strangers(edges_of([]), np.arange(3), 8).tolist() == []


def test_in_a_large_component_the_first_survivors_are_compared_with_all_others() -> None:
    # A star whose middle comes last: each of the others survives.
    edges = edges_of([(leaf, 9, -1) for leaf in range(9)])
    survivor = np.arange(10)
    found = strangers(edges, survivor, 2).tolist()
    assert found == [[0, 1], *([first, other] for other in range(2, 10) for first in (0, 1))]


@settings(deadline=None)
@given(GRAPHS)
def test_components_are_what_edges_hold_together(graph: tuple[int, dict[tuple[int, int], int]]) -> None:
    count, edges = graph
    label = list(range(count))
    for _ in range(count):
        for a, b in edges:
            label[a] = label[b] = min(label[a], label[b])
    assert components(count, edges_of([(*pair, way) for pair, way in edges.items()])).tolist() == label


def test_a_long_chain_takes_few_rounds() -> None:
    nodes = np.random.default_rng(1).permutation(20_000)
    chain = Edges(nodes[:-1], nodes[1:], np.zeros(len(nodes) - 1, np.int8))
    assert (components(len(nodes), chain) == 0).all()
