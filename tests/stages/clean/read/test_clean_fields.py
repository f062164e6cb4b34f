"""The map of field names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.fields import FIELDS, as_text, names_of, pick, read_fields
from stages.clean.read.records import Record
from stages.contract import InputError


def test_case(fields_case: dict[str, Any]) -> None:
    data = fields_case["table"].encode()
    if "wrong" not in fields_case:
        assert read_fields(data) == fields_case["maps"]
        return
    with pytest.raises(InputError) as error:
        read_fields(data)
    assert error.value.what.startswith("seeds/fields.csv, line ")
    assert fields_case["wrong"] in error.value.what
    assert not error.value.what.endswith(".")
    assert error.value.then.endswith(".")


def test_the_fields_are_those_of_a_record() -> None:
    assert set(FIELDS) == set(Record.__struct_fields__)


def test_a_map_is_handed_on_as_the_same_text_whatever_its_order() -> None:
    assert as_text({}) is None
    assert names_of(None) == {}
    one, other = as_text({"text": "متن", "id": "nr"}), as_text({"id": "nr", "text": "متن"})
    assert one == other
    assert names_of(one) == {"id": "nr", "text": "متن"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("a", {"b": [1, {"c": 2}]}), ("a.b.1.c", 2), ("a.b.0", 1), ("a.b.2", None), ("a.b.x", None), ("a.b.-1", None)],
)
def test_paths(name: str, value: object) -> None:
    assert pick({"a": {"b": [1, {"c": 2}]}}, name) == value


@given(st.binary(max_size=60))
def test_any_table_is_read_or_told(data: bytes) -> None:
    for table in (data, b"folder,field,name\n" + data):
        try:
            found = read_fields(table)
        except InputError:
            continue
        assert all(set(names) <= set(FIELDS) for names in found.values())


def test_a_number_that_python_does_not_read() -> None:
    name = "a." + "9" * 5000
    assert pick({"a": [1]}, name) is None
    with pytest.raises(InputError, match="digits"):
        read_fields(f"folder,field,name\nx,author,{name}\n".encode())
