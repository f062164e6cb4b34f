"""Of which kind a claim is: what is, or what is wanted, planned, possible or foretold."""

from functools import cache
from typing import NamedTuple

from stages.annotate.figures.letters import AMOUNTS, BREAKS, LETTERS, NOUNS, TIES, VERBS, WITHIN, letters
from stages.annotate.figures.lexicon import BASE, ING, PAST, PRESENT
from stages.annotate.figures.phrases import Phrase
from stages.annotate.figures.tokens import Tokens, is_plural
from stages.resources import toml

#: Tokens before an amount in which a cue may stand.
_REACH = 40

#: Tokens between an amount and the verb whose subject it is part of.
_PHRASE = 12


class Cue(NamedTuple):
    """What a word says of the kind.

    A weak one yields to a strong one; one with ``to`` needs an infinitive behind it, one with ``before_for`` a for.
    """

    kind: str
    weak: bool
    to: bool
    before_for: bool = False


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
        word: Cue(row["kind"], row.get("weak", False), row.get("to", False), row.get("for", False))
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
    participle = False
    infinitive = tokens.letters[amount] == LETTERS["MULTIPLE"] and _infinitive(tokens, amount)
    for at in range(amount - 1, max(-1, amount - _REACH), -1):
        told = _told(tokens, at, amount)
        if told is not None:
            if told.at < 0 or not _is_weak(tokens, told.at):
                return weak if told.at < 0 and weak else told
            weak = weak or told
        elif _parts(tokens, at, passing=weak is not None, participle=participle):
            break
        elif at in tokens.verbs or tokens.words[at] == "be":
            form = tokens.verbs[at].form if at in tokens.verbs else BASE
            if form == PAST and weak and not _governed(tokens, at) and tokens.letters[at] != LETTERS["SAY"]:
                return weak
            participle = form == ING  # Envisages raising one thing, cutting another.
            infinitive = infinitive or (form == BASE and _infinitive(tokens, at))
    return weak or (None if infinitive else FACT)


def _told(tokens: Tokens, at: int, amount: int) -> Kind | None:
    """Return what a token says of the kind: a cue, if, is to be, or a finite verb that tells a fact."""
    cue = _cue(tokens, at, amount)
    if cue is not None:
        return Kind(cue.kind, at)
    if tokens.words[at] == "if":
        return Kind("potential", at)
    if tokens.letters[max(0, at - 2) : at + 1] == _IS_TO_BE and tokens.words[at] == "be":  # A levy is to be raised.
        return Kind("plan", at - 2)
    verb = tokens.verbs.get(at)
    if (
        verb is None
        or verb.form not in (PAST, PRESENT)
        or tokens.letters[at] == LETTERS["SAY"]
        or _governed(tokens, at)
    ):
        return None
    return _conditional(tokens, at) or FACT


_IS_TO_BE = LETTERS["BE"] + LETTERS["TO"] + LETTERS["BE"]


def _is_weak(tokens: Tokens, at: int) -> bool:
    cue = cues().get(tokens.words[at])
    return cue is not None and cue.weak


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
    if cue is None or (cue.to and not (tokens.letters[at + 1] == LETTERS["TO"] and _verb_behind(tokens, at + 2))):
        return None
    if cue.before_for and (tokens.letters[at + 1] != LETTERS["FOR"] or _turns(tokens, at + 2, amount)):
        return None
    if tokens.letters[at] == LETTERS["GOAL"] and amount - at > _BESIDE and tokens.letters[at + 1] in NOUNS | AMOUNTS:
        return None  # A potential tariff is said to be possible; what stands farther on is not.
    if tokens.letters[at] == LETTERS["WORD"] and (is_plural(word) or (word.endswith("ed") and amount - at > _BESIDE)):
        return None
    return cue


def _turns(tokens: Tokens, start: int, end: int) -> bool:
    """Say whether a verb or comma stands between two tokens: called for relief, cutting the tax of 5 percent."""
    return any(at in tokens.verbs or tokens.letters[at] == LETTERS["COMMA"] for at in range(start, end))


def _verb_behind(tokens: Tokens, at: int) -> bool:
    """Say whether a verb stands at token ``at`` or behind the adverbs there."""
    while at < len(tokens.letters) and tokens.letters[at] == LETTERS["FILL"]:
        at += 1
    return at < len(tokens.letters) and tokens.letters[at] in VERBS


def _parts(tokens: Tokens, at: int, *, passing: bool, participle: bool) -> bool:
    """Say whether a clause begins behind a token.

    With ``passing`` one with that is read on (hopes that it will), with ``participle`` a list (raising one, cutting).
    """
    letter = tokens.letters[at]
    if letter == LETTERS["BREAK"]:
        return not (passing and tokens.words[at] == "that")
    if letter == LETTERS["COMMA"]:
        return not participle and tokens.letters[at - 1 : at] != LETTERS["DATE"] and not _lists(tokens, at)
    return letter in letters("STOP", "QUOTE")


def _lists(tokens: Tokens, at: int) -> bool:
    """Say whether a comma parts what one verb governs: to get $5 as tax, $6 as levy; could cut one, save another."""
    behind = at + 1 + (tokens.letters[at + 1 : at + 2] == LETTERS["AND"])
    verb = tokens.verbs.get(behind)
    return tokens.letters[behind : behind + 1] in AMOUNTS or (verb is not None and verb.form == BASE)


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
        if cue and not (cue.to or cue.before_for) and tokens.letters[place] in letters("MODAL", "AIM", "LIKELY"):
            return Kind(cue.kind, place)
        if tokens.letters[place] in BREAKS or (place in tokens.verbs and tokens.letters[place] != LETTERS["AIM"]):
            return None
    return None


def opens(tokens: Tokens, at: int) -> bool:
    """Say whether no verb stands before token ``at`` in its clause: what is there is a subject, and all of it."""
    while at and tokens.letters[at - 1] in letters("THE", "FILL", "MORE", "OVER"):
        at -= 1
    if at and tokens.letters[at - 1] in TIES | letters("OF"):
        return False
    for place in range(at - 1, max(-1, at - _REACH), -1):
        if tokens.letters[place] in BREAKS:
            return True
        if tokens.letters[place] in VERBS:
            return False
    return True


def _infinitive(tokens: Tokens, at: int) -> bool:
    """Say whether the base of a verb follows "to": to reach, to immediately allocate."""
    at -= 1
    while at >= 0 and tokens.letters[at] == LETTERS["FILL"]:
        at -= 1
    return at >= 0 and tokens.letters[at] == LETTERS["TO"]


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
