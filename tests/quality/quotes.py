"""Quotations of PolNeAR news documents, whose annotators marked Source, Cue and Content of every attribution."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from stages.annotate.names import names
from stages.annotate.names.params import NamesParams
from stages.annotate.quotes import quotes
from stages.annotate.quotes.marks import quotations
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.sentences import split
from stages.annotate.sentences.params import SentencesParams

GOLD = Path(__file__).parents[3] / "shared" / "gold" / "quotes"

Span = tuple[int, int]

#: Marks that stand at either end of what was said, on one side of the annotators' spans or the other.
_EDGES = "\"“”„«»‘’'` \n\t\xa0.,;:!?—–-…"

_FIELDS = ("kind", "start", "end", "speaker_start", "speaker_end")


class Document(NamedTuple):
    """A news document.

    Attributes:
        text: it.
        contents: what was said, as the annotators have it, and where its sources stand.
    """

    text: str
    contents: dict[Span, list[Span]]


#: Read to learn the format, before the halves were chosen.
_READ_FIRST = "huff-post_2015-11-08_ben-carson-defends-himself-again"


def is_developed(name: str) -> bool:
    """Say whether the rules were written looking at a document; the others were only ever scored."""
    return name == _READ_FIRST or hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def documents(gold: str) -> list[Document]:
    """Return the documents of one half, developed or held_out, or all."""
    found = []
    for file in sorted((GOLD / "attributions").glob("*.ann")):
        if gold == "all" or is_developed(file.stem) == (gold == "developed"):
            text = (GOLD / "text" / f"{file.stem}.txt").read_bytes().decode()
            found.append(Document(text, _contents(text, file.read_text(encoding="utf-8"))))
    return found


def _contents(text: str, annotations: str) -> dict[Span, list[Span]]:
    """Return the spans of Content with those of the Source of the same attribution.

    The annotators cut a span at every sentence; pieces with no word between them are one.
    """
    spans: dict[str, list[Span]] = {}
    found: dict[Span, list[Span]] = {}
    events = []
    for line in annotations.split("\n"):
        name, _, rest = line.partition("\t")
        if name[:1] == "T":
            pieces = rest.partition("\t")[0].partition(" ")[2].split(";")
            spans[name] = [(int(start), int(end)) for start, end in (piece.split() for piece in pieces)]
        elif name[:1] == "E":
            events.append([part.partition(":") for part in rest.split()])
    for event in events:
        sources = [span for role, _, name in event if role.startswith("Source") for span in spans[name]]
        for role, _, name in event:
            if role.startswith("Content"):
                found |= dict.fromkeys(_joined(text, spans[name]), sources)
    return found


def _joined(text: str, pieces: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(pieces):
        if joined and not re.search(r"\w", text[joined[-1][1] : start]):
            start = joined.pop()[0]  # noqa: PLW2901 - the piece grows
        joined.append((start, end))
    return joined


def is_direct(text: str) -> bool:
    """Say whether every word of ``text`` stands in quotation marks."""
    inside = quotations(text)
    outside, done = "", 0
    for each in inside:
        outside += text[done : each.start]
        done = each.end
    return bool(inside) and not re.search(r"\w", outside + text[done:])


def _bare(text: str, start: int, end: int) -> Span:
    """Return a span without marks and white space at its ends."""
    core = text[start:end].strip(_EDGES)
    begin = start + (text[start:end].index(core) if core else 0)
    return begin, begin + len(core)


def _answers(texts: list[str]) -> list[list[dict[str, Any]]]:
    articles = pa.table(
        {
            "doc_id": [str(at) for at in range(len(texts))],
            "reject_code": pa.nulls(len(texts), pa.string()),
            "text": pa.array(texts, pa.large_string()),
            "title": pa.nulls(len(texts), pa.string()),
        }
    )
    sentences = split.run(articles, SentencesParams())
    named = names.run(articles, sentences, NamesParams())
    return [row["quotes"] for row in quotes.run(articles, sentences, named, QuotesParams()).to_pylist()]


def _overlap(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


@cache
def score(gold: str) -> dict[str, float]:
    """Return how well the quotes of one half of the documents, or of all, are found.

    ``direct_f1`` is that of the spans of Content all of whose words stand in quotation marks, marks and stops at their
    ends aside; the annotators' spans end with the paragraph, so ours are cut there too. ``speaker`` is the share of
    these, where they have a Source, whose span is found and whose speaker overlaps it. ``indirect_precision`` is the
    share of our indirect spans that share more than half of the longer one with a Content that is not direct;
    ``indirect_recall`` that of these Contents, opinions and intentions that nobody uttered among them.
    """
    wanted = given = hits = sourced = named = indirect = fitting = others = reached = 0
    texts = documents(gold)
    for document, rows in zip(texts, _answers([each.text for each in texts]), strict=True):
        text = document.text
        contents = {span: sources for span, sources in document.contents.items() if is_direct(text[slice(*span)])}
        direct = {_bare(text, *span): sources for span, sources in contents.items()}
        ours = {}
        for row in rows:
            if row["kind"] == "direct":
                at = row["start"]
                for part in text[row["start"] : row["end"]].split("\n"):
                    if re.search(r"\w", part):
                        ours[_bare(text, at, at + len(part))] = row
                    at += len(part) + 1
        found = direct.keys() & ours.keys()
        wanted, given, hits = wanted + len(direct), given + len(ours), hits + len(found)
        sourced += sum(bool(sources) for sources in direct.values())
        for span in found:
            speaker = (ours[span]["speaker_start"] or 0, ours[span]["speaker_end"] or 0)
            named += any(_overlap(source, speaker) > 0 for source in direct[span])
        reports = [(row["start"], row["end"]) for row in rows if row["kind"] == "indirect"]
        rest = [span for span in document.contents if span not in contents]
        agreeing = [
            (one, other)
            for one in reports
            for other in rest
            if 2 * _overlap(one, other) > max(one[1] - one[0], other[1] - other[0])
        ]
        indirect, others = indirect + len(reports), others + len(rest)
        fitting += len({one for one, _ in agreeing})
        reached += len({other for _, other in agreeing})
    return {
        "direct_f1": 2 * hits / (wanted + given),
        "speaker": named / sourced,
        "indirect_precision": fitting / indirect,
        "indirect_recall": reached / others,
    }
