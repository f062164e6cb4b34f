"""The step: from the tables of clean articles, of their sentences and of their names to the table of quotes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.quotes import direct, indirect, urdu
from stages.annotate.quotes.headlines import headline
from stages.annotate.quotes.hits import hits
from stages.annotate.quotes.lexicon import Lexicon, lexicon
from stages.annotate.quotes.marks import Quotation, quotations
from stages.annotate.quotes.mentions import Mentions, bounds, of_column
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.schema import HEADLINE, QUOTE, SCHEMA
from stages.annotate.quotes.speakers import Spoken, resolve
from stages.annotate.quotes.speech import Sentences, Speech
from stages.annotate.quotes.tokens import Whole, of_partition, partition


class Quote(NamedTuple):
    """A row of `QUOTE`."""

    start: int
    end: int
    text: str
    kind: str
    speaker_start: int | None
    speaker_end: int | None
    speaker_text: str | None
    speaker_mention: int | None
    cue: str | None
    cue_start: int | None
    cue_end: int | None
    rule: str


def run(articles: pa.Table, sentences: pa.Table, names: pa.Table, params: QuotesParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order."""
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    offsets: list[int] = [0]
    # Values in columns from the start: the garbage collector has no rows to look through.
    columns: list[list[object]] = [[] for _ in QUOTE]
    texts = kept["text"].to_pylist()
    names_of = list(of_column(names["mentions"]))
    for found in _quotes(texts, list(_sentences(sentences["sentences"])), names_of, params):
        for column, values in zip(columns, zip(*found, strict=True), strict=False):
            column.extend(values)
        offsets.append(offsets[-1] + len(found))
    rows = zip(kept["title"].to_pylist(), texts, names_of, strict=True)
    titles = [headline(title, text, mentions, lexicon()) if title else None for title, text, mentions in rows]
    arrays = [pa.array(column, field.type) for field, column in zip(QUOTE, columns, strict=True)]
    structs = pa.StructArray.from_arrays(arrays, fields=list(QUOTE))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=SCHEMA.field("quotes").type)
    heads = pa.array([each and each._asdict() for each in titles], HEADLINE)
    return pa.table([kept["doc_id"], lists, heads], schema=SCHEMA)


def quotes(text: str, sentences: Sentences, mentions: Mentions, params: QuotesParams) -> list[Quote]:
    """Return what ``text`` says that somebody said, ordered and disjoint. Linear in the length of the text.

    Args:
        text: the clean text.
        sentences: its sentences, ordered and disjoint.
        mentions: its names.
        params: the knobs.
    """
    (found,) = _quotes([text], [sentences], [mentions], params)
    return found


def _quotes(
    texts: Sequence[str], sentences: Sequence[Sentences], mentions: Sequence[Mentions], params: QuotesParams
) -> Iterator[list[Quote]]:
    """Yield the quotes of each text.

    Each way of looking is gone over all texts before the next one: what it runs through stays in the processor's
    caches, which is a tenth of the time.
    """
    words = lexicon()
    tokens = partition(texts)
    places = hits(texts, tokens)
    marked = [quotations(text) for text in texts]
    said = [
        _said(text, whole, spans, marks, reported, words, params)
        for text, whole, spans, marks, reported in zip(
            texts, of_partition(tokens), sentences, marked, places, strict=True
        )
    ]
    rows = zip(texts, said, mentions, sentences, strict=True)
    resolved = [resolve(text, speeches, names, spans.starts, words) for text, speeches, names, spans in rows]
    for text, spoken in zip(texts, resolved, strict=True):
        yield [_quote(text, each) for each in spoken]


def _said(
    text: str,
    whole: Whole,
    sentences: Sentences,
    marked: list[Quotation],
    places: list[int],
    words: Lexicon,
    params: QuotesParams,
) -> list[Speech]:
    """Return all speech of a text, in order."""
    said = direct.find(text, whole, sentences, marked, words, params.sentence_words)
    if said.cues:
        places = sorted({*places, *said.cues})
    speeches = said.speeches + indirect.find(text, whole, sentences, places, said, words, acts=params.acts)
    if not text.isascii():
        speeches = _apart(speeches, urdu.find(text, sentences, marked))
    return sorted(speeches)


def _apart(speeches: list[Speech], others: list[Speech]) -> list[Speech]:
    """Return all speech, without what of ``speeches`` overlaps one of the others: these know who speaks."""
    edges = [edge for each in others for edge in (each.start, each.end)]
    return others + [
        each
        for each in speeches
        if bisect_right(edges, each.start) == (at := bisect_left(edges, each.end)) and at % 2 == 0
    ]


def _quote(text: str, spoken: Spoken) -> Quote:
    speech = spoken.speech
    start, end = speech.speaker or (None, None)
    cue_start, cue_end = speech.cue or (None, None)
    row = (
        speech.start,
        speech.end,
        text[speech.start : speech.end],
        speech.kind,
        start,
        end,
        None if start is None else text[start:end],
        spoken.mention,
        None if cue_start is None else text[cue_start:cue_end],
        cue_start,
        cue_end,
        f"{speech.rule}+{spoken.rule}" if spoken.rule and spoken.mention is not None else speech.rule,
    )
    return tuple.__new__(Quote, row)  # as `Quote(*row)`, in a quarter of its time


def _sentences(column: pa.ChunkedArray) -> Iterator[Sentences]:
    """Yield the sentences of each article."""
    lists = column.combine_chunks()
    flat = pc.list_flatten(lists)
    starts, ends = flat.field("start").to_pylist(), flat.field("end").to_pylist()
    for low, high in bounds(lists):
        yield Sentences(starts[low:high], ends[low:high])
