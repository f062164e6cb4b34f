"""Lists over all articles: titles to search, figures to draw, names to follow; with few names of columns to load."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.report.shards.rows import Rows, Table, last_before
from stages.report.shards.script import line

#: Code points of a title, of the beginning of an article without one, and of a sentence around a figure.
TITLE, SENTENCE = 160, 600


def named(title: str | None, text: str | None) -> str:
    """Return what an article is called: its title, or else how its first paragraph begins."""
    return line(title or (text or "").lstrip().partition("\n")[0], TITLE)


def titles(documents: Table, duplicates: Table) -> dict[str, Any]:
    """Return what can be searched: the articles kept, and in ``copies`` those folded into an article anywhere."""
    stated, days = documents.values("title"), documents.values("published")
    untitled = [row for row, title in enumerate(stated) if not title]
    copies = {
        "doc_id": duplicates.values("doc_id"),
        "of": duplicates.values("duplicate_of"),
        "title": [line(title or "", TITLE) for title in duplicates.values("title")],
        "outlet": duplicates.values("outlet"),
        "day": duplicates.values("published"),
        "kind": duplicates.values("kind"),
        "similarity": [round(value, 3) for value in duplicates.values("similarity")],
    }
    found = {
        "doc_id": documents.values("doc_id"),
        "title": [named(title, text) for title, text in zip(stated, documents.values("text"), strict=True)],
        "untitled": untitled,
        "outlet": _coded(documents.values("outlet")),
        "day": days,
        "language": _coded(documents.values("language")),
        "folded": documents.values("duplicates"),
        "undated": _coded(
            [rule if day is None else None for rule, day in zip(documents.values("published_rule"), days, strict=True)]
        ),
    }
    return {**found, "copies": copies} if duplicates.table.num_rows else found


def _coded(column: list[str | None]) -> dict[str, Any]:
    """Return a column of few values as the values, sorted, and for each row which one, -1 for none."""
    distinct = sorted({value for value in column if value is not None})
    number = {value: at for at, value in enumerate(distinct)}
    return {"values": distinct, "at": [-1 if value is None else number[value] for value in column]}


def figures(documents: Table, table: Table, sentences: Table) -> dict[str, Any]:
    """Return every figure with the sentence that it stands in, and the article's name, outlet and day."""
    rows = Rows(table, "raw_start", "raw_end")
    around = _around(documents, table, sentences)
    told = zip(*(documents.values(name) for name in ("doc_id", "title", "text", "outlet", "published")), strict=True)
    articles: list[list[Any]] = []
    found: list[tuple[Any, ...]] = []
    for doc_id, title, text, outlet, day in told:
        if doc_id not in table.bounds:
            continue
        for row in range(*table.bounds[doc_id]):
            begin, end = around[row]
            shown = text[begin : min(end, begin + SENTENCE)]
            found.append((len(articles), *rows.all[row], begin, shown))
        articles.append([doc_id, named(title, text), outlet, day])
    return {"columns": ["article", *rows.columns, "from", "sentence"], "figures": found, "articles": articles}


def _around(documents: Table, figures: Table, sentences: Table) -> list[tuple[int, int]]:
    """Return the sentence of each figure: as its row says, or the one that holds it; it alone where none does."""
    start, end = figures.numbers("start")[0], figures.numbers("end")[0]
    begin, finish = sentences.numbers("start")[0], sentences.numbers("end")[0]
    at = last_before(sentences.articles(documents), begin, figures.articles(documents), start)
    holds = (at >= 0) & (end <= np.append(finish, 0)[at])
    start, end = np.where(holds, np.append(begin, 0)[at], start), np.where(holds, np.append(finish, 0)[at], end)
    if {"sentence_start", "sentence_end"} <= set(figures.table.column_names):
        from_, starts_known = figures.numbers("sentence_start")
        to, ends_known = figures.numbers("sentence_end")
        stated = starts_known & ends_known
        start, end = np.where(stated, from_, start), np.where(stated, to, end)
    return list(zip(start.tolist(), end.tolist(), strict=True))


def names(documents: Table, mentions: Table, quotes: Table) -> dict[str, Any]:
    """Return, for each thing that is named, the articles that name it, and those in which it says something.

    A thing is an entity where the mention is linked to one; else what is spelled alike and of one type is one.
    """
    key = pc.coalesce(mentions.table["entity_id"], _spelled(mentions.table["type"], mentions.table["text"]))
    key = key.combine_chunks()
    things = pc.unique(key).sort()
    speaker, text = quotes.table["speaker_id"].combine_chunks(), quotes.table["speaker_text"].combine_chunks()
    # Nobody knows yet whether one who is linked to no entity is a person or an organisation.
    spelled = [_spelled(pa.repeat(kind, len(text)), pc.if_else(pc.is_null(speaker), text, None)) for kind in _SPEAKERS]
    said = pc.index_in(pa.concat_arrays([speaker, *spelled]), things)
    said_in = np.tile(quotes.articles(documents), 1 + len(_SPEAKERS))[said.is_valid().to_numpy(zero_copy_only=False)]
    shown = things.to_pylist()
    return {
        "doc_id": documents.values("doc_id"),
        # Pairs, not an object: a name may be anything, and some names of properties mean something to JavaScript.
        "named": _counted(shown, pc.index_in(key, things).to_numpy(), mentions.articles(documents)),
        "said": _counted(shown, said.drop_null().to_numpy(), said_in),
    }


#: The types of things that may say something.
_SPEAKERS = ("PERSON", "ORG")


def key_of(kind: str, entity: str | None, text: str) -> str:
    """Return what stands for a thing that is named: its entity, or its type and spelling."""
    return entity or f"{kind} {' '.join(text.split())}"


def _spelled(kinds: pa.Array, texts: pa.Array) -> pa.Array:
    """Return the keys of names that are linked to no entity; null for a null."""
    told = pc.binary_join_element_wise(kinds, texts, " ")
    told = pa.chunked_array([told] if isinstance(told, pa.Array) else told.chunks, pa.string()).combine_chunks()
    encoded = told.dictionary_encode()
    keys = []
    for each in encoded.dictionary.to_pylist():
        kind, _, text = each.partition(" ")
        keys.append(key_of(kind, None, text))
    return pa.array(keys, pa.string()).take(encoded.indices)


def _counted(keys: list[str], key: NDArray[np.int64], article: NDArray[np.int64]) -> list[tuple[str, list[int]]]:
    """Return for each of the sorted keys that occurs the articles that it is in and how often, one after the other.

    Args:
        keys: all of them.
        key: the place there of one that occurs.
        article: the number of the article that it occurs in.
    """
    pairs, often = np.unique(key.astype(np.int64) << 32 | article, return_counts=True)
    of, firsts = np.unique(pairs >> 32, return_index=True)
    flat = np.stack((pairs & 0xFFFFFFFF, often), axis=1).reshape(-1).tolist()
    bounds = (2 * np.append(firsts, len(pairs))).tolist()
    return [(keys[at], flat[start:end]) for at, start, end in zip(of.tolist(), bounds[:-1], bounds[1:], strict=True)]
