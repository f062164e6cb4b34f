"""Over all partitions: which names are one thing's, and what is told of each thing.

What articles say is remembered as numbers, with the things that were made of it, so that a change costs the partitions
that it touches: these are read, and told anew are only those that own a thing of which something else is said.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities import changes
from stages.annotate.entities.columns import Integers, distinct
from stages.annotate.entities.corpus import Corpus
from stages.annotate.entities.gather import gathered
from stages.annotate.entities.keys import Keys
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.record import entities, id_of
from stages.annotate.entities.schema import DECISIONS, ENTITY
from stages.annotate.entities.state import State, owners_of
from stages.annotate.entities.table import read_entities
from stages.annotate.entities.things import things_of
from stages.contract import Decided, Rows


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
    known, words = None, None
    if before and found:
        words = np.union1d(before.keys.families(found.touched_then), keys.families(found.touched_now))
        known = before.families.but(words, found.now)
    first, merges, families = things_of(corpus, keys.compared(corpus, stated, words), known, stated, params)
    if before is None or found is None:
        owners = owners_of(corpus, np.arange(len(first)))
        state = State(corpus, first, merges, owners, keys, families)
        wanted = np.ones(len(corpus.partitions), np.bool_)
    else:
        state = State(corpus, first, merges, changes.owners(before, corpus, found), keys, families)
        wanted = changes.rewritten(before, state, found)
    same = frozenset(each.partition for each, told in zip(corpus.partitions, wanted, strict=True) if not told)
    return Decided(_table(state, wanted), state.pack(), same)


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
