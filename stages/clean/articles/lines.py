"""The lines at the edges of texts, found for all texts of a partition at once.

A text's lines are its paragraphs (`stages.clean.read.paragraphs`). `sign` and `apply` both see them through this
module, so that what is dropped is what was counted.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.clean.articles.hashing import Integers, Keys, buffers, line_keys
from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.rules import pattern
from stages.clean.articles.schema import SIDES

_NEWLINE = ord("\n")


class Edge(NamedTuple):
    """The lines of all texts at one side, in rows of equal length, the outermost line first.

    Attributes:
        keys: one row per text, ``edge_lines`` columns; what stands in them where ``there`` is False means nothing.
        there: which places hold a line that could be dropped if all those before it are.
        places: the line in `Edges.lines`.
        stories: for each text the key of the longest paragraph that does not stand at this edge (of the longest of
            all, in a text that has nothing else), the first of several.
        tellers: its place in `Edges.lines`.
    """

    keys: Keys
    there: NDArray[np.bool_]
    places: Integers
    stories: Keys
    tellers: Integers


class Edges(NamedTuple):
    """Both edges of all texts: `SIDES`."""

    #: The lines that stand at an edge or tell the story, each once, in the order of the texts.
    lines: pa.LargeStringArray
    sides: tuple[Edge, Edge]


def edges(texts: pa.LargeStringArray, params: ArticlesParams) -> Edges:
    """Return the edges of texts, without nulls."""
    data, offsets = buffers(texts)
    data = data[: offsets[-1]]
    breaks = np.flatnonzero(data[offsets[0] :] == _NEWLINE) + offsets[0]
    counts = np.diff(np.searchsorted(breaks, offsets)) + 1
    behind = np.cumsum(counts)
    first = behind - counts
    # Each line with the break behind it: then one line begins where the last one ends, as Arrow wants it.
    starts = np.empty(int(counts.sum()) + 1, np.int64)
    inner = np.ones(len(starts), np.bool_)
    inner[first] = inner[-1] = False
    starts[inner] = breaks + 1
    starts[~inner] = offsets
    every = pa.LargeStringArray.from_buffers(len(starts) - 1, pa.py_buffer(starts), pa.py_buffer(data))

    reach = np.arange(params.edge_lines)
    inside = reach < counts[:, None]
    windows = (first[:, None] + reach, behind[:, None] - 1 - reach)
    lengths = np.diff(starts) - inner[1:]
    longest = [_longest(lengths, first, behind, side, params.edge_lines) for side in range(len(SIDES))]
    used = np.zeros(len(starts) - 1, np.bool_)
    for window in windows:
        used[window[inside]] = True
    for teller in longest:
        used[teller] = True
    renumbered = np.cumsum(used) - 1
    lines = pc.utf8_rtrim(every.take(pa.array(np.flatnonzero(used))), characters="\n")
    brief = pc.less_equal(pc.utf8_length(lines), params.longest_line)
    keys = line_keys(lines, brief)
    short = brief.to_numpy(zero_copy_only=False)
    rows = short.copy()
    rows[short] = pc.match_substring_regex(lines.filter(brief), pattern("row")).to_numpy(zero_copy_only=False)

    sides = []
    for window, teller in zip(windows, longest, strict=True):
        places = renumbered[np.where(inside, window, 0)]
        there = np.logical_and.accumulate(inside & short[places], axis=1)
        there &= ~(there & rows[places]).any(axis=1, keepdims=True)
        told = renumbered[teller]
        sides.append(Edge(keys[places], there, places, keys[told], told))
    return Edges(lines, (sides[0], sides[1]))


def _longest(lengths: Integers, first: Integers, behind: Integers, side: int, reach: int) -> Integers:
    """Return for each text its longest line that does not stand at an edge; see `Edge.stories`.

    Args:
        lengths: of all lines, in bytes.
        first: the first line of each text.
        behind: one behind its last.
        side: the edge.
        reach: lines that belong to it.
    """
    apart = behind - first > reach
    begin = np.where(apart & (side == 0), first + reach, first)
    end = np.where(apart & (side == 1), behind - reach, behind)
    # Length above, place below, counted backwards: the greatest number is the first of the longest lines.
    ranked = (lengths << 32) + (len(lengths) - np.arange(len(lengths)))
    bounds = np.stack([begin, end], axis=1).reshape(-1)
    best: Integers = np.maximum.reduceat(np.append(ranked, 0), bounds)[::2]
    return len(lengths) - (best & 0xFFFF_FFFF)


def peeled(edge: Edge, dropped: NDArray[np.bool_]) -> Integers:
    """Return how many lines of each text are dropped: those before the first place where ``dropped`` is False.

    Args:
        edge: one side of the texts.
        dropped: for each place of it, whether the line there is residue.
    """
    run: NDArray[np.bool_] = np.logical_and.accumulate(edge.there & dropped, axis=1)
    lengths: Integers = run.sum(axis=1)
    return lengths
