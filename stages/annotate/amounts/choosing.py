"""Which currency is meant where the text says only dollars, rupees or another word that several countries use."""

from stages.annotate.amounts.lexicon import lexicon
from stages.annotate.amounts.params import AmountsParams


class Choice:
    """The choices for one article, each made once, where it is asked for.

    What the article itself says of a currency counts first, then the country of its outlet, then the params.
    """

    def __init__(self, country: str | None, params: AmountsParams) -> None:
        self._country = country
        self._params = params
        self._made: dict[str, tuple[str | None, str]] = {}

    def of(self, family: str) -> tuple[str | None, str]:
        """Return the currency, None where it stays open, and what decided: outlet, default or open."""
        if family not in self._made:
            self._made[family] = self._choose(family)
        return self._made[family]

    def _choose(self, family: str) -> tuple[str | None, str]:
        if self._country:
            # The first two letters of a code of ISO 4217 are those of its country in ISO 3166-1.
            for code in lexicon().families.get(family, ()):
                if code.startswith(self._country):
                    return code, "outlet"
        currency: str | None = getattr(self._params, family)
        return currency, "default" if currency else "open"
