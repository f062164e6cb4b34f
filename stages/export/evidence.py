"""Where the source that gave each article's day of publication says so."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.offsets import to_raw_column


def of(sources: pa.ChunkedArray, offsets: pa.ChunkedArray) -> dict[str, pa.Array]:
    """Return the columns ``published_text``, ``published_raw_start`` and ``published_raw_end``.

    Args:
        sources: ``date_normalize.dates.published_sources``.
        offsets: the maps of the same articles.
    """
    lists = sources.combine_chunks()
    article, source = pc.list_parent_indices(lists), pc.list_flatten(lists)
    taken = pc.equal(source.field("verdict"), "taken")
    article, source = article.filter(taken), source.filter(taken)
    start, end = source.field("start"), source.field("end")
    in_text = pc.equal(source.field("where"), "text").to_numpy(zero_copy_only=False)
    in_source = pc.equal(source.field("where"), "source").to_numpy(zero_copy_only=False)
    begin, finish = (pc.fill_null(each, 0).to_numpy(zero_copy_only=False).astype(np.int64) for each in (start, end))
    rows = article.to_numpy(zero_copy_only=False).astype(np.int64)
    places = np.flatnonzero(in_text)
    raw_begin, raw_end, valid = to_raw_column(offsets.combine_chunks(), rows[places], begin[places], finish[places])
    begin[places], finish[places] = raw_begin, raw_end
    known = in_source.copy()
    known[places] = valid
    order = np.full(len(lists), -1)  # article -> its row among those taken
    order[rows] = np.arange(len(rows))
    at = pa.array(order, mask=order < 0)
    return {
        "published_text": source.field("text").take(at),
        "published_raw_start": pa.array(begin, pa.int32(), mask=~known).take(at),
        "published_raw_end": pa.array(finish, pa.int32(), mask=~known).take(at),
    }
