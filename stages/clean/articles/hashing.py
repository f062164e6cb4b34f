"""Strings to 64-bit numbers, many at once and the same on every machine and in every process.

Everything is arithmetic modulo 2 ** 64 on ``uint64`` arrays; no Python object is made for a string.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stages.clean.articles.rules import pattern

_U64 = np.uint64
_GOLDEN = _U64(0x9E3779B97F4A7C15)
_LOW = _U64(0xFFFF_FFFF)

#: Masks that keep the first 1 .. 8 bytes of eight that were read little-endian.
_FIRST_BYTES = np.array([(1 << 8 * count) - 1 for count in range(1, 9)], np.uint64)

#: Bytes by which a long paragraph is known: it only ever tells one story from another.
_BEGINNING = 256

Keys = NDArray[np.uint64]
Integers = NDArray[np.int64]


def mix64(values: Keys) -> Keys:
    """Return ``values`` with every input bit spread over all output bits (a bijection).

    Source: the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    """
    mixed = values ^ (values >> _U64(30))
    mixed *= _U64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> _U64(27)
    mixed *= _U64(0x94D049BB133111EB)
    mixed ^= mixed >> _U64(31)
    return mixed


def spans(starts: Integers, lengths: Integers, step: int = 1) -> Integers:
    """Return ``starts[0], starts[0] + step, ...``: ``lengths[i]`` numbers for each start, one run after another."""
    before = np.cumsum(lengths) - lengths
    inside = np.arange(int(lengths.sum()), dtype=np.int64) - np.repeat(before, lengths)
    return np.repeat(starts, lengths) + step * inside


def hash_bytes(data: NDArray[np.uint8], starts: Integers, lengths: Integers, most: Integers | None = None) -> Keys:
    """Return a hash of each run of bytes ``data[start:start + length]``.

    Eight bytes at a time are mixed with their place, and the sum of all is mixed with the length: 64 bits that two
    different runs share by accident only.

    Args:
        data: the bytes.
        starts: where each run begins.
        lengths: how long each is.
        most: of how many bytes the hash is made; of all where it is None. The length counts in any case.
    """
    read = lengths if most is None else np.minimum(lengths, most)
    counts = np.maximum((read + 7) >> 3, 1)
    padded = np.concatenate([data, np.zeros(8, np.uint8)])
    eights = np.ndarray((len(data) + 1,), "<u8", buffer=padded.data, strides=(1,))
    places = spans(np.zeros_like(starts), counts)
    values = eights[np.repeat(starts, counts) + (places << 3)].astype(np.uint64)
    ends = np.cumsum(counts)
    values[ends - 1] &= np.where(read > 0, _FIRST_BYTES[(read - 1) & 7], _U64(0))
    values ^= places.view(np.uint64) * _GOLDEN
    sums = np.add.reduceat(mix64(values), ends - counts) if len(starts) else np.zeros(0, np.uint64)
    return mix64(sums + (lengths.astype(np.uint64) + _U64(1)) * _GOLDEN)


def buffers(strings: pa.LargeStringArray) -> tuple[NDArray[np.uint8], Integers]:
    """Return the bytes of an array without nulls, and the places in them where each string begins (and the last ends).

    Bytes before the first place and behind the last may be others': the array can be a slice.
    """
    _, places, data = strings.buffers()
    if not len(strings) or places is None or data is None:
        return np.zeros(0, np.uint8), np.zeros(len(strings) + 1, np.int64)
    offsets = np.frombuffer(places, np.int64)[strings.offset : strings.offset + len(strings) + 1]
    return np.frombuffer(data, np.uint8), offsets


def line_keys(lines: pa.LargeStringArray, short: pa.BooleanArray) -> Keys:
    """Return for each line the number by which it is known: its upper half is the line's form, its lower half the line.

    Lines have the same form where they differ in nothing but the words of the rules ``slot`` and in case. A line
    without such words is hashed as it stands in both halves, and so is one that is not ``short``, by its beginning and
    its length.
    """
    data, offsets = buffers(lines)
    lengths = np.diff(offsets)
    brief = short.to_numpy(zero_copy_only=False)
    keys = hash_bytes(data, offsets[:-1], lengths, np.where(brief, lengths, _BEGINNING))
    lower = pc.utf8_lower(lines.filter(short))
    slotted = pc.match_substring_regex(lower, pattern("slot"))
    filled = pc.replace_substring_regex(lower.filter(slotted), pattern("slot"), "0")
    data, offsets = buffers(filled)
    rows = np.flatnonzero(brief)[slotted.to_numpy(zero_copy_only=False)]
    keys[rows] = (hash_bytes(data, offsets[:-1], np.diff(offsets)) & ~_LOW) | (keys[rows] & _LOW)
    return keys


def forms(keys: Keys) -> Keys:
    """Return the part of line keys that lines of the same form share."""
    return keys >> _U64(32)
