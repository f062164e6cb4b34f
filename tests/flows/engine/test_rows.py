"""Signatures read from their files are those of the table that they make up, and damaged files are refused."""

import pickle
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from flows.engine import digests, tables
from flows.engine.rows import FileRows, SignedPartition, TableRows
from flows.engine.runners import InProcess, Pool
from flows.errors import CorruptError
from stages.contract import Rows, Signed

NAMES = ["partition", "name", "data"]


def refuse(_stage: str, file: SignedPartition) -> None:
    raise CorruptError(f"{file.path} is damaged", "Make it again.")


def table_of(sizes: dict[str, int]) -> pa.Table:
    numbers = [(partition, place) for partition, size in sizes.items() for place in range(size)]
    return pa.table(
        {
            "partition": pa.array([partition for partition, _ in numbers], pa.string()),
            "name": pa.array([f"{partition}{place}" for partition, place in numbers], pa.string()),
            "data": pa.array([bytes([place]) * place for _, place in numbers], pa.large_binary()),
        }
    )


@pytest.fixture
def table() -> pa.Table:
    return table_of({"a": 3, "b": 0, "c": 2, "d": 4})


@pytest.fixture
def files(tmp_path: Path, table: pa.Table) -> list[SignedPartition]:
    found = []
    for partition in "abcd":
        part = table.filter(pa.compute.equal(table["partition"], partition)).drop_columns(["partition"])
        path = tmp_path / f"{partition}.parquet"
        path.write_bytes(tables.encode(part))
        found.append(SignedPartition(partition, path, digests.of_file(path), len(part)))
    return found


def rows_of(files: list[SignedPartition], **options: object) -> FileRows:
    return FileRows(files, partial(refuse, "dedupe"), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [NAMES, ["data", "partition"], ["name"], ["partition"]])
def test_reads_columns_as_the_table_has_them(files: list[SignedPartition], table: pa.Table, columns: list[str]) -> None:
    rows = rows_of(files)
    assert len(rows) == len(table) == len(TableRows(table))
    assert rows.read(columns).to_pylist() == TableRows(table).read(columns).to_pylist()


@pytest.mark.parametrize("wanted", [[], [0], [2, 3], [0, 4, 8], list(range(9))])
def test_takes_rows_across_partitions(files: list[SignedPartition], table: pa.Table, wanted: list[int]) -> None:
    numbers = np.array(wanted, np.int64)
    taken = rows_of(files).take(numbers, NAMES)
    assert taken.column_names == NAMES
    assert taken.to_pylist() == TableRows(table).take(numbers, NAMES).to_pylist()
    assert taken["name"].to_pylist() == [table["name"][row].as_py() for row in wanted]


def first_and(rows: Rows, argument: int, params: str) -> pa.Table:
    return rows.take(np.array([argument]), ["name"]).append_column("params", pa.array([params]))


def test_maps_here_and_in_a_pool_alike(files: list[SignedPartition], table: pa.Table) -> None:
    def told(rows: Rows) -> set[tuple[str, str]]:
        return {tuple(made.to_pylist()[0].values()) for made in rows.map(first_and, range(9), "p")}  # type: ignore[misc]

    expected = {(name, "p") for name in table["name"].to_pylist()}
    assert told(TableRows(table)) == told(rows_of(files, runner=InProcess())) == expected
    with Pool(2) as pool:
        far = rows_of(files, runner=pool)
        assert told(far) == expected
        assert far.cpu_seconds > 0
    assert rows_of(files).cpu_seconds == 0


def test_a_file_that_is_not_what_it_was_is_refused(files: list[SignedPartition]) -> None:
    rows = rows_of(files)
    rows.take(np.array([0]), ["name"])
    files[2].path.write_bytes(files[3].path.read_bytes())
    with pytest.raises(CorruptError, match=r"c\.parquet is damaged"):
        rows.read(["name"])
    files[1].path.unlink()
    with pytest.raises(CorruptError, match=r"b\.parquet is damaged"):
        pickle.loads(pickle.dumps(rows)).read(["name"])  # noqa: S301 - its own


def test_partitions_are_told_by_name_and_digest(files: list[SignedPartition], table: pa.Table) -> None:
    told = rows_of(files).partitions()
    assert told == [Signed(file.partition, file.digest, file.rows) for file in files]
    held = TableRows(table).partitions()
    assert [(each.partition, each.rows) for each in held] == [(each.partition, each.rows) for each in told if each.rows]
    assert TableRows(table).partitions() == held
