"""Leaders of equal digests, on digests small enough to see."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe.exact import leaders

ROWS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.booleans()), max_size=10)


@settings(deadline=None)
@given(ROWS)
def test_the_first_of_the_same_digest_leads(rows: list[tuple[int, int, bool]]) -> None:
    digests = np.array([row[:2] for row in rows], dtype=np.uint64).reshape(-1, 2)
    comparable = np.array([row[2] for row in rows], dtype=np.bool_)
    # A row is its digest and whether it can be compared; one that cannot leads itself.
    expected = [rows.index(row) if row[2] else place for place, row in enumerate(rows)]
    assert leaders(digests, comparable).tolist() == expected
