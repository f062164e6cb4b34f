"""Of which kind a claim is: what is, or what is wanted, planned, possible or foretold."""

from functools import cache
from typing import NamedTuple

from stages.annotate.figures.letters import BREAKS, LETTERS, NOUNS, VERBS, WITHIN, letters
from stages.annotate.figures.lexicon import BASE, ING, PAST, PRESENT
from stages.annotate.figures.phrases import Phrase
from stages.annotate.figures.tokens import Tokens, is_plural
from stages.resources import toml

#: Tokens before an amount in which a cue may stand.
_REACH = 40

#: Tokens between an amount and the verb whose subject it is part of.
_PHRASE = 12


class Cue(NamedTuple):
    """What a word says of the kind; a weak one yields to a strong one, and one with `to` needs an infinitive."""

    kind: str
    weak: bool
    to: bool


class Kind(NamedTuple):
    """A kind, with the token that it was read from, -1 where a fact is told."""

    kind: str
    at: int


FACT = Kind("actual", -1)


@cache
def cues() -> dict[str, Cue]:
    """Return the words of cues.toml in small letters."""
    rows = toml(__package__, "cues.toml")["cue"]
    return {
        word: Cue(row["kind"], row.get("weak", False), row.get("to", False))
        for row in rows
        for word in row["words"].split()
    }


@cache
def _behind() -> int:
    reach: int = toml(__package__, "cues.toml")["behind"]["reach"]
    return reach


def kind_of(tokens: Tokens, amount: int) -> Kind | None:
    """Return the kind of the claim that the amount at token ``amount`` makes; None where it cannot be told.

    From the amount to the left the nearest cue of the clause decides; a verb in the past that nothing governs before
    any cue tells a fact, and so does a clause without a cue. An infinitive that no cue governs tells nothing.
    """
    goal = _goal_behind(tokens, amount)
    if goal is not None:
        return goal
    weak: Kind | None = None
    infinitive = participle = False
    for at in range(amount - 1, max(-1, amount - _REACH), -1):
        cue = _cue(tokens, at, amount)
        if cue is not None:
            if not cue.weak:
                return Kind(cue.kind, at)
            weak = weak or Kind(cue.kind, at)
        elif tokens.words[at] == "if":
            return weak or Kind("potential", at)
        elif _parts(tokens, at, passing=weak is not None) and not (
            participle and tokens.letters[at] == LETTERS["COMMA"]
        ):
            break
        elif at in tokens.verbs and tokens.letters[at] != LETTERS["SAY"]:
            form = tokens.verbs[at].form
            if form in (PAST, PRESENT) and not _governed(tokens, at) and (weak is None or form == PAST):
                return weak or _conditional(tokens, at) or FACT
            participle = form == ING  # Envisages raising one thing, cutting another.
            infinitive = infinitive or (form == BASE and tokens.letters[at - 1 : at] == LETTERS["TO"])
    return weak or (None if infinitive else FACT)


def _conditional(tokens: Tokens, at: int) -> Kind | None:
    """Say whether the verb at token ``at`` tells a condition: if the loss exceeds Rs50 million."""
    for place in range(at - 1, max(-1, at - _PHRASE), -1):
        if tokens.letters[place] in BREAKS:
            return Kind("potential", place) if tokens.words[place] in ("if", "unless") else None
    return None


#: How near a participle stands that is said of the noun with the amount: the proposed 18 percent tax.
_BESIDE = 3


def _cue(tokens: Tokens, at: int, amount: int) -> Cue | None:
    """Return the cue that a token is for an amount."""
    word = tokens.words[at]
    cue = cues().get(word)
    if cue is None or (cue.to and tokens.letters[at + 1] != LETTERS["TO"]):
        return None
    if tokens.letters[at] == LETTERS["WORD"] and (is_plural(word) or (word.endswith("ed") and amount - at > _BESIDE)):
        return None
    return cue


def _parts(tokens: Tokens, at: int, *, passing: bool) -> bool:
    """Say whether a clause begins behind a token; with ``passing`` one with that is read on: hopes that it will."""
    letter = tokens.letters[at]
    if letter == LETTERS["BREAK"]:
        return not (passing and tokens.words[at] == "that")
    if letter == LETTERS["COMMA"]:
        return tokens.letters[at - 1 : at] != LETTERS["DATE"]
    return letter in letters("STOP", "QUOTE")


def _governed(tokens: Tokens, at: int) -> bool:
    """Say whether a form of a verb follows an auxiliary: it is a participle, and what governs it stands before."""
    at -= 1
    while at >= 0 and tokens.letters[at] in letters("FILL", "NOT"):
        at -= 1
    if at < 0:
        return False
    return tokens.letters[at] in letters("MODAL", "TO") or tokens.words[at] in ("be", "been", "being", "have")


def kind_behind(tokens: Tokens, at: int) -> Kind | None:
    """Return what the verb says whose subject ends before token ``at``: Rs5 billion in taxes will be collected."""
    for place in range(at, min(len(tokens.letters), at + _PHRASE)):
        cue = cues().get(tokens.words[place])
        if cue and not cue.to and tokens.letters[place] in letters("MODAL", "AIM", "LIKELY"):
            return Kind(cue.kind, place)
        if tokens.letters[place] in BREAKS or (place in tokens.verbs and tokens.letters[place] != LETTERS["AIM"]):
            return None
    return None


def opens(tokens: Tokens, at: int) -> bool:
    """Say whether no verb stands before token ``at`` in its clause, so that what is there is a subject."""
    for place in range(at - 1, max(-1, at - _REACH), -1):
        if tokens.letters[place] in BREAKS:
            return True
        if tokens.letters[place] in VERBS:
            return False
    return True


def _goal_behind(tokens: Tokens, amount: int) -> Kind | None:
    """Return what a noun just behind the amount says: the $25 billion export target."""
    for at in range(amount + 1, min(len(tokens.letters), amount + 1 + _behind())):
        cue = cues().get(tokens.words[at])
        if tokens.letters[at] == LETTERS["GOAL"] and cue:
            return Kind(cue.kind, at)
        if tokens.letters[at] not in NOUNS | WITHIN:
            break
    return None


def goal_in(tokens: Tokens, phrase: Phrase) -> Kind | None:
    """Return the kind that a noun of the subject says: the target of recovery was set at Rs5 billion."""
    at = tokens.letters.find(LETTERS["GOAL"], max(0, phrase.start - 3), phrase.end)
    cue = cues().get(tokens.words[at]) if at >= 0 else None
    return Kind(cue.kind, at) if cue else None
