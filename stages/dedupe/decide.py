"""Which articles of the whole corpus are the same story, and which one of each stands for it.

`exact` finds equal texts, `candidates` pairs worth a look, `measured` what these have in common, `standing` when and by
whom they were published, `columns` which titles head another story each time, `stories` and `cluster` who survives.
Clusters are made again each time from all signatures, so nothing can be out of date; what is remembered are the
measures of pairs of texts, which no other article changes.

Memory holds some 40 bytes per article, and what is needed of those that have a copy.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.contract import Decided, Rows
from stages.dedupe import candidates, cluster, columns, exact, relate
from stages.dedupe.measured import Measured
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import DECISIONS
from stages.dedupe.standing import Standing
from stages.dedupe.stories import Pairs, Places, Stories

#: Places of a similarity. The threshold is tested before rounding.
_PLACES = 4

#: Stands for a day that is not known.
_NO_DAY = np.iinfo(np.int32).min


def decide(rows: Rows, memory: pa.Table | None, params: DedupeParams) -> Decided:
    """Return the clusters of two and more: one row per article in one.

    Args:
        rows: the signatures, `SIGNATURES` of all partitions.
        memory: `stages.dedupe.measured.MEMORY` of an earlier call, or None.
        params: the same as for `sign`.

    Returns:
        A table of `DECISIONS`, ordered by partition and doc_id, and the memory for the next call; both are functions of
        the set of rows.
    """
    table = rows.read(["digest", "identity", "words", "heading", "published"])
    identity, heading = table["identity"].to_numpy(), table["heading"].to_numpy()
    day = pc.fill_null(table["published"].cast(pa.int32()), _NO_DAY).to_numpy()
    leader = exact.leaders(_digests(table["digest"]), identity, table["words"].to_numpy() > 0)
    del table
    leads = leader == np.arange(len(leader))
    measured = Measured(rows, identity, memory, params)
    measured.add(candidates.find(rows, identity, leads, params))

    stories = Stories(Standing.of(rows, _involved(leader, leads, measured, params)), leader, params)
    _, survivor = _settle(stories, measured, params)
    story = leader.copy()
    story[stories.standing.row] = stories.leaders_of(survivor[stories.node])
    stories.columns = columns.headings(
        stories.standing.heading, heading, day.astype(np.int64), _NO_DAY, story, params.column_issues
    )
    pairs, survivor = _settle(stories, measured, params)
    return Decided(_table(stories, pairs, survivor), measured.remember())


def _settle(stories: Stories, measured: Measured, params: DedupeParams) -> tuple[Pairs, Places]:
    """Return the pairs that tell the same story, and the survivor of each node; measure what turns out to be needed."""
    while True:
        pairs = stories.pairs(measured)
        survivor = stories.survivors(pairs)
        strangers = cluster.strangers(pairs.edges, survivor, params.bucket_limit)
        if not measured.add(stories.leaders_of(strangers).reshape(-1, 2)):
            return pairs, survivor


def _involved(
    leader: NDArray[np.int64], leads: NDArray[np.bool_], measured: Measured, params: DedupeParams
) -> NDArray[np.int64]:
    """Return the rows that may share a story with another, ascending."""
    related = relate.relate(measured.measures, params)
    wanted = np.zeros(len(leader), dtype=np.bool_)
    wanted[measured.pairs[related.worth]] = True
    wanted[leader[~leads]] = True
    rows: NDArray[np.int64] = np.flatnonzero(wanted[leader])
    return rows


def _digests(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """Return the digests as two integers each."""
    digests = column.combine_chunks()
    both = np.frombuffer(digests.buffers()[1] or b"", dtype="<u8").reshape(-1, 2)
    return both[digests.offset : digests.offset + len(digests)]


def _table(stories: Stories, pairs: Pairs, survivor: Places) -> pa.Table:
    """Say what was found, for each article in a cluster of two or more."""
    standing = stories.standing
    node = stories.node
    head = stories.head[survivor[node]]
    article = np.arange(len(standing))
    folded = np.bincount(head[head != article], minlength=len(standing))
    member = np.flatnonzero((head != article) | (folded > 0))
    head = head[member]
    survives = head == member
    same = ~survives & (survivor[node[member]] == node[member])
    apart = np.flatnonzero(~survives & ~same)
    kind = np.where(same, "exact", "near").astype(object)
    similarity, containment = np.ones(len(member)), np.ones(len(member))
    changed = np.zeros(len(member), np.int64)
    rule = _rules(standing, member, head)

    one, other = node[member[apart]], survivor[node[member[apart]]]
    pair = pairs.find(one, other)
    is_first = pairs.first[pair] == one
    similarity[apart] = pairs.similarity[pair]
    containment[apart] = np.where(is_first, pairs.inside_first[pair], pairs.inside_second[pair])
    changed[apart] = pairs.changed[pair]
    revised = np.where(is_first, pairs.later[pair] > 0, pairs.later[pair] < 0)
    contained = ~revised & ~pairs.near[pair]
    kind[apart] = np.where(revised, "update", np.where(contained, "contained", "near"))
    # Whoever stands before its survivor all the same has a longer one or a revision of its own, or the survivor is one.
    waited = np.where(pairs.held(len(stories))[one], "longer_holds_it", "revision")
    waited = np.where(member[apart] < head[apart], waited, rule[apart])
    rule[apart] = np.where(revised, "revision", np.where(contained, "longer_holds_it", waited))

    heads = standing.table["doc_id"].take(pa.array(head))
    mask = pa.array(survives)
    columns = {
        **{name: standing.table[name].take(pa.array(member)) for name in ("partition", "doc_id")},
        "cluster_id": heads,
        "duplicate_of": pc.if_else(mask, None, heads),
        "kind": pa.array(kind, pa.string(), mask=survives),
        "similarity": pa.array(np.round(similarity, _PLACES), mask=survives),
        "containment": pa.array(np.round(containment, _PLACES), mask=survives),
        "changed": pa.array(changed, pa.int32(), mask=survives),
        "rule": pa.array(rule, pa.string(), mask=survives),
        "duplicates": pa.array(folded[member], pa.int32()),
        "outlets": pa.array(_outlets(standing, member, head)[member], pa.int32()),
    }
    table = pa.table([columns[name].cast(DECISIONS.field(name).type) for name in DECISIONS.names], schema=DECISIONS)
    return table.sort_by([("partition", "ascending"), ("doc_id", "ascending")])


def _rules(standing: Standing, members: Places, heads: Places) -> NDArray[np.object_]:
    """Return what puts each head before its member: the first part of the order in which they differ."""
    early = np.zeros(len(members), dtype=np.bool_)
    for time in (standing.day, standing.instant, standing.clock):
        early |= time[members] != time[heads]
    ranked = standing.rank[members] != standing.rank[heads]
    longer = standing.words[members] != standing.words[heads]
    chosen = np.select([early, ranked, longer], ["earliest", "outlet_rank", "longest"], "first_key")
    return chosen.astype(object)


def _outlets(standing: Standing, members: Places, heads: Places) -> Places:
    """Return for each article that is a head how many known outlets its cluster has, 0 for all others."""
    outlet = standing.outlet[members]
    several = np.unique(np.stack([heads[outlet >= 0], outlet[outlet >= 0]], axis=1), axis=0)
    return np.bincount(several[:, 0], minlength=len(standing))
