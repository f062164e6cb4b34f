"""Two texts laid beside one another: which passages they have in common, and which stand against each other.

Source: the patience diff (Bram Cohen, 2003). What occurs once in each of two texts is an anchor; the longest chain of
anchors that stand in the same order in both is what they share, and each gap in it is a passage that one of them has
instead of the other's. Anchors are shingles at first; then, within each gap, single words.

Everything works on many pairs of texts at once, poured into one array: first the first texts of all pairs, then the
second ones. A Python loop runs only over the pairs whose anchors are out of order.
"""

from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.ragged import spans

Places = NDArray[np.int64]

#: Words of a block that `refined` can lay out: gap, word (30 bits) and place share 64 bits.
MOST_WORDS = 1 << 17

_WORD_BITS = 30


class Runs(NamedTuple):
    """Where each different item of each group stands.

    Attributes:
        group: ascending.
        first, last: the first and the last place.
        times: how often it stands there.
    """

    group: Places
    first: Places
    last: Places
    times: Places


class Anchors(NamedTuple):
    """Where the same words stand in the first and in the second text of a pair; the pair follows from the place."""

    a: Places
    b: Places


class Gaps(NamedTuple):
    """Passages that differ; at most one of the two is empty.

    Attributes:
        pair: which pair it belongs to.
        a_start, a_end, b_start, b_end: half-open, in the poured array.
    """

    pair: Places
    a_start: Places
    a_end: Places
    b_start: Places
    b_end: Places


def runs(group: Places, item: NDArray[np.unsignedinteger], place: Places, item_bits: int) -> Runs:
    """Return where each different item of each group stands; group, item and place have 64 bits together."""
    place_bits = int(place.max()).bit_length() if len(place) else 0
    keyed = group.astype(np.uint64) << np.uint64(item_bits)
    keyed |= item
    keyed <<= np.uint64(place_bits)
    keyed |= place.astype(np.uint64)
    keyed.sort()
    place = (keyed & np.uint64((1 << place_bits) - 1)).astype(np.int64)
    keyed >>= np.uint64(place_bits)
    opens = np.ones(len(keyed) + 1, dtype=np.bool_)
    np.not_equal(keyed[1:], keyed[:-1], out=opens[1:-1])
    first = np.flatnonzero(opens)
    first, times = first[:-1], first[1:] - first[:-1]
    of_group = (keyed[first] >> np.uint64(item_bits)).astype(np.int64)
    return Runs(of_group, place[first], place[first + times - 1], times)


def anchors_of(found: Runs, second: int, where: NDArray[np.bool_] | None = None) -> Anchors:
    """Return the anchors among the runs of pairs: what stands once in each of two texts.

    Args:
        found: the runs, their groups being the pairs.
        second: where the second texts begin.
        where: the groups that are wanted; None for all.
    """
    once = (found.times == 2) & (found.first < second) & (found.last >= second)
    if where is not None:
        once &= where[found.group]
    places = np.flatnonzero(once)
    return Anchors(found.first[places], found.last[places])


def gaps(words: NDArray[np.uint32], starts: Places, lengths: Places, anchors: Anchors, width: int) -> Gaps:
    """Return the passages in which the two texts of each pair differ.

    Args:
        words: all texts in one array; equal values are equal words.
        starts: where the first and the second text of each pair begins in ``words``, shape (2, pairs).
        lengths: their words.
        anchors: where ``width`` words stand that occur once in each text of a pair; in any order.
        width: words of an anchor; that of a text of fewer words is the whole text.
    """
    a, b = _chained(anchors, starts[0])
    ends = starts + lengths
    count = starts.shape[1]

    # Anchors that follow one another at one distance are one passage.
    step = a[1:] - a[:-1]
    opens = np.ones(len(a) + 1, dtype=np.bool_)
    opens[1:-1] = (step != b[1:] - b[:-1]) | (step > width)
    opens[np.searchsorted(a, starts[0])] = True
    first = np.flatnonzero(opens)
    first, last = first[:-1], first[1:] - 1
    pair = np.searchsorted(ends[0], a[first], side="right")
    passage_start = np.array([a[first], b[first]])
    passage_end = np.minimum(np.array([a[last], b[last]]) + width, ends[:, pair])
    # Where the distance jumps, the words that both passages claim stay with the earlier one. It never takes all: the
    # last word of the next anchor lies behind it in both texts.
    claimed = np.maximum((passage_end[:, :-1] - passage_start[:, 1:]).max(axis=0), 0)
    claimed[pair[1:] != pair[:-1]] = 0
    passage_start[:, 1:] += claimed

    # One gap before each passage and one behind the last: a pair without a passage is one gap from end to end.
    passages = np.bincount(pair, minlength=count)
    head = np.cumsum(passages) - passages + np.arange(count)
    before = np.arange(len(pair)) + pair
    gap_start, gap_end = np.empty((2, 2, len(pair) + count), np.int64)
    gap_start[:, head], gap_end[:, head + passages] = starts, ends
    gap_start[:, before + 1], gap_end[:, before] = passage_end, passage_start
    return _trimmed(words, np.repeat(np.arange(count), passages + 1), gap_start, gap_end)


