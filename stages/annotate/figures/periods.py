"""Which of the dates of a sentence is the period of a figure."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from stages.annotate.figures.letters import AMOUNTS, LETTERS, TIES, VERBS, letters
from stages.annotate.figures.tokens import Tokens

#: Tokens between an amount and the date behind it.
_NEAR = 14

#: Tokens of a bracket right behind an amount, which tells the same in another unit.
_BRACKET = 6

#: Tokens at the beginning of a sentence in which a date stands for all of it.
_OPENING = 5

#: Tokens between a verb that reports and the day on which somebody spoke.
_SPOKE = 6

#: Expressions that name no stretch of time.
_VAGUE = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")

_DATE, _COMMA, _SAY, _OPEN, _CLOSE = (LETTERS[name] for name in ("DATE", "COMMA", "SAY", "OPEN", "CLOSE"))

#: No date behind one of these belongs to an amount before it.
_ENDS = letters("BREAK", "STOP", "COMPARED", "SAY", "THAN", "MODAL", "OPEN")

#: How two dates stand that are the ends of one period.
_LEADS = (LETTERS["AND"] + _DATE, LETTERS["TO"] + _DATE)


class Period(NamedTuple):
    """A stretch of time: first and last day where it has them, TIMEX3 value and label of the fiscal period."""

    begin: Any = None
    finish: Any = None
    value: str | None = None
    fiscal: str | None = None


NEVER = Period()


def is_day(timex: Mapping[str, Any]) -> bool:
    """Say whether an expression is a day."""
    return timex["begin"] is not None and timex["begin"] == timex["finish"]


def is_period(timex: Mapping[str, Any], before: str) -> bool:
    """Say whether an expression may be the period of a figure.

    Args:
        timex: its row.
        before: the four code points before it: what lasts for five days, and 12-month paper, is told of no period.
    """
    if timex["type"] not in ("DATE", "DURATION") or timex["value"] is None or timex["value"] in _VAGUE:
        return False
    if timex["type"] == "DATE" or timex["begin"] is not None:
        return True
    return before.lower() != "for " and "-" not in timex["text"]


def when(tokens: Tokens, place: int, timexes: Sequence[Mapping[str, Any]]) -> Period:
    """Return the period that the date at token ``place`` gives, with the one that it leads to: between May and July."""
    first = timexes[tokens.numbers[place]]
    found = Period(first["begin"], first["finish"], first["value"], first["fiscal"])
    if not _leads(tokens, place):
        return found
    last = timexes[tokens.numbers[place + 2]]
    if found.begin and last["finish"] and last["finish"] < found.begin:
        return NEVER
    return Period(found.begin, last["finish"], f"{found.value}/{last['value']}", None)


def _leads(tokens: Tokens, place: int) -> bool:
    """Say whether a date is the first of two that are the ends of one period: between May and July, July-January."""
    between = tokens.letters[place + 1 : place + 3]
    if between == LETTERS["STOP"] + _DATE:
        return (
            tokens.spans[place][1] == tokens.spans[place + 1][0]
            and tokens.spans[place + 1][1] == tokens.spans[place + 2][0]
        )
    return between in _LEADS and place > 0 and tokens.words[place - 1] in ("between", "from", "for", "of")


def behind(tokens: Tokens, at: int, passing: frozenset[int], *, hanging: bool) -> int | None:
    """Return the token of the date that stands behind an amount and says when; None where none does.

    Args:
        tokens: of the sentence.
        at: the token of the amount.
        passing: tokens of amounts that belong to the same claim, behind which its period may stand.
        hanging: whether it must hang on a preposition: a budget for FY26, but not a loan that was repaid last week.
    """
    bracket = tokens.letters.startswith(_OPEN, at + 1)
    closed = tokens.letters.find(_CLOSE, at + 1, at + 1 + _BRACKET) if bracket else -1
    first = max(at, closed) + 1  # US$115 billion (S$148 billion) in 2024.
    for place in range(first, min(len(tokens.letters), first + _NEAR)):
        letter = tokens.letters[place]
        if letter == _DATE:
            return place if _tells(tokens, place, hanging=hanging) else None
        if (letter in AMOUNTS and place not in passing) or letter in _ENDS:
            return None
        if letter == _COMMA and _DATE not in tokens.letters[place + 1 : place + 4]:
            return None
        if place in tokens.verbs and place - at > 2:
            return None
    return None


def _tells(tokens: Tokens, place: int, *, hanging: bool) -> bool:
    """Say whether a date behind an amount says when.

    Not where it is of who speaks, from when (up 41 percent from August), or of the next verb (and last week pledged).
    """
    if tokens.letters[place - 1] == LETTERS["AND"] and place + 1 in tokens.verbs:
        return False
    based = tokens.words[place - 1] == "from" and not _leads(tokens, place)
    hangs = tokens.letters[place - 1] in TIES | letters("OF")
    return not based and not _spoken(tokens, place) and (hangs or not hanging)


def before(tokens: Tokens, at: int, taken: frozenset[int]) -> int | None:
    """Return the token of the date before an amount that says when; None where none does.

    Args:
        tokens: of the sentence.
        at: the token of the amount.
        taken: dates that stand behind another amount and are that one's.
    """
    for place in range(at - 1, max(-1, at - 1 - _NEAR * 2), -1):
        letter = tokens.letters[place]
        if letter == _DATE and place not in taken and not _spoken(tokens, place):
            return None if _ends_period(tokens, place) else _first(tokens, place)
        if letter in AMOUNTS or letter in letters("BREAK", "STOP", "QUOTE", "SAY"):
            break
    return opening(tokens, at)


def _ends_period(tokens: Tokens, place: int) -> bool:
    """Say whether a date tells when a period ends that is named before it: in the year that ended on June 30."""
    return tokens.words[max(0, place - 2) : place] in (
        ["ended", "on"],
        ["ending", "on"],
        ["closed", "on"],
        ["ends", "on"],
    )


def _first(tokens: Tokens, place: int) -> int:
    """Return the first date of a period, given its last: between May and July."""
    return place - 2 if place > 1 and tokens.letters[place - 2] == _DATE and _leads(tokens, place - 2) else place


def opening(tokens: Tokens, at: int) -> int | None:
    """Return the token of a date with which the sentence begins, which stands for all of it."""
    for place in range(min(_OPENING, at)):
        if tokens.letters[place] == _DATE:
            comma = tokens.letters[place + 1 : place + 2] == _COMMA
            return place if (comma or place <= 3) and not _spoken(tokens, place) else None
        if tokens.letters[place] in VERBS:
            break
    return None


def _spoken(tokens: Tokens, at: int) -> bool:
    """Say whether a date is the day on which somebody spoke: it stands beside a verb that reports."""
    if _SAY in tokens.letters[at + 1 : at + 3]:
        return True
    for place in range(at - 1, max(-1, at - _SPOKE), -1):
        letter = tokens.letters[place]
        if letter == _SAY:
            return True
        if letter in AMOUNTS or letter in VERBS or letter in letters("BREAK", "COMMA", "STOP"):
            return False
    return False
