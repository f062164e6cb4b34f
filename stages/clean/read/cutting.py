"""Taking spans out of a clean text without losing its map to the raw one."""

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter

from stages.offsets import Segments, compose, keep

_start = itemgetter(0)


def without(text: str, segments: Segments, dropped: Iterable[tuple[int, int, str]]) -> tuple[str, Segments]:
    """Return a clean text without some of its spans, and its map.

    What is left keeps its paragraphs, with one line break between two of them, and no white space at their ends.

    Args:
        text: the text.
        segments: its map.
        dropped: the spans with their reasons, ascending and without overlap.
    """
    kept: list[tuple[int, int]] = []
    position = 0
    for start, end, _ in (*dropped, (len(text), len(text), "")):
        stretch = text[position:start].rstrip()
        bare = stretch.lstrip()
        if bare:
            begin = position + len(stretch) - len(bare)
            if kept:
                kept += _separator(text, kept[-1][1], begin)
            kept.append((begin, begin + len(bare)))
        position = end
    if len(kept) == 1 and kept[0][0] == 0:
        end = kept[0][1]
        return text[:end], _up_to(segments, end)
    return "".join(text[start:end] for start, end in kept), compose(keep(kept), segments)


def _separator(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the character stands that goes between what is kept before ``start`` and after ``end``."""
    gap = text[start:end]
    found = gap.find("\n" if "\n" in gap else " ")
    return [(start + found, start + found + 1)] if found >= 0 else []


def _up_to(segments: Segments, end: int) -> Segments:
    """Return the map of the first ``end`` characters. An atomic segment there keeps all of its raw characters."""
    found = segments[: bisect_left(segments, end, key=_start)]
    if found:
        start, raw_start, length, raw_length = found[-1]
        over = start + length - end
        if over > 0:
            found[-1] = (start, raw_start, length - over, raw_length - over if length == raw_length else raw_length)
    return found
