"""The decisions on one partition, set beside its articles."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities.columns import bounds, lists
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.schema import TABLE


def apply(
    articles: pa.Table, names: pa.Table, dates: pa.Table, decisions: pa.Table, params: EntitiesParams
) -> pa.Table:
    """Return one row of `TABLE` for each article that is no reject, in their order.

    Args:
        articles: not needed, like the dates and the params: what they changed is in the decisions.
        names: ``annotate.names`` of one partition.
        dates: see above.
        decisions: the rows of `stages.annotate.entities.schema.DECISIONS` on this partition, in any order.
        params: the knobs.

    Raises:
        ValueError: a name of the partition has no decision.
    """
    del articles, dates, params
    mentions = names["mentions"].combine_chunks()
    values = pc.list_flatten(mentions)
    owns = pc.is_valid(decisions["doc_id"])
    led = decisions.filter(pc.invert(owns))
    place = pc.index_in(_key(values.field("type"), values.field("name")), value_set=_key(led["type"], led["name"]))
    if place.null_count:
        raise ValueError(f"{place.null_count} names of the partition have no decision")
    ids = led["entity_id"].combine_chunks().take(place)
    offsets = mentions.offsets.to_numpy().astype(np.int64)
    entity_ids = lists(offsets - offsets[0], ids, TABLE.field("entity_ids").type)
    return pa.table([names["doc_id"], entity_ids, _owned(names["doc_id"], decisions.filter(owns))], schema=TABLE)


def _key(types: pa.Array, names: pa.Array) -> pa.Array:
    key = pc.binary_join_element_wise(types, names, "\n")
    return key.combine_chunks() if isinstance(key, pa.ChunkedArray) else key


def _owned(articles: pa.ChunkedArray, decisions: pa.Table) -> pa.ListArray:
    """Return the things that each article is the first to name, in the order of their ids."""
    owner = pc.index_in(decisions["doc_id"], value_set=articles.combine_chunks())
    if owner.null_count:
        raise ValueError(f"{owner.null_count} things are owned by articles that are not in the partition")
    order = pc.sort_indices(
        pa.table({"owner": owner, "id": decisions["entity_id"]}), [("owner", "ascending"), ("id", "ascending")]
    )
    begin = bounds(owner.take(order).to_numpy().astype(np.int64), len(articles))
    return lists(begin, decisions["entity"].combine_chunks().take(order), TABLE.field("owned").type)
