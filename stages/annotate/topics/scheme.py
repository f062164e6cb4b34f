"""The topics of an article, by the scheme of topics.toml."""

from functools import cache
from typing import NamedTuple

from stages.annotate.topics.params import TopicsParams
from stages.annotate.topics.terms import Terms
from stages.resources import toml

#: A term in the title counts this often more.
_TITLE = 1


class Topic(NamedTuple):
    """A topic of an article: a row of `TOPIC`."""

    topic: str
    hits: int
    density: float
    terms: list[str]


class _Scheme(NamedTuple):
    """The terms of topics.toml.

    Attributes:
        words: term of one word -> the topics that it stands for.
        pairs: term of two words -> likewise.
        seconds: first word of a term of two words -> the second ones.
    """

    words: dict[str, tuple[str, ...]]
    pairs: dict[tuple[str, str], tuple[str, ...]]
    seconds: dict[str, set[str]]


def topics(found: Terms, params: TopicsParams) -> list[Topic]:
    """Return the topics of an article, the one with the most hits first; of equal ones the first in the alphabet."""
    scheme = _scheme()
    hits: dict[str, list[tuple[int, int, str]]] = {}
    for word in scheme.words.keys() & found.words.keys():
        for name in scheme.words[word]:
            hits.setdefault(name, []).append((found.words[word], word in found.title, word))
    wanted = {
        word
        for first in scheme.seconds.keys() & found.words.keys()
        for second in scheme.seconds[first] & found.words.keys()
        for word in (first, second)
    }
    for pair, count in found.pairs(wanted).items() if wanted else ():
        for name in scheme.pairs.get(pair, ()):
            hits.setdefault(name, []).append((count, found.is_in_title(pair), " ".join(pair)))
    chosen = []
    for name, evidence in hits.items():
        total = sum(count + _TITLE * titled for count, titled, _ in evidence)
        density = round(100 * total / found.size, 2)
        if len(evidence) >= params.least_terms and total >= params.least_hits and density >= params.least_density:
            ordered = sorted(evidence, key=lambda each: (-each[0], each[2]))
            chosen.append(Topic(name, total, density, [f"{term} ×{count}" for count, _, term in ordered]))
    return sorted(chosen, key=lambda each: (-each.hits, each.topic))


def reason_of(topic: str) -> str:
    """Return what a topic is; nothing for one that this version does not have."""
    return next((row["reason"] for row in toml(__package__, "topics.toml")["topic"] if row["name"] == topic), "")


@cache
def _scheme() -> _Scheme:
    words: dict[str, tuple[str, ...]] = {}
    pairs: dict[tuple[str, str], tuple[str, ...]] = {}
    seconds: dict[str, set[str]] = {}
    for row in toml(__package__, "topics.toml")["topic"]:
        for term in forms(row["terms"]):
            first, _, second = term.partition(" ")
            if second:
                seconds.setdefault(first, set()).add(second)
                pairs[first, second] = (*pairs.get((first, second), ()), row["name"])
            else:
                words[first] = (*words.get(first, ()), row["name"])
    return _Scheme(words, pairs, seconds)


def forms(terms: list[str]) -> list[str]:
    """Return the terms with their plurals: each term in Latin letters that does not end in s may have one.

    >>> forms(["port", "customs", "free trade", "policy"])
    ['port', 'ports', 'customs', 'free trade', 'free trades', 'policy', 'policies']
    """
    found = []
    for term in terms:
        found.append(term)
        if term.isascii() and term[-1].isalpha() and not term.endswith("s"):
            found.append(f"{term[:-1]}ies" if term.endswith("y") and term[-2] not in "aeiou" else f"{term}s")
    return found
