"""The classes of tokens, each a letter, so that a sentence is a string of them and rules are patterns over it."""

import string
from functools import cache

_CLASSES = """
MONEY PERCENT POINT COUNT RATIO MULTIPLE DATE WHEN
WORD NUMBER COMMA STOP OPEN CLOSE QUOTE SHUT
THE OF TO AT BY FROM IN FOR WITH THAN PER AS PREP AFTER OVER AND BREAK PRONOUN IT
MODAL AUX BE NOT WORTH FILL AMOUNT SHARE MORE COMPARED LIKELY
GROWTH GOAL
RISE FALL CAUSE CUT REACH AMOUNTTO STAND RANGE SELL COST SHOW PORTION AIM SAY VERB DO
"""

#: Class -> its letter.
LETTERS = dict(zip(_CLASSES.split(), string.ascii_letters + string.digits + "ÀÈÌÒÙÁÉÍÓÚ", strict=False))

#: What an amount may be.
AMOUNTS = frozenset(LETTERS[name] for name in ("MONEY", "PERCENT", "POINT", "COUNT", "RATIO", "MULTIPLE"))


def letter(name: str) -> str:
    """Return the letter of a class."""
    return LETTERS[name]


@cache
def letters(*names: str) -> frozenset[str]:
    """Return the letters of several classes."""
    return frozenset(LETTERS[name] for name in names)


def one_of(*names: str) -> str:
    """Return a regular expression for one token of these classes."""
    return f"[{''.join(LETTERS[name] for name in names)}]"


#: What noun phrases are made of, and what only stands in them.
NOUNS = letters("WORD", "GROWTH", "GOAL", "NUMBER", "SHARE", "AMOUNT")
WITHIN = letters("FILL", "MORE")

#: Prepositions by which a phrase hangs on a noun.
TIES = letters("IN", "FOR", "FROM", "TO", "PREP", "BY", "WITH", "AT", "OVER")

#: Any form of a verb.
VERBS = letters(
    *(
        "RISE",
        "FALL",
        "CAUSE",
        "CUT",
        "REACH",
        "AMOUNTTO",
        "STAND",
        "RANGE",
        "SELL",
        "COST",
        "SHOW",
        "PORTION",
        "AIM",
        "SAY",
    ),
    *("VERB", "DO", "BE", "AUX", "MODAL"),
)

#: What parts clauses.
BREAKS = letters("BREAK", "STOP", "QUOTE", "SHUT", "COMMA", "AND", "SAY", "AS", "AFTER")
