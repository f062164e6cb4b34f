"""Temporal expressions of one text: candidates from the scan, readings from the rules, values from their steps."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from stages.date_normalize.context import Context
from stages.date_normalize.draft import Draft
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.periods import Period, bounds
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
    mod: str | None
    begin: date | None
    finish: date | None
    fiscal: str | None
    anchor: str | None
    rule: str


#: What is known of an expression before its span: type, value, mod, begin, finish, fiscal, anchor, period and months to remember.
_Outcome = tuple[
    str, str | None, str | None, date | None, date | None, str | None, str | None, Period | None, tuple[int, int] | None
]


def _outcome(piece: Piece, reading: Reading, context: Context) -> _Outcome | None:
    """Return what the steps of a piece make of a reading, or None where they refuse it."""
    draft = Draft(context, reading.fields, piece.type)
    for step in piece.steps:
        if not step.run(draft):
            return None
    value = draft.written()
    if value is None:
        return None
    begin, finish = draft.begin, draft.finish
    if begin is None and draft.period is not None and draft.value is None:
        begin, finish = bounds(draft.period) or (None, None)
    anchor = draft.anchor if "X" not in value else None
    period = draft.period if draft.value is None and draft.noted else None
    return draft.type, value, draft.mod, begin, finish, draft.fiscal, anchor, period, draft.months


def _span(piece: Piece, reading: Reading, start: int, end: int) -> tuple[int, int]:
    spans = reading.spans
    first = start + spans[piece.begin][0] if piece.begin else start
    last = start + spans[piece.end][1] if piece.end else end
    return first, last


def _told(rule: Rule, reading: Reading, context: Context) -> list[_Outcome]:
    """Return the outcomes of the pieces; none where one of them is refused."""
    outcomes = []
    for piece in rule.pieces:
        outcome = _outcome(piece, reading, context)
        if outcome is None:
            return []
        outcomes.append(outcome)
    return outcomes


def find_timexes(text: str, setting: Setting, params: DateNormalizeParams) -> list[Timex]:
    """Return the temporal expressions of a text, ordered by their start and without overlap.

    Args:
        text: the clean text.
        setting: what else is known of the article; without a day relative expressions keep an open value.
        params: the knobs of the stage.
    """
    return list(_timexes(text, setting, params))


def _timexes(text: str, setting: Setting, params: DateNormalizeParams) -> Iterator[Timex]:
    book = rulebook()
    story = Story()
    for start, end in book.candidates(text):
        for reading in book.readings(text[start:end]):
            rule = reading.rule
            if rule.guarded and not rule.allows(text, start, end):
                continue
            if not rule.pieces:
                break
            context = Context(text, start, end, setting, params, story)
            outcomes = _told(rule, reading, context)
            if not outcomes:
                continue
            for piece, (*outcome, period, months) in zip(rule.pieces, outcomes, strict=True):
                first, last = _span(piece, reading, start, end)
                if period is not None:
                    story.note(first, period)
                if months is not None:
                    story.months = months
                yield Timex(first, last, text[first:last], *outcome, rule.name)
            break
