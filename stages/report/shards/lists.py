"""Lists over all articles: titles to search, figures to draw, names to follow; with few names of columns to load."""

from bisect import bisect_right
from operator import itemgetter
from typing import Any

import pyarrow as pa

from stages.report.shards.rows import Rows
from stages.report.shards.script import line, values

#: Code points of a title, of the beginning of an article without one, and of a sentence around a figure.
TITLE, SENTENCE = 160, 600


def named(title: str | None, text: str | None) -> str:
    """Return what an article is called: its title, or else how its first paragraph begins."""
    return line(title or (text or "").lstrip().partition("\n")[0], TITLE)


def titles(documents: pa.Table, duplicates: pa.Table) -> dict[str, Any]:
    """Return what can be searched: the articles kept, and in ``copies`` those folded into an article anywhere."""
    told = {name: values(documents[name]) for name in ("title", "text", "outlet", "published", "language", "country")}
    untitled = [row for row, title in enumerate(told["title"]) if not title]
    copies = {
        "doc_id": values(duplicates["doc_id"]),
        "of": values(duplicates["duplicate_of"]),
        "title": [line(title or "", TITLE) for title in values(duplicates["title"])],
        "outlet": values(duplicates["outlet"]),
        "day": values(duplicates["published"]),
        "kind": values(duplicates["kind"]),
        "similarity": [round(value, 3) for value in values(duplicates["similarity"])],
    }
    found = {
        "doc_id": values(documents["doc_id"]),
        "title": [named(title, text) for title, text in zip(told["title"], told["text"], strict=True)],
        "untitled": untitled,
        "outlet": _coded(told["outlet"]),
        "day": told["published"],
        "language": _coded(told["language"]),
        "folded": values(documents["duplicates"]),
        "undated": _coded(
            [
                rule if day is None else None
                for rule, day in zip(values(documents["published_rule"]), told["published"], strict=True)
            ]
        ),
    }
    return {**found, "copies": copies} if duplicates.num_rows else found


def _coded(column: list[str | None]) -> dict[str, Any]:
    """Return a column of few values as the values, sorted, and for each row which one, -1 for none."""
    distinct = sorted({value for value in column if value is not None})
    number = {value: at for at, value in enumerate(distinct)}
    return {"values": distinct, "at": [-1 if value is None else number[value] for value in column]}


def figures(documents: pa.Table, table: pa.Table, sentences: Rows) -> dict[str, Any]:
    """Return every figure with the sentence that it stands in, and the article's name, outlet and day."""
    rows = Rows(table, "raw_start", "raw_end")
    columns = ("doc_id", "title", "text", "outlet", "published")
    told = zip(*(values(documents[name]) for name in columns), strict=True)
    articles: list[list[Any]] = []
    found: list[list[Any]] = []
    for doc_id, title, text, outlet, day in told:
        own = list(rows.dicts(doc_id))
        if not own:
            continue
        around = sorted((row["start"], row["end"]) for row in sentences.dicts(doc_id))
        for row in own:
            begin, end = _around(row, around)
            shown = text[begin : min(end, begin + SENTENCE)]
            found.append([len(articles), *row.values(), begin, shown])
        articles.append([doc_id, named(title, text), outlet, day])
    return {"columns": ["article", *rows.columns, "from", "sentence"], "figures": found, "articles": articles}


def _around(row: dict[str, Any], sentences: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the sentence of a figure: as its row says, or the one that holds it; the figure alone where none does."""
    start, end = row["start"], row["end"]
    stated = row.get("sentence_start"), row.get("sentence_end")
    if stated[0] is not None and stated[1] is not None:
        return stated[0], stated[1]
    at = bisect_right(sentences, start, key=itemgetter(0)) - 1
    return sentences[at] if at >= 0 and end <= sentences[at][1] else (start, end)


def names(documents: pa.Table, mentions: pa.Table, quotes: pa.Table) -> dict[str, Any]:
    """Return, for each thing that is named, the articles that name it, and those in which it says something.

    A thing is an entity where the mention is linked to one; else what is spelled alike and of one type is one.
    """
    articles = values(documents["doc_id"])
    number = {doc_id: at for at, doc_id in enumerate(articles)}
    named_in: dict[str, dict[int, int]] = {}
    for doc_id, kind, entity, text in _columns(mentions, "doc_id", "type", "entity_id", "text"):
        of = named_in.setdefault(key_of(kind, entity, text), {})
        of[number[doc_id]] = of.get(number[doc_id], 0) + 1
    said_in: dict[str, dict[int, int]] = {}
    for doc_id, speaker, text in _columns(quotes, "doc_id", "speaker_id", "speaker_text"):
        if speaker or text:
            for key in (speaker,) if speaker else (key_of("PERSON", None, text), key_of("ORG", None, text)):
                of = said_in.setdefault(key, {})
                of[number[doc_id]] = of.get(number[doc_id], 0) + 1
    return {
        "doc_id": articles,
        # Pairs, not an object: a name may be anything, and some names of properties mean something to JavaScript.
        "named": [[key, _pairs(of)] for key, of in sorted(named_in.items())],
        "said": [[key, _pairs(of)] for key, of in sorted(said_in.items()) if key in named_in],
    }


def key_of(kind: str, entity: str | None, text: str) -> str:
    """Return what stands for a thing that is named: its entity, or its type and spelling."""
    return entity or f"{kind} {' '.join(text.split())}"


def _columns(table: pa.Table, *names: str) -> Any:
    return zip(*(values(table[name]) for name in names), strict=True)


def _pairs(of: dict[int, int]) -> list[int]:
    """Return the articles and how often each, one after the other."""
    return [number for pair in sorted(of.items()) for number in pair]
