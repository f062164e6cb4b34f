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
    leaders, merges = _things(nodes, stated, params)
    things = sorted(set(leaders.values()))
    number = {leader: at for at, leader in enumerate(things)}
    grouped = np.array([number[leaders[node.type, node.name]] for node in nodes], np.int64)
    members: list[dict[str, int]] = [{} for _ in things]
    for node, thing in zip(nodes, grouped.tolist(), strict=True):
        members[thing][node.name] = node.documents
    ids = [id_of(*leader) for leader in things]
    names = [canonical(each) if len(each) > 1 else next(iter(each)) for each in members]
    told = entities(corpus, grouped, ids, names, {number[leader]: edges for leader, edges in merges.items()})
    return pa.concat_tables([_led(corpus, grouped, ids), _owned(corpus, grouped, told)])


def _things(
    nodes: Sequence[Node], stated: Stated, params: EntitiesParams
) -> tuple[dict[tuple[str, str], tuple[str, str]], dict[tuple[str, str], list[Edge]]]:
    """Return for each name the first name of its thing, and for these the pairs that made it; all with their types."""
    by_type: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        by_type[node.type].append(node)
    leaders: dict[tuple[str, str], tuple[str, str]] = {}
    merges: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for type_, alike in sorted(by_type.items()):
        groups, used = _grouped(type_, alike, stated, params)
        for first, names in groups.items():
            leaders |= {(type_, name): (type_, first) for name in names}
        for edge in used:
            merges[leaders[type_, edge.name]].append(edge)
    return leaders, merges


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
        for first, *more in map(sorted, spelled.values())
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
