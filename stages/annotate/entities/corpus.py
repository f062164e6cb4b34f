"""The signatures of all partitions in columns, summed by the names that they are about."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities.columns import Coded, Integers, Sums, bounds, coded, summed
from stages.annotate.entities.nodes import Node, Reads

#: Behind the last day.
_NEVER = np.iinfo(np.int64).max


class Counted:
    """How often words stand with names: aliases, roles, organisations beside.

    Attributes:
        group: the name, as its number.
        word: the word, as its place in ``words``.
        count: how often.
        first: the first day of an article in which it does, `_NEVER` where none has a day.
        last: the last day, -1 where none has one.
    """

    def __init__(self, column: pa.ListArray, group: Integers, days: Integers, *, counted: bool) -> None:
        row = pc.list_parent_indices(column).to_numpy().astype(np.int64)
        values = pc.list_flatten(column)
        words = coded(values.field("name") if counted else values)
        weights = values.field("mentions").to_numpy().astype(np.int64) if counted else np.ones(len(values), np.int64)
        sums = summed(weights, group[row], words.codes)
        self.words = words.words
        self.group, self.word = sums.columns
        self.count = sums.sums
        self.first, self.last = spans_of(days[row], sums.inverse, len(sums.sums))

    def reader(self, groups: int, but: pa.Array | None = None) -> Callable[[int], dict[str, int]]:
        """Return a function that gives the words of a name with how often they stand with it.

        Args:
            groups: how many names there are.
            but: a word of each name that is left out.
        """
        group, word, count = self.group, self.word, self.count
        if but is not None:
            # Nearly all names have no spelling but their own.
            others = pc.not_equal(self.words.take(pa.array(word)), but.take(pa.array(group)))
            kept = others.to_numpy(zero_copy_only=False)
            group, word, count = group[kept], word[kept], count[kept]
        begin = bounds(group, groups).tolist()
        words = self.words.take(pa.array(word))

        def read(at: int) -> dict[str, int]:
            low, high = begin[at], begin[at + 1]
            if low == high:
                return {}
            return dict(zip(words[low:high].to_pylist(), count[low:high].tolist(), strict=True))

        return read


def spans_of(days: Integers, group: Integers, count: int) -> tuple[Integers, Integers]:
    """Return the first and the last day of each group; a day that is not known is -1."""
    first, last = np.full(count, _NEVER), np.full(count, -1)
    known = days >= 0
    np.minimum.at(first, group[known], days[known])
    np.maximum.at(last, group[known], days[known])
    return first, last


def as_days(first: Integers) -> pa.Array:
    """Return days as dates, null where there is none."""
    none = (first == _NEVER) | (first < 0)
    return pa.array(np.where(none, 0, first).astype(np.int32), pa.int32(), mask=none).cast(pa.date32())


class Corpus:
    """The signatures, and the names that they are about: the distinct pairs of type and name in their order.

    Attributes:
        types, names: of each name.
        thing: of each signature, the number of its name.
        documents: articles with each name; an article has it once.
        mentions: of each name.
        pairs: the distinct pairs of partition and name.
        partitions: by their numbers.
    """

    def __init__(self, signatures: pa.Table) -> None:
        types, names = coded(signatures["type"]), coded(signatures["name"])
        mentions = signatures["mentions"].to_numpy().astype(np.int64)
        things = summed(mentions, types.codes, names.codes)
        self.signatures = signatures
        self.types: list[str] = types.words.take(pa.array(things.columns[0])).to_pylist()
        self.names: list[str] = names.words.take(pa.array(things.columns[1])).to_pylist()
        self.thing = things.inverse
        self.mentions = things.sums
        self.documents = np.bincount(self.thing, minlength=len(self.names)).astype(np.int64)
        partitions: Coded = coded(signatures["partition"])
        self.partitions = partitions.words
        self.pairs: Sums = summed(mentions, self.thing, partitions.codes)
        days = pc.fill_null(signatures["published"].cast(pa.int32()), -1)
        self.days = days.to_numpy().astype(np.int64)
        self.aliases = self._counted("aliases")
        self.roles = self._counted("roles")
        self.beside = self._counted("beside", counted=False)

    def _counted(self, column: str, *, counted: bool = True) -> Counted:
        return Counted(self.signatures[column].combine_chunks(), self.thing, self.days, counted=counted)

    def nodes(self) -> list[Node]:
        """Return the names to be compared."""
        count = len(self.names)
        names = pa.array(self.names, self.aliases.words.type)
        reads = Reads(self.aliases.reader(count, names), self.roles.reader(count), self.beside.reader(count))
        return [
            Node(type_, name, documents, at, reads)
            for at, (type_, name, documents) in enumerate(
                zip(self.types, self.names, self.documents.tolist(), strict=True)
            )
        ]
