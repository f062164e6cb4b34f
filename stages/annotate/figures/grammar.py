"""The rules of rules.toml, as patterns over the letters of a sentence (`tokens`)."""

import re
from functools import cache
from typing import Any, NamedTuple

from stages.annotate.figures.letters import LETTERS
from stages.resources import toml

#: Tokens that are looked at before an amount and behind it.
REACH = 32

#: The longest object of a verb, in tokens, without its determiner.
_OBJECT = 12

#: What may stand between a word and its amount: about, up to, a record of, as much as.
_FILLER = "(FILL|THE|OVER|MORE|AMOUNT AMOUNT? OF|MORE THAN|MORE TO|AT FILL|AT MORE|AS FILL AS|AS MORE AS)*"

#: What a noun phrase that a rule keeps is made of.
_PHRASE = "(WORD|THE|OF|IN|FOR|FROM|AND|GROWTH|GOAL|AMOUNT|NUMBER|SHARE|IT|FILL|OPEN|CLOSE|PREP|DATE)"

#: Stands for the end of a sentence among the letters with which a pattern may begin.
END = "$"

#: Tokens before an amount by which rules are told apart that cannot apply.
_NEAREST = 2

_ITEM = re.compile(r"[A-Z]+|[()|?*+~]")


class Rule(NamedTuple):
    """A row of rules.toml.

    Attributes:
        before: matched at the place behind the amount's place in the sentence written backwards.
        behind: matched right behind the amount; None where it does not matter.
        last: letters of the tokens with which what stands before may end; all of them, where ``anywhere`` is set.
        ends: what the last two of these tokens may be, the last one first; one or none where no more need stand there.
        first: letters of the tokens with which what stands behind may begin, `END` among them.
    """

    name: str
    before: re.Pattern[str]
    behind: re.Pattern[str] | None
    amounts: frozenset[str]
    indicator: str
    role: str
    reason: str
    last: frozenset[str]
    anywhere: bool
    ends: frozenset[str]
    first: frozenset[str]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried."""
    return tuple(_rule(row) for row in toml(__package__, "rules.toml")["rule"])


@cache
def rules_for(amount: str, before: str) -> tuple[Rule, ...]:
    """Return the rules that may apply to an amount of class ``amount`` with a token of class ``before`` before it.

    Args:
        amount: its letter.
        before: the letter of the token before it; empty at the beginning of a sentence.
    """
    return tuple(rule for rule in rules() if amount in rule.amounts and (rule.anywhere or before in rule.last))


@cache
def rules_between(amount: str, before: str, behind: str) -> tuple[Rule, ...]:
    """Return the rules that may apply to an amount by the nearest tokens around it, which few of all rules may.

    Args:
        amount: its letter.
        before: the letters of the two tokens before it, the nearer one first; fewer at the beginning of a sentence.
        behind: the letter of the token behind it; `END` at the end of a sentence.
    """
    return tuple(
        rule
        for rule in rules_for(amount, before[:1])
        if not rule.ends.isdisjoint((before, before[:1], "")) and not rule.first.isdisjoint((behind, ""))
    )


def _rule(row: dict[str, Any]) -> Rule:
    behind = row.get("behind")
    ends = frozenset().union(*(_openings(_parse(pattern), _NEAREST, backwards=True) for pattern in row["before"]))
    return Rule(
        name=row["name"],
        before=re.compile("|".join(backwards(pattern) for pattern in row["before"])),
        behind=None if behind is None else re.compile(forwards(behind)),
        amounts=frozenset(LETTERS[name] for name in row["amounts"]),
        indicator=row.get("indicator", "last"),
        role=row["role"],
        reason=row["reason"],
        last=frozenset(end[0] for end in ends if end),
        anywhere="" in ends,
        ends=ends,
        first=_openings(_parse(behind or ""), 1, backwards=False),
    )


def forwards(pattern: str) -> str:
    """Return a pattern over names of classes as one over their letters."""
    return _expression(_parse(pattern), backwards=False)


def backwards(pattern: str) -> str:
    """Return the same for a sentence that is written from its end to its beginning."""
    return _expression(_parse(pattern), backwards=True)


# A pattern is a list of alternatives, each a list of items; an item is a name or such a list, with what repeats it.
_Item = tuple[Any, str]


def _parse(pattern: str) -> list[list[_Item]]:
    tree, rest = _alternatives(_ITEM.findall(pattern))
    if rest:
        raise ValueError(f"a bracket is not opened: {pattern}")
    return tree


def _alternatives(parts: list[str]) -> tuple[list[list[_Item]], list[str]]:
    tree: list[list[_Item]] = [[]]
    while parts and parts[0] != ")":
        head, *parts = parts
        if head == "|":
            tree.append([])
        elif head in "?*+":
            item, _ = tree[-1].pop()
            tree[-1].append((item, head))
        elif head == "(":
            inner, parts = _alternatives(parts)
            parts = parts[1:]
            tree[-1].append((inner, ""))
        else:
            tree[-1].append((head, ""))
    return tree, parts


def _expression(tree: list[list[_Item]], *, backwards: bool) -> str:
    branches = [
        "".join(_item(item, backwards=backwards) + repeat for item, repeat in (items[::-1] if backwards else items))
        for items in tree
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _item(item: Any, *, backwards: bool) -> str:
    if isinstance(item, list):
        return f"(?:{_expression(item, backwards=backwards)})"
    if item == "~":
        return _expression(_parse(_FILLER), backwards=backwards)
    if item == "NP":
        return f"(?P<np>{_expression(_parse(_PHRASE), backwards=backwards)}{{1,{_OBJECT}}}?)"
    return r"\Z" if item == "END" else LETTERS[item]


def _openings(tree: list[list[_Item]], length: int, *, backwards: bool) -> frozenset[str]:
    """Return with which letters what a pattern matches may begin, read in one of both directions.

    Args:
        tree: the pattern.
        length: letters at most; a shorter opening is all that the pattern matches there.
        backwards: whether it is read from its end.
    """
    found: set[str] = set()
    for items in tree:
        openings = {""}
        for item, repeat in reversed(items) if backwards else items:
            openings = _followed(openings, _repeated(item, repeat, length, backwards=backwards), length)
        found |= openings
    return frozenset(found)


def _repeated(item: Any, repeat: str, length: int, *, backwards: bool) -> set[str]:
    """Return with which letters an item of a pattern may begin, as often as it may stand there."""
    if isinstance(item, str) and item in LETTERS:
        once = {LETTERS[item]}
    elif item == "END":
        once = {END}
    else:
        once = set(_openings(_inner(item), length, backwards=backwards))
    if repeat == "?":
        return once | {""}
    if not (repeat or item == "NP"):
        return once
    found = once if repeat != "*" else once | {""}
    for _ in range(length):
        found = found | _followed(found, once, length)
    return found


def _followed(openings: set[str], more: set[str], length: int) -> set[str]:
    return {opening if len(opening) == length else (opening + each)[:length] for opening in openings for each in more}


def _inner(item: Any) -> list[list[_Item]]:
    """Return the alternatives of what is no name."""
    if isinstance(item, list):
        return item
    return _parse({"~": _FILLER, "NP": _PHRASE}[item])
