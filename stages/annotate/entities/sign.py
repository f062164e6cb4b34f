"""What the decision needs to know of one partition: what each article names, how, and beside which organisations."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.entities.columns import Integers, bounds, coded, lists, structs, summed
from stages.annotate.entities.params import EntitiesParams
from stages.annotate.entities.schema import SIGNATURES

#: Organisations beside a person that are kept of an article, those named most often first.
_BESIDE = 8

_PERSON, _ORG = "PERSON", "ORG"


def sign(articles: pa.Table, names: pa.Table, dates: pa.Table, params: EntitiesParams) -> pa.Table:
    """Return the rows of `SIGNATURES` of one partition, in the order of articles, types and names.

    Args:
        articles: ``clean.articles``; reads doc_id, reject_code, source and record.
        names: ``annotate.names``.
        dates: ``date_normalize.dates``; reads published.
        params: not needed.
    """
    del params
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    mentions = names["mentions"].combine_chunks()
    article = pc.list_parent_indices(mentions).to_numpy().astype(np.int64)
    values = pc.list_flatten(mentions)
    ones = np.ones(len(values), np.int64)
    types, named, texts = (coded(values.field(name)) for name in ("type", "name", "text"))
    things = summed(ones, article, types.codes, named.codes)
    owner, type_, name = things.columns
    organisations = _beside(things.columns, things.sums, types.words, len(mentions))
    is_person = pc.equal(types.words.take(pa.array(type_)), _PERSON).to_numpy(zero_copy_only=False)
    columns = {
        "doc_id": names["doc_id"].take(pa.array(owner)),
        "key": _keys(kept).take(pa.array(owner)),
        "published": dates["published"].take(pa.array(owner)),
        "type": types.words.take(pa.array(type_)),
        "name": named.words.take(pa.array(name)),
        "mentions": pa.array(things.sums, pa.int32()),
        "aliases": _counted(things.inverse, texts.codes, texts.words, len(owner), "aliases"),
        "roles": _roles(values.field("role"), things.inverse, len(owner)),
        "beside": _for_persons(owner, is_person, *organisations, named.words),
    }
    return pa.table([columns[name] for name in SIGNATURES.names], schema=SIGNATURES)


def _keys(articles: pa.Table) -> pa.ChunkedArray:
    """Return what orders articles: the path, and the record behind it."""
    record = pc.binary_join_element_wise("#", articles["record"], "")
    return pc.binary_join_element_wise(articles["source"], pc.coalesce(record, ""), "")


def _counted(group: Integers, codes: Integers, words: pa.Array, count: int, name: str) -> pa.ListArray:
    """Return for each group how often each word stands with it."""
    found = summed(np.ones(len(codes), np.int64), group, codes)
    kind = SIGNATURES.field(name).type
    fields = {"name": words.take(pa.array(found.columns[1])), "mentions": pa.array(found.sums, pa.int32())}
    return lists(bounds(found.columns[0], count), structs(fields, kind.value_type), kind)


def _roles(column: pa.Array, thing: Integers, count: int) -> pa.ListArray:
    roles = coded(column)
    stated = roles.codes >= 0
    return _counted(thing[stated], roles.codes[stated], roles.words, count, "roles")


def _beside(
    things: tuple[Integers, ...], mentions: Integers, types: pa.Array, articles: int
) -> tuple[Integers, Integers]:
    """Return the organisations of each article, those named most often first, and where each article's begin."""
    owner, type_, name = things
    chosen = pc.equal(types.take(pa.array(type_)), _ORG).to_numpy(zero_copy_only=False)
    owner, name, mentions = owner[chosen], name[chosen], mentions[chosen]
    order = np.lexsort((name, -mentions, owner))
    owner, name = owner[order], name[order]
    begin = bounds(owner, articles)
    few = np.arange(len(owner)) - begin[owner] < _BESIDE
    return name[few], bounds(owner[few], articles)


def _for_persons(
    owner: Integers, is_person: np.ndarray, names: Integers, begin: Integers, words: pa.Array
) -> pa.ListArray:
    """Return the organisations of its article for each person, none for anything else."""
    lengths = np.where(is_person, begin[owner + 1] - begin[owner], 0)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    places = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths) + np.repeat(begin[owner], lengths)
    return lists(offsets, words.take(pa.array(names[places])), SIGNATURES.field("beside").type)
