"""The words and pairs of words that stand out in an article: frequent in it, and rare in the language (TF-IDF)."""

from collections.abc import Iterable, Sequence
from functools import cache
from math import log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stages.annotate.topics.background import telling
from stages.annotate.topics.terms import Counts, Flags, Numbers, Pairs, Terms, pair

#: Letters of a plural at least.
_PLURAL = 4

#: What a word says at least, in powers of ten, to be a keyword alone or to be part of a pair.
_LEAST, _LEAST_OF_PAIR = 0.6, 0.3

#: A pair says as much as this share of what its two words say.
_PAIR = 0.6

#: A keyword stands in the article this often, or once in its title.
_COUNT = 2

#: How much more often a word counts that stands in the title.
_TITLE = 1


class Keywords(NamedTuple):
    """The keywords of some articles, as columns of `KEYWORD`: those of each in order, the articles one behind another.

    Attributes:
        ends: of each article, how many keywords it and those before it have.
        texts: a word or a pair of words each.
        times: how often each stands in its article.
        scores: of each.
    """

    ends: list[int]
    texts: list[str]
    times: list[int]
    scores: list[float]


class Vocabulary(NamedTuple):
    """What the different words of some articles say by themselves, by their numbers.

    Attributes:
        numbers: word -> its number.
        says: how much each says, in powers of ten; nothing where it can be no keyword.
        singulars: the number of the word of which it is the plural in s; -1 where that does not stand in any article.
        counted: whether how often it stands somewhere matters: it may tell something, or is counted with one that may.
    """

    numbers: dict[str, int]
    says: NDArray[np.float64]
    singulars: Numbers
    counted: Flags


#: A keyword to be: its score with the sign turned, its text, how often it stands there, and the words of a pair.
_Candidate = tuple[float, str, int, tuple[str, str] | None]


def vocabulary(found: Terms) -> Vocabulary:
    """Return what the different words of some articles say."""
    words = found.words
    numbers = dict(zip(words, range(len(words)), strict=True))
    says = np.array(list(map(telling().__getitem__, words)), np.float64)
    singulars = np.full(len(words), -1, np.int64)
    for number in found.in_s.tolist():
        if len(words[number]) >= _PLURAL:
            singulars[number] = numbers.get(words[number][:-1], -1)
    counted = says >= _LEAST_OF_PAIR
    plurals = np.flatnonzero(singulars >= 0)
    possible = counted.copy()
    counted[plurals] |= possible[singulars[plurals]]
    counted[singulars[plurals]] |= possible[plurals]
    return Vocabulary(numbers, says, singulars, counted)


def keywords(
    found: Terms, known: Vocabulary, counts: Counts, names: Sequence[Iterable[str] | None], most: int
) -> Keywords:
    """Return the keywords of each article, the highest score first; of equal ones the first in the alphabet.

    Args:
        found: the words of the articles.
        known: what these say.
        counts: how often each stands in each article, those at least that are ``counted``.
        names: of each article words of names of persons, which are no keywords; None of one that is to have none.
        most: how many at most.
    """
    says = known.says
    times, alive = _singular(known, counts)
    alive &= (times >= _COUNT) | counts.titled
    alive &= says[counts.words] >= _LEAST_OF_PAIR
    alive[_rows_of(known, counts, names)] = False
    of_token = np.zeros(len(found.tokens), np.bool_)
    of_token[counts.at] = alive[counts.rows]
    words = _words(found, known, counts, times, alive)
    pairs = _pairs(found, known, pair(found, of_token, of_token))
    told = Keywords([], [], [], [])
    for at, own in enumerate(names):
        if own is not None:
            for score, text, count, _ in _apart(sorted([*words.of(at), *pairs.of(at)]), most):
                told.texts.append(text)
                told.times.append(count)
                told.scores.append(-score)
        told.ends.append(len(told.texts))
    return told


class _Candidates(NamedTuple):
    """Keywords to be, as columns: where those of each article end, and what a candidate has."""

    ends: list[int]
    columns: tuple[Sequence[Any], ...]

    def of(self, at: int) -> Iterable[_Candidate]:
        """Return those of one article."""
        low, high = self.ends[at - 1] if at else 0, self.ends[at]
        return zip(*[column[low:high] for column in self.columns], strict=True)


