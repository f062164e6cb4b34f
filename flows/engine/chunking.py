"""Content-defined chunking: sorted keys are cut into partitions by what the keys are, never by where they stand.

A key is a *natural cut* when its keyed hash is below a threshold that makes one key in ``mean`` a cut. A partition ends
before the first natural cut that leaves it ``least`` keys or more; where none comes within ``greatest`` keys, it ends
before the key with the smallest hash in reach. So the cuts depend on the set of keys alone, and a new key moves no cut
but those beside it: it falls into one partition, or (about once in ``mean`` times) splits one in two.

The idea is that of content-defined chunking of byte streams (Muthitacharoen, Chen and Mazieres, "A low-bandwidth
network file system", SOSP 2001), taken to a sequence of keys; the forced cut at the smallest hash in place of a cut at
the greatest size keeps a forced cut from shifting with every insertion before it.
"""

import hashlib
from collections.abc import Sequence

_HASH_KEY = b"khabar.partition.1"
_SPACE = 1 << 64


def _rank(key: str) -> int:
    """Return a number below 2**64 that is as good as random, and the same for this key for ever."""
    data = key.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8, key=_HASH_KEY).digest(), "big")


def partitions(keys: Sequence[str], least: int, mean: int, greatest: int) -> list[range]:
    """Cut sorted, distinct keys into runs.

    Args:
        keys: the keys in ascending order.
        least: fewest keys of a partition, except for the last.
        mean: about how many keys there are between natural cuts.
        greatest: most keys of a partition.

    Returns:
        The runs as ranges of positions, in order, covering all the keys.

    Raises:
        ValueError: not 1 <= least <= mean <= greatest.
    """
    if not 1 <= least <= mean <= greatest:
        raise ValueError(f"sizes must satisfy 1 <= least <= mean <= greatest, got {least}, {mean}, {greatest}")
    threshold = _SPACE // mean
    ranks = [_rank(key) for key in keys]
    runs = []
    start = 0
    while len(keys) - start > least:
        window = range(start + least, min(start + greatest, len(keys) - 1) + 1)
        cut = next((place for place in window if ranks[place] < threshold), None)
        if cut is None:
            if len(keys) - start <= greatest:
                break
            cut = min(window, key=ranks.__getitem__)
        runs.append(range(start, cut))
        start = cut
    if start < len(keys):
        runs.append(range(start, len(keys)))
    return runs
