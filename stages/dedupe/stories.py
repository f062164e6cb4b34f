"""Verified pairs to stories: who revises whom, who stands inside whom, and in which order they survive.

Articles of one text are one node here (`stages.dedupe.exact`), and a pair of texts an edge between two nodes.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import cluster, relate, titles
from stages.dedupe.measured import Measured
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import spans
from stages.dedupe.standing import Standing

Places = NDArray[np.int64]

#: Distinct shingles by which a later text must be longer than the one that it revises, if it says nothing else
#: otherwise: a sentence or so.
_SENTENCE = 8

#: Share of the size of a story that a revision must have to stand for it.
_WHOLE = 0.75

#: Texts of up to so many times ``notice_words`` are short: notices, and the forms of a few sentences.
_SHORT = 2

#: Likewise the bulletins that an outlet puts out anew with other figures within a day.
_BULLETIN = 5


@dataclass(frozen=True)
class Pairs:
    """Pairs of nodes that tell the same story, in columns of one length.

    Attributes:
        first, second: the nodes, the lesser first.
        near: whether they are alike on both sides; else one stands inside the other.
        later: which of them revises the other: 1 the second, -1 the first, 0 neither.
        into: as `stages.dedupe.cluster.Edges` has it.
        similarity: Jaccard.
        inside_first, inside_second: containment of the first in the second, and of the second in the first.
        changed: numbers and names that differ where the two are aligned.
    """

    first: Places
    second: Places
    near: NDArray[np.bool_]
    later: NDArray[np.int8]
    into: NDArray[np.int8]
    similarity: NDArray[np.float64]
    inside_first: NDArray[np.float64]
    inside_second: NDArray[np.float64]
    changed: Places

    def held(self, count: int) -> NDArray[np.bool_]:
        """Return which of ``count`` nodes stand inside a longer one of another story or of their own."""
        held = np.zeros(count, dtype=np.bool_)
        inside = (self.later == 0) & (self.into != 0)
        held[np.where(self.into > 0, self.first, self.second)[inside]] = True
        return held

    @property
    def edges(self) -> cluster.Edges:
        """What the clusters are made from."""
        return cluster.Edges(self.first, self.second, self.into)

    def find(self, one: Places, other: Places) -> Places:
        """Return the places of pairs of nodes that are among these, given in any order."""
        count = int(max(self.second.max(initial=0), one.max(initial=0), other.max(initial=0))) + 1
        keys = self.first * count + self.second
        order = np.argsort(keys)
        found: Places = order[np.searchsorted(keys[order], np.minimum(one, other) * count + np.maximum(one, other))]
        return found


class Stories:
    """The nodes, and what follows for them from what was measured.

    Args:
        standing: all articles that may share a story with another.
        leader: by row of the signatures, the one that stands for all of its text.
        params: the knobs.

    Attributes:
        node: of each article in ``standing``; nodes are numbered in the order of their first articles.
        head: the first article of each node, a place in ``standing``.
        columns: headings of columns and forms (`stages.dedupe.columns`).
    """

    def __init__(self, standing: Standing, leader: NDArray[np.int64], params: DedupeParams) -> None:
        self.standing, self._params = standing, params
        self._leaders, head, node = np.unique(leader[standing.row], return_index=True, return_inverse=True)
        order = np.argsort(head)
        self._number = np.empty(len(head), np.int64)
        self._number[order] = np.arange(len(head))
        self.node, self.head = self._number[node], head[order]
        # The first article of each outlet in each node, found by one number for the two.
        self._outlets = int(standing.outlet.max(initial=-1)) + 1
        known = np.flatnonzero(standing.outlet >= 0)
        self._carriers, first = np.unique(self.node[known] * self._outlets + standing.outlet[known], return_index=True)
        self._carrier_place = known[first]
        self.columns = np.zeros(0, np.uint64)

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.head)

    def nodes_of(self, rows: Places) -> Places:
        """Return the nodes of leading rows."""
        nodes: Places = self._number[np.searchsorted(self._leaders, rows)]
        return nodes

    def leaders_of(self, nodes: Places) -> Places:
        """Return the rows that lead these nodes."""
        row = np.empty(len(self), np.int64)
        row[self._number] = self._leaders
        return row[nodes]

    def pairs(self, measured: Measured) -> Pairs:
        """Return the pairs that tell the same story, with what follows from who published them and when."""
        related = relate.relate(measured.measures, self._params)
        wanted = np.flatnonzero(related.worth)
        measures, related = measured.measures[wanted], related.take(wanted)
        a, b = (self.nodes_of(side) for side in measured.pairs[wanted].T)
        changed = measures["numbers_changed"].astype(np.int64) + measures["names_changed"]

        met = self._meet(a, b)
        numbers = measures["numbers_changed"]
        other = related.template | met.other_issue | (met.another_day & (numbers > 0)) | (met.bulletin & (numbers > 1))
        # Seen from the one that came first.
        grown = met.later * (measures["size_b"].astype(np.int64) - measures["size_a"]) >= _SENTENCE
        alike = related.near | related.inside_a | related.inside_b
        holds = related.near | np.where(met.later > 0, related.inside_a, related.inside_b)
        # What says that it revises is taken at its word, unless most of the story were lost with it.
        whole = _whole(measures, met.later)
        corrects = met.announced & whole & (related.near | holds | (related.akin & met.same_subject))
        revises = (met.later != 0) & (corrects | (~met.announced & holds & ~other & ((changed > 0) | grown)))
        later = np.where(revises, met.later, 0).astype(np.int8)
        inside = related.inside_a.astype(np.int8) - related.inside_b.astype(np.int8)
        into = np.where(revises, later, np.where(related.near, 0, inside)).astype(np.int8)

        # A short correction is no part of the wrong story that it corrects, and stands beside it.
        kept = np.flatnonzero(revises | (alike & ~other & ~met.announced))
        swap = a > b
        turn = np.where(swap, -1, 1).astype(np.int8)
        return Pairs(
            first=np.minimum(a, b)[kept],
            second=np.maximum(a, b)[kept],
            near=related.near[kept],
            later=(later * turn)[kept],
            into=(into * turn)[kept],
            similarity=related.similarity[kept],
            inside_first=np.where(swap, related.containment_b, related.containment_a)[kept],
            inside_second=np.where(swap, related.containment_a, related.containment_b)[kept],
            changed=changed[kept],
        )

    def _meet(self, a: Places, b: Places) -> "_Met":
        """Compare pairs of nodes by the outlets that carried both."""
        begins = np.searchsorted(self._carriers, a * self._outlets)
        counts = np.searchsorted(self._carriers, (a + 1) * self._outlets) - begins
        pair = np.repeat(np.arange(len(a)), counts)
        one = self._carrier_place[spans(begins, counts)]
        other = self.first_of(b[pair], self.standing.outlet[one])
        both = other >= 0
        pair, one, other = pair[both], one[both], other[both]

        def somewhere(found: NDArray[np.bool_]) -> NDArray[np.bool_]:
            return np.bincount(pair[found], minlength=len(a)) > 0

        standing, params = self.standing, self._params
        days = standing.days_between(one, other)
        order = np.where(days > params.update_days, 0, standing.later(one, other)).astype(np.int64)
        subjects, headings = ((column[one], column[other]) for column in (standing.subject, standing.heading))
        words = np.minimum(standing.words[one], standing.words[other])
        is_column = (headings[0] == headings[1]) & np.isin(headings[0], self.columns)
        return _Met(
            later=somewhere(order > 0).astype(np.int64) - somewhere(order < 0),
            announced=somewhere(order * (standing.revision[other] - standing.revision[one]) > 0),
            another_day=somewhere(days > 0),
            other_issue=somewhere(((words < _SHORT * params.notice_words) & (days > 1)) | (is_column & (days != 0))),
            bulletin=somewhere(words < _BULLETIN * params.notice_words),
            same_subject=somewhere((subjects[0] == subjects[1]) & (subjects[0] != titles.NONE)),
        )

    def first_of(self, nodes: Places, outlets: Places) -> Places:
        """Return the first article of an outlet in a node, -1 where it has none; both of one length."""
        if not len(self._carriers):
            return np.full(len(nodes), -1, np.int64)
        keys = nodes * self._outlets + outlets
        place = np.minimum(np.searchsorted(self._carriers, keys), len(self._carriers) - 1)
        return np.where((self._carriers[place] == keys) & (outlets >= 0), self._carrier_place[place], -1)

    def survivors(self, pairs: Pairs) -> Places:
        """Return the survivor of each node.

        A revision counts as published when the first of those was that it revises: what was told first and corrected
        later is not younger than what others copied in between.
        """
        standing = self.standing
        when = _runs(np.stack([standing.day, standing.instant, standing.clock])[:, self.head])
        old = np.where(pairs.later > 0, pairs.first, pairs.second)[pairs.later != 0]
        new = np.where(pairs.later > 0, pairs.second, pairs.first)[pairs.later != 0]
        while True:
            before = when.copy()
            np.minimum.at(when, new, when[old])
            if np.array_equal(before, when):
                break
        order = np.lexsort((-standing.words[self.head], standing.rank[self.head], when))
        place = np.empty(len(self), np.int64)
        place[order] = np.arange(len(self))
        edges = pairs.edges
        moved = cluster.Edges(place[edges.first], place[edges.second], edges.into)
        survivor: Places = order[cluster.fold(len(self), moved)][place]
        return survivor


def _whole(measures: NDArray[np.void], later: Places) -> NDArray[np.bool_]:
    """Say of which pairs the later text is not much shorter than the earlier one."""
    new = np.where(later > 0, measures["size_b"], measures["size_a"])
    old = np.where(later > 0, measures["size_a"], measures["size_b"])
    whole: NDArray[np.bool_] = new >= _WHOLE * old
    return whole


class _Met(NamedTuple):
    """What the outlets that carried both of a pair of nodes say of it, one value per pair.

    Attributes:
        later: which came later in all of these outlets, within the days of an update: 1 the second, -1 the first.
        announced: whether the later one says of itself that it revises another.
        another_day: whether they are of different days.
        other_issue: whether they are two issues of a column or a form: a short text two days later or more, or one
            under the same standing heading on what is not known to be the same day.
        bulletin: whether they are short enough that two new figures make another one: the market at noon, at the close.
        same_subject: whether their titles begin with the same word.
    """

    later: Places
    announced: NDArray[np.bool_]
    another_day: NDArray[np.bool_]
    other_issue: NDArray[np.bool_]
    bulletin: NDArray[np.bool_]
    same_subject: NDArray[np.bool_]


def _runs(times: Places) -> Places:
    """Return for each column of a sorted sequence the place of the first that equals it."""
    opens = np.ones(times.shape[1], dtype=np.bool_)
    opens[1:] = (times[:, 1:] != times[:, :-1]).any(axis=0)
    return np.maximum.accumulate(np.where(opens, np.arange(len(opens)), 0))
