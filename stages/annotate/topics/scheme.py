"""The topics of an article, by the scheme of topics.toml."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from stages.annotate.topics.params import TopicsParams
from stages.annotate.topics.terms import Counts, Flags, Terms, pair
from stages.resources import toml

#: A term in the title counts this often more.
_TITLE = 1


class Topics(NamedTuple):
    """The topics of some articles, as columns of `TOPIC`: those of each in order, the articles one behind another.

    Attributes:
        ends: of each article, how many topics it and those before it have.
        topics: rows of topics.toml.
        hits: how often terms of each stand in its article.
        densities: hits per 100 words.
        terms: the terms that do.
    """

    ends: list[int]
    topics: list[str]
    hits: list[int]
    densities: list[float]
    terms: list[list[str]]


class _Scheme(NamedTuple):
    """The terms of topics.toml.

    Attributes:
        topics: names of the topics.
        words: term of one word -> numbers of the topics that it stands for.
        pairs: term of two words -> likewise.
    """

    topics: tuple[str, ...]
    words: dict[str, tuple[int, ...]]
    pairs: dict[tuple[str, str], tuple[int, ...]]


#: What speaks for a topic in an article: article, topic, times, hits, term.
_Evidence = tuple[int, int, int, int, str]


def of_scheme(numbers: Mapping[str, int]) -> Flags:
    """Say of each of some words whether it is a term.

    Args:
        numbers: word -> its number.
    """
    return _flags(_scheme().words, numbers)


def _flags(wanted: Iterable[str], numbers: Mapping[str, int]) -> Flags:
    flags = np.zeros(len(numbers), np.bool_)
    flags[[numbers[word] for word in wanted if word in numbers]] = True
    return flags


def topics(found: Terms, numbers: Mapping[str, int], counts: Counts, params: TopicsParams) -> Topics:
    """Return the topics of each article, the one with the most hits first; of equal ones the first in the alphabet.

    Args:
        found: the words of the articles.
        numbers: word -> its number.
        counts: how often each stands in each article, those at least that are of the scheme.
        params: the knobs.
    """
    names = _scheme().topics
    evidence = [*_of_words(found, numbers, counts), *_of_pairs(found, numbers)]
    groups: dict[int, list[_Evidence]] = {}
    for each in evidence:
        groups.setdefault(each[0] * len(names) + each[1], []).append(each)
    chosen = []
    for of_one in groups.values():
        if len(of_one) < params.least_terms:
            continue
        owner, topic, *_ = of_one[0]
        total = sum(each[3] for each in of_one)
        density = round(100 * total / int(found.sizes[owner]), 2)
        if total >= params.least_hits and density >= params.least_density:
            chosen.append((owner, -total, names[topic], density, of_one))
    chosen.sort()
    told = Topics([], [], [], [], [])
    for _, hits, name, density, of_one in chosen:
        told.topics.append(name)
        told.hits.append(-hits)
        told.densities.append(density)
        ordered = sorted([(-times, term) for _, _, times, _, term in of_one])
        told.terms.append([f"{term} ×{-times}" for times, term in ordered])
    owners = [each[0] for each in chosen]
    told.ends.extend(np.searchsorted(owners, np.arange(len(found.sizes)), side="right").tolist())
    return told


def _of_words(found: Terms, numbers: Mapping[str, int], counts: Counts) -> Iterator[_Evidence]:
    """Yield the terms of one word that stand in articles."""
    words = _scheme().words
    rows = np.flatnonzero(of_scheme(numbers)[counts.words])
    owners, which, times = counts.owners[rows], counts.words[rows], counts.times[rows]
    hits = times + _TITLE * counts.titled[rows]
    for owner, number, count, hit in zip(*(column.tolist() for column in (owners, which, times, hits)), strict=True):
        word = found.words[number]
        for topic in words[word]:
            yield owner, topic, count, hit, word


def _of_pairs(found: Terms, numbers: Mapping[str, int]) -> Iterator[_Evidence]:
    """Yield the terms of two words that stand in articles."""
    pairs = _scheme().pairs
    # Of all pairs of which each word is part of a term; few are no term.
    left, right = (_flags(words, numbers)[found.tokens] for words in zip(*pairs, strict=True))
    for owner, *both, count, titled in zip(*(column.tolist() for column in pair(found, left, right)), strict=True):
        first, second = (found.words[number] for number in both)
        for topic in pairs.get((first, second), ()):
            yield owner, topic, count, count + _TITLE * titled, f"{first} {second}"


def reason_of(topic: str) -> str:
    """Return what a topic is; nothing for one that this version does not have."""
    return next((row["reason"] for row in toml(__package__, "topics.toml")["topic"] if row["name"] == topic), "")


@cache
def _scheme() -> _Scheme:
    words: dict[str, tuple[int, ...]] = {}
    pairs: dict[tuple[str, str], tuple[int, ...]] = {}
    rows = toml(__package__, "topics.toml")["topic"]
    for number, row in enumerate(rows):
        for term in forms(row["terms"]):
            first, _, second = term.partition(" ")
            if second:
                pairs[first, second] = (*pairs.get((first, second), ()), number)
            else:
                words[first] = (*words.get(first, ()), number)
    return _Scheme(tuple(row["name"] for row in rows), words, pairs)


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