def _words(found: Terms, known: Vocabulary, counts: Counts, times: Numbers, alive: Flags) -> _Candidates:
    """Return the words that may be keywords."""
    rows = np.flatnonzero(alive & (known.says[counts.words] >= _LEAST))
    numbers = counts.words[rows]
    scores = _scores(times[rows] + _TITLE * counts.titled[rows], known.says[numbers])
    texts = list(map(found.words.__getitem__, numbers.tolist()))
    columns = scores, texts, times[rows].tolist(), [None] * len(rows)
    return _Candidates(_ends(found, counts.owners[rows]), columns)


def _pairs(found: Terms, known: Vocabulary, pairs: Pairs) -> _Candidates:
    """Return the pairs that may be keywords."""
    rows = np.flatnonzero((pairs.times >= _COUNT) | pairs.titled)
    lefts, rights, times = pairs.lefts[rows], pairs.rights[rows], pairs.times[rows]
    scores = _scores(times + _TITLE * pairs.titled[rows], _PAIR * (known.says[lefts] + known.says[rights]))
    words = [list(map(found.words.__getitem__, numbers.tolist())) for numbers in (lefts, rights)]
    both = list(zip(*words, strict=True))
    columns = scores, list(map(" ".join, both)), times.tolist(), both
    return _Candidates(_ends(found, pairs.owners[rows]), columns)


def _ends(found: Terms, owners: Numbers) -> list[int]:
    ends: list[int] = np.searchsorted(owners, np.arange(len(found.sizes)), side="right").tolist()
    return ends


def _scores(weights: Numbers, values: NDArray[np.float64]) -> list[float]:
    """Return scores with their signs turned, so that the highest is the first in order."""
    return [-score for score in map(_score, weights.tolist(), values.tolist())]


@cache
def _score(count: int, value: float) -> float:
    """Return the score of what stands ``count`` times in an article, by what it says; few pairs of the two differ."""
    return round((1 + log(count)) * value, 2)


def _singular(known: Vocabulary, counts: Counts) -> tuple[Numbers, Flags]:
    """Return how often words stand there, a plural counted as the more frequent of both forms, and which are left."""
    times, alive = counts.times.copy(), np.ones(len(counts.times), np.bool_)
    keys = counts.owners * len(known.says) + counts.words
    plurals = np.flatnonzero(known.singulars[counts.words] >= 0)
    wanted = keys[plurals] - counts.words[plurals] + known.singulars[counts.words[plurals]]
    at = np.searchsorted(keys, wanted)
    both = np.flatnonzero(np.append(keys, -1)[at] == wanted)
    plurals, singles = plurals[both], at[both]
    # In the order in which the plurals come first: princes may go to prince before princess goes to princes.
    order = np.argsort(counts.firsts[plurals])
    for plural, single in zip(plurals[order].tolist(), singles[order].tolist(), strict=True):
        more = counts.times[plural] > counts.times[single]
        kept, other = (plural, single) if more else (single, plural)
        times[kept] = counts.times[plural] + counts.times[single]
        alive[kept], alive[other] = True, False
    return times, alive


def _rows_of(known: Vocabulary, counts: Counts, names: Sequence[Iterable[str] | None]) -> Numbers:
    """Return the rows of words that are part of names of the same article."""
    numbers, size = known.numbers, len(known.numbers)
    said = [(owner, word) for owner, each in enumerate(names) for word in each or ()]
    wanted = np.array([owner * size + numbers[word] for owner, word in said if word in numbers], np.int64)
    keys = counts.owners * size + counts.words
    at = np.searchsorted(keys, wanted)
    rows: Numbers = at[np.append(keys, -1)[at] == wanted]
    return rows


def _apart(ordered: list[_Candidate], most: int) -> list[_Candidate]:
    """Return the first keywords none of which only repeats a part of another one."""
    kept: list[_Candidate] = []
    parts: dict[str, int] = {}
    for each in ordered:
        if len(kept) == most:
            break
        _, text, times, both = each
        if both is None:
            if text in parts and times <= parts[text] + 1:
                continue
        else:
            kept = [one for one in kept if one[1] not in both or one[2] > times + 1]
            parts |= dict.fromkeys(both, times)
        kept.append(each)
    return kept
