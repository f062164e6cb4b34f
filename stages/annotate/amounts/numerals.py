"""Figures and numerals in words, read exactly: no float is ever made, and what cannot be read is None, never a guess."""

from collections.abc import Sequence
from typing import NamedTuple

import re

#: Places after the decimal point that the table holds, and the least number that it no longer holds.
PLACES = 9
LIMIT = 10**38

#: More characters than any figure has that the table could hold; keeps int() quick on hostile text.
_LONGEST_FIGURE = 60

#: 4,000 and 1,234,567; 1,20,000 and 12,34,567 as India and Pakistan group them.
_WESTERN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_SOUTH_ASIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}")

_FIGURE = re.compile(
    r"""(?: (?P<whole> [0-9,]* ) (?P<places> \.[0-9]+ )? )?? [ -]?
        (?: (?P<over>[0-9]{1,2}) / (?P<under>[0-9]{1,2}) | (?P<sign>[¼½¾]) | (?P<half>\sand\sa\shalf) )?""",
    re.VERBOSE | re.IGNORECASE,
)


class Number(NamedTuple):
    """The exact value ``mantissa * 10 ** exponent``.

    Attributes:
        bare: said by an article or a fraction alone ("a", "half"), which is a number only beside a magnitude.
        plain: of four digits, without a comma or a decimal point, as a year is written.
        full: written out in full, so that it shares nobody else's magnitude (800,000 in 800,000 to 1.2 million).
    """

    mantissa: int
    exponent: int
    bare: bool = False
    plain: bool = False
    full: bool = False

    def times_ten_to(self, zeros: int) -> "Number":
        """Return the number with ``zeros`` more zeros."""
        return self._replace(exponent=self.exponent + zeros)


