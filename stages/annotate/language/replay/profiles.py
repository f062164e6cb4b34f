"""langdetect's profiles as arrays: the rows of probabilities, and three ways from an n-gram to its row."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from stages.annotate.language.replay import alphabet

#: Letters with a number below this have a table of their own, asked without hashing: the space and A to Z, a to z.
COMMON = 64

#: No row.
NONE = -1

_SPACE = 0
_LETTER_BITS = np.uint64(12)
_LETTER_MASK = np.uint64((1 << 12) - 1)
_HASH_BITS = 18
#: Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4): 2**64 divided by the golden ratio.
_HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HASH_SHIFT = np.uint64(64 - _HASH_BITS)
_HASH_MASK = np.int64((1 << _HASH_BITS) - 1)


class _Profile(msgspec.Struct):
    """A file of langdetect: how often each n-gram was counted, and how many of one, two and three characters in all."""

    name: str
    freq: dict[str, int]
    n_words: list[int]


class Profiles(NamedTuple):
    """All profiles.

    Attributes:
        languages: their codes, ascending.
        probabilities: [n-grams, languages] float64: the share of an n-gram among those of its length.
        letters: [code points] int64: the number of the normalised character, 0 for a space.
        capitals: [code points] bool.
        singles: [letters] int32: the row of one character, or `NONE`.
        common: [COMMON ** 3, 3] int32: the rows of the n-grams of one, two and three characters that end with three
            letters, or `NONE`. There is none of spaces alone, and none that reaches across a space.
        keys: [slots] uint64: the n-grams of two and three characters, in a hash table with open addressing.
        rows: [slots] int32: their rows, `NONE` for an empty slot.
    """

    languages: list[str]
    probabilities: NDArray[np.float64]
    letters: NDArray[np.int64]
    capitals: NDArray[np.bool_]
    singles: NDArray[np.int32]
    common: NDArray[np.int32]
    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return the row of each key, or `NONE`."""
        found = np.full(len(keys), NONE, np.int32)
        asked, slots = np.arange(len(keys)), _slots(keys)
        while len(asked):
            rows = self.rows[slots]
            hit = self.keys[slots] == keys[asked]
            found[asked[hit]] = rows[hit]
            going = ~hit & (rows != NONE)
            asked, slots = asked[going], (slots[going] + 1) & _HASH_MASK
        return found


