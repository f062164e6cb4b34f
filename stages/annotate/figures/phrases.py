"""Noun phrases of a sentence: where the one ends that an amount measures, and where it begins.

Each is a pattern over the letters of the tokens. What stands left of a place is matched backwards, on the sentence
written from its end to its beginning.
"""

import re
from functools import cache
from typing import NamedTuple

from stages.annotate.figures.letters import (
    AMOUNTS,
    BREAKS,
    LETTERS,
    NOUNS,
    TIES,
    VERBS,
    WITHIN,
    letters,
    one_of,
)
from stages.annotate.figures.lexicon import ING
from stages.annotate.figures.tokens import Tokens

#: Tokens of the longest phrase; what is longer is no name of an indicator.
LONGEST = 20


class Phrase(NamedTuple):
    """Tokens ``start`` to ``end``, half-open, with words to be set before and behind them, and a second stretch.

    ``link`` stands between the two; where it is empty, the second one brings the word that ties it.
    ``counted`` says that it is a count of which the name has no number.
    """

    start: int
    end: int
    prefix: str = ""
    suffix: str = ""
    more: tuple[int, int] | None = None
    link: str = ""
    counted: bool = False


class _Patterns(NamedTuple):
    noun: re.Pattern[str]
    subject: re.Pattern[str]
    chain: re.Pattern[str]
    right: re.Pattern[str]
    tied: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    noun, fill, tie = (f"[{''.join(sorted(each))}]" for each in (NOUNS, WITHIN, TIES))
    the, of, joined, date, to, aside = (LETTERS[name] for name in ("THE", "OF", "AND", "DATE", "TO", "CLOSE"))
    count = LETTERS["COUNT"]  # Right before a noun it is said of it: the price of 10-gram gold.
    opening = LETTERS["OPEN"]
    verb = one_of("VERB", "DO", "STAND", "SHOW", "AIM", "SELL", "CAUSE", "CUT")
    # Backwards: a date is followed by what ties it, a bracket begins where it is closed.
    bracket, dated = f"{aside}[^{aside}{opening}]{{0,12}}{opening}", f"{date}{tie}?"
    # A date right before a noun is said of it (the 2021 budget), and what stands before the two is another phrase.
    part = f"(?:{bracket}|{dated})*{noun}(?:{noun}|{fill}|{bracket}|{date}|{count}|{joined}{noun})*{the}?"
    part = f"(?:{part}|{count}{the})"  # The two countries are no amount of their own.
    link = f"(?:{to}(?:{one_of('AIM', 'LIKELY', 'SAY')}|{LETTERS['GOAL']}{the}?)?)"
    passed = one_of("AUX", "BE", "MODAL", "FILL", "NOT")
    # Forwards.
    # Behind an amount another may count what it is for: the development of eight stations.
    noun = one_of("WORD", "GROWTH", "GOAL", "NUMBER", "SHARE", "AMOUNT", "COUNT")
    whole = f"{fill}*{noun}(?:{fill}*{noun}|{joined}{fill}*{noun}|{opening}[^{aside}{opening}]{{0,12}}{aside})*"
    chained = f"{whole}(?:{of}[{the}{fill[1:-1]}]*{whole})*"
    begin = f"[{the}{fill[1:-1]}{LETTERS['OVER']}]*"
    return _Patterns(
        noun=re.compile(f"{part}(?:{of}{part})*"),
        subject=re.compile(f"{part}(?:(?:{of}|{tie}{verb}?){part})*"),
        chain=re.compile(f"(?:{passed}|{link}|{dated}|{bracket})*"),
        right=re.compile(f"({begin})({chained})"),
        tied=re.compile(f"({begin})({chained}(?:{tie}[{the}{fill[1:-1]}]*{chained})?)"),
    )


def before_verb(tokens: Tokens, at: int) -> tuple[int, bool]:
    """Return where the subject ends of the verb whose first token is ``at``, and whether the verb is denied.

    Looks through what may stand between them: auxiliaries, adverbs, what says of which kind the figure is (is expected
    to, has the potential to), a date, and what stands in brackets.
    """
    backwards = tokens.letters[max(0, at - LONGEST) : at][::-1]
    found = _patterns().chain.match(backwards)
    length = found.end() if found else 0
    return at - length, LETTERS["NOT"] in backwards[:length]


def left(tokens: Tokens, end: int, *, subject: bool) -> Phrase | None:
    """Return the noun phrase that ends before token ``end``; None where none ends there or where it cannot be told.

    A subject takes in the phrases that hang on it by prepositions (exports of rice to China); any other one only those
    with of, since before it a verb may have other objects.
    """
    lowest = max(0, end - LONGEST)
    backwards = tokens.letters[lowest:end][::-1]
    patterns = _patterns()
    found = (patterns.subject if subject else patterns.noun).match(backwards)
    if found is None:
        return None
    start = end - found.end()
    if start == lowest > 0:
        return None
    edge = tokens.letters[start - 1] if start else ""
    if tokens.letters[start] == LETTERS["THE"]:
        if edge in AMOUNTS:
            return None  # What follows $5 a is a unit.
        start += 1
    if subject and not _begins(tokens, start, edge):
        return None
    return Phrase(start, end)


def _begins(tokens: Tokens, start: int, edge: str) -> bool:
    """Say whether a subject may begin at token ``start``, behind a token of class ``edge``."""
    at = start - 1 - (start > 0 and tokens.letters[start - 1] == LETTERS["THE"])
    if edge in TIES:  # Only where it opens the clause: in Punjab inflation rose.
        return at == 0 or tokens.letters[at - 1] in BREAKS
    if edge == LETTERS["AND"]:  # Exports to China and the UAE rose: whose they are is open.
        return at > 0 and tokens.letters[at - 1] not in NOUNS
    if edge in BREAKS:
        return True
    if edge == LETTERS["AIM"]:  # Expects the economy to grow.
        return True
    if edge in VERBS:
        # Adding exports rose; but not people living below the poverty line.
        verb = tokens.verbs.get(at)
        return verb is not None and verb.form == ING and (at == 0 or tokens.letters[at - 1] in BREAKS)
    return edge not in letters("OF", "PRONOUN")


def right(tokens: Tokens, start: int, *, tied: bool = True) -> Phrase | None:
    """Return the noun phrase that begins at token ``start``, its determiner left out; None where none begins there.

    Args:
        tokens: of the sentence.
        start: the first token that may belong to it.
        tied: whether a phrase with for, on, in, to or from belongs to it.
    """
    patterns = _patterns()
    found = (patterns.tied if tied else patterns.right).match(tokens.letters, start, start + LONGEST)
    return Phrase(found.start(2), found.end(2)) if found else None
