"""What is packed comes back as it was, through a Parquet file."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.tables import decode, encode
from stages.annotate.entities.packed import Packed, narrow

INTEGERS = st.integers(-(2**31), 2**31 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(deadline=None)
@given(st.lists(INTEGERS, max_size=5), st.lists(TEXTS, max_size=5), st.integers(0, 3))
def test_packed_numbers_and_strings_come_back(numbers: list[int], texts: list[str], start: int) -> None:
    words = pa.array(["x"] * start + texts, pa.string())[start:]
    table = Packed.pack({"a": np.array(numbers, np.int32)}, {"a.b": words})
    packed = Packed(decode(encode(table)))
    assert packed.numbers("a").tolist() == numbers
    assert packed.strings("a.b").to_pylist() == texts
    packed.strings("a.b").validate(full=True)


def test_numbers_are_kept_in_few_bytes() -> None:
    sizes = [narrow(np.array([-1, most])).itemsize for most in (127, 128, 1 << 15, 1 << 20)]
    assert sizes == [1, 2, 4, 4]
