"""Texts to words: what `exact` and `shingles` compare, for a block of texts at once.

A word is a run of characters that the rules call word characters. No word is ever made as an object: words are runs in
one array of code points, and leave this module as 64-bit hashes.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import hashing, normalise
from stages.dedupe.ragged import Ragged, spans
from stages.dedupe.schema import DIGEST_BYTES


def read(texts: Sequence[str]) -> tuple[Ragged, list[bytes]]:
    """Return the words of each text, and the digest of the text that they make up.

    Args:
        texts: as `stages.dedupe.normalise.strip_edges` leaves them.

    Returns:
        Word hashes (``uint64``, one row per text, in the order of the text) and the first bytes of the SHA-256 of the
        words in UTF-32-LE with a NUL after each. Equal digests mean the same words in the same order.
    """
    folded = [normalise.caseless(text) for text in texts]
    # The line feed behind each text breaks its last word, so that no word crosses from one text into the next.
    codes = np.frombuffer("".join(text + "\n" for text in folded).encode("utf-32-le"), dtype="<u4")
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in folded), np.int64, len(folded)), dtype=np.int64)
    characters = normalise.fold(codes)
    kept = characters != normalise.DROPPED
    if not kept.all():
        ends = np.cumsum(kept, dtype=np.int64)[ends - 1]
        characters = characters[kept]

    inside = characters != normalise.BREAK
    after = np.zeros_like(inside)
    after[1:] = inside[:-1]
    starts = np.flatnonzero(inside & ~after)
    lengths = np.flatnonzero(after & ~inside) - starts
    counts = np.diff(np.searchsorted(starts, ends), prepend=0)
    hashes = _hash_runs(characters[inside], lengths)
    return Ragged.of_lengths(hashes, counts), _digests(characters, inside | after, ends)


def _hash_runs(characters: NDArray[np.uint32], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each run the mixed value at a fixed base of the polynomial whose coefficients are its characters.

    Source: polynomial hashing of strings (Karp and Rabin, 1987), modulo 2 ** 64; no coefficient is 0, so that a run
    never equals a longer one by padding. Whoever makes strings of a thousand characters to that end can make two
    collide; by accident it takes about 2 ** 32 different words.
    """
    if not len(lengths):
        return np.zeros(0, dtype=np.uint64)
    place = spans(np.zeros_like(lengths), lengths)
    terms = characters * hashing.powers(hashing.CHARACTER_BASE, int(lengths.max()))[place]
    return hashing.mix64(np.add.reduceat(terms, np.cumsum(lengths) - lengths))


def _digests(characters: NDArray[np.uint32], kept: NDArray[np.bool_], ends: NDArray[np.int64]) -> list[bytes]:
    """Return the digest of each text: of its words, each with the one break behind it."""
    stops = np.cumsum(kept, dtype=np.int64)[ends - 1].tolist()
    text = memoryview(characters[kept].astype("<u4").tobytes())
    return [sha256(text[4 * a : 4 * b]).digest()[:DIGEST_BYTES] for a, b in pairwise([0, *stops])]
