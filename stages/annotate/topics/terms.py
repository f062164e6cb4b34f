"""A text as words and pairs of words, with how often each stands there."""

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

#: A word with its apostrophes and hyphens, or a mark at which no pair of words goes on. Linear: no part matches twice.
_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|[^\w\s'’\-]|\n")

#: Stands between words that are no pair.
GAP = ""


class Terms(NamedTuple):
    """The terms of a title and a text.

    Attributes:
        tokens: the words in lower case, title first, with `GAP` where no pair goes on.
        words: how often each word stands there, in the order in which they come.
        title: the words of the title.
        head: how many of the tokens are of the title.
        size: words in all.
    """

    tokens: list[str]
    words: dict[str, int]
    title: frozenset[str]
    head: int
    size: int

    def pairs(self, wanted: AbstractSet[str]) -> Counter[tuple[str, str]]:
        """Return how often two of the wanted words stand side by side, the first before the second."""
        tokens = self.tokens
        return Counter([pair for pair in pairwise(tokens) if pair[0] in wanted and pair[1] in wanted])

    def is_in_title(self, pair: tuple[str, str]) -> bool:
        """Say whether the title has two words side by side."""
        return pair in pairwise(self.tokens[: self.head])


def terms(title: str | None, text: str) -> Terms:
    """Return the terms of an article.

    >>> found = terms("Rice exports", "Rice exports rose. Exports of rice!")
    >>> found.words["rice"], found.pairs({"rice", "exports"}), found.size
    (3, Counter({('rice', 'exports'): 2}), 8)
    """
    head = _tokens(title) if title else []
    tokens = [*head, GAP, *_tokens(text)]
    words = Counter(tokens)
    gaps = words.pop(GAP)
    return Terms(tokens, words, frozenset(head), len(head), len(tokens) - gaps)


def _tokens(text: str) -> list[str]:
    bare = text.lower().replace("’s", "").replace("'s", "")  # the minister's word is the minister
    return [token if token[0].isalnum() else GAP for token in _TOKEN.findall(bare)]
