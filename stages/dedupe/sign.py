"""What `decide` needs to know of a partition, and nothing more: one signature per article."""

import datetime as dt
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.dedupe import minhash, normalise, winnow, words
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged
from stages.dedupe.revision import revisions
from stages.dedupe.schema import SIGNATURES, SLICES
from stages.dedupe.shingles import shingle_sets
from stages.dedupe.titles import Titles, add_subjects
from stages.publication import publications_of


def sign(articles: pa.Table, outlets: pa.Table, params: DedupeParams) -> pa.Table:
    """Return the signatures of the articles that are not rejects, in their order.

    Args:
        articles: ``clean.articles`` of one partition; reads doc_id, source, record, outlet, stated_dates, url,
            reject_code, title and text.
        outlets: ``clean.outlets``, with the same rows; reads rank, date_order and time_zone.
        params: the knobs.

    Returns:
        A table of `SIGNATURES`.
    """
    is_kept = pc.is_null(articles["reject_code"])
    kept, outlets = articles.filter(is_kept), outlets.filter(is_kept)
    titles = Titles.of(kept["title"].to_pylist(), kept["outlet"].to_pylist())
    told = _read(kept, outlets)
    columns = {
        **{name: kept[name] for name in ("doc_id", "source", "record", "outlet")},
        "rank": outlets["rank"],
        **{
            name: pa.array(getattr(told, name), SIGNATURES.field(name).type)
            for name in ("published", "moment", "clock")
        },
        "revision": pa.array(revisions(kept["title"], kept["text"])),
        "subject": pa.array(titles.subject),
        "heading": pa.array(titles.heading),
        **_of_words(add_subjects(words.read(told.texts), titles, params.notice_words), params),
    }
    return pa.table([columns[name] for name in SIGNATURES.names], schema=SIGNATURES)


class _Told(NamedTuple):
    """What articles tell, without what stands around it, and when they were published, in columns of one length."""

    texts: list[str]
    published: list[dt.date | None]
    moment: list[dt.datetime | None]
    clock: list[dt.datetime | None]


def _read(articles: pa.Table, outlets: pa.Table) -> _Told:
    publications = publications_of(articles, outlets, compared=False)
    datelines = [None if one.start is None or one.end is None else (one.start, one.end) for one in publications]
    return _Told(
        normalise.strip_edges(articles["text"].to_pylist(), datelines),
        [one.date for one in publications],
        [one.at for one in publications],
        [dt.datetime.combine(one.date, one.clock) if one.date and one.clock else None for one in publications],
    )


def _of_words(read: words.Words, params: DedupeParams) -> dict[str, pa.Array]:
    """Return the columns of a signature that are made of the words alone."""
    digests = pa.array(read.digests(), SIGNATURES.field("digest").type)
    return {"digest": digests, **of_tokens(read.tokens(), params)}


def of_tokens(tokens: Ragged, params: DedupeParams) -> dict[str, pa.Array]:
    """Return the columns of `SIGNATURES` that are made of the tokens of each text alone."""
    prints = winnow.fingerprints(tokens, params.print_words, params.print_window)
    return {
        "words": pa.array(tokens.lengths, pa.int32()),
        "identity": pa.array(_identities(tokens)),
        "tokens": tokens.to_binary(),
        **{f"bands_{k}": column for k, column in enumerate(_bands(tokens, params))},
        **{f"prints_{k}": part.to_binary() for k, part in enumerate(winnow.by_first_bits(prints, SLICES))},
    }


def _bands(tokens: Ragged, params: DedupeParams) -> Iterator[pa.LargeBinaryArray]:
    """Return the keys of the bands, an equal part of them in each column."""
    # A single shingle is never enough: two such texts are equal in all their shingles only if they are equal word for
    # word, which the digest says; in 32 bits of one shingle accidents would stand among the matches.
    is_short = tokens.lengths < max(params.near_words, params.shingle_words + 1)
    sets = shingle_sets(tokens.take(np.flatnonzero(~is_short)), params.shingle_words)
    keys = minhash.band_keys(sets, params.bands, params.rows)
    each = params.bands // SLICES
    lengths = np.where(is_short, 0, each)
    for start in range(0, params.bands, each):
        part: NDArray[np.uint32] = keys[:, start : start + each]
        yield Ragged.of_lengths(part.reshape(-1), lengths).to_binary(null=is_short)


def _identities(tokens: Ragged) -> NDArray[np.uint64]:
    """Return the first eight bytes of the SHA-256 of each row.

    Not a hash of our own: measures are remembered by it, so nobody must be able to make two texts share one.
    """
    data = memoryview(tokens.values.astype("<u4", copy=False).data).cast("B")
    places = (4 * tokens.offsets).tolist()
    return np.frombuffer(b"".join([sha256(data[a:b]).digest()[:8] for a, b in pairwise(places)]), "<u8")
