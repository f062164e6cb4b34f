"""Which step makes which column of the exported tables, and what makes two rows the same row.

What a row says can have changed only by the steps named here and by those that they read, so that an unchanged row of
another step's is no part of the cause. A table that is not named here may have been made by all that export reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import stages
from flows.engine.tables import SORTED_BY
from stages.contract import SOURCE, Corpus, Step
from stages.export.schema import schemas

#: The step that makes the tables.
EXPORT = "export.tables"

#: The step that decides which articles tell one story, and the column that names the story.
DECIDED, STORY = "dedupe.decisions", "cluster_id"

#: The column by which a row belongs to an article.
ARTICLE = "doc_id"


class Part(NamedTuple):
    """Columns of a step's table that something is made from; all of them where None."""

    step: str
    columns: frozenset[str] | None = None

    @classmethod
    def of(cls, step: str, *columns: str) -> "Part":
        """Name the columns."""
        return cls(step, frozenset(columns))


@dataclass(frozen=True)
class Lineage:
    """What a table is made from.

    Attributes:
        rows: what decides whether there is a row.
        rest: what all the other columns are made from; where it names no columns, each from the one of its name.
        columns: what some columns are made from.
    """

    rows: tuple[Part, ...]
    rest: Part
    columns: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    def of(self, column: str) -> tuple[Part, ...]:
        """Return what a column is made from."""
        if column in self.columns:
            return self.columns[column]
        return (self.rest if self.rest.columns else Part.of(self.rest.step, column),)


def _named(step: str, *names: str) -> dict[str, tuple[Part, ...]]:
    return {name: (Part.of(step, name),) for name in names}


_CLEANED, _OUTLETS, _DATED = "clean.articles", "clean.outlets", "date_normalize.dates"

#: An article is in `documents`, with all its spans, unless it is folded into another. A reject has no decision.
_KEPT = Part.of(DECIDED, "duplicate_of")

#: Where the day of publication is stated.
_EVIDENCE = (Part.of(_DATED, "published_sources"), Part.of(_CLEANED, "offsets"))

#: The thing that each mention of an article names.
_NAMED = Part.of("annotate.entities", "entity_ids")


def _spans(step: str, lists: str, **others: tuple[Part, ...]) -> Lineage:
    """Return the lineage of a table of spans, whose columns come out of one column of lists, but for ``others``."""
    made = Part.of(step, lists)
    in_source = (made, Part.of(_CLEANED, "offsets"))
    return Lineage((made, _KEPT), made, others | {"raw_start": in_source, "raw_end": in_source})


#: What an article says that somebody said.
_SAID = Part.of("annotate.quotes", "quotes")

#: Its statistical claims.
_CLAIMED = Part.of("annotate.figures", "figures")

_LINEAGES = {
    "documents": Lineage(
        (_KEPT,),
        Part(_CLEANED),
        _named(DECIDED, STORY, "duplicates", "outlets")
        | _named(_DATED, "published", "published_at", "published_precision", "published_rule", "published_conflict")
        | dict.fromkeys(("published_text", "published_raw_start", "published_raw_end"), _EVIDENCE)
        | _named(_DATED, "dateline_place", "agency", "country")
        | _named("annotate.language", "language", "language_reason", "language_detected", "language_score", "languages")
        | dict.fromkeys(("title_said", "title_speaker"), (Part.of("annotate.quotes", "headline"),))
        | _named("annotate.topics", "keywords", "topics")
        | {"outlet_country": (Part.of(_OUTLETS, "country"),), "words": (Part.of(_CLEANED, "text"),)},
    ),
    "duplicates": Lineage(
        (_KEPT,),
        Part(DECIDED),
        _named(_CLEANED, "source", "record", "outlet", "title") | _named(_DATED, "published"),
    ),
    "timexes": _spans(_DATED, "timexes"),
    "amounts": _spans("annotate.amounts", "amounts"),
    "sentences": _spans("annotate.sentences", "sentences"),
    "paragraphs": _spans("annotate.language", "paragraphs"),
    "mentions": _spans("annotate.names", "mentions", entity_id=(_NAMED,)),
    "entities": Lineage((Part.of("annotate.entities", "owned"),), Part.of("annotate.entities", "owned")),
    "quotes": _spans(
        "annotate.quotes",
        "quotes",
        speaker_name=(_SAID, Part.of("annotate.names", "mentions")),
        speaker_id=(_SAID, _NAMED),
    ),
    "topics": Lineage((Part.of("annotate.topics", "topics"), _KEPT), Part.of("annotate.topics", "topics")),
    "figures": _spans(
        "annotate.figures",
        "figures",
        speaker_name=(_CLAIMED, Part.of("annotate.names", "mentions")),
        speaker_id=(_CLAIMED, _NAMED),
    ),
    "removed": Lineage((Part.of(_CLEANED, "removed"), _KEPT), Part.of(_CLEANED, "removed")),
    "rejects": Lineage(
        (Part.of(_CLEANED, "reject_code"),),
        Part(_CLEANED),
        {"code": (Part.of(_CLEANED, "reject_code"),), "message": (Part.of(_CLEANED, "reject_message"),)},
    ),
}

#: What the order of a table says is one row, where something else says it better.
_SAME_ROW = {
    # A doc_id is a digest of the two, never null, and the name by which every other table knows the article.
    ("source", "record"): (ARTICLE,),
}


def key_of(table: str, metadata: Mapping[bytes, bytes] | None = None) -> tuple[str, ...]:
    """Return the columns that make two rows of a table the same row: those that it is sorted by.

    So a span is the same one as long as it stands at the same place of the same article. Where two do, as a money
    amount inside a range, they are a multiset.

    Args:
        table: its name.
        metadata: of its file's schema, for a table that this version of Khabar does not make.
    """
    known = schemas().get(table)
    said = (known.metadata if known is not None else metadata) or {}
    order = tuple(said.get(SORTED_BY, b"").decode().split())
    return _SAME_ROW.get(order, order)


def parts_of(table: str, changed: Iterable[str] | None) -> frozenset[Part]:
    """Return what some columns of a table are made from, or (None) what decides whether a row is there."""
    known = _LINEAGES.get(table)
    if known is None:
        return frozenset(inputs_of(EXPORT))
    return frozenset(known.rows if changed is None else (part for name in changed for part in known.of(name)))


@cache
def step_of(name: str) -> Step:
    """Return the declaration of ``stage.step``."""
    stage, _, step = name.partition(".")
    return next(found for found in stages.load(stage).steps if found.name == step)


@cache
def inputs_of(name: str) -> tuple[Part, ...]:
    """Return what a step reads of other steps' tables."""
    step = step_of(name)
    return tuple(Part(each.partition(":")[0], _read(step, each)) for each in step.inputs if each != SOURCE)


def _read(step: Step, name: str) -> frozenset[str] | None:
    given = [step.columns] + ([step.apply_columns] if isinstance(step, Corpus) and step.apply else [])
    if not all(name in columns for columns in given):
        return None
    return frozenset(column for columns in given for column in columns[name])


@cache
def upstream_of(name: str) -> tuple[str, ...]:
    """Return the steps that a step reads, those that they read, and so on, each once, the nearest first."""
    found: dict[str, None] = {}
    todo = [name]
    while todo:
        for part in inputs_of(todo.pop(0)):
            if part.step not in found:
                found[part.step] = None
                todo.append(part.step)
    return tuple(found)
