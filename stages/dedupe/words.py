"""Texts to words: what everything else of the stage compares, for a block of texts at once.

A word is a run of characters of one group (`stages.dedupe.normalise`): letters, digits, signs of currency; in scripts
without spaces it is one letter with its marks. No word is ever made as an object: words are runs in one array of
characters, and leave this module as numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import digits, hashing
from stages.dedupe.normalise import ALONE, DIGIT, LINE, LOWER, MARK, QUOTE, SHIFT, STOP, UPPER, WORD, characters
from stages.dedupe.ragged import Ragged, spans
from stages.dedupe.schema import DIGEST_BYTES
from stages.dedupe.tokens import CLASS, NAME, NUMBER, PLAIN
from stages.resources import toml

#: Characters that are read together. The arrays of a block take about 60 bytes per character and should stay in the
#: processor's cache; a single longer text makes a block of its own. No result depends on it.
BLOCK_CHARACTERS = 1 << 17

_POINT = np.uint32(ord("."))

#: Characters of the longest word that is hashed by arithmetic.
_LONGEST = 256


@dataclass(frozen=True)
class Words:
    """The words of some texts.

    Attributes:
        hashes: ``uint64``, one row per text, in the order of the text: equal for equal normalised words.
        classes: ``uint8``, the class of each word (`stages.dedupe.tokens`).
    """

    hashes: Ragged
    classes: NDArray[np.uint8]

    def tokens(self) -> Ragged:
        """Return the words as tokens: the upper 30 bits of each hash above its class, ``uint32``."""
        upper = (self.hashes.values >> np.uint64(32)).astype(np.uint32)
        return Ragged((upper & ~CLASS) | self.classes, self.hashes.offsets)

    def digests(self) -> list[bytes]:
        """Return the first bytes of the SHA-256 of each text's hashes: equal for the same words in the same order.

        Taken over hashes of eight bytes each and not over characters, since that is a fifth of the bytes and needs no
        signs between the words. It is sound as long as no two words share a hash: with n different words some two do
        with a chance of n ** 2 / 2 ** 65 (one in three million for three million words), and a text would have to
        differ from another in those two alone.
        """
        text = memoryview(self.hashes.values.astype("<u8", copy=False).data).cast("B")
        places = (8 * self.hashes.offsets).tolist()
        return [sha256(text[a:b]).digest()[:DIGEST_BYTES] for a, b in pairwise(places)]


def read(texts: Sequence[str]) -> Words:
    """Return the words of each text.

    Args:
        texts: as `stages.dedupe.normalise.strip_edges` leaves them.
    """
    blocks = [_read_block(texts[rows]) for rows in _blocks(texts)]
    values = [np.zeros(0, np.uint64), *(block.hashes.values for block in blocks)]
    lengths = [np.zeros(0, np.int64), *(block.hashes.lengths for block in blocks)]
    classes = [np.zeros(0, np.uint8), *(block.classes for block in blocks)]
    hashes = Ragged.of_lengths(np.concatenate(values), np.concatenate(lengths))
    return Words(hashes, np.concatenate(classes))


def _blocks(texts: Sequence[str]) -> Iterator[slice]:
    """Cut the texts into runs of about `BLOCK_CHARACTERS`."""
    start = size = 0
    for place, text in enumerate(texts):
        if size and size + len(text) > BLOCK_CHARACTERS:
            yield slice(start, place)
            start, size = place, 0
        size += len(text)
    if start < len(texts):
        yield slice(start, len(texts))


def _read_block(texts: Sequence[str]) -> Words:
    signs, ends = characters(texts)
    gone = digits.join(signs)
    flags = signs.astype(np.uint16)  # the bits above FLAGS, of the code point, are never asked for
    starts, stops = _runs(flags)
    hashes = _hash_runs(signs, starts, stops)
    _hash_grouped(hashes, signs, starts, stops, gone)
    lexicon = _lexicon()
    rows, known = lexicon.find(hashes)
    hashes[rows] = lexicon.becomes[known]

    first = flags[starts]
    is_name = (first & UPPER) != 0
    is_name &= ~_begins(signs, flags, starts, stops, rows[lexicon.is_abbreviation[known]])
    is_name[rows[lexicon.is_no_name[known]]] = False
    classes = np.where(is_name, np.uint8(NAME), np.uint8(PLAIN))
    classes[(first & DIGIT) != 0] = NUMBER
    classes[rows[lexicon.is_number[known]]] = NUMBER
    return Words(Ragged.of_lengths(hashes, np.diff(np.searchsorted(starts, ends), prepend=0)), classes)


def _runs(flags: NDArray[np.uint16]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where words begin, and where they end (half-open)."""
    group = (flags & WORD).astype(np.uint8)
    changes = np.ones(len(group), dtype=np.bool_)
    changes[1:] = group[1:] != group[:-1]
    if len(flags):
        carried = np.bitwise_or.reduce(flags)
        if carried & ALONE:
            changes |= group == ALONE
        if carried & MARK:
            # A mark stays with what is before it, whatever that is; where nothing is, it begins a word like a letter.
            changes[1:] &= ((flags[1:] & MARK) == 0) | (group[:-1] == 0)
    inside = group != 0
    starts = np.flatnonzero(changes & inside)
    # A word ends where another begins, or where a break does.
    after = np.zeros_like(inside)
    after[1:] = inside[:-1]
    return starts, np.flatnonzero(changes & after)


