"""Signatures that are bound into one file are those of the partitions, whichever were bound before."""

from collections.abc import Mapping

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine import digests, sheaf, tables
from stages.contract import Signed

SCHEMA = pa.schema(
    [
        pa.field("word", pa.string(), nullable=False, metadata={"description": "A word."}),
        pa.field("many", pa.list_(pa.field("item", pa.struct([pa.field("count", pa.int32())]), nullable=False))),
        pa.field("day", pa.date32()),
    ]
)
ROWS = st.fixed_dictionaries(
    {
        "word": st.text("ab", max_size=2),
        "many": st.none() | st.lists(st.fixed_dictionaries({"count": st.none() | st.integers(0, 3)}), max_size=2),
        "day": st.none() | st.dates(),
    }
)
PARTITIONS = st.dictionaries(st.sampled_from("abcdef"), st.lists(ROWS, max_size=3), min_size=1)


def gathered(held: Mapping[str, bytes], bound: pa.Table | None) -> tuple[pa.Table, bytes, list[str]]:
    """Return the signatures, the file that they are bound into, and the partitions that were read."""
    signed = [Signed(name, digests.of_bytes(data), tables.decode(data).num_rows) for name, data in sorted(held.items())]
    read = []

    def one(number: int) -> pa.Table:
        read.append(signed[number].partition)
        return tables.decode(held[signed[number].partition])

    table = sheaf.gather(signed, bound, one)
    return table, tables.encode(sheaf.bind(table, signed)), read


@settings(deadline=None)
@given(PARTITIONS, PARTITIONS)
def test_what_was_bound_before_changes_no_byte(before: dict[str, list[object]], after: dict[str, list[object]]) -> None:
    old, new = (
        {name: tables.encode(pa.Table.from_pylist(rows, SCHEMA)) for name, rows in held.items()}
        for held in (before, after)
    )
    _, bound, _ = gathered(old, None)
    plain, whole, _ = gathered(new, None)
    table, again, read = gathered(new, tables.decode(bound))
    assert table.equals(plain)
    assert table.schema.equals(plain.schema, check_metadata=True)
    assert again == whole
    assert read == [name for name in sorted(new) if old.get(name) != new[name]]
    assert [row["partition"] for row in table.to_pylist()] == [name for name in sorted(after) for _ in after[name]]