def key(*letters: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the keys of n-grams, given the numbers of their letters: a 1, then the letters, so lengths never mix."""
    keys = np.ones(len(letters[0]), np.uint64)
    for each in letters:
        keys = (keys << _LETTER_BITS) | each.astype(np.uint64)
    return keys


def listed(listing: Iterable[Traversable]) -> list[bytes]:
    """Return the bytes of each profile in ``listing``, ordered by name in whatever order they come."""
    entries = [entry for entry in listing if not entry.name.startswith(".") and entry.is_file()]
    return [entry.read_bytes() for entry in sorted(entries, key=lambda entry: entry.name)]


@cache
def profiles() -> Profiles:
    """Return the profiles that langdetect ships.

    Languages are numbered by the names of the files: langdetect takes the order in which the file system lists them,
    and adds floats in it.
    """
    decoder = msgspec.json.Decoder(_Profile)
    read = [decoder.decode(each) for each in listed(files("langdetect").joinpath("profiles").iterdir())]
    grams = [gram for profile in read for gram in profile.freq]
    codes = np.frombuffer("".join(grams).encode("utf-32-le"), np.uint32)
    letters = _letters(codes)
    keys, lengths = _keys(letters[codes], np.fromiter(map(len, grams), np.int64, len(grams)))

    language = np.repeat(np.arange(len(read)), [len(profile.freq) for profile in read])
    totals = np.array([profile.n_words for profile in read], np.float64)
    counts = np.array([count for profile in read for count in profile.freq.values()], np.float64)
    distinct, row = _distinct(keys)
    probabilities = np.zeros((len(distinct), len(read)))
    # add_profile: "prob = 1.0 * profile.freq.get(word) / profile.n_words[length - 1]".
    probabilities[row, language] = counts / totals[language, lengths - 1]

    normalized = alphabet.normalized()
    singles = np.full(letters.max() + 1, NONE, np.int32)
    numbers = np.arange(len(distinct), dtype=np.int32)
    alone = distinct < _longest(1)
    singles[(distinct[alone] & _LETTER_MASK).astype(np.int64)] = numbers[alone]
    singles[_SPACE] = NONE  # "w != ' '"
    return Profiles(
        [profile.name for profile in read],
        probabilities,
        letters[normalized],
        alphabet.capitals(normalized),
        singles,
        _common(distinct, singles),
        *_hashed(distinct[~alone], numbers[~alone]),
    )


def _letters(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the number of each code point: the space, A to Z, a to z, others in ``codes``, and one for the rest."""
    latin = [*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]
    there = np.zeros(alphabet.SIZE, np.bool_)
    there[codes] = True
    there[[ord(" "), *latin]] = False
    order = np.concatenate([[ord(" ")], latin, np.flatnonzero(there)])
    letters = np.full(alphabet.SIZE, len(order))
    letters[order] = np.arange(len(order))
    return letters


def _distinct(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the distinct keys, ascending, and for each key its place among them; `numpy.unique` imports much more."""
    order = keys.argsort()
    ascending = keys[order]
    new = np.concatenate([[True], ascending[1:] != ascending[:-1]])
    places = np.empty(len(keys), np.int64)
    places[order] = np.cumsum(new) - 1
    return ascending[new], places


def _keys(letters: NDArray[np.int64], lengths: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the keys of n-grams that stand one after another, and their lengths again."""
    starts = np.cumsum(lengths) - lengths
    keys = np.ones(len(lengths), np.uint64)
    for place in range(3):
        there = lengths > place
        keys[there] = (keys[there] << _LETTER_BITS) | letters[starts[there] + place].astype(np.uint64)
    return keys, lengths


def _longest(length: int) -> np.uint64:
    """Return what every key of ``length`` letters is below, and every longer one not."""
    return np.uint64(2) << (_LETTER_BITS * np.uint64(length))


def _common(distinct: NDArray[np.uint64], singles: NDArray[np.int32]) -> NDArray[np.int32]:
    table = np.full((COMMON, COMMON, COMMON, 3), NONE, np.int32)
    table[..., 0] = singles[:COMMON]
    places = [((distinct >> (_LETTER_BITS * np.uint64(at))) & _LETTER_MASK).astype(np.int64) for at in (2, 1, 0)]
    few = np.logical_and.reduce([place < COMMON for place in places])
    pairs = np.flatnonzero(few & (distinct >= _longest(1)) & (distinct < _longest(2)))
    first, second = (place[pairs] for place in places[1:])
    table[:, first, second, 1] = pairs
    triples = np.flatnonzero(few & (distinct >= _longest(2)))
    first, second, third = (place[triples] for place in places)
    table[first, second, third, 2] = triples
    table[:, _SPACE, :, 2] = NONE
    table[:, _SPACE, _SPACE] = NONE
    return table.reshape(-1, 3)


def _slots(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((keys * _HASH_FACTOR) >> _HASH_SHIFT).astype(np.int64)


def _hashed(keys: NDArray[np.uint64], rows: NDArray[np.int32]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the slots of a hash table that leads from distinct ``keys`` to their ``rows``."""
    slot_keys, slot_rows = np.zeros(1 << _HASH_BITS, np.uint64), np.full(1 << _HASH_BITS, NONE, np.int32)
    homeless, slots = np.arange(len(keys)), _slots(keys)
    while len(homeless):
        free = slot_rows[slots] == NONE
        slot_rows[slots[free]] = rows[homeless[free]]  # of several that want one slot, the last one has it
        slot_keys[slots[free]] = keys[homeless[free]]
        out = slot_rows[slots] != rows[homeless]
        homeless, slots = homeless[out], (slots[out] + 1) & _HASH_MASK
    return slot_keys, slot_rows
