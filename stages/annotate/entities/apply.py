"""The decisions on one partition, set beside its articles."""

import pyarrow as pa

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
        KeyError: a name of the partition has no decision.
    """
    del articles, dates, params
    led: dict[tuple[str, str], str] = {}
    owned: dict[str, list[dict[str, object]]] = {}
    for row in decisions.to_pylist():
        if row["entity"] is None:
            led[row["type"], row["name"]] = row["entity_id"]
        else:
            owned.setdefault(row["doc_id"], []).append(row["entity"])
    rows = [
        {
            "doc_id": doc_id,
            "entity_ids": [led[mention["type"], mention["name"]] for mention in mentions],
            "owned": sorted(owned.get(doc_id, []), key=lambda entity: str(entity["entity_id"])),
        }
        for doc_id, mentions in zip(names["doc_id"].to_pylist(), names["mentions"].to_pylist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=TABLE)
