"""Temporal expressions of one text: candidates from the scan, readings from the rules, values from their steps."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from stages.date_normalize.context import Context
from stages.date_normalize.draft import Draft
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.periods import bounds
from stages.date_normalize.rules import Piece, Reading, Rule, rulebook
from stages.date_normalize.setting import Setting
from stages.date_normalize.story import Story

_SURFACES = 1 << 14  # remembered values; one partition has some days of publication, and some thousand surfaces


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


def _timex(draft: Draft, text: str, start: int, end: int, rule: str) -> Timex:
    value, begin, finish = draft.written(), draft.begin, draft.finish
    if begin is None and draft.period is not None and draft.value is None:
        begin, finish = bounds(draft.period) or (None, None)
    # What is left open was counted from nothing.
    anchor = draft.anchor if value is not None and "X" not in value else None
    alternatives = draft.alternatives or None
    return Timex(
        start,
        end,
        text[start:end],
        draft.type,
        value,
        alternatives,
        draft.mod,
        begin,
        finish,
        draft.fiscal,
        draft.fiscal_year.source,
        anchor,
        rule,
    )


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


@lru_cache(_SURFACES)
def _settled(surface: str, rule: str, setting: Setting, params: DateNormalizeParams) -> list[tuple[int, int, Draft]]:
    """Return the same for a rule that looks at nothing but the surface and the setting: news repeats "last year"."""
    reading = next(reading for reading in rulebook().readings(surface) if reading.rule.name == rule)
    return _told(reading.rule, reading, Context(surface, 0, len(surface), setting, params), None)


def find_timexes(text: str, setting: Setting, params: DateNormalizeParams, watch: Watcher | None = None) -> list[Timex]:
    """Return the temporal expressions of a text, ordered by their start and without overlap.

    Args:
        text: the clean text.
        setting: what else is known of the article; without a day relative expressions keep an open value.
        params: the knobs of the stage.
        watch: is told of every step (`stages.date_normalize.replay`).
    """
    return list(_timexes(text, setting, params, watch))


def _timexes(text: str, setting: Setting, params: DateNormalizeParams, watch: Watcher | None) -> Iterator[Timex]:
    book = rulebook()
    story = Story()
    for start, end in book.candidates(text):
        for reading in book.readings(text[start:end]):
            rule = reading.rule
            if rule.guarded and not rule.allows(text, start, end):
                continue
            if not rule.pieces:
                break
            if rule.contextual or watch is not None:
                told = _told(rule, reading, Context(text, start, end, setting, params, story), watch)
            else:
                told = _settled(text[start:end], rule.name, setting, params)
            if not told:
                continue
            for first, last, draft in told:
                if draft.value is None and draft.noted and draft.period is not None:
                    story.note(start + first, draft.period)
                if draft.months is not None:
                    story.months = draft.months
                yield _timex(draft, text, start + first, start + last, rule.name)
            break
