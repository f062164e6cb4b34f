"""The signatures of all partitions, read and turned into numbers.

Signatures are read partition by partition and turned into numbers at once, so memory holds some 20 bytes for a row, and
each distinct string once. What was read before is taken as it was for each partition whose signatures are the same.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities.columns import Integers, distinct
from stages.annotate.entities.corpus import LISTED, Corpus, Listed, Small
from stages.contract import Rows, Signed

#: Rows of signatures that are read at once.
_TOGETHER = 1 << 16

_COLUMNS = ("doc_id", "key", "published", "type", "name", "mentions", *LISTED)


def gathered(rows: Rows, before: Corpus | None) -> Corpus:
    """Return the signatures, those of partitions that have not changed as they were ``before``."""
    signed = rows.partitions()
    parts = list(_parts(rows, signed, before))
    return parts[0] if len(parts) == 1 and parts[0] is before else _joined(parts)


def _parts(rows: Rows, signed: Sequence[Signed], before: Corpus | None) -> Iterator[Corpus]:
    """Yield the partitions in their order, as many together as may be."""
    known = {each: place for place, each in enumerate(before.partitions)} if before else {}
    begin = at = 0
    while at < len(signed):
        first = at
        place = known.get(signed[first])
        if before is not None and place is not None:
            while at < len(signed) and known.get(signed[at]) == place + at - first:
                begin += signed[at].rows
                at += 1
            yield before if at - first == len(before.partitions) else before.cut(place, place + at - first)
            continue
        end = begin
        while (
            at < len(signed) and signed[at] not in known and (at == first or end + signed[at].rows - begin <= _TOGETHER)
        ):
            end += signed[at].rows
            at += 1
        yield _read(rows.take(np.arange(begin, end), _COLUMNS), signed[first:at])
        begin = end


def _read(table: pa.Table, signed: Sequence[Signed]) -> Corpus:
    """Return the signatures of partitions that follow one another."""
    table = table.combine_chunks()
    partition = np.repeat(np.arange(len(signed)), [each.rows for each in signed])
    articles = _column(table, "doc_id").dictionary_encode()
    keys = _column(table, "key").dictionary_encode()
    ranks = np.empty(len(keys.dictionary), np.int64)
    ranks[pc.sort_indices(keys.dictionary).to_numpy()] = np.arange(len(ranks))
    # By partition, key and article, and those of an article as they came.
    rank = ranks[keys.indices.to_numpy()]
    article = articles.indices.to_numpy().astype(np.int64)
    order = np.lexsort((article, rank, partition))
    if (np.diff(order) < 0).any():
        table = table.take(pa.array(order)).combine_chunks()
    place = np.stack([partition[order], article[order]])
    begins = np.flatnonzero(np.append(True, (np.diff(place) != 0).any(axis=0))) if len(order) else np.zeros(0, np.int64)
    first = table.select(["doc_id", "key", "published"]).take(pa.array(begins))
    names = _column(table, "name")
    lists = {name: _column(table, name) for name in LISTED}
    flat = {name: pc.list_flatten(column) for name, column in lists.items()}
    texts = [names, flat["aliases"].field("name"), flat["roles"].field("name"), flat["beside"]]
    encoded = pa.concat_arrays(texts).dictionary_encode()
    codes = np.split(encoded.indices.to_numpy(), np.cumsum([len(each) for each in texts])[:-1])
    types = _column(table, "type").dictionary_encode()
    words, pairs = len(encoded.dictionary), types.indices.to_numpy().astype(np.int64)
    each, name = np.unique(pairs * words + codes[0], return_inverse=True)
    mentions = _column(table, "mentions").to_numpy()
    counts = [flat[name].field("mentions").to_numpy() for name in ("aliases", "roles")]
    counts.append(np.ones(len(codes[3]), np.int32))
    listed = [
        Listed(pc.list_value_length(lists[name]).to_numpy().astype(np.int32), code.astype(np.int32), count)
        for name, code, count in zip(LISTED, codes[1:], counts, strict=True)
    ]
    return Corpus(
        tuple(signed),
        np.bincount(partition[begins], minlength=len(signed)).astype(np.int32),
        _column(first, "doc_id"),
        _column(first, "key"),
        np.maximum(pc.fill_null(_column(first, "published").cast(pa.int32()), -1).to_numpy(), -1),
        np.diff(begins, append=len(order)).astype(np.int32),
        types.dictionary,
        encoded.dictionary,
        (each // max(words, 1)).astype(np.int32),
        (each % max(words, 1)).astype(np.int32),
        name.astype(np.int32),
        mentions,
        _without_own(listed[0], codes[0], mentions),
        *listed[1:],
    )


def _column(table: pa.Table, name: str) -> pa.Array:
    column = table[name].combine_chunks()
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _without_own(aliases: Listed, own: Small, mentions: Small) -> Listed:
    """Leave out the lists that hold nothing but the name itself, as often as it is mentioned: nearly all of them."""
    row = aliases.row()
    alone = aliases.lengths == 1
    alone[row] &= (aliases.word == own[row]) & (aliases.times == mentions[row])
    kept = ~alone[row]
    return Listed(np.where(alone, 0, aliases.lengths), aliases.word[kept], aliases.times[kept])


def _joined(parts: Sequence[Corpus]) -> Corpus:
    """Return parts that follow one another as one, with the strings and names that they have, and no others."""
    if not parts:
        none = np.zeros(0, np.int32)
        strings, listed = pa.array([], pa.string()), Listed(none, none, none)
        return Corpus(
            (), none, strings, strings, none, none, strings, strings, none, none, none, none, listed, listed, listed
        )
    types, type_of = _united([(part.types, distinct(part.type[_used(part.name, part.type)])) for part in parts])
    words, word_of = _united([(part.words, _words_of(part)) for part in parts])
    place = {}
    for part, types_, words_ in zip(parts, type_of, word_of, strict=True):
        if id(part.word) not in place:  # parts of what was there before share its names
            key = types_[part.type] * len(words) + words_[part.word]
            place[id(part.word)] = np.where((types_[part.type] < 0) | (words_[part.word] < 0), -1, key)
    names = distinct(np.concatenate([place[id(part.word)][_used(part.name, part.type)] for part in parts]))
    place = {at: np.searchsorted(names, key).astype(np.int32) for at, key in place.items()}
    name = [place[id(part.word)][part.name] for part in parts]
    lists: dict[str, Listed] = {}
    for kind in LISTED:
        found: list[Listed] = [getattr(part, kind) for part in parts]
        word = [at[each.word].astype(np.int32) for each, at in zip(found, word_of, strict=True)]
        lengths, times = (np.concatenate([each[at] for each in found]) for at in (0, 2))
        lists[kind] = Listed(lengths, np.concatenate(word), times)

    def together(kind: str) -> Small:
        return np.concatenate([getattr(part, kind) for part in parts])

    return Corpus(
        tuple(each for part in parts for each in part.partitions),
        together("articles"),
        pa.concat_arrays([part.doc_id for part in parts]),
        pa.concat_arrays([part.key for part in parts]),
        together("day"),
        together("rows"),
        types,
        words,
        (names // max(len(words), 1)).astype(np.int32),
        (names % max(len(words), 1)).astype(np.int32),
        np.concatenate(name),
        together("mentions"),
        **lists,
    )


def _used(values: Small, of: Small) -> Integers:
    """Return which of some numbered things occur among ``values``, ascending."""
    mask = np.zeros(len(of), np.bool_)
    mask[values] = True
    return np.flatnonzero(mask)


def _words_of(part: Corpus) -> Integers:
    mask = np.zeros(len(part.words), np.bool_)
    mask[part.word[_used(part.name, part.type)]] = True
    for kind in LISTED:
        mask[getattr(part, kind).word] = True
    return np.flatnonzero(mask)


def _united(columns: Sequence[tuple[pa.Array, Integers]]) -> tuple[pa.Array, list[Integers]]:
    """Return the distinct strings of some columns in their order.

    Args:
        columns: distinct strings, and which of them count.

    Returns:
        The strings, and for each column where each of its strings stands among them, -1 where it does not count.
    """
    shared = {id(words): used for words, used in columns}
    for words, used in columns:  # parts of what was there before share its words
        shared[id(words)] = np.union1d(shared[id(words)], used)
    known = {id(words): words for words, _ in columns}
    taken = [known[at].take(pa.array(used)) for at, used in shared.items()]
    encoded = pa.concat_arrays(taken).dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    place = {}
    for (at, used), codes in zip(
        shared.items(), np.split(encoded.indices.to_numpy(), np.cumsum([len(each) for each in taken])[:-1]), strict=True
    ):
        place[at] = np.full(len(known[at]), -1, np.int64)
        place[at][used] = rank[codes]
    return encoded.dictionary.take(pa.array(order)), [place[id(words)] for words, _ in columns]
