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
    """

    name: str
    before: re.Pattern[str]
    behind: re.Pattern[str] | None
    amounts: frozenset[str]
    indicator: str
    role: str
    reason: str


@cache
def rules() -> dict[str, tuple[Rule, ...]]:
    """Return by the letter of an amount the rules for it, in the order in which they are tried."""
    made = [_rule(row) for row in toml(__package__, "rules.toml")["rule"]]
    kinds = sorted({letter for rule in made for letter in rule.amounts})
    return {kind: tuple(rule for rule in made if kind in rule.amounts) for kind in kinds}


def _rule(row: dict[str, Any]) -> Rule:
    behind = row.get("behind")
    return Rule(
        name=row["name"],
        before=re.compile("|".join(backwards(pattern) for pattern in row["before"])),
        behind=None if behind is None else re.compile(forwards(behind)),
        amounts=frozenset(LETTERS[name] for name in row["amounts"]),
        indicator=row.get("indicator", "last"),
        role=row["role"],
        reason=row["reason"],
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
