"""The names of an article, as the rules about speakers ask for them."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

PERSON, ORGANISATION = "PERSON", "ORG"


class Mentions(NamedTuple):
    """The names of one article, in order, as columns: rows of annotate.names.

    Attributes:
        starts: where they begin.
        ends: where they end.
        types: PERSON, ORG or PLACE.
        roles: the title or office stated with each.
        referents: number of the mention that names the same thing most fully.
    """

    starts: list[int]
    ends: list[int]
    types: list[str]
    roles: list[str | None]
    referents: list[int]

    def within(self, start: int, end: int) -> range:
        """Return the numbers of those that begin in ``[start, end)``."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def before(self, place: int) -> int:
        """Return how many begin before ``place``."""
        return bisect_left(self.starts, place)


#: Of an article that names nobody.
NONE = Mentions([], [], [], [], [])


def of_column(column: pa.ChunkedArray) -> Iterator[Mentions]:
    """Yield the names of each article of the column ``mentions``."""
    lists = column.combine_chunks()
    flat = pc.list_flatten(lists)
    columns = [flat.field(name).to_pylist() for name in ("start", "end", "type", "role", "referent")]
    starts, ends, types, roles, referents = columns
    for low, high in bounds(lists):
        yield Mentions(starts[low:high], ends[low:high], types[low:high], roles[low:high], referents[low:high])


def bounds(lists: pa.ListArray) -> list[tuple[int, int]]:
    """Return where the items of each list begin and end among all of them."""
    offsets = lists.offsets.to_pylist()
    first = offsets[0] if offsets else 0
    return [(low - first, high - first) for low, high in pairwise(offsets)]
