"""Reads the documents of IEER, and scores what is found in them: the spans of names and amounts, ends included.

A document is the text between ``<TEXT>`` and ``</TEXT>`` in which ``<b_numex type="MONEY">`` and ``<e_numex>`` stand
around a mention; see the README beside the files. Lines are wrapped, a paragraph begins with a tab.
"""

import re
from pathlib import Path
from typing import NamedTuple

#: The three files: two to learn from, and one that is only scored.
LEARNED = ("APW_19980314", "NYT_19980315")
KEPT = "NYT_19980403"

_TEXT = re.compile(r"<TEXT>(.*?)</TEXT>", re.DOTALL)
_TAG = re.compile(r'<b_(\w+) type="(\w+)"[^>]*>|<e_\w+>')
_WRAP = re.compile(r"[^\S\n]*\n(?=[^\t\n])")
_ENTITY = re.compile(r"&(AMP|LT|GT);", re.IGNORECASE)
#: Not < and >, which begin and end tags.
_ENTITIES = {
    "AMP": "&",
    "LT": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    "GT": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
}


class Span(NamedTuple):
    """A mention: where it stands in the text of its document, and its type."""

    start: int
    end: int
    type: str


class Document(NamedTuple):
    """A text of whole paragraphs, and what is marked in it."""

    text: str
    spans: list[Span]


def documents(path: Path) -> list[Document]:
    """Return the documents of a file."""
    return [_document(found.group(1)) for found in _TEXT.finditer(path.read_text(encoding="utf-8"))]


def _document(marked: str) -> Document:
    whole = _ENTITY.sub(lambda found: _ENTITIES[found.group(1).upper()], _WRAP.sub(" ", marked))
    pieces: list[str] = []
    spans: list[Span] = []
    begun: tuple[int, str] | None = None
    length = at = 0
    for tag in _TAG.finditer(whole):
        pieces.append(whole[at : tag.start()])
        length, at = length + tag.start() - at, tag.end()
        if tag.group(2):
            begun = (length, tag.group(2))
        elif begun:
            spans.append(Span(begun[0], length, begun[1]))
            begun = None
    return Document("".join([*pieces, whole[at:]]), spans)


def f1(wanted: list[set[Span]], found: list[set[Span]]) -> float:
    """Return the F1 of spans found in some documents, with the same ends and type."""
    hits = sum(len(gold & ours) for gold, ours in zip(wanted, found, strict=True))
    return 2 * hits / (sum(map(len, wanted)) + sum(map(len, found)))
