"""The column of tokens as rows of numbers."""

import numpy as np
import pyarrow as pa

from stages.dedupe import tokens


def test_of_column() -> None:
    column = pa.chunked_array([[np.array([5, 2**32 - 1], "<u4").tobytes(), b""]], pa.large_binary())
    found = tokens.of_column(column)
    assert found.values.tolist() == [5, 2**32 - 1]
    assert found.lengths.tolist() == [2, 0]


def test_classes_fit_into_their_bits() -> None:
    kinds = (tokens.PLAIN, tokens.NUMBER, tokens.NAME)
    assert len(set(kinds)) == 3
    assert all(kind & ~int(tokens.CLASS) == 0 for kind in kinds)
