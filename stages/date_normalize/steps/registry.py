"""Steps by name: a step is a verb and its words.

``$name`` is a field of the expression, and a step that names a field which is not there is left out; ``$name?`` is
nothing then. A verb returns whether the rule still reads the expression.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from stages.date_normalize.draft import Draft

Verb = Callable[..., bool]

_VERBS: dict[str, Verb] = {}
_CONTEXTUAL: set[str] = set()


class Step(NamedTuple):
    """One step of a rule.

    Attributes:
        text: as the rule writes it.
        run: as a function of the draft.
        contextual: whether it depends on more than the fields and the setting.
    """

    text: str
    run: Callable[[Draft], bool]
    contextual: bool


def verb(function: Verb) -> Verb:
    """Make a function a verb, under its own name; its value depends on the fields and the setting alone."""
    _VERBS[function.__name__.rstrip("_")] = function
    return function


def contextual(function: Verb) -> Verb:
    """Make a function a verb whose value depends on the text around the expression, too."""
    _CONTEXTUAL.add(function.__name__.rstrip("_"))
    return verb(function)


def verbs() -> frozenset[str]:
    """Return the names of all verbs."""
    return frozenset(_VERBS)


def _literal(word: str) -> int | Fraction | str:
    if word.lstrip("-").isdigit():
        return int(word)
    return Fraction(word) if re.fullmatch("[0-9]/[0-9]", word) else word


def compiled(text: str) -> Step:
    """Return a step, given as the rules write it.

    Raises:
        KeyError: there is no such verb.
    """
    name, *words = text.split()
    function = _VERBS[name]
    literals = [_literal(word) for word in words]
    keys = [word[1:].rstrip("?") if word.startswith("$") else None for word in words]
    needed = [word[1:] for word in words if word.startswith("$") and not word.endswith("?")]

    def run(draft: Draft) -> bool:
        fields = draft.fields
        for key in needed:
            if key not in fields:
                return True
        return function(
            draft, *[word if key is None else fields.get(key) for word, key in zip(literals, keys, strict=True)]
        )

    def run_literal(draft: Draft) -> bool:
        return function(draft, *literals)

    return Step(text, run if any(keys) else run_literal, name in _CONTEXTUAL)
