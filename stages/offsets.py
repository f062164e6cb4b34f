"""Where a character of the clean text stands in the raw source: a piecewise map that every stage can read.

The map of one article is a list of segments ``(start, raw_start, length, raw_length)``, ascending and without overlap
in both texts, all in Unicode code points:

* where the two lengths are equal the map is character by character;
* where they differ the segment is atomic (``ﬁ`` became ``fi``): a span that touches it gets all of it;
* clean characters outside every segment have no known place in the source (a paragraph of a web page that could not be
  found in the page's source again);
* raw characters outside every segment were dropped.

Only what builds, composes and reads such maps may live here; what is kept or repaired is decided in `stages.clean`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Segment = tuple[int, int, int, int]
Segments = list[Segment]
Integers = npt.NDArray[np.int64]

_start = itemgetter(0)

#: What the four numbers of a segment are called.
NAMES = ("start", "raw_start", "length", "raw_length")

#: The Arrow type of a column of maps.
OFFSETS_TYPE = pa.list_(
    pa.field(
        "item",
        pa.struct([pa.field(name, pa.int32(), nullable=False) for name in NAMES]),
        nullable=False,
    )
)


class Edit(NamedTuple):
    """``text[start:end]`` is replaced by ``new``; an empty ``new`` drops it. ``start < end`` always."""

    start: int
    end: int
    new: str


def append(segments: Segments, start: int, raw_start: int, length: int, raw_length: int) -> None:
    """Add one segment at the end, joined with the last one where both together are still one piece of the map.

    A segment that shares raw characters with the last one (two halves of one atomic segment) makes both atomic.
    """
    if segments:
        last_start, last_raw, last_length, last_raw_length = segments[-1]
        raw_end = last_raw + last_raw_length
        if raw_start < raw_end:
            end = max(raw_end, raw_start + raw_length)
            segments[-1] = (last_start, last_raw, start + length - last_start, end - last_raw)
            return
        if (
            last_start + last_length == start
            and raw_end == raw_start
            and last_length == last_raw_length
            and length == raw_length
        ):
            segments[-1] = (last_start, last_raw, last_length + length, last_length + length)
            return
    segments.append((start, raw_start, length, raw_length))


def keep(pieces: Iterable[tuple[int, int]]) -> Segments:
    """Return the map of a text that is the pieces ``[start, end)`` of another, one directly after the other.

    >>> keep([(2, 5), (5, 7), (9, 10)])
    [(0, 2, 5, 5), (5, 9, 1, 1)]
    """
    segments: Segments = []
    position = first = last = 0
    for start, end in pieces:
        if start != last:
            if last > first:
                segments.append((position, first, last - first, last - first))
                position += last - first
            first = start
        last = end
    if last > first:
        segments.append((position, first, last - first, last - first))
    return segments


def apply_edits(text: str, edits: Sequence[Edit]) -> tuple[str, Segments]:
    """Return the edited text and its map to ``text``. The edits are ascending and do not overlap.

    >>> apply_edits("of\N{LATIN SMALL LIGATURE FI}ce", [Edit(2, 3, "fi")])
    ('office', [(0, 0, 2, 2), (2, 2, 2, 1), (4, 3, 2, 2)])
    """
    parts: list[str] = []
    segments: Segments = []
    position = done = 0
    for start, end, new in edits:
        if done < start:
            parts.append(text[done:start])
            append(segments, position, done, start - done, start - done)
            position += start - done
        if new:
            parts.append(new)
            append(segments, position, start, len(new), end - start)
            position += len(new)
        done = end
    if done < len(text):
        parts.append(text[done:])
        append(segments, position, done, len(text) - done, len(text) - done)
    return "".join(parts), segments


def compose(outer: Segments, inner: Segments) -> Segments:
    """Return the map from the clean text to the raw one, given clean -> draft (``outer``) and draft -> raw (``inner``).

    Of an atomic segment that ``outer`` cuts, each part gets all of the raw characters, and parts are joined again;
    where that leaves two equal lengths the segment counts as character by character, which is right for its ends.

    >>> compose([(0, 4, 3, 3)], [(0, 10, 5, 5), (5, 20, 9, 9)])
    [(0, 14, 1, 1), (1, 20, 2, 2)]
    """
    segments: Segments = []
    index = 0
    for start, middle, length, middle_length in outer:
        end = middle + middle_length
        while index and inner[index - 1][0] + inner[index - 1][2] > middle:
            index -= 1  # the last segment of the draft may reach into this one too
        while index < len(inner) and inner[index][0] + inner[index][2] <= middle:
            index += 1
        if length != middle_length:
            extent = to_raw(inner, middle, end)
            if extent is not None:
                append(segments, start, extent[0], length, extent[1] - extent[0])
            continue
        while index < len(inner) and inner[index][0] < end:
            inner_start, raw_start, inner_length, raw_length = inner[index]
            low, high = max(middle, inner_start), min(end, inner_start + inner_length)
            if inner_length == raw_length:
                append(segments, start + low - middle, raw_start + low - inner_start, high - low, high - low)
            else:
                append(segments, start + low - middle, raw_start, high - low, raw_length)
            index += 1
    return segments


def to_raw(segments: Segments, start: int, end: int) -> tuple[int, int] | None:
    """Return the raw span of the clean span ``[start, end)``.

    None where the span is empty, or its first or last character has no known place in the source.

    >>> to_raw([(0, 0, 2, 2), (2, 2, 2, 1), (4, 3, 2, 2)], 3, 5)
    (2, 4)
    """
    low = bisect_right(segments, start, key=_start) - 1
    if low < 0 or start >= end:
        return None
    high = bisect_right(segments, end - 1, lo=low, key=_start) - 1
    first, raw_first, length, raw_length = segments[low]
    last, raw_last, last_length, raw_last_length = segments[high]
    if start >= first + length or end > last + last_length:
        return None
    raw_start = raw_first + start - first if length == raw_length else raw_first
    return raw_start, raw_last + end - last if last_length == raw_last_length else raw_last + raw_last_length


class SegmentArrays(NamedTuple):
    """The segments of one article as four integer arrays of one length, in the order of `Segment`."""

    start: Integers
    raw_start: Integers
    length: Integers
    raw_length: Integers


def as_arrays(segments: Segments) -> SegmentArrays:
    """Return a list of segments as arrays."""
    table = np.array(segments, np.int64).reshape(-1, 4)
    return SegmentArrays(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def to_raw_many(
    segments: SegmentArrays, starts: npt.ArrayLike, ends: npt.ArrayLike
) -> tuple[Integers, Integers, npt.NDArray[np.bool_]]:
    """Return the raw spans of many clean spans of one article: ``(raw_starts, raw_ends, valid)``.

    The rule is that of `to_raw`; where ``valid`` is False the two numbers are -1. The spans may come in any order.
    """
    begin, finish = np.asarray(starts, np.int64), np.asarray(ends, np.int64)
    if not len(segments.start):
        nothing = np.full(begin.shape, -1, np.int64)
        return nothing, nothing.copy(), np.zeros(begin.shape, np.bool_)
    exact = segments.length == segments.raw_length

    def locate(positions: Integers) -> tuple[Integers, Integers, npt.NDArray[np.bool_]]:
        """Segment, distance from its first character, and whether the position is in it at all."""
        at = np.searchsorted(segments.start, positions, side="right") - 1
        distance = positions - segments.start[at]
        return at, distance, (at >= 0) & (distance < segments.length[at])

    first, skip, starts_inside = locate(begin)
    last, reach, ends_inside = locate(finish - 1)
    valid = (begin < finish) & starts_inside & ends_inside
    raw_starts = segments.raw_start[first] + np.where(exact[first], skip, 0)
    raw_ends = segments.raw_start[last] + np.where(exact[last], reach + 1, segments.raw_length[last])
    return np.where(valid, raw_starts, -1), np.where(valid, raw_ends, -1), valid


def to_raw_column(
    offsets: pa.ListArray, rows: npt.ArrayLike, starts: npt.ArrayLike, ends: npt.ArrayLike
) -> tuple[Integers, Integers, npt.NDArray[np.bool_]]:
    """Return the raw spans of spans of many articles at once, as `to_raw_many` does for one.

    Args:
        offsets: the maps, one per article.
        rows: for each span, the row of its article in ``offsets``.
        starts: where the spans begin in the clean text of their article.
        ends: where they end.
    """
    return to_raw_rows(one_axis(offsets), rows, starts, ends)


def one_axis(offsets: pa.ListArray) -> SegmentArrays:
    """Return the maps of many articles as one, whose clean texts lie one after another, 2 ** 32 apart."""
    owners = np.repeat(np.arange(len(offsets), dtype=np.int64), offsets.value_lengths().fill_null(0).to_numpy())
    start, raw_start, length, raw_length = (
        column.to_numpy(zero_copy_only=False).astype(np.int64) for column in offsets.flatten().flatten()
    )
    return SegmentArrays(start + (owners << 32), raw_start, length, raw_length)


def to_raw_rows(
    segments: SegmentArrays, rows: npt.ArrayLike, starts: npt.ArrayLike, ends: npt.ArrayLike
) -> tuple[Integers, Integers, npt.NDArray[np.bool_]]:
    """Return the raw spans of spans of many articles as `to_raw_column` does, given `one_axis` of the maps."""
    bases = np.asarray(rows, np.int64) << 32
    return to_raw_many(segments, bases + np.asarray(starts, np.int64), bases + np.asarray(ends, np.int64))


def gaps(segments: Segments, removed: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a raw text of ``length`` that neither a segment nor a removed span covers, ascending.

    >>> list(gaps([(0, 2, 3, 3)], [(5, 6)], 8))
    [(0, 2), (6, 8)]
    """
    done = 0
    covered = [(raw_start, raw_start + raw_length) for _, raw_start, _, raw_length in segments]
    for start, end in sorted([*covered, *removed]):
        if done < start:
            yield done, start
        done = max(done, end)
    if done < length:
        yield done, length


