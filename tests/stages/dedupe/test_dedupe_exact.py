"""Leaders of equal digests, on digests small enough to see."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe.exact import leaders

#: Both halves of a digest, the identity, and whether the text has words.
ROWS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 2), st.booleans()), max_size=10)


@settings(deadline=None)
@given(ROWS)
def test_of_the_same_digest_the_one_of_least_identity_leads(rows: list[tuple[int, int, int, bool]]) -> None:
    digests = np.array([row[:2] for row in rows], dtype=np.uint64).reshape(-1, 2)
    identity = np.array([row[2] for row in rows], dtype=np.uint64)
    comparable = np.array([row[3] for row in rows], dtype=np.bool_)
    expected = []
    for place, row in enumerate(rows):
        alike = [at for at, other in enumerate(rows) if other[3] and other[:2] == row[:2]]
        expected.append(min(alike, key=lambda at: (rows[at][2], at)) if row[3] else place)
    assert leaders(digests, identity, comparable).tolist() == expected
