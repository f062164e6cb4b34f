"""The words and pairs of words that stand out in an article: frequent in it, and rare in the language (TF-IDF)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from math import log
from typing import NamedTuple

from stages.annotate.topics.background import RARE, information
from stages.annotate.topics.terms import Terms

#: Letters that a keyword has at least.
_SHORTEST = 3

#: What a word says at least, in powers of ten, to be a keyword alone or to be part of a pair.
_LEAST, _LEAST_OF_PAIR = 0.6, 0.3

#: A pair says as much as this share of what its two words say.
_PAIR = 0.6

#: A keyword stands in the article this often, or once in its title.
_COUNT = 2

#: How much more often a word counts that stands in the title.
_TITLE = 1


class Keyword(NamedTuple):
    """A word or a pair of words: a row of `KEYWORD`."""

    text: str
    times: int
    score: float


def keywords(found: Terms, names: AbstractSet[str], most: int) -> list[Keyword]:
    """Return the keywords of an article, the highest score first; of equal ones the first in the alphabet.

    Args:
        found: its terms.
        names: words of names of persons, which are no keywords.
        most: how many at most.
    """
    told = information()
    counts = _singular(found.words)
    title = found.title
    scored: list[Keyword] = []
    says: dict[str, float] = {}
    for word, count in counts.items():
        if count < _COUNT and word not in title:
            continue
        value = told.get(word, RARE)
        if value >= _LEAST_OF_PAIR and len(word) >= _SHORTEST and word not in names and not word[0].isdigit():
            says[word] = value
            if value >= _LEAST:
                scored.append(Keyword(word, count, _score(count + _TITLE * (word in title), value)))
    for pair, count in found.pairs(says.keys()).items():
        titled = title.issuperset(pair) and found.is_in_title(pair)
        if count >= _COUNT or titled:
            value = _PAIR * (says[pair[0]] + says[pair[1]])
            scored.append(Keyword(" ".join(pair), count, _score(count + _TITLE * titled, value)))
    return _apart(sorted(scored, key=lambda each: (-each.score, each.text)), most)


def _score(count: int, value: float) -> float:
    return round((1 + log(count)) * value, 2)


def _singular(words: Mapping[str, int]) -> Mapping[str, int]:
    """Return the words with a plural in s counted as the form that is the more frequent one."""
    merged = dict(words)
    for word, count in words.items():
        if len(word) > _SHORTEST and word[-1] == "s" and (one := word[:-1]) in words:
            kept, other = (word, one) if count > words[one] else (one, word)
            merged[kept] = count + words[one]
            merged.pop(other, None)
    return merged


def _apart(ordered: list[Keyword], most: int) -> list[Keyword]:
    """Return the first keywords none of which only repeats a part of another one."""
    kept: list[Keyword] = []
    parts: dict[str, int] = {}
    for each in ordered:
        if len(kept) == most:
            break
        words = each.text.split(" ")
        if len(words) == 1 and each.text in parts and each.times <= parts[each.text] + 1:
            continue
        if len(words) > 1:
            kept = [one for one in kept if one.text not in words or one.times > each.times + 1]
            parts |= dict.fromkeys(words, each.times)
        kept.append(each)
    return kept
