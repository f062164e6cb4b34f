"""The decisions on one partition, set beside its articles."""

import pyarrow as pa
import pyarrow.compute as pc

from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import TABLE


def apply(articles: pa.Table, outlets: pa.Table, decisions: pa.Table, params: DedupeParams) -> pa.Table:
    """Return ``dedupe.decisions``: one row per article that is not a reject, in their order.

    Args:
        articles: ``clean.articles`` of one partition; reads doc_id, outlet and reject_code.
        outlets: not needed, like the params: what they changed is in the decisions.
        decisions: the rows of `stages.dedupe.schema.DECISIONS` on this partition, in any order.
        params: the knobs.

    Raises:
        ValueError: a decision is on an article that the partition does not hold.
    """
    del outlets, params
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    doc_id = kept["doc_id"]
    place = pc.index_in(doc_id, decisions["doc_id"])
    if len(place) - place.null_count != len(decisions):
        missing = set(decisions["doc_id"].to_pylist()) - set(doc_id.to_pylist())
        raise ValueError(f"decisions on articles that are not in the partition, {min(missing)} among {len(missing)}")
    beside = decisions.take(place)
    columns = {name: beside[name] for name in TABLE.names}
    columns["doc_id"] = doc_id
    columns["duplicates"] = pc.fill_null(beside["duplicates"], 0)
    columns["outlets"] = pc.coalesce(beside["outlets"], pc.is_valid(kept["outlet"]).cast(pa.int32()))
    return pa.table([columns[name] for name in TABLE.names], schema=TABLE)
