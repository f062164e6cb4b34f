"""langdetect's random generator, which it seeds anew for every text: one stream of numbers for all of them.

The stream is CPython's Mersenne Twister in words of 32 bits. ``getrandbits(k)`` takes one word, its k highest bits;
``random()`` takes two; ``choice`` of n things draws ``getrandbits(n.bit_length())`` until the number is below n.
"""

import math
import random
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: Any fixed number will do; 0 is the one that langdetect's own documentation uses.
SEED = 0

#: Words that a call of ``gauss`` takes, where it does not return what the call before it left.
GAUSS_WORDS = 4


@cache
def words(count: int) -> NDArray[np.uint32]:
    """Return the first words of the stream."""
    # One call fills all words, the first one lowest.
    drawn = random.Random(SEED).getrandbits(32 * count)  # noqa: S311 - no secret: langdetect's own generator
    return np.frombuffer(drawn.to_bytes(4 * count, "little"), "<u4")


@cache
def numbers(bits: int, count: int) -> NDArray[np.uint16]:
    """Return ``getrandbits(bits)`` of each of the first words; of up to 16 bits."""
    return (words(count) >> np.uint32(32 - bits)).astype(np.uint16)


@cache
def gauss(count: int) -> NDArray[np.float64]:
    """Return the two numbers that ``gauss(0.0, 1.0)`` makes of the words from each of the first words on, [2, words].

    "x2pi = random() * TWOPI; g2rad = _sqrt(-2.0 * _log(1.0 - random())); z = _cos(x2pi) * g2rad; self.gauss_next =
    _sin(x2pi) * g2rad". By `math`, since NumPy's functions may differ from it in the last digit.
    """
    drawn = words(count + GAUSS_WORDS)
    # "random()": (a >> 5, b >> 6) make 53 bits.
    uniform = ((drawn[:-1] >> 5) * 67108864.0 + (drawn[1:] >> 6)) * (1.0 / 9007199254740992.0)
    angles = (uniform[:count] * (2.0 * math.pi)).tolist()
    radii = [math.sqrt(-2.0 * math.log(1.0 - each)) for each in uniform[2 : count + 2].tolist()]
    pairs = [
        [turn(angle) * radius for angle, radius in zip(angles, radii, strict=True)] for turn in (math.cos, math.sin)
    ]
    return np.array(pairs)
