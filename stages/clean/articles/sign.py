"""What `decide` needs to know of a partition, and nothing more."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.clean.articles.hashing import Integers
from stages.clean.articles.lines import Edge, Edges, edges
from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.schema import SIGNATURES
from stages.clean.articles.words import topic_words

_SPACE = pa.scalar(" ", pa.large_string())

#: Characters of an article's longest paragraph that count, with the title, as what it is about.
TOPIC_CHARACTERS = 200


def sign(read: pa.Table, outlets: pa.Table, params: ArticlesParams) -> pa.Table:
    """Return the signatures of the articles that are not rejects, in their order.

    Args:
        read: ``clean.read`` of one partition.
        outlets: ``clean.outlets`` of the same; reads doc_id and outlet.
        params: the knobs.

    Returns:
        A table of `SIGNATURES`.

    Raises:
        ValueError: the two tables do not hold the same articles.
    """
    articles = pc.is_null(read["reject_code"])
    outlet = canonical(read, outlets).filter(articles)
    found = edges(contiguous(read["text"].filter(articles)), params)
    head, tail = found.sides
    title = contiguous(read["title"].filter(articles).cast(pa.large_string()))
    story = pc.utf8_slice_codeunits(found.lines.take(pa.array(tail.tellers)), 0, TOPIC_CHARACTERS)
    words, counts = topic_words(pc.binary_join_element_wise(title, story, _SPACE, null_handling="skip"))
    columns = {
        "outlet": outlet,
        "head": _lists(head.keys[head.there], head.there.sum(axis=1), SIGNATURES.field("head").type),
        "tail": _lists(tail.keys[tail.there], tail.there.sum(axis=1), SIGNATURES.field("tail").type),
        "story": pa.array(tail.stories, pa.uint64()),
        "head_story": pa.array(head.stories, pa.uint64(), mask=head.stories == tail.stories),
        "topic": _lists(words, counts, SIGNATURES.field("topic").type),
        "lines": _frequent(found, outlet, params),
    }
    return pa.table([columns[name] for name in SIGNATURES.names], schema=SIGNATURES)


def canonical(read: pa.Table, outlets: pa.Table) -> pa.ChunkedArray:
    """Return the outlet of each article by its one name, as stated where it has none.

    Raises:
        ValueError: the two tables do not hold the same articles.
    """
    if not read["doc_id"].equals(outlets["doc_id"]):
        raise ValueError("the outlets are those of other articles than the texts")
    return pc.coalesce(outlets["outlet"], read["outlet"])


def contiguous(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _lists(values: NDArray[np.generic], counts: Integers, kind: pa.ListType) -> pa.ListArray:
    places = np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
    return pa.ListArray.from_arrays(pa.array(places), pa.array(values, kind.value_type), type=kind)


def _frequent(found: Edges, outlet: pa.ChunkedArray, params: ArticlesParams) -> pa.ListArray:
    """Return the text of lines that reach ``least_share`` inside the partition, in the row that has them first.

    A line that reaches a share of all articles of an outlet reaches it in at least one partition too. So `decide`
    knows the text of every line that it may convict, however the corpus is cut, and few others are carried along.
    """
    codes = outlet.combine_chunks().dictionary_encode()
    known = codes.indices.fill_null(-1).to_numpy().astype(np.int64)
    of_articles = np.bincount(known[known >= 0], minlength=len(codes.dictionary))
    rows, places = [], []
    for edge in found.sides:
        chosen, there = _frequent_at(edge, known, of_articles, params)
        rows.append(chosen)
        places.append(there)
    every, place = np.concatenate(rows), np.concatenate(places)
    order = np.lexsort([place, every])
    every, place = every[order], place[order]
    keys = np.concatenate([edge.keys[edge.there] for edge in found.sides])
    by_place = np.zeros(len(found.lines), np.uint64)
    by_place[np.concatenate([edge.places[edge.there] for edge in found.sides])] = keys
    once = np.sort(np.unique(by_place[place], return_index=True)[1])  # rows ascend: the first that has the line
    every, place = every[once], place[once]
    kind = SIGNATURES.field("lines").type
    items = pa.StructArray.from_arrays(
        [pa.array(by_place[place]), found.lines.take(pa.array(place)).cast(pa.string())],
        fields=list(kind.value_type),
    )
    counts = np.bincount(every, minlength=len(known))
    bounds = np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
    return pa.ListArray.from_arrays(pa.array(bounds), items, type=kind, mask=pa.array(counts == 0))


def _frequent_at(
    edge: Edge, outlet: Integers, of_articles: Integers, params: ArticlesParams
) -> tuple[Integers, Integers]:
    """Return one row and place for each frequent line of each outlet at one edge."""
    row = np.repeat(np.arange(len(outlet)), edge.there.sum(axis=1))
    known = outlet[row] >= 0
    row, keys, places = row[known], edge.keys[edge.there][known], edge.places[edge.there][known]
    order = np.lexsort([row, keys, outlet[row]])
    row, keys, places = row[order], keys[order], places[order]
    owner = outlet[row]
    new = np.ones(len(row), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (owner[1:] != owner[:-1])
    begin = np.flatnonzero(new)
    count = np.diff(np.append(begin, len(row)))
    # Twice in one article counts twice: one too many here does no harm. Nor does the sliver by which the bound is
    # lowered, so that the rounding of many small bounds never adds up to a line that decide would miss.
    frequent = begin[count >= params.least_share * of_articles[owner[begin]] * (1 - 1e-9)]
    return row[frequent], places[frequent]
