"""Temporal expressions of one text: candidates from the scan, readings from the rules, values from their steps."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from stages.date_normalize.context import Context
from stages.date_normalize.draft import Draft
from stages.date_normalize.memory import MEMORY, Branches, Settled, SettledPiece, answered
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.periods import bounds
from stages.date_normalize.rules import Piece, Reading, Rule, rulebook
from stages.date_normalize.setting import Setting
from stages.date_normalize.story import Story


class Timex(NamedTuple):
    """A temporal expression; the columns are those of `stages.date_normalize.schema.TIMEX`."""

    start: int
    end: int
    text: str
    type: str
    value: str | None
    alternatives: list[str] | None
    mod: str | None
    begin: date | None
    finish: date | None
    fiscal: str | None
    fiscal_source: str | None
    anchor: str | None
    rule: str


#: Called with the text of a step that was taken, and the draft as it left it.
Watcher = Callable[[str, Draft], None]


def _draft(piece: Piece, reading: Reading, context: Context, watch: Watcher | None) -> Draft | None:
    """Return what the steps of a piece make of a reading, or None where they refuse it or reach no value."""
    draft = Draft(context, reading.fields, piece.type)
    for step in piece.steps:
        if not step.run(draft):
            return None
        if watch is not None:
            watch(step.text, draft)
    return draft if draft.alternatives or draft.written() is not None else None


def _timex(draft: Draft, surface: str, rule: str) -> tuple[Any, ...]:
    """Return the fields of `Timex` behind start and end."""
    value, begin, finish = draft.written(), draft.begin, draft.finish
    if begin is None and draft.period is not None and draft.value is None:
        begin, finish = bounds(draft.period) or (None, None)
    # What is left open was counted from nothing.
    anchor = draft.anchor if value is not None and "X" not in value else None
    source = draft.fiscal_year.source
    alternatives = draft.alternatives or None
    return (surface, draft.type, value, alternatives, draft.mod, begin, finish, draft.fiscal, source, anchor, rule)


def _edge(name: str | None, side: int, reading: Reading, whole: int) -> int | None:
    """Return where a piece is cut, relative to the candidate; None where it needs a field that is not there."""
    if name is None:
        return whole
    span = reading.spans.get(name.rstrip("?"))
    if span is None:
        return whole if name.endswith("?") else None
    return span[side]


def _told(rule: Rule, reading: Reading, context: Context, watch: Watcher | None) -> list[tuple[int, int, Draft]]:
    """Return the drafts of the pieces with their spans in the candidate; none where the steps of one refuse it."""
    told = []
    for piece in rule.pieces:
        first = _edge(piece.begin, 0, reading, 0)
        last = _edge(piece.end, 1, reading, context.end - context.start)
        if first is None or last is None:
            continue
        draft = _draft(piece, reading, context, watch)
        if draft is None:
            return []
        told.append((first, last, draft))
    return told


def find_timexes(text: str, setting: Setting, params: DateNormalizeParams, watch: Watcher | None = None) -> list[Timex]:
    """Return the temporal expressions of a text, ordered by their start and without overlap.

    Args:
        text: the clean text.
        setting: what else is known of the article; without a day relative expressions keep an open value.
        params: the knobs of the stage.
        watch: is told of every step (`stages.date_normalize.replay`).
    """
    return list(_timexes(text, setting, params, watch))


def _settled(reading: Reading, context: Context, watch: Watcher | None) -> Settled:
    """Return what the steps of a rule make of a reading, as far as it does not depend on where it stands."""
    pieces = []
    surface = context.surface
    for first, last, draft in _told(reading.rule, reading, context, watch):
        noted = draft.period if draft.value is None and draft.noted else None
        timex = _timex(draft, surface[first:last], reading.rule.name)
        pieces.append(SettledPiece(first, last, noted, draft.months, timex))
    return Settled(tuple(pieces), context.lasting)


def _timexes(text: str, setting: Setting, params: DateNormalizeParams, watch: Watcher | None) -> Iterator[Timex]:
    book, story, known = rulebook(), Story(), MEMORY.of(params)
    for start, end in book.candidates(text):
        surface = text[start:end]
        for reading in book.readings(surface):
            rule = reading.rule
            if not rule.allows(text, start, end):
                continue
            if not rule.pieces:
                break
            settled = known.get((surface, rule)) if watch is None else None
            if type(settled) is not Settled:
                settled = _asked(reading, Context(text, start, end, setting, params, story), known, watch)
            if settled.lasting:
                story.length_at = start
            for piece in settled.pieces:
                piece.tell(story, start)
                yield Timex(start + piece.first, start + piece.last, *piece.timex)
            if settled.pieces:
                break


def _asked(reading: Reading, context: Context, known: Branches, watch: Watcher | None) -> Settled:
    """Return what a rule makes of a reading where it stands: what is known of it with the same answers, or anew."""
    if watch is not None:
        return _settled(reading, context, watch)
    key = (context.surface, reading.rule)
    settled = answered(known, key, context)
    if settled is None:
        settled = _settled(reading, context, None)
        MEMORY.keep(known, key, context, settled)
    return settled
