"""The tables of the stage: what `sign` hands to `decide`, what `decide` says, and the table that `apply` makes."""

import pyarrow as pa

#: Bytes kept of the SHA-256 of a normalised text. 128 bits: no two different texts of any corpus share it by accident.
DIGEST_BYTES = 16


def _field(name: str, kind: pa.DataType, description: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"description": description})


_DOC_ID = _field("doc_id", pa.string(), "The article.")

#: One row per article that is not a reject, in the order of the articles.
#:
#: ``shingles`` holds 32 bits of each shingle, not 64: it is nine tenths of a signature, and half of it saves more than
#: it costs. Of two texts with n shingles between them, some two share a value by accident with a chance of
#: n ** 2 / 2 ** 33 (one in 8,600 for 1,000 shingles), and that moves their similarity by 1 / n: never a decision that
#: was not on the line. Only texts of a single shingle could be taken for equal by one accident, and those are compared
#: by digest alone (`stages.dedupe.sign`).
SIGNATURES = pa.schema(
    [
        _DOC_ID,
        _field("source", pa.string(), "Path below the seeds."),
        _field("record", pa.string(), "Id inside a batch.", null=True),
        _field("outlet", pa.string(), "Who carried it.", null=True),
        _field("published", pa.date32(), "Day of publication, where it is known.", null=True),
        _field("words", pa.int32(), "Words of the normalised text."),
        _field("digest", pa.binary(DIGEST_BYTES), "Start of the SHA-256 of the normalised text."),
        _field("bands", pa.list_(pa.uint64()), "Keys of the LSH bands in their order; empty for a short text."),
        _field("shingles", pa.large_list(pa.uint32()), "Hashes of the distinct shingles, ascending."),
    ]
)

_DECISION = [
    _field(
        "cluster_id", pa.string(), "doc_id of the cluster's survivor; null for an article that is alone.", null=True
    ),
    _field("duplicate_of", pa.string(), "The survivor that this one is folded into; null for a survivor.", null=True),
    _field("kind", pa.string(), "exact | near; null for a survivor.", null=True),
    _field(
        "similarity",
        pa.float64(),
        "Jaccard similarity of the shingles of this one and its survivor, to four places; 1 for exact.",
        null=True,
    ),
    _field(
        "rule",
        pa.string(),
        "What made the survivor stand before this one: earliest | longest | first_key; null for a survivor.",
        null=True,
    ),
    _field("duplicates", pa.int32(), "Articles folded into this one."),
]

#: One row per article in a cluster of two or more, ordered by partition and doc_id.
DECISIONS = pa.schema([_field("partition", pa.string(), "The partition of the article."), _DOC_ID, *_DECISION])

#: ``dedupe.decisions``: one row per article that is not a reject, in the order of the articles.
TABLE = pa.schema([_DOC_ID, *_DECISION])
