"""Edges between stories to clusters: who survives, and who is folded into whom.

Nodes are numbered by their place in the order of survivors, so the clusters are a function of the set of articles,
however they came and wherever they lie.
"""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.ragged import spans


class Edges(NamedTuple):
    """Pairs of nodes that tell the same story, each once.

    Attributes:
        first, second: the nodes.
        into: which of them may be folded into the other: 0 either, 1 only the first into the second, -1 the reverse.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    into: NDArray[np.int8]


def fold(count: int, edges: Edges) -> NDArray[np.int64]:
    """Return for each node its survivor, itself if it survives.

    Nodes are settled in their order, but none before those into which alone it may be folded. Whoever is not folded
    when its turn comes survives, and folds its neighbours that are not settled. So every folded node has an edge to its
    survivor: a chain of small changes does not make one story of its two ends. Where nodes wait for one another in a
    circle, the first of them does not wait.

    Args:
        count: number of nodes; they are numbered in the order of survivors.
        edges: see there.
    """
    walk = _Walk(count, edges)
    ready = [node for node in walk.involved if not walk.waits[node]]
    heapify(ready)
    circle = iter(walk.involved)
    while True:
        if not ready:
            waiting = next((node for node in circle if not walk.settled[node]), None)
            if waiting is None:
                return walk.survivor
            ready.append(waiting)
        node = heappop(ready)
        if not walk.settled[node]:
            for free in walk.settle(node):
                heappush(ready, free)


class _Walk:
    """The state of one walk over the nodes.

    Attributes:
        involved: nodes with an edge, ascending; all others survive whatever happens, and are not looked at.
        waits: for each node, the nodes not yet settled into which alone it may be folded.
        settled: whether it is known what becomes of a node.
        survivor: what became of it.
    """

    def __init__(self, count: int, edges: Edges) -> None:
        begins, neighbour, folds = _neighbours(count, edges)
        self.involved: list[int] = np.flatnonzero(np.diff(begins)).tolist()
        self.waits: list[int] = np.bincount(_inferior(edges), minlength=count).tolist()
        self.settled = bytearray(count)
        self.survivor = np.arange(count, dtype=np.int64)
        self._begins, self._neighbour, self._folds = begins.tolist(), neighbour.tolist(), folds.tolist()

    def settle(self, node: int) -> list[int]:
        """Let a node survive and fold its neighbours; return those that have waited for it or for one of them."""
        self.settled[node] = 1
        done = [node]
        for other, folds in self._around(node):
            if folds >= 0 and not self.settled[other]:
                self.settled[other] = 1
                self.survivor[other] = node
                done.append(other)
        return [free for superior in done for free in self._released(superior)]

    def _released(self, superior: int) -> Iterator[int]:
        for inferior, folds in self._around(superior):
            if folds > 0:
                self.waits[inferior] -= 1
                if not self.waits[inferior] and not self.settled[inferior]:
                    yield inferior

    def _around(self, node: int) -> Iterator[tuple[int, int]]:
        begin, end = self._begins[node], self._begins[node + 1]
        return zip(self._neighbour[begin:end], self._folds[begin:end], strict=True)


def strangers(edges: Edges, survivor: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """Return the pairs of survivors that hang together by others and were perhaps never compared.

    Candidates are found with a chance that grows with their similarity. Two that were missed, or left out in a crowded
    bucket, are joined by copies of both, and are worth to be compared after all.

    Args:
        edges: see there; nodes are numbered in the order of survivors.
        survivor: of each node.
        limit: survivors of a component, its first ones, with which each of the others is paired.

    Returns:
        Shape (pairs, 2), nodes, the lesser first, each once.
    """
    involved = np.unique(np.concatenate([edges.first, edges.second]))
    heads = involved[survivor[involved] == involved]
    component = components(len(survivor), edges)[heads]
    order = np.argsort(component, kind="stable")
    heads, component = heads[order], component[order]
    begins = np.flatnonzero(np.append(True, component[1:] != component[:-1])[: len(component)])
    start = np.repeat(begins, np.diff(begins, append=len(heads)))
    partners = np.minimum(np.arange(len(heads)) - start, limit)
    return np.stack([heads[spans(start, partners)], np.repeat(heads, partners)], axis=1)


def components(count: int, edges: Edges) -> NDArray[np.int64]:
    """Return for each node the least node of those that it hangs together with.

    Labels sink along the edges, and each node follows its label to that one's own, so that the rounds grow with the
    logarithm of the longest chain.
    """
    label = np.arange(count, dtype=np.int64)
    while True:
        before = label.copy()
        least = np.minimum(label[edges.first], label[edges.second])
        for side in (edges.first, edges.second):
            np.minimum.at(label, side, least)
            np.minimum.at(label, before[side], least)
        label = label[label]
        if np.array_equal(before, label):
            return label


def _inferior(edges: Edges) -> NDArray[np.int64]:
    """Return the node of each one-way edge that may be folded into the other."""
    return np.concatenate([edges.first[edges.into > 0], edges.second[edges.into < 0]])


def _neighbours(count: int, edges: Edges) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Return the edges by node: where each one's begin, the neighbours, and how these may be folded.

    The last is 1 where only the neighbour may be folded into the node, -1 where only the reverse, 0 for either.
    """
    one = np.concatenate([edges.first, edges.second])
    other = np.concatenate([edges.second, edges.first])
    into = np.concatenate([-edges.into, edges.into])
    order = np.lexsort((other, one))
    begins = np.searchsorted(one[order], np.arange(count + 1))
    return begins, other[order], into[order]
