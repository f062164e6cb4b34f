"""What is told of things, in columns: their names, their offices over time, and why their names are one thing's."""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256

import numpy as np
import pyarrow as pa

from stages.annotate.entities.columns import Integers, bounds, distinct, lists, structs
from stages.annotate.entities.corpus import Corpus
from stages.annotate.entities.facts import Counted, Named, as_days, spans_of
from stages.annotate.entities.schema import ENTITY
from stages.annotate.entities.state import Merges, State

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


def entities(state: State, things: Integers) -> pa.StructArray:
    """Return what is told of some things.

    Args:
        state: the corpus, and which names are one thing's.
        things: the numbers of their first names, ascending.
    """
    corpus, count = state.corpus, len(things)
    number = np.full(len(state.first), -1)
    number[things] = np.arange(count)
    group = number[state.first]
    row = np.flatnonzero(group[corpus.name] >= 0)
    named = Named(row, group[corpus.name[row]], count)
    first, last = spans_of(named.days(corpus), named.thing, count)
    texts = corpus.texts
    types = corpus.types.take(pa.array(corpus.type[things]))
    starts = [texts[word] for word in corpus.word[things].tolist()]
    ids = [id_of(*each) for each in zip(types.to_pylist(), starts, strict=True)]
    spellings, spelled = _aliases(named.spelled(corpus), corpus, count)
    fields = {
        "entity_id": pa.array(ids, pa.string()),
        "type": types,
        "name": pa.array(_canonical(state, group, starts), pa.string()),
        "aliases": spellings,
        "alias_mentions": spelled,
        "first_date": as_days(first),
        "last_date": as_days(last),
        "roles": _roles(named.counted(corpus, corpus.roles), corpus, count),
        "merges": _merges(state.merges, group, corpus, count),
        "documents": pa.array(_documents(named, corpus), pa.int32()),
        "mentions": pa.array(np.bincount(named.thing, corpus.mentions[row], count).astype(np.int64), pa.int32()),
    }
    return structs(fields, ENTITY)


def _canonical(state: State, group: Integers, starts: list[str]) -> list[str]:
    """Return the canonical name of each thing.

    Args:
        state: see above.
        group: of each name of the corpus, the number of its thing, -1 where none is asked for.
        starts: the first name of each thing.
    """
    members: dict[int, dict[str, int]] = defaultdict(dict)
    asked = np.flatnonzero(group >= 0)
    several = np.bincount(group[asked], minlength=len(starts)) > 1
    for at in asked[several[group[asked]]].tolist():
        members[int(group[at])][state.corpus.texts[state.corpus.word[at]]] = int(state.corpus.documents[at])
    names = starts.copy()
    for thing, known in members.items():
        names[thing] = canonical(known)
    return names


def _documents(named: Named, corpus: Corpus) -> Integers:
    """Return how many articles name each thing; an article that has several of its names counts once."""
    documents = np.bincount(named.thing, minlength=named.things).astype(np.int64)
    names = np.full(len(corpus.word), -1)
    names[corpus.name[named.row]] = named.thing
    several = np.bincount(names[names >= 0], minlength=named.things) > 1
    rows = np.flatnonzero(several[named.thing])
    once = distinct(named.thing[rows].astype(np.int64) * len(corpus.rows) + corpus.article[named.row[rows]])
    documents[several] = np.bincount(once // max(len(corpus.rows), 1), minlength=named.things)[several]
    return documents


def _aliases(found: Counted, corpus: Corpus, count: int) -> tuple[pa.ListArray, pa.ListArray]:
    most = found.most(count, _ALIASES)
    begin = bounds(most.thing, count)
    return (
        lists(begin, corpus.words.take(pa.array(most.word)), ENTITY.field("aliases").type),
        lists(begin, pa.array(most.times, pa.int32()), ENTITY.field("alias_mentions").type),
    )


def _roles(found: Counted, corpus: Corpus, count: int) -> pa.ListArray:
    """Return the offices of each thing in the order of the first day on which they are stated."""
    most = found.most(count, _ROLES)
    most = most.take(np.lexsort((most.word, most.first, most.thing)))
    kind = ENTITY.field("roles").type
    fields = {
        "role": corpus.words.take(pa.array(most.word)),
        "first": as_days(most.first),
        "last": as_days(most.last),
        "mentions": pa.array(most.times, pa.int32()),
    }
    return lists(bounds(most.thing, count), structs(fields, kind.value_type), kind)


def _merges(merges: Merges, group: Integers, corpus: Corpus, count: int) -> pa.ListArray:
    """Return why names are one thing's, in the order of the names."""
    thing = group[merges.name]
    order = np.lexsort((merges.into, merges.name, thing))
    order = order[thing[order] >= 0]
    kind = ENTITY.field("merges").type
    fields = {
        "name": corpus.words.take(pa.array(corpus.word[merges.name[order]])),
        "into": corpus.words.take(pa.array(corpus.word[merges.into[order]])),
        "rule": merges.rule.take(pa.array(order)),
        "evidence": merges.evidence.take(pa.array(order)),
    }
    return lists(bounds(thing[order], count), structs(fields, kind.value_type), kind)
