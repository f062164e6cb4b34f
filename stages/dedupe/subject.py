"""Whom a notice is about, where its text does not say so.

"Qtly div 20 cts vs 20 cts prior. Pay April 15" is word for word the notice of every company that pays as much on that
day, and only the title says which. So a short text that names nobody is compared together with the first word of its
title: headlines begin with whom they are about. Any other text may be printed under any headline.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import words
from stages.dedupe.ragged import Ragged
from stages.dedupe.tokens import NAME, NUMBER
from stages.resources import toml


def add_subjects(texts: words.Words, titles: Sequence[str | None], notice_words: int) -> words.Words:
    """Return the texts with the subject of the title in front of those that need it.

    Args:
        texts: the words of the texts.
        titles: one per text.
        notice_words: a text of as many words or more says itself what it is about.
    """
    names = np.concatenate([[0], np.cumsum((texts.classes == NAME) & ~_is_in(texts.hashes.values, "calendar"))])
    named = np.diff(names[texts.hashes.offsets])
    lengths = texts.hashes.lengths
    short = np.flatnonzero((lengths > 0) & (lengths < notice_words) & (named == 0))
    # Scripts without case have no names that could be missed.
    rows = [row for row in short.tolist() if (title := titles[row]) and title.lower() != title.upper()]
    subjects = words.read([titles[row] or "" for row in rows])
    eligible = (subjects.classes != NUMBER) & ~_is_in(subjects.hashes.values, "not_a_subject")
    first = np.flatnonzero(eligible)
    place = np.searchsorted(first, subjects.hashes.starts)
    found = np.append(first, len(eligible))[place]
    has_one = found < subjects.hashes.offsets[1:]
    rows_found = np.array(rows, np.int64)[has_one]
    if not len(rows_found):
        return texts
    before = texts.hashes.starts[rows_found]
    longer = lengths.copy()
    longer[rows_found] += 1
    values = np.insert(texts.hashes.values, before, subjects.hashes.values[found[has_one]])
    return words.Words(Ragged.of_lengths(values, longer), np.insert(texts.classes, before, NAME))


@cache
def _listed(kind: str) -> NDArray[np.uint64]:
    """Return the hashes of the words that the rules of one kind in ``names.toml`` list, ascending."""
    listed = [word for rule in toml(__package__, "names.toml")[kind] for word in rule["words"]]
    return np.unique(words.read(listed).hashes.values)


def _is_in(hashes: NDArray[np.uint64], kind: str) -> NDArray[np.bool_]:
    listed = _listed(kind)
    place = np.minimum(np.searchsorted(listed, hashes), len(listed) - 1)
    found: NDArray[np.bool_] = listed[place] == hashes
    return found
