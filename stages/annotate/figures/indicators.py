"""Where the noun phrase stands that an amount measures, by what ``indicator`` of rules.toml says."""

from collections.abc import Callable

from stages.annotate.figures import by_noun, by_verb
from stages.annotate.figures.measured import Match, Measured, loose
from stages.annotate.figures.tokens import Tokens


def _last(tokens: Tokens, match: Match) -> Measured | None:
    """What is compared belongs to the figure before it."""
    del tokens
    return loose(match.start)


def _left(tokens: Tokens, match: Match) -> Measured | None:
    """Grew from 5 to 6 billion: what is left behind belongs to the figure that the same verb leads to."""
    del tokens
    return loose(match.start, verb=match.start)


_METHODS: dict[str, Callable[[Tokens, Match], Measured | None]] = {
    "subject": by_verb.subject,
    "object": by_verb.object_,
    "price": by_verb.price,
    "cost": by_verb.cost,
    "portion": by_verb.portion,
    "multiplied": by_verb.multiplied,
    "done": by_verb.done,
    "doing": by_verb.doing,
    "noun": by_noun.noun,
    "collection": by_noun.collection,
    "growth": by_noun.growth,
    "grows": by_noun.grows,
    "goal": by_noun.goal,
    "attribute": by_noun.attribute,
    "in": by_noun.inside,
    "share": by_noun.share,
    "last": _last,
    "left": _left,
}


def measured(indicator: str, tokens: Tokens, match: Match) -> Measured | None:
    """Return what the amount measures; None where it cannot be found."""
    return _METHODS[indicator](tokens, match)
