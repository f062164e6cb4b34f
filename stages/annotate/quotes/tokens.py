"""A stretch of text as words and marks: what the rules about clauses look at."""

import re
from bisect import bisect_left
from itertools import accumulate, compress, count
from operator import add, ne
from typing import NamedTuple

#: A word with its apostrophes, hyphens and inner stops, or one mark, and white space. Possessive: linear.
_TOKEN = re.compile(r"(?:\w++(?:['’\-&./]\w++)*+|[^\w\s])\s*+")

_SPACE = re.compile(r"\s*+")


class Tokens(NamedTuple):
    """The tokens of one stretch, as columns.

    Attributes:
        low: each in lower case, but for those of capitals alone (IT, WHO), which are names and no small words.
        start: where it begins in the text.
        end: where it ends.
        cap: whether it has a capital, as names do.
    """

    low: list[str]
    start: list[int]
    end: list[int]
    cap: list[bool]

    def at(self, position: int) -> int:
        """Return the number of the first token that begins at ``position`` or behind it."""
        return bisect_left(self.start, position)


def tokens(text: str, start: int, end: int) -> Tokens:
    """Return the tokens of ``text[start:end]``.

    >>> tokens("He said: no.", 0, 12).low
    ['he', 'said', ':', 'no', '.']
    """
    begin = _SPACE.match(text, start, end).end()  # type: ignore[union-attr]
    # Each with the white space behind it, so that their lengths tell where they stand.
    pieces = _TOKEN.findall(text, begin, end)
    found = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces), initial=begin))
    starts.pop()
    low = list(map(str.lower, found))
    cap = list(map(ne, found, low))
    for at in compress(count(), cap):
        # IT and US are names and no pronouns; I and A are words of one letter.
        if len(found[at]) > 1 and found[at].isupper():
            low[at] = found[at]
    return Tokens(low, starts, list(map(add, starts, map(len, found))), cap)
