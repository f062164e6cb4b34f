"""Rows of Parquet files."""

import datetime as dt
import decimal
import io
import json
import uuid
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.clean.read.batch import WHOLE, locate, scan
from stages.clean.read.batches import parquet
from stages.clean.read.fields import as_text
from stages.clean.read.params import ReadParams
from stages.clean.read.records import Record, read_record
from stages.clean.rejects import Reject

PARAMS = ReadParams()


def file(columns: dict[str, Any] | pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), sink, **options)
    return sink.getvalue()


def read(data: bytes, params: ReadParams = PARAMS, fields: str | None = None) -> list[dict[str, Any]]:
    """Return what each row of the index gives: the record, or why there is none."""
    give = locate(data, "parquet", params, fields)
    found = []
    for row in scan(data, "parquet", params, fields).to_pylist():
        if row["problem_code"]:
            told = {"reject": row["problem_code"], "message": row["problem_message"]}
            found.append({"key": row["key"], "at": row["offset"], **told})
        else:
            content = give(row["offset"], row["length"])
            assert content is not None
            found.append(json.loads(content))
    return found


KARACHI = dt.timezone(dt.timedelta(hours=5))
MOMENT = dt.datetime(2021, 5, 4, 17, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (pa.array(["The weir held."]), "The weir held."),
        (pa.array(["The weir held."], pa.large_string()), "The weir held."),
        (pa.array(["The weir held."], pa.string_view()), "The weir held."),
        (pa.array(["The weir held."]).dictionary_encode(), "The weir held."),
        (pa.array(["Café".encode()], pa.binary()), "Café"),
        (pa.array(["“Café”".encode("cp1252")], pa.binary()), "“Café”"),
        (pa.array([None], pa.string()), None),
        (pa.nulls(1), None),
        (pa.array([["A", "B"]]), ["A", "B"]),
        (pa.array([["A", None]], pa.large_list(pa.string())), ["A", None]),
        (pa.array([[]], pa.list_(pa.string())), []),
        (pa.array([None], pa.list_(pa.string())), None),
        (pa.array([[{"name": "A"}]]), [{"name": "A"}]),
        (pa.array([{"name": "A", "more": {"x": [b"y"]}}]), {"name": "A", "more": {"x": ["y"]}}),
        (pa.array([17]), 17),
        (pa.array([1.5]), 1.5),
        (pa.array([float("nan")]), None),
        (pa.array([True]), True),
        (pa.array([decimal.Decimal("1.50")]), "1.50"),
        (pa.array([dt.date(2021, 5, 4)]), "2021-05-04"),
        (pa.array([dt.datetime(2021, 5, 4, 17, 30)], pa.timestamp("s")), "2021-05-04T17:30:00"),  # noqa: DTZ001
        (pa.array([1620149400_000000001], pa.timestamp("ns")), "2021-05-04T17:30:00"),
        (pa.array([MOMENT], pa.timestamp("us", "UTC")), "2021-05-04T17:30:00Z"),
        (pa.array([MOMENT], pa.timestamp("ms", "+05:00")), "2021-05-04T22:30:00+05:00"),
        (pa.array([MOMENT], pa.timestamp("ms", "Asia/Karachi")), "2021-05-04T17:30:00Z"),
        (pa.array([2**60], pa.timestamp("ms")), 2**60),
        (pa.array([[1620149400_000000001]], pa.list_(pa.timestamp("ns"))), ["2021-05-04T17:30:00"]),
        (pa.array([dt.time(17, 30)]), "17:30:00"),
        (pa.array([uuid.UUID(int=7).bytes], pa.uuid()), str(uuid.UUID(int=7))),
    ],
)
def test_types(column: pa.Array, value: object) -> None:
    assert read(file({"text": ["T"], "published": column})) == [{"text": "T", "published": value}]


def test_what_is_no_text_is_told_when_the_record_is_read() -> None:
    give = locate(file({"text": [1, 2]}), "parquet", PARAMS)
    found = read_record(give(1, 1) or b"")
    assert isinstance(found, Reject)
    assert found.code == "bad_field"
    give = locate(file({"text": ["T"], "id": [7.0], "author": [["A"]]}), "parquet", PARAMS)
    assert read_record(give(0, 1) or b"") == Record(id=7, text="T", author=["A"])


def test_only_columns_that_are_fields_are_read() -> None:
    data = file({"id": ["a"], "text": ["T"], "vector": [[1.0] * 10], "meta": [{"text": "x"}]})
    assert read(data) == [{"id": "a", "text": "T"}]


def test_names_of_its_own() -> None:
    rows = {"nr": [1], "content": [{"rendered": "T", "raw": "R"}], "a.b": ["B"], "a": [1], "text": ["x"]}
    data = file(rows)
    fields = as_text({"id": "nr", "text": "content.rendered", "title": "a.b"})
    (found,) = read(data, fields=fields)
    assert found == {"nr": 1, "content": {"rendered": "T", "raw": "R"}, "a.b": "B"}
    assert read_record(json.dumps(found).encode(), fields) == Record(id=1, text="T", title="B")


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (file({"station": ["Murree"], "mm": [12]}), "no_fields", '"station", "mm"'),
        (file(pa.table([["x"], ["y"]], names=["text", "text"])), "column_twice", '"text"'),
        (file({"text": pa.array([], pa.string())}), "empty", "nothing"),
        (b"", "empty", "nothing"),
        (b"PAR1", "damaged", "Parquet"),
        (b"id,text\n", "damaged", "Parquet"),
        (file({"text": ["T"]})[:-20], "damaged", "Parquet"),
        (b"PAR1" + b"\xff" * 100 + b"\x60\0\0\0PAR1", "damaged", "Parquet"),
    ],
)
def test_no_table_of_articles(data: bytes, code: str, message: str) -> None:
    (told,) = read(data)
    assert (told["key"], told["reject"]) == (WHOLE, code)
    assert message in told["message"]
    assert "\n" not in told["message"]


