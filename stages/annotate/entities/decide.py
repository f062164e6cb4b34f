"""Over all partitions: which names are one thing's, and what is told of each thing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from stages.annotate.entities import others, persons
from stages.annotate.entities.grouping import group
from stages.annotate.entities.nodes import Edge, Node, merged
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.record import aliases_of, canonical, id_of, merges_of, roles_over_time
from stages.annotate.entities.schema import DECISIONS
from stages.annotate.entities.table import Stated, folded, read_entities

_TYPES = ("PERSON", "ORG", "PLACE")

_CASED = "the same but for capitals"

Row = dict[str, Any]


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
    rows: list[Row] = signatures.to_pylist()
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_name[row["type"], row["name"]].append(row)
    decisions: list[Row] = []
    for type_ in _TYPES:
        named = {name: by_name[kind, name] for kind, name in sorted(by_name) if kind == type_}
        decisions += _decide_type(type_, named, stated, params)
    return pa.Table.from_pylist(decisions, schema=DECISIONS)


def _decide_type(type_: str, named: Mapping[str, list[Row]], stated: Stated, params: EntitiesParams) -> list[Row]:
    nodes = [_node(type_, name, rows) for name, rows in named.items()]
    spelled: dict[str, list[str]] = defaultdict(list)
    for name in named:
        spelled[folded(name)].append(name)
    same = [
        pair
        for one, other in stated.same
        if one[0] == type_
        for pair in zip(spelled[one[1]][:1] * len(spelled[other[1]]), spelled[other[1]], strict=False)
    ]
    different = [
        (one, other)
        for left, right in stated.different
        if left[0] == type_
        for one in spelled[left[1]]
        for other in spelled[right[1]]
    ]
    contradict = _contradict if type_ == "PERSON" else _never
    cased = [Edge(-8, other, names[0], "same_name", _CASED) for names in spelled.values() for other in names[1:]]
    groups, used = group(named, [*cased, *_edges(type_, nodes, params)], contradict, same, different)
    leader = {name: first for first, names in groups.items() for name in names}
    merges: dict[str, list[Edge]] = defaultdict(list)
    for edge in used:
        merges[leader[edge.name]].append(edge)
    decisions: list[Row] = []
    for first, names in sorted(groups.items()):
        rows = [row for name in names for row in named[name]]
        decisions += _thing(type_, names, rows, {name: len(named[name]) for name in names}, merges[first])
    return decisions


def _contradict(one: str, other: str) -> bool:
    return not persons.compatible(one, other)


def _never(one: str, other: str) -> bool:
    del one, other
    return False


def _edges(type_: str, nodes: list[Node], params: EntitiesParams) -> Iterable[Edge]:
    if type_ == "PERSON":
        return persons.edges(nodes, params)
    return others.organisation_edges(nodes, params) if type_ == "ORG" else others.place_edges(nodes)


def _node(type_: str, name: str, rows: list[Row]) -> Node:
    node = Node(type_, name, len(rows))
    for row in rows:
        node.aliases = merged(node.aliases, {each["name"]: each["mentions"] for each in row["aliases"]})
        if row["roles"]:
            node.roles = merged(node.roles, {each["name"]: each["mentions"] for each in row["roles"]})
        for organisation in row["beside"]:
            node.beside[organisation] = node.beside.get(organisation, 0) + 1
    return node


def _thing(type_: str, names: list[str], rows: list[Row], documents: dict[str, int], merges: list[Edge]) -> list[Row]:
    """Return the decisions on one thing: a row for each partition and name, and one for the partition that owns it."""
    entity_id = id_of(type_, names)
    first = min(rows, key=lambda row: (row["key"], row["doc_id"], row["name"]))
    aliases: dict[str, int] = {}
    for row in rows:
        for each in row["aliases"]:
            aliases[each["name"]] = aliases.get(each["name"], 0) + each["mentions"]
    days: list[dt.date] = [row["published"] for row in rows if row["published"]]
    spellings, counts = aliases_of(aliases)
    entity = {
        "entity_id": entity_id,
        "type": type_,
        "name": canonical(documents),
        "aliases": spellings,
        "alias_mentions": counts,
        "first_date": min(days, default=None),
        "last_date": max(days, default=None),
        "roles": roles_over_time(
            (each["name"], row["published"], each["mentions"]) for row in rows for each in row["roles"]
        ),
        "merges": merges_of(merges),
        "documents": len({row["doc_id"] for row in rows}),
        "mentions": sum(row["mentions"] for row in rows),
    }
    told = {"type": type_, "entity_id": entity_id}
    led = [
        {**told, "partition": partition, "name": name, "doc_id": None, "entity": None}
        for partition, name in sorted({(row["partition"], row["name"]) for row in rows})
    ]
    owner = {"partition": first["partition"], "name": entity["name"], "doc_id": first["doc_id"], "entity": entity}
    return [*led, {**told, **owner}]
