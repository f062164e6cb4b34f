"""One article without lines at its edges, every raw character still accounted for."""

from typing import NamedTuple

from stages import offsets

#: Reason of what is removed here.
RECURRING = "recurring"


class Removed(NamedTuple):
    """A stretch of the raw text that was dropped: an item of the column ``removed``."""

    raw_start: int
    raw_end: int
    reason: str
    text: str


class Cut(NamedTuple):
    """What is left of an article."""

    text: str
    offsets: offsets.Segments
    removed: list[Removed]


def cut(text: str, segments: offsets.Segments, removed: list[Removed], head: int, tail: int) -> Cut | None:
    """Return the article without its first ``head`` and last ``tail`` lines; None if nothing is left.

    Each line becomes a removed stretch of its own. Where a part of it has no known place in the source, or a character
    of the source belongs to what is kept as well, it is as long as what is known and its own; where something was
    removed from its middle before, it is the stretches around that.
    """
    lines = text.split("\n")
    if head + tail >= len(lines):
        return None
    start = sum(len(line) + 1 for line in lines[:head])
    end = len(text) - sum(len(line) + 1 for line in lines[len(lines) - tail :])
    kept = offsets.compose([(0, start, end - start, end - start)], segments)
    found = list(removed)
    position = 0
    for line in lines:
        if position < start or position >= end:
            found += _stretches(text, position, position + len(line), segments, kept, removed)
        position += len(line) + 1
    return Cut(text[start:end], kept, sorted(found))


def _stretches(
    text: str,
    start: int,
    end: int,
    segments: offsets.Segments,
    kept: offsets.Segments,
    removed: list[Removed],
) -> list[Removed]:
    """Return the stretches of the source that are the line ``text[start:end]`` alone."""
    stretches: list[Removed] = []
    own = offsets.compose([(start, start, end - start, end - start)], segments)
    group: offsets.Segments = []

    def close() -> None:
        if group:
            extent = offsets.clip(kept, group[0][1], group[-1][1] + group[-1][3])
            if extent:
                told = text[group[0][0] : group[-1][0] + group[-1][2]].strip()
                stretches.append(Removed(*extent, RECURRING, told))
            group.clear()

    for segment in own:
        if group:
            last = group[-1][1] + group[-1][3]
            if any(last <= one.raw_start < segment[1] for one in removed):
                close()
        group.append(segment)
    close()
    return stretches
