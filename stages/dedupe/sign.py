"""What `decide` needs to know of a partition, and nothing more: one signature per article."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.dedupe import minhash, normalise, words
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged
from stages.dedupe.schema import SIGNATURES
from stages.dedupe.shingles import shingle_sets
from stages.publication import Customs, customs_of, publication_of

#: Characters that are signed together. The arrays of a block take about 40 bytes per character and should stay in the
#: processor's cache; a single longer text makes a block of its own. No result depends on it.
BLOCK_CHARACTERS = 1 << 18


def sign(articles: pa.Table, outlets: pa.Table, params: DedupeParams) -> pa.Table:
    """Return the signatures of the articles that are not rejects, in their order.

    Args:
        articles: ``clean.articles`` of one partition; reads doc_id, source, record, outlet, stated_date,
            stated_date_rule, reject_code and text.
        outlets: ``clean.outlets``, with the same rows; reads date_order and time_zone.
        params: the knobs.

    Returns:
        A table of `SIGNATURES`.
    """
    is_kept = pc.is_null(articles["reject_code"])
    kept = articles.filter(is_kept)
    texts, published = _read(kept, customs_of(outlets.filter(is_kept)))
    signed = [_sign_block(texts[rows], params) for rows in _blocks(texts)]
    columns = {
        **{name: kept[name] for name in ("doc_id", "source", "record", "outlet")},
        "published": pa.array(published, pa.date32()),
        **{
            name: pa.chunked_array([block[name] for block in signed], SIGNATURES.field(name).type)
            for name in ("words", "digest", "bands", "shingles")
        },
    }
    return pa.table([columns[name] for name in SIGNATURES.names], schema=SIGNATURES)


def _read(articles: pa.Table, customs: list[Customs]) -> tuple[list[str], list[date | None]]:
    """Return what each article tells, without what stands around it, and its day of publication."""
    told, published = [], []
    columns = (articles[name].to_pylist() for name in ("stated_date", "stated_date_rule", "text"))
    for stated_date, rule, text, custom in zip(*columns, customs, strict=True):
        publication = publication_of(stated_date, rule, text, custom)
        start, end = publication.start, publication.end
        told.append(normalise.strip_edges(text, None if start is None or end is None else (start, end)))
        published.append(publication.date)
    return told, published


def _blocks(texts: list[str]) -> Iterator[slice]:
    """Cut the texts into runs of about `BLOCK_CHARACTERS`."""
    start = size = 0
    for place, text in enumerate(texts):
        if size and size + len(text) > BLOCK_CHARACTERS:
            yield slice(start, place)
            start, size = place, 0
        size += len(text)
    if start < len(texts):
        yield slice(start, len(texts))


def _sign_block(texts: list[str], params: DedupeParams) -> dict[str, pa.Array]:
    """Return the columns of a signature that are made of the text alone."""
    hashes, digests = words.read(texts)
    shingles = shingle_sets(hashes, params.shingle_words)
    # A single shingle is never enough: two such texts are equal in all their shingles only if they are equal word for
    # word, which the digest says; in 32 bits of one shingle accidents would stand among the matches.
    rows = np.flatnonzero(hashes.lengths >= max(params.near_words, params.shingle_words + 1))
    keys = minhash.band_keys(shingles.take(rows), params.bands, params.rows)
    has_keys = np.zeros(len(texts), dtype=np.int64)
    has_keys[rows] = params.bands
    return {
        "words": pa.array(hashes.lengths, pa.int32()),
        "digest": pa.array(digests, SIGNATURES.field("digest").type),
        "bands": _lists(Ragged.of_lengths(keys.reshape(-1), has_keys), pa.ListArray, np.int32),
        "shingles": _lists(shingles, pa.LargeListArray, np.int64),
    }


def _lists(rows: Ragged, kind: type[pa.Array], offset: type[np.signedinteger]) -> pa.Array:
    offsets: NDArray[np.signedinteger] = rows.offsets.astype(offset)
    return kind.from_arrays(pa.array(offsets), pa.array(rows.values))
