"""Which names are one thing's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from stages.annotate.entities import others, persons
from stages.annotate.entities.columns import Integers
from stages.annotate.entities.corpus import Corpus, Small
from stages.annotate.entities.facts import Words
from stages.annotate.entities.families import Families
from stages.annotate.entities.grouping import group
from stages.annotate.entities.keys import Compared
from stages.annotate.entities.nodes import Edge, Node, Read, Reads
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.state import Merges
from stages.annotate.entities.table import Stated, folded

_PERSON, _ORG = "PERSON", "ORG"

#: How sure names are one thing's that differ by capitals alone: more than all evidence but what people state.
_SAME_LETTERS = -8


def things_of(
    corpus: Corpus, names: Compared, known: Families | None, stated: Stated, params: EntitiesParams
) -> tuple[Small, Merges, Families]:
    """Return which names are one thing's.

    Args:
        corpus: what articles say.
        names: those that may make pairs; each of the others is a thing of its own.
        known: what single names mean that are not among ``names``.
        stated: what people say.
        params: the knobs.

    Returns:
        For each name the number of the first name of its thing; the pairs that made things of several; what single
        names mean.
    """
    number: dict[tuple[str, str], int] = {}
    by_type: dict[str, list[Node]] = defaultdict(list)
    people: list[Node] = []
    paired, borne = set(names.paired.tolist()), set(names.families.tolist())
    for node in _nodes(corpus, np.union1d(names.paired, names.families)):
        number[node.type, node.name] = node.at
        if node.at in paired:
            by_type[node.type].append(node)
        if node.at in borne:
            people.append(node)
    rows = list(known.rows()) if known else []
    for node, best, evidence in persons.family_names(people, params):
        edge = Edge.of(persons.FAMILY_NAME, node, best, "single_name", evidence)
        pair = (node.at, best.at) if edge.name == node.name else (best.at, node.at)
        rows.append((*pair, names.singles[node.at], evidence))
    families = Families.of(rows)
    single = []
    for edge, name, into in families.edges(corpus):
        single.append(edge)
        number[_PERSON, edge.name], number[_PERSON, edge.into] = name, into
    first = np.arange(len(corpus.word), dtype=np.int32)
    merges: list[tuple[int, int, str, str]] = []
    for type_ in sorted({*by_type, _PERSON}):
        groups, used = _grouped(type_, by_type[type_], single, stated, params)
        for members in groups.values():
            if len(members) > 1:
                first[[number[type_, name] for name in members]] = number[type_, members[0]]
        merges += [(number[type_, each.name], number[type_, each.into], each.rule, each.evidence) for each in used]
    merges.sort()
    joined = [np.array([row[at] for row in merges], np.int32) for at in (0, 1)]
    reasons = [pa.array([row[at] for row in merges], pa.string()) for at in (2, 3)]
    return first, Merges(*joined, *reasons), families


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
    type_: str, nodes: Sequence[Node], single: Sequence[Edge], stated: Stated, params: EntitiesParams
) -> tuple[dict[str, list[str]], list[Edge]]:
    """Return the names of one type by the first name of their thing, and the pairs that were joined.

    Args:
        type_: which type.
        nodes: those of its names that may make pairs.
        single: what single names of persons mean.
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
    edges = [*cased, *_edges(type_, nodes, single, params)]
    same, different = pairs(stated.same), pairs(stated.different)
    names = {name for edge in edges for name in (edge.name, edge.into)}.union(*same, *different)
    return group(names, edges, contradict, same, different)


def _contradict(one: str, other: str) -> bool:
    return not persons.compatible(one, other)


def _never(one: str, other: str) -> bool:
    del one, other
    return False


def _edges(type_: str, nodes: Sequence[Node], single: Sequence[Edge], params: EntitiesParams) -> Iterable[Edge]:
    if type_ == _PERSON:
        return [*persons.edges(nodes, params), *single]
    return others.organisation_edges(nodes, params) if type_ == _ORG else others.place_edges(nodes)
