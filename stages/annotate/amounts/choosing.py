"""Which currency is meant where the text says only dollars, rupees or another word that several countries use."""

from functools import cache
from typing import Any

import re2

from stages.annotate.amounts.fragments import spaced
from stages.annotate.amounts.lexicon import Denomination, lexicon
from stages.annotate.amounts.params import AmountsParams


class Choice:
    """The choices for one article, asked for in the order of its text.

    Four can decide, the first of them that says something:
    the text that states the unit of all its figures ("all figures are in Canadian dollars");
    the text that has named the country beside this noun before, and no other country ("850 million Canadian dollars ...
    1.2 billion dollars"): so for nouns alone, because a sign is rather what such an amount is worth in another currency
    ("5 million Canadian dollars ($3.6 million)");
    the country of the outlet; the params.
    """

    def __init__(self, text: str, country: str | None, params: AmountsParams) -> None:
        self._text = text
        self._country = country
        self._params = params
        self._named: dict[str, set[str]] = {}
        self._scope: Denomination | None = None
        self._searched = False

    def name(self, unit: Denomination) -> None:
        """Take note that the text has named a currency with its country."""
        if unit.noun and unit.currency:
            self._named.setdefault(unit.family, set()).add(unit.currency)

    def of(self, unit: Denomination) -> tuple[str | None, str]:
        """Return the currency, None where it stays open, and what decided: text, outlet, default or open."""
        if not self._searched:
            self._scope, self._searched = _stated(self._text), True
        if self._scope and self._scope.family == unit.family:
            return self._scope.currency, "text"
        named = self._named.get(unit.family, ())
        if unit.noun and len(named) == 1:
            return next(iter(named)), "text"
        if self._country:
            # The first two letters of a code of ISO 4217 are those of its country in ISO 3166-1.
            for code in lexicon().families.get(unit.family, ()):
                if code.startswith(self._country):
                    return code, "outlet"
        currency: str | None = getattr(self._params, unit.family)
        return currency, "default" if currency else "open"


def _stated(text: str) -> Denomination | None:
    """Return the denomination, of those that name a country, that ``text`` states for all its figures."""
    found = _scope().search(text)
    if not found:
        return None
    unit: Denomination | None = lexicon().after.get(found.group(1))
    return unit


@cache
def _scope() -> Any:
    words = lexicon()
    named = words.after.where(lambda unit: unit.noun and unit.currency in words.families.get(unit.family, ()))
    nouns = "|".join(sorted((spaced(surface) for surface, _ in named.written()), reverse=True))
    figures = "|".join(spaced(word) for word in words.figures)
    return re2.compile(rf"(?i)\b(?:{figures})\b[a-z, ]{{0,40}}\bin ({nouns})\b")
