import hypothesis.strategies as st
from hypothesis import given

from flows.engine import digests

FIELDS = st.lists(st.text(), max_size=4)


@given(FIELDS, FIELDS)
def test_different_fields_have_different_digests(one: list[str], other: list[str]) -> None:
    assert (digests.of_fields("x", one) == digests.of_fields("x", other)) == (one == other)


def test_the_kind_is_part_of_the_digest() -> None:
    assert digests.of_fields("job", ["a"]) != digests.of_fields("scan", ["a"])
    assert digests.of_fields("job", ["a"]) != digests.of_fields("joba", [])
