"""Articles that one was compared with, is alike, and yet no copy of: why two stories are not one."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import stages
from flows.engine import ledger
from flows.engine.jobs import MEMORY_STEM
from stages.dedupe.compare import MEASURES
from stages.dedupe.params import DedupeParams
from stages.dedupe.relate import Related, relate

#: Least similarity or containment of what is worth to be told.
_LEAST = 0.3

_NAMES = ["doc_id", "source", "record", "outlet"]


def of(doc_id: str, partition: str, cluster: set[str], artifacts: Path) -> list[dict[str, Any]]:
    """Return what was compared with an article and left out of its cluster, the most alike first.

    Args:
        doc_id: the article.
        partition: that holds it.
        cluster: doc_ids of its cluster.
        artifacts: the folder of all stages.

    Returns:
        doc_id, source, record, outlet, similarity, containment (of the smaller of the two in the other), changed, and
        why they are two stories. Articles of one text are one in this; the first of them is named.
    """
    folder, (step,) = artifacts / "dedupe", stages.load("dedupe").steps
    made = ledger.require(folder)
    signed = {name: folder / path for name, entry in made.partitions(step.name, "sign").items() for path in entry.files}
    memory = folder / f"{step.name}.decide" / f"{MEMORY_STEM}.parquet"
    if partition not in signed or not memory.is_file():
        return []
    own = pq.read_table(signed[partition], columns=["doc_id", "identity"], filters=pc.field("doc_id") == doc_id)
    if not own.num_rows:
        return []
    identity = pa.scalar(own["identity"][0].as_py(), pa.uint64())
    pairs = pq.read_table(memory, filters=(pc.field("identity_a") == identity) | (pc.field("identity_b") == identity))
    measures = np.zeros(len(pairs), MEASURES)
    for name in MEASURES.names or ():
        measures[name] = pairs[name].to_numpy()
    related = relate(measures, msgspec.convert(made.steps[step.name].made_by.params, DedupeParams))
    inside = np.maximum(related.containment_a, related.containment_b)
    is_first = pc.equal(pairs["identity_a"], identity)
    others = pc.if_else(is_first, pairs["identity_b"], pairs["identity_a"]).to_pylist()
    said = {
        other: {
            "similarity": round(float(related.similarity[row]), 4),
            "containment": round(float(inside[row]), 4),
            "changed": int(measures["numbers_changed"][row]) + int(measures["names_changed"][row]),
            "why": _why(related, row),
        }
        for row, other in enumerate(others)
        if max(related.similarity[row], inside[row]) >= _LEAST
    }
    found: dict[int, dict[str, Any]] = {}
    wanted = pa.array(list(said), pa.uint64())
    for _, path in sorted(signed.items()) if said else ():
        rows = pq.read_table(path, columns=[*_NAMES, "identity"], filters=pc.field("identity").isin(wanted))
        for row in rows.to_pylist():
            found.setdefault(row.pop("identity"), row)
    alike = [row | said[other] for other, row in found.items() if row["doc_id"] not in cluster | {doc_id}]
    return sorted(alike, key=lambda row: (-max(row["similarity"], row["containment"]), row["doc_id"]))


def _why(related: Related, row: int) -> str:
    if related.template[row]:
        return "what differs is numbers and names: one form, other facts"
    if related.near[row] or related.inside_a[row] or related.inside_b[row]:
        return "alike, but told by one outlet on another day, with other figures, or under the title of a column"
    return "not enough words in common"
