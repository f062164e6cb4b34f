import hypothesis.strategies as st
import pytest
from hypothesis import given

from flows.engine.chunking import partitions

KEYS = st.sets(st.text(min_size=1, max_size=8), max_size=300)
SIZES = st.tuples(st.integers(1, 5), st.integers(0, 10), st.integers(0, 20)).map(
    lambda each: (each[0], each[0] + each[1], each[0] + each[1] + each[2])
)


def runs_of(keys: set[str], sizes: tuple[int, int, int]) -> list[tuple[str, ...]]:
    ordered = sorted(keys)
    return [tuple(ordered[at] for at in run) for run in partitions(ordered, *sizes)]


@given(KEYS, SIZES)
def test_runs_cover_the_keys_in_order_within_the_sizes(keys: set[str], sizes: tuple[int, int, int]) -> None:
    runs = runs_of(keys, sizes)
    assert [key for run in runs for key in run] == sorted(keys)
    assert all(sizes[0] <= len(run) <= sizes[2] for run in runs[:-1])
    assert all(0 < len(run) <= sizes[2] for run in runs[-1:])


def test_a_new_key_changes_one_run_and_rarely_splits_it() -> None:
    keys = {f"outlet/article-{at * 7919 % 100_003}" for at in range(20_000)}
    sizes = (128, 512, 1024)
    before = set(runs_of(keys, sizes))
    changed = []
    for at in range(150):
        after = set(runs_of(keys | {f"outlet/article-{at * 661}x"}, sizes))
        changed.append(len(after - before))
    # About one key in 512 is a cut of its own, and another in some hundred stands where a forced cut would.
    assert changed.count(1) >= 0.96 * len(changed)
    assert max(changed) <= 4


def test_cuts_are_a_promise_to_every_ledger_ever_written() -> None:
    keys = [f"k{at:04}" for at in range(3000)]
    assert [run.start for run in partitions(keys, 100, 300, 700)] == CUTS


#: Written down once: other cuts would rename every partition of every corpus.
CUTS = [0, 264, 413, 709, 1076, 1423, 1811, 2264, 2467]


@pytest.mark.parametrize("sizes", [(0, 1, 1), (2, 1, 3), (1, 3, 2)])
def test_sizes_that_make_no_sense_are_refused(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="least <= mean <= greatest"):
        partitions(["a"], *sizes)
