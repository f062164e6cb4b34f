"""Signatures of all partitions bound into one file, for steps whose signatures are so small that opening them counts.

Most steps sign a few rows for each partition. To open a thousand such files, check them and decode them takes a third
of a second, whatever they hold; so what was decided on is kept beside the decisions, and only the partitions of which
the signatures have changed since are read one by one.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
import pyarrow as pa

from stages.contract import Signed

#: Column by which signatures and decisions say which partition they belong to.
PARTITION = "partition"

#: Bytes of a partition's file on average up to which they are bound. Larger ones would save time too (of 40 KiB, half
#: of what a decision costs), but what is bound is written anew with each change, and stays in DVC's cache.
SMALL = 1 << 14

#: Key of the schema's metadata under which the partitions stand, in the order of their rows.
_BOUND = b"bound"


def bind(signatures: pa.Table, partitions: Sequence[Signed]) -> pa.Table:
    """Return the signatures of some partitions, which stand there in their order, as a table to be kept."""
    return signatures.combine_chunks().replace_schema_metadata(
        {**(signatures.schema.metadata or {}), _BOUND: msgspec.json.encode(list(partitions))}
    )


def gather(partitions: Sequence[Signed], bound: pa.Table | None, read: Callable[[int], pa.Table]) -> pa.Table:
    """Return the signatures of some partitions one after another, with a first column `PARTITION`.

    Args:
        partitions: which.
        bound: what `bind` has returned for others, many of them the same; None where there is nothing.
        read: returns the table of one of them, given its number.
    """
    begins: dict[Signed, int] = {}
    kept: pa.Table | None = None
    if bound is not None:
        metadata = dict(bound.schema.metadata)
        known = msgspec.json.decode(metadata.pop(_BOUND), type=list[Signed])
        kept = bound.replace_schema_metadata(metadata or None)
        begin = 0
        for each in known:
            begins[each] = begin
            begin += each.rows
    parts: list[pa.Table] = []
    ends = [at for at, (one, other) in enumerate(pairwise(partitions), 1) if not _follow(one, other, begins)]
    for first, end in pairwise([0, *ends, len(partitions)]):
        if kept is not None and partitions[first] in begins:
            parts.append(kept.slice(begins[partitions[first]], sum(each.rows for each in partitions[first:end])))
            continue
        for number in range(first, end):
            table, name = read(number), pa.scalar(partitions[number].partition, pa.string())
            parts.append(table.add_column(0, PARTITION, pa.repeat(name, table.num_rows)))
    return pa.concat_tables(parts)


def _follow(one: Signed, other: Signed, begins: dict[Signed, int]) -> bool:
    """Say whether two partitions are both not bound, or stand there one after the other."""
    if one not in begins or other not in begins:
        return one not in begins and other not in begins
    return begins[one] + one.rows == begins[other]
