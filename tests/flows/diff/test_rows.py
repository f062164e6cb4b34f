"""Rows set beside one another by a key, and values of every type compared."""

import datetime as dt
import math
from collections import Counter
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

from flows.diff.rows import matched
from flows.diff.values import joined, unequal

DAY, UTC = dt.date(2021, 3, 2), dt.UTC
SPANS = pa.list_(pa.struct([pa.field("at", pa.int32()), pa.field("names", pa.list_(pa.string()))]))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (pa.int32(), 1, 2),
        (pa.bool_(), True, False),
        (pa.string(), "a", "b"),
        (pa.large_string(), "", "b"),
        (pa.binary(), b"a", b""),
        (pa.float64(), 0.5, math.nan),
        (pa.decimal128(38, 9), Decimal("1.5"), Decimal("1.25")),
        (pa.date32(), DAY, dt.date(2021, 3, 3)),
        (pa.timestamp("us", tz="UTC"), dt.datetime(2021, 3, 2, tzinfo=UTC), dt.datetime(2021, 3, 2, 1, tzinfo=UTC)),
        (pa.list_(pa.string()), ["a", "b"], ["a", None]),
        (pa.large_list(pa.int32()), [], [1]),
        (pa.struct([pa.field("a", pa.int32()), pa.field("b", pa.string())]), {"a": 1, "b": "x"}, {"a": 1, "b": None}),
        (SPANS, [{"at": 1, "names": ["x"]}], [{"at": 1, "names": ["y"]}]),
    ],
)
def test_values_of_every_type(kind: pa.DataType, one: object, other: object) -> None:
    # Three times the one, so that a place in a list is not taken for that of its row.
    old = pa.array([one, one, None, one, other, None], kind)
    new = pa.array([one, other, one, None, other, None], kind)
    assert unequal(old, new).tolist() == [False, True, True, True, False, False]
    # An array may begin in the middle of another one's bytes.
    assert unequal(old[1:], new[1:]).tolist() == [True, True, True, False, False]


def test_a_column_of_no_chunk_or_several_is_one_array() -> None:
    assert joined(pa.chunked_array([], pa.int32())).to_pylist() == []
    assert joined(pa.chunked_array([[1], [2, 3]], pa.int32())).to_pylist() == [1, 2, 3]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "doc": st.sampled_from("ab"),
            "at": st.one_of(st.none(), st.integers(0, 2)),
            "value": st.sampled_from(["x", "y", None]),
        }
    ),
    max_size=9,
)
SCHEMA = pa.schema([("doc", pa.string()), ("at", pa.int32()), ("value", pa.string())])


def counted(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[name] for name in SCHEMA.names) for row in rows)


@given(ROWS, ROWS)
def test_what_went_and_came_makes_the_one_table_of_the_other(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    found = matched(pa.Table.from_pylist(old, SCHEMA), pa.Table.from_pylist(new, SCHEMA), ["doc", "at"])
    went = counted([old[at] for at in [*found.removed, *found.old]])
    came = counted([new[at] for at in [*found.added, *found.new]])
    assert counted(old) - went + came == counted(new)
    assert not went - counted(old)
    # No row is said to have gone and come, and no more is said than must be.
    assert not went & came
    for gone, come in zip(found.old, found.new, strict=True):
        assert (old[gone]["doc"], old[gone]["at"]) == (new[come]["doc"], new[come]["at"])
    keys = [Counter((row["doc"], row["at"]) for row in rows) for rows in (old, new)]
    assert len(found.removed) == (keys[0] - keys[1]).total()
    assert len(found.added) == (keys[1] - keys[0]).total()


def test_only_common_columns_are_compared() -> None:
    old = pa.table({"key": ["a", "b"], "same": [1, 2], "gone": [1, 1], "other": pa.array([1, 1], pa.int32())})
    new = pa.table({"key": ["a", "b"], "same": [1, 3], "come": [1, 1], "other": pa.array([2, 2], pa.int64())})
    found = matched(old, new, ["key"])
    assert {name: each.tolist() for name, each in found.columns.items()} == {"same": [True]}
    assert (found.old.tolist(), found.new.tolist()) == ([1], [1])


def test_rows_without_a_common_key_have_all_gone_and_come() -> None:
    old = pa.table({"key": pa.array([1, 2], pa.int32()), "value": ["x", "y"]})
    new = pa.table({"key": pa.array([1], pa.int64()), "value": ["x"]})
    found = matched(old, new, ["key"])
    assert (found.removed.tolist(), found.added.tolist(), found.old.tolist()) == ([0, 1], [0], [])
