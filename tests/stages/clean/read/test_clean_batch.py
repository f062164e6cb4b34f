"""The index of a batch file."""

import json
from hashlib import sha256

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.batch import LEAST_RECORD, WHOLE, locate, scan
from stages.clean.read.batches.json_lines import BLOCK
from stages.clean.read.fields import as_text
from stages.clean.read.params import ReadParams
from stages.clean.read.records import Record, read_record
from stages.clean.rejects import Reject, reject
from stages.clean.schema import INDEX_SCHEMA

PARAMS = ReadParams()


def lines_of(data: bytes, index: pa.Table) -> list[bytes]:
    rows = zip(index["offset"].to_pylist(), index["length"].to_pylist(), strict=True)
    return [data[offset : offset + length] for offset, length in rows]


def test_rows_are_the_lines() -> None:
    data = b'\xef\xbb\xbf{"id":"a"}\r\n\n  \t\r\n{"id":"b","text":"x"}\n{"id":"c"}'
    index = scan(data, "jsonl", PARAMS)
    assert index.schema == INDEX_SCHEMA
    assert lines_of(data, index) == [b'{"id":"a"}', b'{"id":"b","text":"x"}', b'{"id":"c"}']
    assert index["key"].to_pylist() == ["a", "b", "c"]
    assert index["record"].to_pylist() == ["a", "b", "c"]
    assert index["sha256"].to_pylist() == [sha256(line).digest() for line in lines_of(data, index)]
    assert index["problem_code"].to_pylist() == [None] * 3


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n", b"\xff\xfe", b"\xff\xfe\n\0"])
def test_nothing_in_it(data: bytes) -> None:
    (row,) = scan(data, "jsonl", PARAMS).to_pylist()
    assert (row["key"], row["record"], row["problem_code"]) == (WHOLE, None, "empty")


