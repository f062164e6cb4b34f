"""64-bit mixing: the one place for the constants and bit operations that all hashes of the stage are made of.

Everything is arithmetic modulo 2 ** 64 on ``uint64`` arrays, so it is the same on every machine and in every process.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

_U64 = np.uint64

#: Powers up to this many are kept from call to call.
_KEPT = 1 << 18

#: Step of the SplitMix64 generator: 2 ** 64 divided by the golden ratio, made odd.
_GOLDEN = _U64(0x9E3779B97F4A7C15)

#: Odd bases of the polynomials below: one for the characters of a word, one for the words of a shingle, one for the
#: rows of a band. Digits of pi, so that nobody has to trust a choice.
CHARACTER_BASE = _U64(0x243F6A8885A308D3)
WORD_BASE = _U64(0x13198A2E03707345)
ROW_BASE = _U64(0xA4093822299F31D1)


def mix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return ``values`` with every input bit spread over all output bits (a bijection).

    Source: the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    """
    mixed = values >> _U64(30)
    for factor, shift in ((_U64(0xBF58476D1CE4E5B9), _U64(27)), (_U64(0x94D049BB133111EB), _U64(31))):
        mixed ^= values
        mixed *= factor
        values, mixed = mixed, mixed >> shift
    mixed ^= values
    return mixed


def stream(start: int, count: int) -> NDArray[np.uint64]:
    """Return ``count`` fixed pseudorandom numbers, from place ``start`` of the SplitMix64 sequence of seed 0."""
    return mix64(np.arange(start + 1, start + count + 1, dtype=np.uint64) * _GOLDEN)


def powers(base: np.uint64, count: int) -> NDArray[np.uint64]:
    """Return ``base ** 0 .. base ** (count - 1)`` modulo 2 ** 64. Treat the result as read-only."""
    return _powers(base, 1 << max(count - 1, 0).bit_length())[:count] if count <= _KEPT else _powers_anew(base, count)


@cache
def _powers(base: np.uint64, count: int) -> NDArray[np.uint64]:
    return _powers_anew(base, count)


def _powers_anew(base: np.uint64, count: int) -> NDArray[np.uint64]:
    factors = np.full(count, base, dtype=np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)


@cache
def inverse(base: np.uint64) -> np.uint64:
    """Return the number that makes 1 with ``base`` modulo 2 ** 64; there is one for each odd number."""
    return np.uint64(pow(int(base), -1, 1 << 64))
