"""What a rule finds: where it applies, and what the amount measures by it."""

import re
from typing import NamedTuple

from stages.annotate.figures.phrases import Phrase
from stages.annotate.figures.tokens import Tokens


class Match(NamedTuple):
    """Where a rule applies.

    Attributes:
        start: the first token of what it matches before the amount.
        amount: the token of the amount.
        behind: the first token after what it matches behind the amount.
        object: the tokens of its NP.
    """

    start: int
    amount: int
    behind: int
    object: tuple[int, int] | None


class Measured(NamedTuple):
    """What is measured.

    Attributes:
        phrase: the words that name it; empty where it is what another figure of the sentence measures.
        sign: of a change, 0 where nothing says it.
        verb: the token of the verb, -1 without one.
        kind: of the claim, where the verb says it.
        loose: whether the phrase is empty.
        pronoun: whether the phrase is "it".
    """

    phrase: Phrase
    sign: int = 0
    verb: int = -1
    kind: str | None = None
    loose: bool = False
    pronoun: bool = False


def loose(at: int, sign: int = 0, verb: int = -1) -> Measured:
    """Return what is measured where only another figure of the sentence names it."""
    return Measured(Phrase(at, at), sign, verb, loose=True)


def match_of(before: re.Match[str], amount: int, behind: int) -> Match:
    """Return a match before an amount, made on the sentence backwards, in places of the sentence itself."""
    span = before.span("np") if "np" in before.re.groupindex and before["np"] is not None else None
    written = None if span is None else (amount - span[1], amount - span[0])
    return Match(amount - before.end(), amount, behind, written)


def sign_of(tokens: Tokens, start: int, end: int) -> int:
    """Return the sign of a change that a verb between two tokens says; 0 where none does."""
    return next((verb.direction for at in range(start, end) if (verb := tokens.verbs.get(at)) and verb.direction), 0)