def test_what_is_wrong_with_the_compression_comes_last() -> None:
    problem = reject("broken_compression", detail="x")
    index = scan(b'{"id":"a"}\n{"id"', "jsonl", PARAMS, problem=problem)
    assert index["problem_code"].to_pylist() == [None, None, "broken_compression"]
    assert index["key"].to_pylist()[2] == WHOLE
    assert scan(b"", "csv", PARAMS, problem=problem)["problem_code"].to_pylist() == ["broken_compression"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_byte_order_marks(encoding: str, form: str) -> None:
    text = '{"id":"خبر","text":"é"}\n{"id":"b"}\n' if form == "jsonl" else "id,text\r\nخبر,é\r\nb,c\r\n"
    data = ("" if encoding != "utf-16-be" else "\ufeff").encode(encoding) + text.encode(encoding)
    index = scan(data, form, PARAMS)
    assert index["key"].to_pylist() == ["خبر", "b"]
    found = locate(data, form, PARAMS)(index["offset"][0].as_py(), index["length"][0].as_py())
    assert read_record(found or b"") == Record(id="خبر", text="é")


def test_names_of_its_own() -> None:
    fields = as_text({"id": "meta.nr"})
    index = scan(b'{"meta":{"nr":7},"id":"x"}\n{"id":"y"}\n', "jsonl", PARAMS, fields)
    assert index["record"].to_pylist() == ["7", None]


@pytest.mark.parametrize(
    ("line", "record"),
    [
        (b'{"id": 17}', "17"),
        (b'{"text": {"id": 3}, "id": "x"}', "x"),
        (b'{"id": 123456789012345678901234567890}', "123456789012345678901234567890"),
        (b'{"id": ""}', None),
        (b'{"id": " "}', None),
        (b'{"id": null}', None),
        (b'{"id": true}', None),
        (b'{"id": 1.5}', "1.5"),
        (b'{"id": 17.0}', "17"),
        (b'{"id": 1e999}', None),
        (b'{"id": ["a"]}', None),
        (b'{"id": ' + b"9" * 5000 + b"}", None),
        (b'{"ID": "a"}', None),
        (b'["id"]', None),
        (b"not json", None),
        (b'{"id": "a"', None),
        (b"\0\0\0", None),
        (b'{"id": "caf\xe9"}', "café"),
        (b'{"id": "a\\ud800"}', "a\ufffd"),
        (b'{"id": "a", "text": "\x01"}', "a"),
        (b'{"id": "a", "text": "\xff\\ud83d"}', "a"),
        (b'{"id": "a", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", None),
        (b'{"id": "a", "x": ' + b"[" * 50 + b"]" * 50 + b"}", "a"),
        (b'{"id": "a", "text": "' + b"[{" * 5000 + b'"}', "a"),
        (b'{"id": "a", "text": "\\"' + b"[" * 5000 + b'\\\\"}', "a"),
    ],
)
def test_ids(line: bytes, record: str | None) -> None:
    (row,) = scan(line, "jsonl", PARAMS).to_pylist()
    assert row["record"] == record
    assert row["key"] == (record or "~" + sha256(line).hexdigest()[:20])
    assert row["problem_code"] is None
    assert isinstance(read_record(line), Record | Reject)


def test_a_second_record_with_an_id() -> None:
    data = b'{"id":1,"text":"first"}\n{"id":"1","text":"second"}\n{"id":"1","text":"second"}\n{"id":2}\n'
    index = scan(data, "jsonl", PARAMS)
    assert index["record"].to_pylist() == ["1", "1", "1", "2"]
    assert index["problem_code"].to_pylist() == [None, "duplicate_id", "duplicate_id", None]
    assert "id 1," in index["problem_message"][1].as_py()
    second = "1~" + sha256(b'{"id":"1","text":"second"}').hexdigest()[:20]
    assert index["key"].to_pylist() == ["1", second, second + "~2", "2"]


def test_records_without_ids_are_called_by_what_they_say() -> None:
    lines = [b'{"text":"a"}', b'{"text":"b"}', b'{"text":"a"}', b"broken", b'{"text":"a"}', b"broken"]
    one, other = scan(b"\n".join(lines), "jsonl", PARAMS), scan(b"\n".join(sorted(lines)), "jsonl", PARAMS)
    assert len(set(one["key"].to_pylist())) == len(lines)
    assert one["problem_code"].null_count == len(lines)
    assert set(one["key"].to_pylist()) == set(other["key"].to_pylist())


def test_an_id_that_looks_like_a_name_that_we_give() -> None:
    twin = b'{"text":"a"}'
    name = "~" + sha256(twin).hexdigest()[:20]
    data = b"\n".join([twin, json.dumps({"id": name}).encode(), json.dumps({"id": name + "~2"}).encode(), twin])
    assert len(set(scan(data, "jsonl", PARAMS)["key"].to_pylist())) == 4


def test_a_line_larger_than_allowed() -> None:
    huge = b'{"id":"a","text":"' + b"x" * (1 << 20) + b'"}'
    index = scan(b'{"id":"b"}\n' + huge + b'\n{"id":"c"}', "jsonl", ReadParams(article_limit_mib=1))
    assert index["problem_code"].to_pylist() == [None, "too_large", None]
    assert index["record"].to_pylist() == ["b", None, "c"]
    assert index["length"].to_pylist()[1] == len(huge)


def test_line_ends_across_blocks() -> None:
    data = b'{"id":"a","text":"' + b"x" * (BLOCK - 20) + b'"}\r\n{"id":"b"}\n'
    assert scan(data, "jsonl", ReadParams(article_limit_mib=64))["key"].to_pylist() == ["a", "b"]


LINES = st.one_of(
    st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b"")),
    st.sampled_from([b'{"id":1}', b'{"id":"1"}', b'{"id":"b","text":"t"}', b'{"text":"t"}', b"", b" ", b"null"]),
)


@given(st.lists(LINES, max_size=12), st.sampled_from([b"\n", b"\r\n"]))
def test_nothing_is_lost(lines: list[bytes], end: bytes) -> None:
    data = end.join(lines)
    index = scan(data, "jsonl", PARAMS)
    skip = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    expected = [line for line in data[skip:].split(end) if line.strip()] if skip else [x for x in lines if x.strip()]
    if not expected:
        assert index["problem_code"].to_pylist() == ["empty"]
        return
    assert lines_of(data, index) == expected
    keys = index["key"].to_pylist()
    assert len(set(keys)) == len(keys)
    first = [
        r
        for r, problem in zip(index["record"].to_pylist(), index["problem_code"].to_pylist(), strict=True)
        if not problem
    ]
    named = [record for record in first if record is not None]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(("form", "head", "row"), [("jsonl", b"", b"x\n"), ("csv", b"id,text\n", b"x\n")])
def test_tiny_records_are_bounded(form: str, head: bytes, row: bytes) -> None:
    most = (1 << 20) // LEAST_RECORD
    small = ReadParams(decompressed_limit_mib=1)
    assert scan(head + row * most, form, small).num_rows == most
    index = scan(head + row * (most + 1), form, small)
    assert index.num_rows == most + 1
    last = index.slice(most).to_pylist()[0]
    assert (last["key"], last["problem_code"]) == (WHOLE, "too_large")
    assert "decompressed_limit_mib" in last["problem_message"]


def test_names_and_messages_of_more_than_2_gib_fit_into_an_index() -> None:
    for name in ("key", "record", "problem_message"):
        assert INDEX_SCHEMA.field(name).type == pa.large_string()
