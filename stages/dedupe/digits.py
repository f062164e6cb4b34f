"""Numbers as they are written to numbers as they are compared: the signs of ``numbers.toml`` between digits.

It works on characters, before words are found: what joins two groups of digits makes them one word.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.normalise import DIGIT, SHIFT
from stages.resources import toml

_POINT = np.uint32(ord(".") << int(SHIFT) | DIGIT)

#: A sign inside a number that is not written in the one form of it.
GONE = np.uint32(DIGIT)


@cache
def _signs(which: str) -> NDArray[np.uint32]:
    """Return the code points of a kind of sign."""
    rules = toml(__package__, "numbers.toml")[which]
    return np.array([ord(sign) for rule in rules for sign in rule["characters"]], dtype=np.uint32)


def join(characters: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Make each number one run of digits, in place, and return where in them `GONE` stands.

    A chain is groups of digits with one sign between each two. It is a number if it is grouped as numbers are (one to
    three digits, then two or three each, the last three) and has no more than one point, behind all other signs. Every
    other chain (a list, a date, an address) is left as it is, and its signs part it.

    Args:
        characters: as `stages.dedupe.normalise.characters` gives them.
    """
    at = np.flatnonzero((characters & DIGIT) != 0)
    begins = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    sizes = np.diff(begins, append=len(at))
    starts = at[begins]

    # Sign i stands between group i and group i + 1.
    places = starts[:-1] + sizes[:-1]
    code = np.where(starts[1:] == places + 1, characters[places] >> SHIFT, 0)
    is_point = np.isin(code, _signs("point"))
    signs = np.flatnonzero(is_point | np.isin(code, _signs("grouping")))
    if not len(signs):
        return signs
    is_point, places = is_point[signs], places[signs]
    before, behind = sizes[signs], sizes[signs + 1]
    is_first = np.diff(signs, prepend=-2) != 1
    is_last = np.append(is_first[1:], True)
    ends_groups = is_last | np.append(is_point[1:], True)
    is_wrong = np.where(
        is_point,
        ~is_last,
        (is_first & (before > 3)) | (behind > 3) | (behind < 2) | (ends_groups & (behind != 3)),
    )
    chain = np.cumsum(is_first) - 1
    is_right = (np.bincount(chain, weights=is_wrong) == 0)[chain]
    characters[places[is_right & is_point]] = _POINT
    gone: NDArray[np.int64] = places[is_right & ~is_point]
    characters[gone] = GONE
    return gone
