"""The step: from the tables of clean articles, of their sentences and of their names to the table of quotes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import methodcaller
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.quotes import direct, indirect, urdu
from stages.annotate.quotes.headlines import Headline, headline
from stages.annotate.quotes.lexicon import Lexicon, lexicon
from stages.annotate.quotes.marks import quotations
from stages.annotate.quotes.mentions import Mentions, bounds, of_column
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.schema import HEADLINE, QUOTE, SCHEMA
from stages.annotate.quotes.speakers import Spoken, resolve
from stages.annotate.quotes.speech import Sentences, Speech

#: What follows a verb that reports nothing (expected to, reported by); spares the work of finding out.
_NO_SPEECH = frozenset({b" to ", b" by ", b" as ", b" of ", b" up "})

_span = methodcaller("span")

#: Begins the match of an infinitive, which stands behind it.
_TO = frozenset({b"to ", b"To ", b"TO ", b"to\t", b"to\n"})


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
    titles: list[Headline | None] = []
    rows = zip(
        kept["text"].to_pylist(),
        kept["title"].to_pylist(),
        _sentences(sentences["sentences"]),
        of_column(names["mentions"]),
        strict=True,
    )
    for text, title, spans, mentions in rows:
        found = quotes(text, spans, mentions, params)
        for quote in found:
            for column, value in zip(columns, quote, strict=True):
                column.append(value)
        offsets.append(offsets[-1] + len(found))
        titles.append(headline(title, text, mentions, lexicon()) if title else None)
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
    words = lexicon()
    marked = quotations(text)
    said = direct.find(text, sentences, marked, words, params.sentence_words)
    hits = _hits(text, words)
    if said.cues:
        hits = sorted({*hits, *said.cues})
    speeches = said.speeches + indirect.find(text, sentences, hits, said, words, acts=params.acts)
    if not text.isascii():
        speeches = _apart(speeches, urdu.find(text, sentences, marked))
    return [_quote(text, each) for each in resolve(text, sorted(speeches), mentions, sentences.starts, words)]


def _apart(speeches: list[Speech], others: list[Speech]) -> list[Speech]:
    """Return all speech, without what of ``speeches`` overlaps one of the others: these know who speaks."""
    edges = [edge for each in others for edge in (each.start, each.end)]
    return others + [
        each
        for each in speeches
        if bisect_right(edges, each.start) == (at := bisect_left(edges, each.end)) and at % 2 == 0
    ]


def _hits(text: str, words: Lexicon) -> list[int]:
    """Return where indirect speech may be reported, in code points."""
    data = text.encode()
    places = [
        start + 3 if data[start : start + 3] in _TO else start
        for start, end in map(_span, words.scan.finditer(data))
        if data[end : end + 4] not in _NO_SPEECH
    ]
    if len(data) == len(text):
        return places
    seen = seen_byte = 0
    for at, place in enumerate(places):
        seen += len(data[seen_byte:place].decode())
        seen_byte = place
        places[at] = seen
    return places


def _quote(text: str, spoken: Spoken) -> Quote:
    speech = spoken.speech
    start, end = speech.speaker or (None, None)
    cue_start, cue_end = speech.cue or (None, None)
    return Quote(
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


def _sentences(column: pa.ChunkedArray) -> Iterator[Sentences]:
    """Yield the sentences of each article."""
    lists = column.combine_chunks()
    flat = pc.list_flatten(lists)
    starts, ends = flat.field("start").to_pylist(), flat.field("end").to_pylist()
    for low, high in bounds(lists):
        yield Sentences(starts[low:high], ends[low:high])
