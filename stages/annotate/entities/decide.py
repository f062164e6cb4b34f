"""Over all partitions: which names are one thing's, and what is told of each thing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities import others, persons
from stages.annotate.entities.columns import Integers
from stages.annotate.entities.corpus import Corpus
from stages.annotate.entities.grouping import group
from stages.annotate.entities.nodes import Edge, Node
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.record import canonical, entities, id_of, owners
from stages.annotate.entities.schema import DECISIONS, ENTITY
from stages.annotate.entities.table import Stated, folded, read_entities

_PERSON, _ORG = "PERSON", "ORG"

#: How sure names are one thing's that differ by capitals alone: more than all evidence but what people state.
_SAME_LETTERS = -8


def decide(signatures: pa.Table, reference: bytes, params: EntitiesParams) -> pa.Table:
    """Return the rows of `DECISIONS`: what each name of each partition names, and the things that partitions own.

    Args:
        signatures: those of all partitions, with the column ``partition``.
        reference: the bytes of ``entities.csv``.
        params: the knobs.

    Raises:
        InputError: ``entities.csv`` is wrong.
    """
    stated = read_entities(reference)
    if not len(signatures):
        return DECISIONS.empty_table()
    corpus = Corpus(signatures)
    nodes = corpus.nodes()
    things, grouped, merges = _things(nodes, stated, params)
    ids = [id_of(*thing) for thing in things]
    names = _canonical(nodes, grouped, [first for _, first in things])
    told = entities(corpus, grouped, ids, names, merges)
    return pa.concat_tables([_led(corpus, grouped, ids), _owned(corpus, grouped, told)])


def _things(
    nodes: Sequence[Node], stated: Stated, params: EntitiesParams
) -> tuple[list[tuple[str, str]], Integers, dict[int, list[Edge]]]:
    """Return which names are one thing's.

    Returns:
        type and first name of each thing, in their order; for each name the number of its thing; for the things of
        several names, the pairs that made them.
    """
    by_type: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        by_type[node.type].append(node)
    things: list[tuple[str, str]] = []
    thing_of: dict[str, dict[str, int]] = {}
    merges: dict[int, list[Edge]] = defaultdict(list)
    for type_, alike in sorted(by_type.items()):
        groups, used = _grouped(type_, alike, stated, params)
        number = thing_of[type_] = {}
        for first in sorted(groups):
            number |= dict.fromkeys(groups[first], len(things))
            things.append((type_, first))
        for edge in used:
            merges[number[edge.name]].append(edge)
    return things, np.array([thing_of[node.type][node.name] for node in nodes], np.int64), merges


def _canonical(nodes: Sequence[Node], grouped: Integers, first: list[str]) -> list[str]:
    """Return the canonical name of each thing.

    Args:
        nodes: the names.
        grouped: the thing of each.
        first: the first name of each thing.
    """
    members: dict[int, dict[str, int]] = defaultdict(dict)
    several = np.bincount(grouped) > 1
    for at in np.flatnonzero(several[grouped]).tolist():
        members[int(grouped[at])][nodes[at].name] = nodes[at].documents
    names = first.copy()
    for thing, known in members.items():
        names[thing] = canonical(known)
    return names


def _grouped(
    type_: str, nodes: Sequence[Node], stated: Stated, params: EntitiesParams
) -> tuple[dict[str, list[str]], list[Edge]]:
    """Return the names of one type by the first name of their thing, and the pairs that were joined."""
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
    edges = [*cased, *_edges(type_, nodes, params)]
    return group([node.name for node in nodes], edges, contradict, pairs(stated.same), pairs(stated.different))


def _contradict(one: str, other: str) -> bool:
    return not persons.compatible(one, other)


def _never(one: str, other: str) -> bool:
    del one, other
    return False


def _edges(type_: str, nodes: Sequence[Node], params: EntitiesParams) -> Iterable[Edge]:
    if type_ == _PERSON:
        return persons.edges(nodes, params)
    return others.organisation_edges(nodes, params) if type_ == _ORG else others.place_edges(nodes)


def _led(corpus: Corpus, grouped: Integers, ids: Sequence[str]) -> pa.Table:
    """Return the decision on each name of each partition."""
    thing, partition = corpus.pairs.columns
    at = pa.array(thing)
    columns = {
        "partition": corpus.partitions.take(pa.array(partition)),
        "type": pa.array(corpus.types, pa.string()).take(at),
        "name": pa.array(corpus.names, pa.string()).take(at),
        "entity_id": pa.array(ids, pa.string()).take(pa.array(grouped[thing])),
        "doc_id": pa.nulls(len(at), pa.string()),
        "entity": pa.nulls(len(at), ENTITY),
    }
    return pa.table([columns[name] for name in DECISIONS.names], schema=DECISIONS)


def _owned(corpus: Corpus, grouped: Integers, told: pa.StructArray) -> pa.Table:
    """Return the decision on each thing, for the partition of the first article that names it."""
    first = corpus.signatures.select(["partition", "doc_id"]).take(pa.array(owners(corpus, grouped, len(told))))
    columns = {
        "partition": first["partition"].cast(pa.string()),
        "type": pc.struct_field(told, "type"),
        "name": pc.struct_field(told, "name"),
        "entity_id": pc.struct_field(told, "entity_id"),
        "doc_id": first["doc_id"],
        "entity": told,
    }
    return pa.table([columns[name] for name in DECISIONS.names], schema=DECISIONS)