def _hash_runs(signs: NDArray[np.uint32], starts: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each run the mixed value at a fixed base of the polynomial whose coefficients are its characters.

    Source: polynomial hashing of strings (Karp and Rabin, 1987), modulo 2 ** 64; no coefficient is 0, so that a run
    never equals a longer one by padding. By accident two collide among about 2 ** 32 different words; the strings of a
    thousand characters that collide on purpose are too long for it, and are hashed by SHA-256. All runs are cut from
    one running sum, and brought down to the power 0 by the inverse of the base.
    """
    sums = np.zeros(len(signs) + 1, dtype=np.uint64)
    terms = sums[1:]
    terms[:] = signs >> SHIFT
    terms *= hashing.powers(hashing.CHARACTER_BASE, len(signs))
    np.cumsum(terms, out=terms)
    values = sums[stops] - sums[starts]
    values *= hashing.powers(hashing.inverse(hashing.CHARACTER_BASE), len(signs))[starts]
    values = hashing.mix64(values)
    for row in np.flatnonzero(stops - starts > _LONGEST).tolist():
        letters = (signs[starts[row] : stops[row]] >> SHIFT).astype("<u4").tobytes()
        values[row] = np.frombuffer(sha256(letters).digest(), "<u8", 1)[0]
    return values


def _hash_grouped(
    hashes: NDArray[np.uint64],
    signs: NDArray[np.uint32],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    gone: NDArray[np.int64],
) -> None:
    """Give the few numbers that are written in groups the hash that they have without."""
    rows = np.unique(np.searchsorted(starts, gone, side="right") - 1)
    lengths = (stops - starts)[rows]
    letters = signs[spans(starts[rows], lengths)]
    kept = letters != digits.GONE
    bounds = np.append(0, np.cumsum(kept))[np.append(0, np.cumsum(lengths))]
    hashes[rows] = _hash_runs(letters[kept], bounds[:-1], bounds[1:])


def _begins(
    signs: NDArray[np.uint32],
    flags: NDArray[np.uint16],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    abbreviations: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which words would have a capital whatever they are.

    Those are the first of a line, of a sentence or of a quotation, and all of a line in capitals.
    """
    begins = np.zeros(len(starts), dtype=np.bool_)
    if not len(starts):
        return begins
    marks = np.flatnonzero((flags & (STOP | LINE)) != 0)
    is_stop = (flags[marks] & STOP) != 0

    # The word that a sentence ends with, for each stop; it ends none behind a single letter or an abbreviation.
    stop = marks[is_stop]
    behind = np.searchsorted(starts, stop)
    before = np.maximum(behind - 1, 0)
    is_short = stops - starts == 1
    is_short &= (flags[starts] & (UPPER | LOWER)) != 0
    is_short[abbreviations] = True
    holds = ~(is_short[before] & (stops[before] == stop) & (signs[stop] >> SHIFT == _POINT)) & (behind < len(starts))
    begins[behind[holds]] = True

    # A mark of quotation opens only where no word stands before it: not in O'Brien, nor where it closes.
    opened = np.maximum(starts - 1, 0)
    begins |= ((flags[opened] & QUOTE) != 0) & ((flags[np.maximum(opened - 1, 0)] & WORD) == 0)

    line_ends = marks[~is_stop] + 1
    bounds = np.searchsorted(starts, line_ends)
    firsts = np.append(0, bounds[:-1])
    # A line is in capitals if no word in it has a small letter in its first two places.
    small = np.append(0, np.cumsum(((flags[starts] | flags[starts + 1]) & LOWER) != 0))
    begins |= np.repeat(small[bounds] == small[firsts], bounds - firsts)
    begins[firsts[firsts < bounds]] = True
    return begins


@dataclass(frozen=True)
class _Lexicon:
    """What the rules say of single words, ordered by hash.

    Attributes:
        hashes: of the words.
        becomes: the hash of what each is written as.
        is_number, is_abbreviation, is_no_name: what it is.
        begins: for each value of the first 12 bits of a hash, whether a word of the rules has it.
    """

    hashes: NDArray[np.uint64]
    becomes: NDArray[np.uint64]
    is_number: NDArray[np.bool_]
    is_abbreviation: NDArray[np.bool_]
    is_no_name: NDArray[np.bool_]
    begins: NDArray[np.bool_]

    def find(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which of ``hashes`` are of words of the rules, and the place of each there."""
        # One gather leaves few that are worth a search.
        rows = np.flatnonzero(self.begins[hashes >> np.uint64(52)])
        places = np.minimum(np.searchsorted(self.hashes, hashes[rows]), len(self.hashes) - 1)
        same = self.hashes[places] == hashes[rows]
        return rows[same], places[same]


@cache
def _lexicon() -> _Lexicon:
    numbers = {w: d for rule in toml(__package__, "numbers.toml")["number"] for w, d in rule["words"].items()}
    names = toml(__package__, "names.toml")
    abbreviations = {word for rule in names["abbreviation"] for word in rule["words"]}
    no_names = {word for rule in names["not_a_name"] for word in rule["words"]}
    words = sorted({*numbers, *abbreviations, *no_names})
    hashes, becomes = _hashes_of(words), _hashes_of([numbers.get(word, word) for word in words])
    order = np.argsort(hashes)
    begins = np.zeros(1 << 12, dtype=np.bool_)
    begins[hashes >> np.uint64(52)] = True
    is_number, is_abbreviation, is_no_name = (
        np.array([word in kind for word in words])[order] for kind in (numbers, abbreviations, no_names)
    )
    return _Lexicon(hashes[order], becomes[order], is_number, is_abbreviation, is_no_name, begins)


def _hashes_of(words: list[str]) -> NDArray[np.uint64]:
    """Return the hash of each of some texts of one word each."""
    signs, _ = characters(words)
    starts, stops = _runs(signs.astype(np.uint16))
    if len(starts) != len(words):
        raise ValueError(f"a rule for single words holds none, or several: {words}")
    return _hash_runs(signs, starts, stops)
