"""Which articles of the whole corpus are the same story, and which one of each stands for it.

Made again each time from all signatures, in four parts that know nothing of one another: `exact`, `candidates`,
`verify`, `cluster`. Nothing is kept from run to run, so nothing can be out of date. Banding visits every signature;
verification and clusters only those that share a band.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.dedupe import candidates, cluster, exact, verify
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged
from stages.dedupe.schema import DECISIONS

#: The order of survivors: who stands for a story that several tell. The first that differs decides, and its name is
#: the rule of the decision: the earliest known day of publication (unknown days last); the longest text in words; the
#: smallest key, source before record, in the order of code points. doc_id makes the order total whatever the input.
#: Arrow puts nulls last unless told otherwise, which is what an unknown day and a missing record want.
_ORDER = [
    ("published", "ascending"),
    ("words", "descending"),
    ("source", "ascending"),
    ("record", "ascending"),
    ("doc_id", "ascending"),
]

#: Places of a similarity. The threshold is tested before rounding.
_PLACES = 4


def decide(signatures: pa.Table, params: DedupeParams) -> pa.Table:
    """Return the clusters of two and more: one row per article in one.

    Args:
        signatures: the rows of `SIGNATURES` of all partitions behind a first column ``partition``, in any order.
        params: the same as for `sign`.

    Returns:
        A table of `DECISIONS`, ordered by partition and doc_id; a function of the set of rows.
    """
    # From here on the number of an article is its place in the order of survivors.
    order = pc.sort_indices(signatures, sort_keys=_ORDER).to_numpy()
    words = signatures["words"].to_numpy()[order]
    leader = exact.leaders(_digests(signatures["digest"])[order], words > 0)
    pairs, similarity = _near(signatures, order, leader, params)
    survivor, to_survivor = cluster.fold(leader, pairs, similarity)
    return _table(signatures, order, leader, survivor, to_survivor)


def _near(
    signatures: pa.Table, order: NDArray[np.uint64], leader: NDArray[np.int64], params: DedupeParams
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the verified pairs of leaders and their similarity."""
    banded = (pc.list_value_length(signatures["bands"]).to_numpy() > 0)[order]
    leads = np.flatnonzero((leader == np.arange(len(leader))) & banded)
    keys = Ragged.of_arrow(signatures["bands"]).take(order[leads].astype(np.int64)).values.reshape(-1, params.bands)
    pairs = leads[candidates.candidate_pairs(keys, params.bucket_limit)]

    # Shingles are nine tenths of the signatures: only those of the candidates are brought together.
    wanted = np.zeros(len(order), dtype=np.bool_)
    wanted[order[pairs]] = True
    sets = Ragged.of_arrow(signatures["shingles"].filter(pa.array(wanted)))
    there = (np.cumsum(wanted) - 1)[order[pairs]]

    reach = verify.within_reach(sets.lengths, there, params.threshold)
    pairs, there = pairs[reach], there[reach]
    similarity = verify.jaccard(sets, there)
    near = similarity >= params.threshold
    return pairs[near], similarity[near]


def _digests(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """Return the digests as two integers each."""
    digests = column.combine_chunks()
    both = np.frombuffer(digests.buffers()[1] or b"", dtype="<u8").reshape(-1, 2)
    return both[digests.offset : digests.offset + len(digests)]


def _table(
    signatures: pa.Table,
    order: NDArray[np.uint64],
    leader: NDArray[np.int64],
    survivor: NDArray[np.int64],
    to_survivor: NDArray[np.float64],
) -> pa.Table:
    """Say what was found, for each article in a cluster of two or more."""
    number = np.arange(len(survivor))
    folded = np.bincount(survivor[survivor != number], minlength=len(survivor))
    member = np.flatnonzero((survivor != number) | (folded > 0))
    head = survivor[member]
    survives = head == member
    mask = pa.array(survives)
    rows = signatures.select(["partition", "doc_id"]).take(order[member])
    heads = signatures["doc_id"].take(order[head])
    columns = {
        "partition": rows["partition"],
        "doc_id": rows["doc_id"],
        "cluster_id": heads,
        "duplicate_of": pc.if_else(mask, None, heads),
        "kind": pc.if_else(mask, None, pc.if_else(pa.array(leader[member] == leader[head]), "exact", "near")),
        "similarity": pa.array(np.round(to_survivor[member], _PLACES), mask=survives),
        "rule": pc.if_else(mask, None, _rules(signatures, order[member], order[head])),
        "duplicates": pa.array(folded[member], pa.int32()),
    }
    table = pa.table([columns[name] for name in DECISIONS.names], schema=DECISIONS)
    return table.sort_by([("partition", "ascending"), ("doc_id", "ascending")])


def _rules(signatures: pa.Table, members: NDArray[np.uint64], heads: NDArray[np.uint64]) -> pa.Array:
    """Return what put each head before its member: the first part of the order in which they differ."""
    published = pc.fill_null(signatures["published"].cast(pa.int32()), np.iinfo(np.int32).max).to_numpy()
    words = signatures["words"].to_numpy()
    return pc.if_else(
        pa.array(published[members] != published[heads]),
        "earliest",
        pc.if_else(pa.array(words[members] != words[heads]), "longest", "first_key"),
    )
