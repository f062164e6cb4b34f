"""One line of a batch file."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.fields import as_text
from stages.clean.read.records import DEEPEST, Record, read_record
from stages.clean.rejects import Reject


def test_case(records_case: dict[str, Any]) -> None:
    result = read_record(records_case["line"].encode(), as_text(records_case.get("names", {})))
    if "reject" in records_case:
        assert isinstance(result, Reject)
        assert result.code == records_case["reject"]
        assert records_case["message"] in result.message
        assert "\n" not in result.message
    else:
        assert result == msgspec.convert(records_case["fields"], Record)


def test_another_encoding() -> None:
    assert read_record('{"text": "“Café”, £5"}'.encode("cp1252")) == Record(text="“Café”, £5")
    assert read_record('{"text": "“Café”, £5"}'.encode("utf-8-sig")) == Record(text="“Café”, £5")


@pytest.mark.parametrize("depth", [DEEPEST - 1, DEEPEST, 10_000, 1_000_000])
def test_nesting(depth: int) -> None:
    result = read_record(b'{"text":"T","x":' + b"[" * depth + b"]" * depth + b"}")
    if depth < DEEPEST:
        assert isinstance(result, Record)
    else:
        assert isinstance(result, Reject)
        assert result.code == "bad_json"


def test_the_answer_does_not_depend_on_how_deep_the_caller_is() -> None:
    line = b'{"text":"T","x":' + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1) + b"}"

    def deeper(levels: int) -> Record | Reject:
        return deeper(levels - 1) if levels else read_record(line)

    assert isinstance(deeper(500), Record)


def test_a_line_in_another_encoding_that_hides_its_depth_is_told() -> None:
    line = ("\ufeff" + '{"a":"∀","text":' + "[" * 200_000).encode("utf-16-le")
    found = read_record(line)
    assert isinstance(found, Reject)
    assert found.code == "bad_json"


def test_a_number_that_python_does_not_print() -> None:
    for field in ("id", "published", "author"):
        found = read_record(b'{"text":"T","%s":%s}' % (field.encode(), b"9" * 5000))
        assert isinstance(found, Reject)


@given(st.binary(max_size=80), st.booleans())
def test_any_bytes_are_answered(line: bytes, mapped: bool) -> None:
    fields = as_text({"text": "a.0"}) if mapped else None
    assert isinstance(read_record(line, fields), Record | Reject)
    assert isinstance(read_record(b'{"a":' + line + b"}", fields), Record | Reject)
