"""The rows of two tables set beside one another by a key: which came, which went, and which say something else now.

Rows with one key are a multiset: equal rows are set beside one another first, and what is left of one key in its order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from flows.diff.values import Flags, joined, unequal

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Matched:
    """What became of the rows of a table, by their numbers, in the order of their keys; keys of several rows come last.

    Attributes:
        removed: rows of the old table that have gone.
        added: rows of the new table that have come.
        old, new: the rows of either side that have one key and different values.
        columns: by column, whether each of these pairs differs in it.
    """

    removed: Places
    added: Places
    old: Places
    new: Places
    columns: dict[str, Flags]


def common(old: pa.Schema, new: pa.Schema) -> list[str]:
    """Return the columns of the new schema that the old one has too, with the same type."""
    return [field.name for field in new if field.name in old.names and old.field(field.name).type == field.type]


def matched(old: pa.Table, new: pa.Table, key: Sequence[str]) -> Matched:
    """Set the rows of two tables beside one another, by their common columns.

    Args:
        old: the one table.
        new: the other.
        key: the columns that make two rows the same row. Where one of them is not in both tables with one type, no two
            rows are: all have gone, and all have come.
    """
    names = common(old.schema, new.schema)
    if not set(key) <= set(names):
        nothing = np.zeros(0, np.int64)
        return Matched(np.arange(len(old)), np.arange(len(new)), nothing, nothing, {})
    removed, added, pairs = _by_key(old.select(names), new.select(names), key)
    one, other = old.take(pa.array(pairs[0])), new.take(pa.array(pairs[1]))
    columns = {name: unequal(joined(one[name]), joined(other[name])) for name in names if name not in key}
    differ = np.logical_or.reduce([np.zeros(len(pairs[0]), np.bool_), *columns.values()])
    return Matched(
        removed, added, pairs[0][differ], pairs[1][differ], {name: each[differ] for name, each in columns.items()}
    )


def _by_key(old: pa.Table, new: pa.Table, key: Sequence[str]) -> tuple[Places, Places, tuple[Places, Places]]:
    """Return the rows of the old table without a partner, those of the new one, and the pairs."""
    both = pa.concat_tables([old.select(key), new.select(key)]).combine_chunks()
    order = both.append_column("", pa.array(np.arange(len(both)))).sort_by([(name, "ascending") for name in [*key, ""]])
    place: Places = joined(order[""]).to_numpy()
    begins = np.ones(len(both), np.bool_)
    if len(both):
        sides = [(joined(order[name])[:-1], joined(order[name])[1:]) for name in key]
        begins[1:] = np.logical_or.reduce([unequal(*side) for side in sides])
    run = np.cumsum(begins) - 1
    is_old = place < len(old)
    count = int(begins.sum())
    olds, news = np.bincount(run[is_old], minlength=count), np.bincount(run[~is_old], minlength=count)
    plain = (olds <= 1) & (news <= 1)
    first_old, first_new = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    first_old[run[is_old]] = place[is_old]
    first_new[run[~is_old]] = place[~is_old] - len(old)
    paired = plain & (olds == 1) & (news == 1)
    pairs = [np.stack([first_old[paired], first_new[paired]])]
    removed, added = [first_old[plain & (news == 0)]], [first_new[plain & (olds == 0)]]
    for several in np.flatnonzero(~plain):
        here = place[slice(*np.searchsorted(run, [several, several + 1]))]
        gone, come, beside = _of_one_key(old, new, here[here < len(old)], here[here >= len(old)] - len(old))
        removed.append(gone)
        added.append(come)
        pairs.append(beside)
    beside = np.concatenate(pairs, axis=1)
    return np.concatenate(removed), np.concatenate(added), (beside[0], beside[1])


def _of_one_key(old: pa.Table, new: pa.Table, olds: Places, news: Places) -> tuple[Places, Places, Places]:
    """Return what is left on either side of the rows of one key, and the pairs: equal rows first, then in order."""
    left = dict(zip(news.tolist(), new.take(pa.array(news)).to_pylist(), strict=True))
    pairs, without = [], []
    for at, row in zip(olds.tolist(), old.take(pa.array(olds)).to_pylist(), strict=True):
        equal = next((other for other, values in left.items() if values == row), None)
        if equal is None:
            without.append(at)
        else:
            del left[equal]
            pairs.append((at, equal))
    rest = list(left)
    pairs += list(zip(without, rest, strict=False))
    count = min(len(without), len(rest))
    gone, come = np.array(without[count:], np.int64), np.array(rest[count:], np.int64)
    return gone, come, np.array(pairs, np.int64).reshape(-1, 2).T
