"""What was measured of candidate pairs, and what need not be measured again.

The measures of a pair are a function of its two texts, which their identities name. So what one decision measured
spares the next one the same work, and a run that remembers comes to the numbers of a run that does not.
"""

from collections.abc import Iterator
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stages.contract import Rows
from stages.dedupe import hashing, tokens
from stages.dedupe.compare import MEASURES, compare
from stages.dedupe.params import DedupeParams
from stages.dedupe.relate import least_shared

#: Pairs whose texts one call brings together: at most some half a million, of a kibibyte or two.
_TOGETHER = 1 << 18

#: One row per pair, ordered by the identities, the lesser first.
MEMORY = pa.schema(
    [
        pa.field("identity_a", pa.uint64(), nullable=False),
        pa.field("identity_b", pa.uint64(), nullable=False),
        *(pa.field(name, pa.int32(), nullable=False) for name in MEASURES.names or ()),
    ]
)


class Measured:
    """Measures of pairs of articles, taken at most once.

    Args:
        rows: the signatures.
        identity: of each row.
        memory: a table of `MEMORY`, or None.
        params: the knobs.

    Attributes:
        pairs: shape (pairs, 2): rows, that of lesser identity first.
        measures: of `MEASURES`, one per pair.
    """

    def __init__(self, rows: Rows, identity: NDArray[np.uint64], memory: pa.Table | None, params: DedupeParams) -> None:
        self._rows, self._identity, self._params = rows, identity, params
        self.pairs = np.zeros((0, 2), np.int64)
        self.measures = np.zeros(0, MEASURES)
        self._known = np.zeros(0, np.uint64)
        self._remembered = _Memory.of(memory)

    def add(self, pairs: NDArray[np.int64]) -> int:
        """Measure those of the pairs that are not yet measured; return how many these were.

        Args:
            pairs: shape (pairs, 2), rows with different identities, in any order, each pair once.
        """
        swap = self._identity[pairs[:, 0]] > self._identity[pairs[:, 1]]
        pairs = np.where(swap[:, None], pairs[:, ::-1], pairs)
        keys = pairs[:, 0].astype(np.uint64) << np.uint64(32) | pairs[:, 1].astype(np.uint64)
        new = ~np.isin(keys, self._known)
        pairs, keys = pairs[new], keys[new]
        measures, missing = self._remembered.recall(self._identity[pairs])
        if len(missing):
            measures[missing] = self._measure(pairs[missing])
        self.pairs = np.concatenate([self.pairs, pairs])
        self.measures = np.concatenate([self.measures, measures])
        self._known = np.sort(np.concatenate([self._known, keys]))
        return len(pairs)

    def _measure(self, pairs: NDArray[np.int64]) -> NDArray[np.void]:
        """Compare the texts of these pairs, in parts that fit into memory."""
        # Pairs of neighbouring rows together, so that a part opens few partitions.
        order = np.lexsort((pairs[:, 1], pairs[:, 0]))
        parts = [order[start : start + _TOGETHER] for start in range(0, len(order), _TOGETHER)]
        arguments: Iterator[tuple[int, NDArray[np.int64]]] = ((part, pairs[rows]) for part, rows in enumerate(parts))
        measures = np.zeros(len(pairs), MEASURES)
        for table in self._rows.map(measure, arguments, self._params):
            rows = parts[table["part"][0].as_py()]
            for name in MEASURES.names or ():
                measures[name][rows] = table[name].to_numpy()
        return measures

    def remember(self) -> pa.Table:
        """Return the measures of all pairs, a table of `MEMORY`."""
        identities = self._identity[self.pairs]
        order = np.lexsort((identities[:, 1], identities[:, 0]))
        columns = [identities[order, 0], identities[order, 1]]
        columns += [self.measures[name][order] for name in MEASURES.names or ()]
        return pa.table([pa.array(column) for column in columns], schema=MEMORY)


def measure(rows: Rows, argument: tuple[int, NDArray[np.int64]], params: DedupeParams) -> pa.Table:
    """Compare the texts of some pairs; return their measures behind a column ``part``.

    Args:
        rows: the signatures.
        argument: the number of the part, and its pairs, shape (pairs, 2).
        params: the knobs.
    """
    part, pairs = argument
    wanted, place = np.unique(pairs, return_inverse=True)
    texts = tokens.of_column(rows.take(wanted, ["tokens"])["tokens"])
    measures = compare(texts, place.reshape(-1, 2), params.shingle_words, least_shared(params))
    return pa.table(
        {"part": np.full(len(pairs), part), **{name: measures[name].copy() for name in MEASURES.names or ()}}
    )


class _Memory:
    """Finds remembered measures by the identities of a pair."""

    def __init__(self, keys: NDArray[np.uint64], identities: NDArray[np.uint64], measures: NDArray[np.void]) -> None:
        self._order = np.argsort(keys)
        self._keys = keys[self._order]
        self._identities, self._measures = identities, measures

    @classmethod
    def of(cls, memory: pa.Table | None) -> Self:
        """Read a table of `MEMORY`; None is one without rows."""
        table = MEMORY.empty_table() if memory is None else memory
        identities = np.stack([table["identity_a"].to_numpy(), table["identity_b"].to_numpy()], axis=1)
        measures = np.zeros(len(identities), MEASURES)
        for name in MEASURES.names or ():
            measures[name] = table[name].to_numpy()
        return cls(_key(identities), identities, measures)

    def recall(self, wanted: NDArray[np.uint64]) -> tuple[NDArray[np.void], NDArray[np.int64]]:
        """Return the measures of pairs of identities, zeros for those that are not known, and which these are."""
        measures = np.zeros(len(wanted), MEASURES)
        if not len(self._keys):
            return measures, np.arange(len(wanted))
        place = np.minimum(np.searchsorted(self._keys, _key(wanted)), len(self._keys) - 1)
        found = self._order[place]
        known = (self._identities[found] == wanted).all(axis=1)
        measures[known] = self._measures[found[known]]
        return measures, np.flatnonzero(~known)


def _key(identities: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return one number for each pair of identities."""
    return hashing.mix64(identities[:, 0]) + identities[:, 1]
