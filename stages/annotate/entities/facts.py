"""What articles say of names, summed up over rows of the corpus."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from stages.annotate.entities.columns import Integers, bounds, distinct, summed
from stages.annotate.entities.corpus import Corpus, Listed, Small

#: Behind the last day.
_NEVER = np.iinfo(np.int64).max


class Counted(NamedTuple):
    """How often words stand with things.

    Attributes:
        thing, word, times: the distinct pairs in their order.
        first, last: the days of the articles in which they do, `_NEVER` and -1 where none has one.
    """

    thing: Integers
    word: Integers
    times: Integers
    first: Integers
    last: Integers

    @classmethod
    def of(cls, thing: Integers, word: Integers, count: Integers, days: Integers) -> "Counted":
        """Count: one value of each argument for each time that a word stands in an article."""
        sums = summed(count, thing, word)
        first, last = spans_of(days, sums.inverse, len(sums.sums))
        return cls(sums.columns[0], sums.columns[1], sums.sums, first, last)

    def most(self, count: int, limit: int) -> "Counted":
        """Return the words that stand with a thing most often, in that order.

        Args:
            count: of the things.
            limit: words of a thing.
        """
        order = np.lexsort((self.word, -self.times, self.thing))
        begin = bounds(self.thing[order], count)
        return self.take(order[np.arange(len(order)) - begin[self.thing[order]] < limit])

    def take(self, order: Integers) -> "Counted":
        """Return some of them."""
        return Counted(*(column[order] for column in self))


def spans_of(days: Integers, group: Integers, count: int) -> tuple[Integers, Integers]:
    """Return the first and the last day of each group; a day that is not known is -1."""
    first, last = np.full(count, _NEVER), np.full(count, -1)
    known = days >= 0
    np.minimum.at(first, group[known], days[known])
    np.maximum.at(last, group[known], days[known])
    return first, last


def as_days(first: Integers) -> pa.Array:
    """Return days as dates, null where there is none."""
    none = (first == _NEVER) | (first < 0)
    return pa.array(np.where(none, 0, first).astype(np.int32), pa.int32(), mask=none).cast(pa.date32())


class Named(NamedTuple):
    """Some rows of a corpus, with the things that they name.

    Attributes:
        row: their numbers, ascending.
        thing: of each, numbered from 0.
        things: how many.
    """

    row: Integers
    thing: Integers
    things: int

    def days(self, corpus: Corpus) -> Integers:
        """Return the day of each row's article."""
        return corpus.day[corpus.article[self.row]].astype(np.int64)

    def counted(self, corpus: Corpus, listed: Listed) -> Counted:
        """Return how often the words of lists stand with things."""
        at, place = _within(listed, self.row)
        word, count = listed.word[place].astype(np.int64), listed.times[place].astype(np.int64)
        return Counted.of(self.thing[at], word, count, self.days(corpus)[at])

    def spelled(self, corpus: Corpus) -> Counted:
        """Return how things are spelled: as the lists say, and where these say nothing by their names; without days."""
        at, place = _within(corpus.aliases, self.row)
        plain = self.row[corpus.aliases.lengths[self.row] == 0]
        # Most rows are plain, and add up by their names; nobody asks for the days of spellings.
        mentions = np.bincount(corpus.name[plain], corpus.mentions[plain], len(corpus.word)).astype(np.int64)
        names = np.flatnonzero(mentions)
        word = np.concatenate([corpus.aliases.word[place], corpus.word[names]]).astype(np.int64)
        count = np.concatenate([corpus.aliases.times[place], mentions[names]])
        thing = np.full(len(corpus.word), -1)
        thing[corpus.name[self.row]] = self.thing
        return Counted.of(np.concatenate([self.thing[at], thing[names]]), word, count, np.full(len(word), -1))


def _within(listed: Listed, rows: Integers) -> tuple[Integers, Integers]:
    """Return for each word of some rows' lists which of the rows it stands in, and its place."""
    lengths = listed.lengths[rows].astype(np.int64)
    begins = np.cumsum(listed.lengths, dtype=np.int64)[rows] - lengths
    at = np.repeat(np.arange(len(rows)), lengths)
    return at, np.arange(len(at)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + begins[at]


class Words:
    """The distinct words of lists by name.

    Args:
        listed: a list for each row of the corpus.
        name: of each row.
        names: those that are asked for, ascending.
        count: of all names.
    """

    def __init__(self, listed: Listed, name: Small, names: Integers, count: int) -> None:
        asked = np.zeros(count, np.bool_)
        asked[names] = True
        kept = np.repeat(asked[name] & (listed.lengths > 0), listed.lengths)
        owner = np.repeat(name, listed.lengths)[kept].astype(np.int64)
        size = int(listed.word.max(initial=0)) + 1
        pairs = distinct(owner * size + listed.word[kept])
        self._word = pairs % size
        self._begin = bounds(pairs // size, count).tolist()

    def __getitem__(self, name: int) -> list[int]:
        """Return the places of a name's words, ascending."""
        words: list[int] = self._word[self._begin[name] : self._begin[name + 1]].tolist()
        return words
