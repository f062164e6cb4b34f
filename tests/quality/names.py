"""Names of IEER news documents, whose markup says PERSON, ORGANIZATION and LOCATION."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from stages.annotate.names import names
from stages.annotate.names.params import NamesParams
from stages.annotate.sentences import split
from stages.annotate.sentences.params import SentencesParams

GOLD = Path(__file__).parents[3] / "shared" / "gold" / "names"

#: The rules were written looking at the first two; the third one was never read.
SETS = {
    "developed": ("APW_19980314", "NYT_19980315"),
    "held_out": ("NYT_19980403",),
    "all": ("APW_19980314", "NYT_19980315", "NYT_19980403"),
}

TYPES = {"PERSON": "PERSON", "ORGANIZATION": "ORG", "LOCATION": "PLACE"}

_TAG = re.compile(r"<(b_(?P<kind>\w+) (?P<attributes>[^>]*)|e_\w+|/?[A-Z]+)>")
_ENTITIES = {"&AMP;": "&", "&amp;": "&", "&LR;": " ", "&UR;": " ", "&QL;": " ", "&MD;": "-", "&QC;": " ", "&TL;": " "}


class Span(NamedTuple):
    """A name: half-open, in code points; `optional` where the markup says that it may be left out."""

    start: int
    end: int
    type: str
    optional: bool = False


class Document(NamedTuple):
    text: str
    spans: list[Span]


def documents(file: Path) -> list[Document]:
    """Return the stories of one file: paragraphs one a line, as our clean text has them."""
    found = []
    for wrapped in re.findall(r"<TEXT>(.*?)</TEXT>", file.read_text(encoding="latin-1"), re.DOTALL):
        body = _unwrapped(wrapped)
        parts: list[str] = []
        spans: list[Span] = []
        length = done = 0
        begun: tuple[int, str, bool] | None = None
        for tag in _TAG.finditer(body):
            parts.append(body[done : tag.start()])
            length += tag.start() - done
            done = tag.end()
            if tag["kind"] == "enamex":
                type_ = re.search(r'type="(\w+)"', tag["attributes"], re.IGNORECASE)
                assert type_ is not None
                begun = (length, type_[1].upper(), "opt" in tag["attributes"])
            elif tag[0].startswith("<e_enamex") and begun:
                spans.append(Span(begun[0], length, TYPES[begun[1]], begun[2]))
                begun = None
        parts.append(body[done:])
        found.append(Document("".join(parts), spans))
    return found


def _unwrapped(body: str) -> str:
    """Return the text of a story with a paragraph a line, and with the signs that a newspaper prints."""
    body = re.sub(r"<ANNOTATION>.*?</ANNOTATION>", "", body, flags=re.DOTALL)
    for entity, sign in _ENTITIES.items():
        body = body.replace(entity, sign)
    body = re.sub(r"\n(?=[^\t\n ])", " ", body)  # lines are wrapped; a paragraph is indented
    return body.replace("``", '"').replace("''", '"').replace(" _ ", " - ")


def found_in(texts: list[str]) -> list[list[dict[str, Any]]]:
    """Return the mentions of each text."""
    articles = pa.table(
        {
            "doc_id": [str(at) for at in range(len(texts))],
            "reject_code": pa.nulls(len(texts), pa.string()),
            "text": pa.array(texts, pa.large_string()),
        }
    )
    sentences = split.run(articles, SentencesParams())
    return [row["mentions"] for row in names.run(articles, sentences, NamesParams()).to_pylist()]


@cache
def score(gold: str) -> dict[str, float]:
    """Return the F1 of exact spans with their type, by type; an optional name counts as found where it was."""
    wanted, hits, given = Counter[str](), Counter[str](), Counter[str]()
    for name in SETS[gold]:
        stories = documents(GOLD / name)
        for story, row in zip(stories, found_in([story.text for story in stories]), strict=True):
            answers = {(each["start"], each["end"], each["type"]) for each in row}
            required = {(span.start, span.end, span.type) for span in story.spans if not span.optional}
            optional = {(span.start, span.end, span.type) for span in story.spans if span.optional}
            for _, _, type_ in required:
                wanted[type_] += 1
            for answer in answers - optional:
                given[answer[2]] += 1
                hits[answer[2]] += answer in required
    f1 = {f"{type_.lower()}_f1": 2 * hits[type_] / (wanted[type_] + given[type_]) for type_ in TYPES.values()}
    return f1 | {"f1": 2 * hits.total() / (wanted.total() + given.total())}
