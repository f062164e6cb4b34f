"""The tables of the stage: what `sign` hands to `decide`, what `decide` says, and the table that `apply` makes."""

import pyarrow as pa

#: Bytes kept of the SHA-256 of a normalised text. 128 bits: no two different texts of any corpus share it by accident.
DIGEST_BYTES = 16


def _field(name: str, kind: pa.DataType, description: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"description": description})


_DOC_ID = _field("doc_id", pa.string(), "The article.")

#: Into so many columns the keys and the fingerprints are cut, so that candidates can be found by slices.
SLICES = 8

#: One row per article that is not a reject, in the order of the articles. Binaries are little-endian ``uint32``, one
#: after another.
#:
#: Shingles are not kept: those of a candidate are made again of its ``tokens``, without their classes. A token has 30
#: bits of its word's hash, and a shingle is 32 bits: two different ones are equal by accident with a chance of about
#: 2 ** -30, which moves the similarity of two texts by one shingle once in a million pairs of texts. Exact copies are
#: told by ``digest`` alone.
SIGNATURES = pa.schema(
    [
        _DOC_ID,
        _field("source", pa.string(), "Path below the seeds."),
        _field("record", pa.string(), "Id inside a batch.", null=True),
        _field("outlet", pa.string(), "Who carried it.", null=True),
        _field("rank", pa.int32(), "Trust in the outlet, 1 is the most; null where nobody said.", null=True),
        _field("published", pa.date32(), "Day of publication, where it is known.", null=True),
        _field("moment", pa.timestamp("us", "UTC"), "Instant of publication, where it is known.", null=True),
        _field(
            "clock", pa.timestamp("us"), "Day and time of day as the source states them, in whatever zone.", null=True
        ),
        _field("revision", pa.int16(), "n for 'UPDATE n', 1 for a correction without a number, 0 for all others."),
        _field("subject", pa.uint64(), "Hash of the word that the title is about; 0 where there is none."),
        _field("heading", pa.uint64(), "Digest of outlet and title without numbers and days; 0 where there is none."),
        _field("words", pa.int32(), "Words of the normalised text."),
        _field("digest", pa.binary(DIGEST_BYTES), "Start of the SHA-256 of the words: equal for exact copies."),
        _field("identity", pa.uint64(), "Start of the SHA-256 of the tokens, classes included."),
        _field("tokens", pa.large_binary(), "The words in their order (`stages.dedupe.tokens`)."),
        *(
            _field(f"bands_{k}", pa.large_binary(), "Keys of the slice's LSH bands; null for a short text.", null=True)
            for k in range(SLICES)
        ),
        *(
            _field(f"prints_{k}", pa.large_binary(), f"Fingerprints with {k} in the first three bits, ascending.")
            for k in range(SLICES)
        ),
    ]
)

_DECISION = [
    _field(
        "cluster_id", pa.string(), "doc_id of the cluster's survivor; null for an article that is alone.", null=True
    ),
    _field("duplicate_of", pa.string(), "The survivor that this one is folded into; null for a survivor.", null=True),
    _field("kind", pa.string(), "exact | near | contained | update; null for a survivor.", null=True),
    _field(
        "similarity",
        pa.float64(),
        "Jaccard similarity of the shingles of this one and its survivor, to four places; 1 for exact.",
        null=True,
    ),
    _field(
        "containment",
        pa.float64(),
        "Share of this one's shingles that stand in its survivor, to four places; 1 for exact.",
        null=True,
    ),
    _field("changed", pa.int32(), "Numbers and names that differ where the two are aligned; 0 for exact.", null=True),
    _field(
        "rule",
        pa.string(),
        "What put the survivor before this one: revision | longer_holds_it | earliest | outlet_rank | longest | "
        "first_key; null for a survivor.",
        null=True,
    ),
    _field("duplicates", pa.int32(), "Articles folded into this one."),
    _field(
        "outlets", pa.int32(), "Known outlets that carried the story of which this one is the survivor; its own counts."
    ),
]

#: One row per article in a cluster of two or more, ordered by partition and doc_id.
DECISIONS = pa.schema([_field("partition", pa.string(), "The partition of the article."), _DOC_ID, *_DECISION])

#: ``dedupe.decisions``: one row per article that is not a reject, in the order of the articles.
TABLE = pa.schema([_DOC_ID, *_DECISION])