def clip(segments: Segments, start: int, end: int) -> tuple[int, int] | None:
    """Return the raw span ``[start, end)`` without what segments cover at its two ends; None if nothing is left.

    >>> clip([(0, 0, 4, 4), (4, 9, 2, 2)], 2, 10)
    (4, 9)
    """
    before = bisect_right(segments, start, key=itemgetter(1)) - 1
    if before >= 0:
        start = max(start, segments[before][1] + segments[before][3])
    after = bisect_right(segments, start, key=itemgetter(1))
    if after < len(segments):
        end = min(end, segments[after][1])
    return (start, end) if start < end else None


def offsets_column(maps: Sequence[Segments | None]) -> pa.ListArray:
    """Return the maps of many articles as one column of `OFFSETS_TYPE`; None becomes null."""
    bounds = np.zeros(len(maps) + 1, np.int32)
    np.cumsum([len(one) if one else 0 for one in maps], out=bounds[1:])
    flat = as_arrays([segment for one in maps if one for segment in one])
    names = [OFFSETS_TYPE.value_field.type.field(index) for index in range(4)]
    items = pa.StructArray.from_arrays([pa.array(column, pa.int32()) for column in flat], fields=names)
    missing = pa.array([one is None for one in maps], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), items, type=OFFSETS_TYPE, mask=missing)