def joined(parts: Gaps, width: int) -> Gaps:
    """Return the gaps with those made one of which the first adds what the next one drops, or the other way round.

    "5 mln from 6 mln" and, a week later, "6 mln from 7 mln" share "6 mln" word for word, and yet both figures are new.

    Args:
        parts: as `gaps` leaves them.
        width: most words between two gaps for them to be made one.
    """
    near = (parts.pair[1:] == parts.pair[:-1]) & (parts.a_start[1:] - parts.a_end[:-1] <= width)
    of_a, of_b = parts.a_end > parts.a_start, parts.b_end > parts.b_start
    crossed = (of_a[:-1] != of_b[:-1]) & (of_a[1:] != of_b[1:]) & (of_a[:-1] != of_a[1:])
    opens = np.ones(len(of_a) + 1, dtype=np.bool_)
    opens[1:-1] = ~(near & crossed)
    first = np.flatnonzero(opens)
    first, last = first[:-1], first[1:] - 1
    return Gaps(parts.pair[first], parts.a_start[first], parts.a_end[last], parts.b_start[first], parts.b_end[last])


def refined(words: NDArray[np.uint32], coarse: Gaps, is_anchor: NDArray[np.bool_]) -> Gaps:
    """Return what is left of the gaps when each is laid out once more, by the words that it has once on either side.

    A phrase that is repeated ("mln tonnes vs") is no anchor in a whole text, so a table would be one gap; in the gaps
    between other anchors it often is.

    Args:
        words: as for `gaps`; 30 bits each, and at most `MOST_WORDS` of them.
        coarse: as `gaps` or `joined` leaves them.
        is_anchor: which of the words may be one.
    """
    both = (coarse.a_end > coarse.a_start) & (coarse.b_end > coarse.b_start)
    pair, a_start, a_end, b_start, b_end = (column[both] for column in coarse)
    starts = np.array([a_start, b_start])
    lengths = np.array([a_end, b_end]) - starts
    place = spans(starts.reshape(-1), lengths.reshape(-1))
    gap = np.repeat(np.tile(np.arange(len(pair)), 2), lengths.reshape(-1))
    wanted = is_anchor[place]
    gap, place = gap[wanted], place[wanted]
    second = int(b_start[0]) if len(pair) else 0
    anchors = anchors_of(runs(gap, words[place], place, _WORD_BITS), second)
    fine = gaps(words, starts, lengths, anchors, 1)
    fine = fine._replace(pair=pair[fine.pair])
    rest = (column[~both] for column in coarse)
    return Gaps(*(np.concatenate(columns) for columns in zip(rest, fine, strict=True)))


def _trimmed(words: NDArray[np.uint32], pair: Places, start: Places, end: Places) -> Gaps:
    """Take equal words off both ends of each gap, and leave out the gaps in which nothing is left."""
    room = (end - start).min(axis=0)
    same = _same(words, start, room, 1)
    start = start + same
    end = end - _same(words, end - 1, room - same, -1)
    left = (end > start).any(axis=0)
    return Gaps(pair[left], start[0, left], end[0, left], start[1, left], end[1, left])


def _same(words: NDArray[np.uint32], begin: Places, room: Places, step: int) -> Places:
    """Return how many words are equal on both sides from ``begin`` on, going by ``step``, within ``room``."""
    along = spans(np.zeros_like(room), room) * step
    a, b = np.repeat(begin, room, axis=1) + along
    differs = np.flatnonzero(words[a] != words[b])
    offset = np.cumsum(room) - room
    stop = np.append(differs, len(along))[np.searchsorted(differs, offset)]
    same: Places = np.minimum(stop - offset, room)
    return same


def _chained(anchors: Anchors, starts: Places) -> Anchors:
    """Return the anchors in the order of the first text, without those that are out of order in the second."""
    both = anchors.a << 32 | anchors.b  # a sort of one integer is several times as quick as one of indices
    both.sort()
    a, b = both >> 32, both & 0xFFFF_FFFF
    back = np.flatnonzero(b[1:] < b[:-1])
    if not len(back):
        return Anchors(a, b)
    # Pairs stand behind one another in both texts, so anchors are out of order only within a pair.
    bounds = np.append(np.searchsorted(a, starts), len(a))
    kept = np.ones(len(a), dtype=np.bool_)
    for pair in np.unique(np.searchsorted(bounds, back, side="right") - 1).tolist():
        low, high = bounds[pair : pair + 2].tolist()
        kept[low:high] = False
        kept[[low + place for place in longest_increasing(b[low:high].tolist())]] = True
    return Anchors(a[kept], b[kept])


def longest_increasing(values: list[int]) -> list[int]:
    """Return the places of a longest increasing run through ``values``, all different.

    Source: patience sorting (Fredman, On computing the length of longest increasing subsequences, 1975).
    """
    tops: list[int] = []
    top_places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        pile = bisect_left(tops, value)
        before.append(top_places[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [value]
        top_places[pile : pile + 1] = [place]
    chain = []
    place = top_places[-1] if top_places else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]
