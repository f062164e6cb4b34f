"""How a value came about: the rule with its reason, the fields that it read, and what each step made of them.

Nothing of this is stored: the text is read again, and the steps are watched.
"""

from dataclasses import dataclass
from typing import Any

from stages.date_normalize.draft import Draft
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.rules import rows
from stages.date_normalize.setting import Setting
from stages.date_normalize.timex import Timex, find_timexes


@dataclass(frozen=True, slots=True)
class Replay:
    """One expression and its way.

    Attributes:
        timex: as the step finds it.
        reason: of its rule.
        steps: the fields that were read from its surface, then each step that changed something, with what it gave.
    """

    timex: Timex
    reason: str
    steps: tuple[str, ...]


def _state(draft: Draft) -> dict[str, Any]:
    """Return what a draft says so far, without what it does not."""
    fiscal = draft.fiscal_year
    calendar = fiscal.calendar
    known = {
        "": draft.written() or "/".join(draft.alternatives) or None,
        "type": draft.type,
        "mod": draft.mod,
        "counted from": draft.anchor,
        "calendar": f"{calendar.country} by {fiscal.source}" if calendar else None,
        "fiscal": draft.fiscal,
        "days": f"{draft.begin} to {draft.finish}" if draft.begin else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _said(word: str, draft: Draft) -> str:
    """Return a word of a step, a field as its value."""
    return str(draft.fields.get(word[1:].rstrip("?"), "-")) if word.startswith("$") else word


class _Watch:
    """Keeps the steps of the drafts as they are made; those of a reading that is refused are not asked for."""

    def __init__(self) -> None:
        self.steps: dict[int, list[str]] = {}
        self._drafts: dict[int, tuple[Draft, dict[str, Any]]] = {}

    def __call__(self, step: str, draft: Draft) -> None:
        # The draft is kept, so that no other one can have its id.
        _, before = self._drafts.get(id(draft), (draft, {"type": draft.type}))
        now = _state(draft)
        self._drafts[id(draft)] = (draft, now)
        new = [f"{name} {value}".strip() for name, value in now.items() if before.get(name) != value]
        if new:
            said = " ".join(_said(word, draft) for word in step.split())
            self.steps.setdefault(id(draft), []).append(f"{said} -> {', '.join(new)}")

    def of(self, timexes: list[Timex]) -> list[tuple[str, ...]]:
        """Return the steps of each expression, in the order of the expressions."""
        made = iter(self._drafts.values())
        found = []
        for timex in timexes:
            draft = next(draft for draft, _ in made if _is_of(draft, timex))
            read = ", ".join(f"{name} {value}" for name, value in draft.fields.items())
            found.append((f"read {read}" if read else "read", *self.steps.get(id(draft), ())))
        return found


def _is_of(draft: Draft, timex: Timex) -> bool:
    context = draft.context
    inside = context.start <= timex.start and timex.end <= context.end
    return inside and (draft.written(), draft.type, draft.mod) == (timex.value, timex.type, timex.mod)


def replay(text: str, setting: Setting, params: DateNormalizeParams) -> list[Replay]:
    """Return the expressions of a text with the way to each value.

    Args:
        text: the clean text.
        setting: what else is known of the article.
        params: the knobs that the expressions were read with.
    """
    reasons = {row["name"]: row["reason"] for row in rows()}
    watch = _Watch()
    timexes = find_timexes(text, setting, params, watch)
    return [Replay(timex, reasons[timex.rule], steps) for timex, steps in zip(timexes, watch.of(timexes), strict=True)]
