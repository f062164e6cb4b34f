"""Over all partitions: which names are one thing's, and what is told of each thing.

What articles say is remembered as numbers, with the things that were made of it, so that a change costs the partitions
that it touches: these are read, and told anew are only those that own a thing of which something else is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities import changes, others, persons
from stages.annotate.entities.columns import Integers, distinct
from stages.annotate.entities.corpus import Corpus, Small
from stages.annotate.entities.facts import Words
from stages.annotate.entities.gather import gathered
from stages.annotate.entities.grouping import group
from stages.annotate.entities.keys import Compared, Keys
from stages.annotate.entities.nodes import Edge, Node, Read, Reads
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.record import entities, id_of
from stages.annotate.entities.schema import DECISIONS, ENTITY
from stages.annotate.entities.state import Merges, State, owners_of
from stages.annotate.entities.table import Stated, folded, read_entities
from stages.contract import Decided, Rows

_PERSON, _ORG = "PERSON", "ORG"

#: How sure names are one thing's that differ by capitals alone: more than all evidence but what people state.
_SAME_LETTERS = -8


def decide(rows: Rows, memory: pa.Table | None, reference: bytes, params: EntitiesParams) -> Decided:
    """Return the rows of `DECISIONS`: what each name of each partition names, and the things that partitions own.

    Args:
        rows: the signatures of all partitions.
        memory: what an earlier call has remembered, or None.
        reference: the bytes of ``entities.csv``.
        params: the knobs.

    Raises:
        InputError: ``entities.csv`` is wrong.
    """
    stated = read_entities(reference)
    before = None if memory is None else State.read(memory)
    corpus = gathered(rows, before.corpus if before else None)
    found = changes.Changes.between(before.corpus, corpus) if before else None
    keys = Keys.of(corpus, before.keys if before else None, found.then if found else np.full(len(corpus.word), -1))
    first, merges = _things(corpus, keys.compared(corpus, stated), stated, params)
    if before is None or found is None:
        state = State(corpus, first, merges, owners_of(corpus, np.arange(len(first))), keys)
        wanted = np.ones(len(corpus.partitions), np.bool_)
    else:
        state = State(corpus, first, merges, changes.owners(before, corpus, found), keys)
        wanted = changes.rewritten(before, state, found)
    same = frozenset(each.partition for each, told in zip(corpus.partitions, wanted, strict=True) if not told)
    return Decided(_table(state, wanted), state.pack(), same)


def _things(corpus: Corpus, names: Compared, stated: Stated, params: EntitiesParams) -> tuple[Small, Merges]:
    """Return for each name the number of the first name of its thing, and the pairs that made things of several.

    Args:
        corpus: what articles say.
        names: those that may make pairs; each of the others is a thing of its own.
        stated: what people say.
        params: the knobs.
    """
    number: dict[tuple[str, str], int] = {}
    by_type: dict[str, list[Node]] = defaultdict(list)
    families: list[Node] = []
    paired, borne = set(names.paired.tolist()), set(names.families.tolist())
    for node in _nodes(corpus, np.union1d(names.paired, names.families)):
        number[node.type, node.name] = node.at
        if node.at in paired:
            by_type[node.type].append(node)
        if node.at in borne:
            families.append(node)
    first = np.arange(len(corpus.word), dtype=np.int32)
    merges: list[tuple[int, int, str, str]] = []
    for type_ in sorted({*by_type, _PERSON}):
        groups, used = _grouped(type_, by_type[type_], families, stated, params)
        for members in groups.values():
            if len(members) > 1:
                first[[number[type_, name] for name in members]] = number[type_, members[0]]
        merges += [(number[type_, each.name], number[type_, each.into], each.rule, each.evidence) for each in used]
    merges.sort()
    name, into, rule, evidence = zip(*merges, strict=True) if merges else ((), (), (), ())
    return first, Merges(
        np.array(name, np.int32), np.array(into, np.int32), pa.array(rule, pa.string()), pa.array(evidence, pa.string())
    )


def _nodes(corpus: Corpus, names: Integers) -> list[Node]:
    """Return the names to be compared."""
    texts, types = corpus.texts, corpus.types.to_pylist()
    listed = [
        Words(each, corpus.name, names, len(corpus.word)) for each in (corpus.aliases, corpus.roles, corpus.beside)
    ]

    def reader(words: Words) -> Read:
        return lambda at: [texts[word] for word in words[at]]

    reads = Reads(*map(reader, listed))
    told = zip(
        names.tolist(),
        corpus.type[names].tolist(),
        corpus.word[names].tolist(),
        corpus.documents[names].tolist(),
        strict=True,
    )
    return [Node(types[type_], texts[word], documents, at, reads) for at, type_, word, documents in told]


def _grouped(
    type_: str, nodes: Sequence[Node], families: Sequence[Node], stated: Stated, params: EntitiesParams
) -> tuple[dict[str, list[str]], list[Edge]]:
    """Return the names of one type by the first name of their thing, and the pairs that were joined.

    Args:
        type_: which type.
        nodes: those of its names that may make pairs.
        families: see `persons.edges`.
        stated: what people say.
        params: the knobs.
    """
    spelled: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        spelled[folded(node.name)].append(node.name)
    evidence = "the same but for capitals"
    cased = [
        Edge(_SAME_LETTERS, other, first, "same_name", evidence)
        for first, *more in (sorted(alike) for alike in spelled.values() if len(alike) > 1)
        for other in more
    ]

    def pairs(given: Iterable[tuple[tuple[str, str], tuple[str, str]]]) -> list[tuple[str, str]]:
        return [
            (one, other)
            for left, right in given
            if left[0] == type_
            for one in spelled.get(left[1], [])
            for other in spelled.get(right[1], [])
        ]

    contradict = _contradict if type_ == _PERSON else _never
    edges = [*cased, *_edges(type_, nodes, families, params)]
    same, different = pairs(stated.same), pairs(stated.different)
    names = {name for edge in edges for name in (edge.name, edge.into)}.union(*same, *different)
    return group(names, edges, contradict, same, different)


def _contradict(one: str, other: str) -> bool:
    return not persons.compatible(one, other)


def _never(one: str, other: str) -> bool:
    del one, other
    return False


def _edges(type_: str, nodes: Sequence[Node], families: Sequence[Node], params: EntitiesParams) -> Iterable[Edge]:
    if type_ == _PERSON:
        return persons.edges(nodes, families, params)
    return others.organisation_edges(nodes, params) if type_ == _ORG else others.place_edges(nodes)


def _table(state: State, wanted: changes.Mask) -> pa.Table:
    """Return the decisions on some partitions."""
    return pa.concat_tables([_led(state, wanted), _owned(state, wanted)])


def _led(state: State, wanted: changes.Mask) -> pa.Table:
    """Return the decision on each name of some partitions."""
    corpus = state.corpus
    count = len(wanted)
    partition = corpus.partition[corpus.article]
    row = np.flatnonzero(wanted[partition])
    pairs = distinct(corpus.name[row].astype(np.int64) * count + partition[row])
    name = pairs // max(count, 1)
    things, place = np.unique(state.first[name], return_inverse=True)
    types, texts = corpus.types.to_pylist(), corpus.texts
    ids = [id_of(types[corpus.type[thing]], texts[corpus.word[thing]]) for thing in things.tolist()]
    columns = {
        "partition": _partitions(corpus).take(pa.array(pairs % max(count, 1))),
        "type": corpus.types.take(pa.array(corpus.type[name])),
        "name": corpus.words.take(pa.array(corpus.word[name])),
        "entity_id": pa.array(ids, pa.string()).take(pa.array(place)),
        "doc_id": pa.nulls(len(name), pa.string()),
        "entity": pa.nulls(len(name), ENTITY),
    }
    return pa.table([columns[name] for name in DECISIONS.names], schema=DECISIONS)


def _owned(state: State, wanted: changes.Mask) -> pa.Table:
    """Return the decision on each thing that is owned by the first article that names it, of some partitions."""
    corpus = state.corpus
    owners = state.owners
    things: Integers = np.flatnonzero(owners >= 0)
    things = things[wanted[corpus.partition[owners[things]]]]
    told = entities(state, things)
    columns = {
        "partition": _partitions(corpus).take(pa.array(corpus.partition[owners[things]])),
        "type": pc.struct_field(told, "type"),
        "name": pc.struct_field(told, "name"),
        "entity_id": pc.struct_field(told, "entity_id"),
        "doc_id": corpus.doc_id.take(pa.array(owners[things])),
        "entity": told,
    }
    return pa.table([columns[name] for name in DECISIONS.names], schema=DECISIONS)


def _partitions(corpus: Corpus) -> pa.Array:
    return pa.array([each.partition for each in corpus.partitions], pa.string())
