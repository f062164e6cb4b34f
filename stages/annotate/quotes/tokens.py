"""A stretch of text as words and marks: what the rules about clauses look at."""

import re
from bisect import bisect_left
from typing import NamedTuple

#: A word with its apostrophes, hyphens and inner stops, or one mark. No part can match in two ways: linear.
_TOKEN = re.compile(r"\w+(?:['’\-&./]\w+)*|[^\w\s]")


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
    spans = [match.span() for match in _TOKEN.finditer(text, start, end)]
    found = [text[first:last] for first, last in spans]
    lower = [word.lower() for word in found]
    cap = [word != low for word, low in zip(found, lower, strict=True)]
    return Tokens(
        # IT and US are names and no pronouns; I and A are words of one letter.
        [
            word if capital and len(word) > 1 and word.isupper() else low
            for word, low, capital in zip(found, lower, cap, strict=True)
        ],
        [first for first, _ in spans],
        [last for _, last in spans],
        cap,
    )
