"""The convicted lines of one partition, cut from its articles."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.clean.articles.cut import RECURRING, Removed, cut
from stages.clean.articles.hashing import Integers
from stages.clean.articles.lines import edges, peeled
from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.schema import SIDES
from stages.clean.articles.sign import canonical, contiguous
from stages.clean.rejects import reject
from stages.clean.schema import ARTICLES_SCHEMA

#: What a reject keeps: where it is from.
_ORIGIN = ("doc_id", "source", "record", "outlet", "raw_sha256")

_SEGMENT = ("start", "raw_start", "length", "raw_length")


def apply(read: pa.Table, outlets: pa.Table, decided: pa.Table, params: ArticlesParams) -> pa.Table:
    """Return ``clean.articles``: the rows of ``clean.read`` by their outlet's one name, without its residue.

    An article that is residue from end to end becomes a reject. To do it again changes nothing, but for a block of
    residue that is longer than ``edge_lines``: what is left of it then comes within reach.

    Args:
        read: ``clean.read`` of one partition.
        outlets: ``clean.outlets`` of the same.
        decided: the rows of `stages.clean.articles.schema.DECISIONS` on it, in any order; reads outlet, side, line.
        params: the same as for `sign`.

    Raises:
        ValueError: the two tables do not hold the same articles.
    """
    outlet = canonical(read, outlets)
    if not decided.num_rows and outlet.equals(read["outlet"]):
        return read
    named = pa.table({name: read[name] for name in ARTICLES_SCHEMA.names} | {"outlet": outlet}, schema=ARTICLES_SCHEMA)
    if not decided.num_rows:
        return named
    row, head, tail = _runs(named, decided, params)
    if not len(row):
        return named
    changed = [
        _without(article, *runs)
        for article, *runs in zip(named.take(row).to_pylist(), head.tolist(), tail.tolist(), strict=True)
    ]
    order = np.arange(len(named))
    order[row] = len(named) + np.arange(len(row))
    return pa.concat_tables([named, pa.Table.from_pylist(changed, ARTICLES_SCHEMA)]).take(order)


def _runs(articles: pa.Table, decided: pa.Table, params: ArticlesParams) -> tuple[Integers, Integers, Integers]:
    """Return the rows of the articles to cut, and how many lines to cut at each edge."""
    names = pc.unique(decided["outlet"])
    code = pc.index_in(articles["outlet"], names)
    concerned = pc.and_(pc.is_null(articles["reject_code"]), pc.is_valid(code))
    rows = np.flatnonzero(concerned.to_numpy())
    owner = code.filter(concerned).to_numpy().astype(np.int64)
    runs = []
    for side, edge in zip(SIDES, edges(contiguous(articles["text"].filter(concerned)), params).sides, strict=True):
        mine = decided.filter(pc.equal(decided["side"], side))
        lines = np.unique(mine["line"].to_numpy())
        known = pc.index_in(mine["outlet"], names).to_numpy().astype(np.int64) * (len(lines) + 1)
        known = np.unique(known + np.searchsorted(lines, mine["line"].to_numpy()))
        place = np.searchsorted(lines, edge.keys)
        found = lines[np.minimum(place, max(len(lines) - 1, 0))] == edge.keys if len(lines) else edge.there & False
        runs.append(peeled(edge, found & np.isin(owner[:, None] * (len(lines) + 1) + place, known)))
    head, tail = runs
    some = head + tail > 0
    return rows[some], head[some], tail[some]


def _without(article: dict[str, Any], head: int, tail: int) -> dict[str, Any]:
    """Return the row of one article without so many lines at its two edges."""
    segments = [tuple(segment[name] for name in _SEGMENT) for segment in article["offsets"]]
    removed = [Removed(**one) for one in article["removed"]]
    left = cut(article["text"], segments, removed, head, tail)
    if left is None:
        code, message = reject("not_an_article", rule=RECURRING)
        return {name: article[name] for name in _ORIGIN} | {"reject_code": code, "reject_message": message}
    return article | {
        "text": left.text,
        "offsets": [dict(zip(_SEGMENT, segment, strict=True)) for segment in left.offsets],
        "removed": [one._asdict() for one in left.removed],
    }
