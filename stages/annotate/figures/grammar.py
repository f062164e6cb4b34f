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

_ITEM = re.compile(r"[A-Z]+|[()|?*+~]")


class Rule(NamedTuple):
    """A row of rules.toml.

    Attributes:
        before: matched at the place behind the amount's place in the sentence written backwards.
        behind: matched right behind the amount; None where it does not matter.
        last: letters of the tokens with which what stands before may end; all of them, where ``anywhere`` is set.
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


def _rule(row: dict[str, Any]) -> Rule:
    behind = row.get("behind")
    ends = [_ends(_parse(pattern)) for pattern in row["before"]]
    return Rule(
        name=row["name"],
        before=re.compile("|".join(backwards(pattern) for pattern in row["before"])),
        behind=None if behind is None else re.compile(forwards(behind)),
        amounts=frozenset(LETTERS[name] for name in row["amounts"]),
        indicator=row.get("indicator", "last"),
        role=row["role"],
        reason=row["reason"],
        last=frozenset().union(*(letters for letters, _ in ends)),
        anywhere=any(empty for _, empty in ends),
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


def _ends(tree: list[list[_Item]]) -> tuple[frozenset[str], bool]:
    """Return the letters with which what a pattern matches may end, and whether it may match nothing."""
    letters: set[str] = set()
    nothing = False
    for items in tree:
        for item, repeat in reversed(items):
            inner, empty = _ends(_inner(item)) if not _is_name(item) else (frozenset({LETTERS[item]}), False)
            letters |= inner
            if not empty and repeat not in {"?", "*"}:
                break
        else:
            nothing = True
    return frozenset(letters), nothing


def _is_name(item: Any) -> bool:
    return isinstance(item, str) and item in LETTERS


def _inner(item: Any) -> list[list[_Item]]:
    """Return the alternatives of what is no name."""
    if isinstance(item, list):
        return item
    return _parse({"~": _FILLER, "NP": _PHRASE}[item])
