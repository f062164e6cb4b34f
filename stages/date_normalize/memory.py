"""What was made of a surface, to be taken again wherever it would be made again: news repeats "last year" and "May 3".

A rule is a function of its surface, the knobs, and the answers of the context to what its steps asked (the day of
publication, the direction of the cue before it: `stages.date_normalize.context`). So a surface leads to the first
question, and each answer to the next one or to the result. No path leads through a look at the text or the story: of
that nothing is remembered.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stages.date_normalize.context import Answer, Context
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.periods import Period
from stages.date_normalize.story import Story

#: Remembered results; one partition has some days of publication and some thousand surfaces.
_MOST = 1 << 15


class SettledPiece(NamedTuple):
    """One expression that a rule makes.

    Attributes:
        first, last: where it stands in the candidate.
        period: what later expressions may count from; None for nothing.
        months: the run of months that it means.
        timex: the fields of `stages.date_normalize.timex.Timex` behind start and end.
    """

    first: int
    last: int
    period: Period | None
    months: tuple[int, int] | None
    timex: tuple[Any, ...]

    def tell(self, story: Story, start: int) -> None:
        """Let later expressions count from this one, in a candidate that begins at ``start``."""
        if self.period is not None:
            story.note(start + self.first, self.period)
        if self.months is not None:
            story.months = self.months


class Settled(NamedTuple):
    """What a rule makes of a surface: the expressions, none where it refuses it; and whether a length was compared."""

    pieces: tuple[SettledPiece, ...]
    lasting: bool


@dataclass(slots=True)
class Asked:
    """A question, and where each of its answers leads: to another one or to a result."""

    question: str
    answers: "dict[Hashable, Known]" = field(default_factory=dict)


Known = Settled | Asked
Branches = dict[Hashable, Known]


class Memory:
    """Results by knobs, then by surface and rule; all are forgotten when they are too many."""

    def __init__(self) -> None:
        """Know nothing."""
        self._known: dict[Hashable, Branches] = {}
        self._size = 0

    def of(self, params: DateNormalizeParams) -> Branches:
        """Return what is known with some knobs."""
        if self._size > _MOST:
            self._known.clear()
            self._size = 0
        return self._known.setdefault(params, {})

    def keep(self, known: Branches, key: Hashable, context: Context, settled: Settled) -> None:
        """Remember a result behind the questions that led to it."""
        if context.bound:
            return
        answers: Branches = known
        at: Hashable = key
        for question, answer in context.asked:
            asked = answers.setdefault(at, Asked(question))
            if not isinstance(asked, Asked):
                message = f"a rule asked {question} of {key} only once"
                raise TypeError(message)
            answers, at = asked.answers, answer
        answers[at] = settled
        self._size += 1


def answered(known: Branches, key: Hashable, context: Context) -> Settled | None:
    """Return the result to which the answers of a context lead; None where they lead to none that is known."""
    found = known.get(key)
    while isinstance(found, Asked):
        answer: Answer = context.answer(found.question)
        found = found.answers.get(answer)
    return found


#: Of this process.
MEMORY = Memory()
