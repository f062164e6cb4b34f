"""A difference is told down to the row and the column."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine.fingerprints import Fingerprint
from flows.engine.ledger import Entry, Ledger, StepLedger
from flows.verify import books, compare, rows
from flows.verify.store import digests_of

ROWS = [{"doc_id": "a", "start": 1, "value": "x"}, {"doc_id": "b", "start": 2, "value": "y"}]


def told(tmp_path: Path, kept: object, fresh: object, name: str = "clean/read/00.parquet") -> compare.Difference | None:
    folders = [tmp_path / "kept", tmp_path / "fresh"]
    for folder, what in zip(folders, (kept, fresh), strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, bytes):
            path.write_bytes(what)
        elif what is not None:
            pq.write_table(pa.Table.from_pylist(what, schema=None), path)
    one, other = folders
    return compare.first(one, digests_of(one), other, digests_of(other))


def test_equal_folders_do_not_differ(tmp_path: Path) -> None:
    assert told(tmp_path, ROWS, ROWS) is None


def test_a_value(tmp_path: Path) -> None:
    found = told(tmp_path, ROWS, [ROWS[0], ROWS[1] | {"value": "z"}])
    assert found is not None
    assert found.path == "clean/read/00.parquet"
    assert found.detail == ("row: 2, doc_id 'b', start 2", "column: value", "kept: 'y'", "from nothing: 'z'")
    assert compare.place_of(found.path) == {"stage": "clean", "table": "read", "partition": "00"}


def test_a_row_too_many_or_too_few(tmp_path: Path) -> None:
    more = told(tmp_path / "more", ROWS, ROWS[1:])
    fewer = told(tmp_path / "fewer", ROWS[:1], ROWS)
    assert more is not None
    assert fewer is not None
    assert more.detail[1:] == ("row: 1, doc_id 'a', start 1", "kept: it is there", "from nothing: no such row")
    assert fewer.detail[1:] == ("row: 2, doc_id 'b', start 2", "kept: no such row", "from nothing: it is there")


def test_another_order_other_columns_other_bytes(tmp_path: Path) -> None:
    turned = told(tmp_path / "a", ROWS, ROWS[::-1])
    columns = told(tmp_path / "b", ROWS, [{"doc_id": "a"}])
    damaged = told(tmp_path / "c", b"no parquet", ROWS)
    assert turned is not None
    assert columns is not None
    assert damaged is not None
    assert turned.detail[-1] == "the rows stand in another order"
    assert columns.detail == ("its columns differ: start, value",)
    assert damaged.detail[0].startswith("it cannot be read")
    first, second = tmp_path / "1.parquet", tmp_path / "2.parquet"
    table = pa.Table.from_pylist(ROWS)
    pq.write_table(table, first, compression="zstd")
    pq.write_table(table, second, compression="gzip")
    assert rows.difference(first, second) == ("all rows are equal, and stand there in other bytes",)


def test_a_file_too_many_or_too_few(tmp_path: Path) -> None:
    more, fewer = told(tmp_path / "more", ROWS, None), told(tmp_path / "fewer", None, ROWS)
    assert more is not None
    assert fewer is not None
    assert more.what == "is there, and a build from nothing does not make it"
    assert fewer.what == "is missing, and a build from nothing makes it"


def test_a_line_of_text(tmp_path: Path) -> None:
    found = told(tmp_path, b"one\ntwo 2\n", b"one\ntwo 3\n", "report/metrics.json")
    assert found is not None
    assert found.detail == ("line: 2, from character 1", "kept: 'two 2'", "from nothing: 'two 3'")


def test_tables_come_before_ledgers_and_early_stages_before_late_ones(tmp_path: Path) -> None:
    for name in ("report/summary.js", "dedupe/ledger.json", "dedupe/cluster/00.parquet"):
        found = told(tmp_path, b"a", b"b", name)
    assert found is not None
    assert found.path == "dedupe/cluster/00.parquet"
    assert found.others == 2


def book(job: str, files: dict[str, str], made_by: Fingerprint) -> Ledger:
    return Ledger("clean", {"read": StepLedger(made_by, {"run": {"p": Entry(job, files, {})}})})


def test_an_entry_of_a_ledger(tmp_path: Path) -> None:
    made_by = Fingerprint({}, {"k": 1}, {}, {})
    one, other = book("1", {}, made_by).encode(), book("2", {}, made_by).encode()
    found = told(tmp_path / "a", one, other, "clean/ledger.json")
    assert found is not None
    assert found.detail[0] == "entry: read, run, partition p"
    knob = book("1", {}, Fingerprint({}, {"k": 2}, {}, {})).encode()
    found = told(tmp_path / "b", one, knob, "clean/ledger.json")
    assert found is not None
    assert found.detail == ("step: read", "params: k: 2 -> 1")


def test_results_that_outlive_what_made_them_are_told() -> None:
    old, new = Fingerprint({}, {"k": 1}, {}, {}), Fingerprint({}, {"k": 2}, {}, {})
    before = {"clean": book("1", {}, old)}
    assert books.carried_over(before, {"clean": book("1", {}, old)}) == []
    assert books.carried_over(before, {"clean": book("2", {}, new)}) == []
    (found,) = books.carried_over(before, {"clean": book("1", {}, new)})
    assert found == "clean.read kept 1 results though this has changed: k: 1 -> 2"


def test_what_readers_see_is_told_beside_its_cause(tmp_path: Path) -> None:
    told(tmp_path, ROWS, ROWS[:1], "export/quotes/00.parquet")
    found = told(tmp_path, b"a", b"b", "clean/read/00.parquet")
    assert found is not None
    assert found.path == "clean/read/00.parquet"
    assert found.detail[-4:] == (
        "  2 rows kept, 1 from nothing",
        "  row: 2, doc_id 'b', start 2",
        "  kept: it is there",
        "  from nothing: no such row",
    )
    assert found.detail[-5] == "so export/quotes/00.parquet is not what a build from nothing makes"
