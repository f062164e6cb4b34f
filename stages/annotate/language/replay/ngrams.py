"""The n-grams of a batch of texts that stand in the profiles: langdetect's ``_extract_ngrams`` without a loop."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from stages.annotate.language.replay import alphabet
from stages.annotate.language.replay.profiles import COMMON, NONE, Profiles, key

#: "ch >= six.u('\u0300')"
_FIRST_FOREIGN = 0x300

_Kind = TypeVar("_Kind", np.int64, np.bool_)


class Grams(NamedTuple):
    """The n-grams of texts, text by text in langdetect's order.

    Attributes:
        rows: [n-grams] int32: their rows in the profiles.
        starts: [texts + 1] int64: where those of a text begin.
    """

    rows: NDArray[np.int32]
    starts: NDArray[np.int64]


def joined(parts: Sequence[Grams]) -> Grams:
    """Return the n-grams of all texts of some parts."""
    shifts = np.cumsum([0, *(len(part.rows) for part in parts)])
    starts = [part.starts[:-1] + shift for part, shift in zip(parts, shifts, strict=False)]
    return Grams(np.concatenate([part.rows for part in parts]), np.concatenate([*starts, shifts[-1:]]))


def extract(texts: Sequence[str], profiles: Profiles) -> Grams:
    """Return the n-grams of prepared texts.

    One space stands behind each text: an n-gram may begin with a space, and none reaches across one.
    """
    codes = np.frombuffer((" ".join(texts) + " ").encode("utf-32-le"), np.uint32).astype(np.int64)
    ends = np.cumsum([len(text) + 1 for text in texts])
    if codes.max(initial=0) >= _FIRST_FOREIGN:
        codes, ends = _without_latin(codes, ends)
    np.minimum(codes, alphabet.SIZE - 1, out=codes)
    letters = profiles.letters.take(codes)
    before, twice_before = _shifted(letters, 1), _shifted(letters, 2)
    capital = profiles.capitals.take(codes)
    # "if ch.isupper(): if last_char.isupper(): self.capitalword = True"; such a word makes no n-grams from there on.
    skipped = capital & _shifted(capital, 1)
    skipped[ends - 1] = True
    together = (twice_before * COMMON + before) * COMMON + letters
    rare = np.flatnonzero((letters | before | twice_before) >= COMMON)
    together[rare] = 0  # spaces alone, which are no n-gram
    together[skipped] = 0
    rows = profiles.common.take(together, axis=0)
    if len(rare):
        rare = rare[~skipped[rare]]
        rows[rare] = _rows(letters[rare], before[rare], twice_before[rare], profiles)
    flat = rows.ravel()
    there = np.flatnonzero(flat != NONE)
    return Grams(flat.take(there), np.concatenate([[0], np.searchsorted(there, ends * 3)]))


def _shifted(values: NDArray[_Kind], by: int) -> NDArray[_Kind]:
    shifted = np.zeros_like(values)
    shifted[by:] = values[:-by]
    return shifted


def _rows(
    letters: NDArray[np.int64], before: NDArray[np.int64], twice_before: NDArray[np.int64], profiles: Profiles
) -> NDArray[np.int32]:
    """Return the rows of the n-grams that end with each letter, [letters, 3]."""
    rows = np.full((len(letters), 3), NONE, np.int32)
    rows[:, 0] = profiles.singles[letters]
    pairs = np.flatnonzero(letters | before)
    rows[pairs, 1] = profiles.find(key(before[pairs], letters[pairs]))
    triples = np.flatnonzero(before)
    rows[triples, 2] = profiles.find(key(twice_before[triples], before[triples], letters[triples]))
    return rows


def _without_latin(codes: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Take the Latin letters, and what lies between Z and a, out of texts in another script.

    ``cleaning_text``: "if latin_count * 2 < non_latin_count", where all from U+0300 on counts as not Latin: the
    exception that is meant there for Latin Extended Additional compares a number with a name, and never holds.
    """
    latin = (codes >= ord("A")) & (codes <= ord("z"))
    starts = np.concatenate([[0], ends[:-1]])
    latin_count = np.add.reduceat(latin.astype(np.int64), starts)
    other_count = np.add.reduceat((codes >= _FIRST_FOREIGN).astype(np.int64), starts)
    dropping = np.repeat(latin_count * 2 < other_count, ends - starts)
    kept = ~(latin & dropping)
    return codes[kept], np.cumsum(kept, dtype=np.int64)[ends - 1]