def test_a_damaged_row_group_costs_no_other() -> None:
    texts = [f"story {number} " * 50 for number in range(60)]
    data = bytearray(file({"text": texts}, row_group_size=20, compression="snappy", use_dictionary=False))
    at = pq.ParquetFile(pa.BufferReader(bytes(data))).metadata.row_group(1).column(0).data_page_offset
    data[at : at + 60] = b"\xff" * 60
    found = read(bytes(data))
    assert [each["text"] for each in found if "text" in each] == texts[:20] + texts[40:]
    (told,) = (each for each in found if "reject" in each)
    assert told["reject"] == "damaged"
    assert "rows 21 to 40" in told["message"]


def test_a_row_larger_than_an_article_may_be() -> None:
    small = ReadParams(article_limit_mib=1)
    found = read(file({"id": ["a", "b", "c"], "text": ["x", "y" * (1 << 20), "z"]}), small)
    assert [each.get("reject") for each in found] == [None, "too_large", None]
    assert [each.get("id") for each in found] == ["a", None, "c"]


@pytest.mark.parametrize(
    "column",
    [
        pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["x" * 100_000])),
        pa.array([["y" * 1000] * 1000] * 50),
        pa.array([{"a": {"b": "y" * 100_000}}] * 500),
        pa.nulls(1_000_000, pa.string()),
    ],
    ids=["dictionary", "lists", "structs", "nothing"],
)
def test_a_bomb(column: pa.Array) -> None:
    data = file({"text": column}, compression="zstd")
    assert len(data) < 1 << 18
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    index = scan(data, "parquet", ReadParams(decompressed_limit_mib=2))
    last = index.slice(index.num_rows - 1).to_pylist()[0]
    assert (last["key"], last["problem_code"]) == (WHOLE, "too_large")
    assert "decompressed_limit_mib" in last["problem_message"]
    assert index.num_rows <= 2 + (2 << 20) // 256
    assert pool.bytes_allocated() - before < 64 << 20


def test_a_file_larger_than_it_may_become() -> None:
    data = file({"text": ["x" * (2 << 20)]}, compression=None)
    (told,) = read(data, ReadParams(decompressed_limit_mib=1))
    assert (told["key"], told["reject"]) == (WHOLE, "too_large")


ROWS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20).map(lambda text: ("good", text)),
    st.sampled_from([("huge", "x" * ((1 << 20) + 1)), ("none", None)]),
)


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=12), st.integers(1, 5), st.booleans())
def test_no_row_costs_another(rows: list[tuple[str, str | None]], group: int, dictionary: bool) -> None:
    ids = [f"{kind} {number}" for number, (kind, _) in enumerate(rows)]
    columns = {"id": pa.array(ids, pa.string()), "text": pa.array([text for _, text in rows], pa.string())}
    found = read(file(columns, row_group_size=group, use_dictionary=dictionary), ReadParams(article_limit_mib=1))
    told = {each["id"]: each["text"] for each in found if str(each.get("id", "")).startswith("good")}
    assert told == {one: text for one, (kind, text) in zip(ids, rows, strict=True) if kind == "good"}
    assert len(found) == max(len(rows), 1)


SOUND = file({"id": list("abcdef"), "text": [f"story {letter} " * 20 for letter in "abcdef"]}, row_group_size=2)


@settings(max_examples=150)
@given(st.data())
def test_any_damage_is_answered(data: st.DataObject) -> None:
    raw = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    index = scan(bytes(raw), "parquet", ReadParams(decompressed_limit_mib=4))
    assert index.num_rows
    keys = index["key"].to_pylist()
    assert len(set(keys)) == len(keys)


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "column",
    [
        pa.array([LONG] * 500, pa.json_()),
        pa.array([[LONG]] * 500, pa.list_(pa.string(), 1)),
        pa.array([[("k", LONG)]] * 500, pa.map_(pa.string(), pa.string())),
        pa.array([LONG.encode()] * 500, pa.binary(len(LONG))),
    ],
    ids=lambda column: str(column.type),
)
def test_what_cannot_be_measured_is_not_read(column: pa.Array, monkeypatch: pytest.MonkeyPatch) -> None:
    nested = pa.StructArray.from_arrays([column], ["name"])
    monkeypatch.delattr(parquet, "_values")
    for each in (column, nested):
        (told,) = read(file({"text": ["T"] * 500, "author": each}))
        assert (told["key"], told["reject"]) == (WHOLE, "bad_field")
        assert '"author"' in told["message"]
    monkeypatch.undo()
    assert len(read(file({"text": ["T"] * 500, "more": column}))) == 500
