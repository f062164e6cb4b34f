"""What is told of things, in columns: their names, their offices over time, and why their names are one thing's."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
import pyarrow as pa

from stages.annotate.entities.columns import Integers, bounds, coded, lists, structs, summed
from stages.annotate.entities.corpus import Corpus, Counted, as_days, spans_of
from stages.annotate.entities.nodes import Edge
from stages.annotate.entities.schema import ENTITY

#: Hexadecimal digits of an id: 64 bits.
_DIGITS = 16

#: Spellings and offices that are told of one thing at most, the most frequent first.
_ALIASES, _ROLES = 100, 50


def id_of(type_: str, first: str) -> str:
    """Return the id of a thing: a digest of its type and the first of its names in the order of the alphabet.

    So it changes only where another name of it comes before that one, or where it becomes two things.
    """
    return sha256(f"{type_}\0{first}".encode()).hexdigest()[:_DIGITS]


def canonical(names: Mapping[str, int]) -> str:
    """Return the most complete of some names, and of these the one in most articles.

    Args:
        names: name -> articles that have it. A fuller name counts only where it is no rarity: in a tenth of the
            articles that the most frequent one is in.
    """
    most = max(names.values())
    known = {name: count for name, count in names.items() if count * 10 >= most}
    return max(known, key=lambda name: (len(name.split()), known[name], name))


def owners(corpus: Corpus, group: Integers, count: int) -> Integers:
    """Return for each thing the signature of the first article that names it, by the articles' keys."""
    keys = coded(corpus.signatures["key"]).codes
    of = group[corpus.thing]
    place = keys * len(group) + corpus.thing
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, of, place)
    rows = np.flatnonzero(place == first[of])[::-1]
    found = np.empty(count, np.int64)
    found[of[rows]] = rows
    return found


def entities(
    corpus: Corpus, group: Integers, ids: Sequence[str], names: Sequence[str], merges: Mapping[int, Sequence[Edge]]
) -> pa.StructArray:
    """Return what is told of each thing.

    Args:
        corpus: the signatures.
        group: for each name of the corpus, the number of its thing.
        ids: of the things.
        names: their canonical ones.
        merges: the pairs that made a thing of several names.
    """
    count = len(ids)
    of = group[corpus.thing]
    first, last = spans_of(corpus.days, of, count)
    types = np.zeros(count, np.int64)
    types[group] = np.arange(len(group))
    spellings, spelled = _aliases(corpus.aliases, group, count)
    fields = {
        "entity_id": pa.array(ids, pa.string()),
        "type": pa.array(corpus.types, pa.string()).take(pa.array(types)),
        "name": pa.array(names, pa.string()),
        "aliases": spellings,
        "alias_mentions": spelled,
        "first_date": as_days(first),
        "last_date": as_days(last),
        "roles": _roles(corpus.roles, group, count),
        "merges": _merges(merges, count),
        "documents": pa.array(_documents(corpus, group, of, count), pa.int32()),
        "mentions": pa.array(np.bincount(group, corpus.mentions, count).astype(np.int64), pa.int32()),
    }
    return structs(fields, ENTITY)


def _documents(corpus: Corpus, group: Integers, of: Integers, count: int) -> Integers:
    """Return how many articles name each thing; an article that has several of its names counts once.

    Args:
        corpus: the signatures.
        group: for each name, the number of its thing.
        of: for each signature, likewise.
        count: of the things.
    """
    documents = np.bincount(of, minlength=count)
    several = np.bincount(group, minlength=count) > 1
    rows = np.flatnonzero(several[of])
    if len(rows):
        articles = coded(corpus.signatures["doc_id"].take(pa.array(rows))).codes
        pairs = summed(np.ones(len(rows), np.int64), of[rows], articles)
        documents[several] = np.bincount(pairs.columns[0], minlength=count)[several]
    return documents.astype(np.int64)


def _most(found: Counted, group: Integers, count: int, limit: int) -> tuple[Integers, ...]:
    """Return thing, word, count, first and last day of the words that stand with a thing most often, in that order."""
    sums = summed(found.count, group[found.group], found.word)
    first, last = _spans(found, sums.inverse, len(sums.sums))
    thing, word = sums.columns
    order = np.lexsort((word, -sums.sums, thing))
    begin = bounds(thing[order], count)
    order = order[np.arange(len(order)) - begin[thing[order]] < limit]
    return thing[order], word[order], sums.sums[order], first[order], last[order]


def _spans(found: Counted, inverse: Integers, count: int) -> tuple[Integers, Integers]:
    """Return first and last days over groups of what is counted."""
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, -1)
    np.minimum.at(first, inverse, found.first)
    np.maximum.at(last, inverse, found.last)
    return first, last


def _aliases(found: Counted, group: Integers, count: int) -> tuple[pa.ListArray, pa.ListArray]:
    thing, word, mentions, _, _ = _most(found, group, count, _ALIASES)
    begin = bounds(thing, count)
    return (
        lists(begin, found.words.take(pa.array(word)), ENTITY.field("aliases").type),
        lists(begin, pa.array(mentions, pa.int32()), ENTITY.field("alias_mentions").type),
    )


def _roles(found: Counted, group: Integers, count: int) -> pa.ListArray:
    """Return the offices of each thing in the order of the first day on which they are stated."""
    thing, word, mentions, first, last = _most(found, group, count, _ROLES)
    order = np.lexsort((word, first, thing))
    kind = ENTITY.field("roles").type
    fields = {
        "role": found.words.take(pa.array(word[order])),
        "first": as_days(first[order]),
        "last": as_days(last[order]),
        "mentions": pa.array(mentions[order], pa.int32()),
    }
    return lists(bounds(thing[order], count), structs(fields, kind.value_type), kind)


def _merges(merges: Mapping[int, Sequence[Edge]], count: int) -> pa.ListArray:
    """Return why names are one thing's, in the order of the names."""
    kind = ENTITY.field("merges").type
    ordered = [
        edge for thing in sorted(merges) for edge in sorted(merges[thing], key=lambda edge: (edge.name, edge.into))
    ]
    lengths = np.zeros(count, np.int64)
    for thing, edges in merges.items():
        lengths[thing] = len(edges)
    names = ("name", "into", "rule", "evidence")
    fields = {name: pa.array([getattr(edge, name) for edge in ordered], pa.string()) for name in names}
    return lists(np.concatenate([[0], np.cumsum(lengths)]), structs(fields, kind.value_type), kind)
