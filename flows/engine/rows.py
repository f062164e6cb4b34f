"""The signatures of all partitions as `stages.contract.Rows`: read column by column and row by row from their files.

`FileRows` is what a build gives to a `decide` that works in bounded memory. `TableRows` is the same over a table that
is in memory already.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from flows.engine import digests, tables
from flows.engine.runners import InProcess, Runner
from stages.contract import Rows, Signed

A = TypeVar("A")
P = TypeVar("P")

#: Column by which signatures and decisions say which partition they belong to.
PARTITION = "partition"


@dataclass(frozen=True)
class SignedPartition:
    """The file of one partition's signatures: where it is, what its bytes must be, how many rows it has."""

    partition: str
    path: Path
    digest: str
    rows: int


@dataclass
class FileRows:
    """Signatures in files, each verified whole the first time that a process opens it.

    Args:
        files: one per partition, in the order of the partitions' names.
        refuse: called with a file that is not what it should be; raises.
        runner: where `map` runs its calls.

    Attributes:
        cpu_seconds: what calls in other processes have cost.
    """

    files: Sequence[SignedPartition]
    refuse: Callable[[SignedPartition], None]
    runner: Runner = field(default_factory=InProcess)
    cpu_seconds: float = 0.0
    _verified: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._starts[-1])

    def partitions(self) -> list[Signed]:
        """Return the partitions in the order of their names."""
        return [Signed(file.partition, file.digest, file.rows) for file in self.files]

    def __getstate__(self) -> dict[str, object]:
        """Leave behind what belongs to this process."""
        return {
            "files": self.files,
            "refuse": self.refuse,
            "runner": InProcess(),
            "cpu_seconds": 0.0,
            "_verified": set(),
        }

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """The number of each partition's first row, and of the row behind the last."""
        return np.cumsum([0, *(file.rows for file in self.files)], dtype=np.int64)

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Return these columns of all rows."""
        return pa.concat_tables(self._read(number, columns) for number in range(len(self.files)))

    def take(self, rows: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
        """Return these columns of some rows, whose numbers ascend without repetition."""
        starts = self._starts
        cuts = np.searchsorted(rows, starts)
        parts = []
        for number in np.flatnonzero(np.diff(cuts)).tolist() or [0]:
            wanted = rows[cuts[number] : cuts[number + 1]] - starts[number]
            parts.append(self._read(number, columns).take(pa.array(wanted)))
        return pa.concat_tables(parts)

    def map(self, function: Callable[[Rows, A, P], pa.Table], arguments: Iterable[A], params: P) -> Iterator[pa.Table]:
        """Yield ``function(self, argument, params)`` for each argument, in any order."""
        todo = list(arguments)
        for table, process, cpu_seconds in self.runner.map(partial(_call, function, self, params), todo, len(todo)):
            self.cpu_seconds += cpu_seconds if process != os.getpid() else 0.0
            yield table

    def _read(self, number: int, columns: Sequence[str]) -> pa.Table:
        file = self.files[number]
        if file.partition not in self._verified:
            try:
                intact = digests.of_file(file.path) == file.digest
            except OSError:
                intact = False
            if not intact:
                self.refuse(file)
            self._verified.add(file.partition)
        with pa.memory_map(str(file.path)) as data:
            table = pq.ParquetFile(data).read([name for name in columns if name != PARTITION], use_threads=False)
        if PARTITION in columns:
            # The names of all partitions are one dictionary: one integer a row, and nothing to unify.
            numbers = pa.array(np.full(file.rows, number, dtype=np.int32))
            names = pa.DictionaryArray.from_arrays(numbers, self._names)
            table = table.append_column(PARTITION, names)
        return table.select(columns)

    @cached_property
    def _names(self) -> pa.Array:
        return pa.array([file.partition for file in self.files], pa.string())


def _call(
    function: Callable[[Rows, A, P], pa.Table], rows: Rows, params: P, argument: A
) -> tuple[pa.Table, int, float]:
    pa.set_cpu_count(1)
    began = time.process_time()
    return function(rows, argument, params), os.getpid(), time.process_time() - began


@dataclass(frozen=True)
class TableRows:
    """Signatures in memory.

    Args:
        table: has a column ``partition``.
    """

    table: pa.Table

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.table.num_rows)

    def partitions(self) -> list[Signed]:
        """Return the partitions in the order in which they stand."""
        import pyarrow.compute as pc  # noqa: PLC0415 - see `flows.engine.jobs._decide`

        if not len(self):
            return []
        runs = pc.run_end_encode(self.table[PARTITION].combine_chunks().cast(pa.string()))
        begins = [0, *runs.run_ends.to_pylist()]
        return [
            Signed(name, self._digest(begin, end), end - begin)
            for name, begin, end in zip(runs.values.to_pylist(), begins, begins[1:], strict=False)
        ]

    def _digest(self, begin: int, end: int) -> str:
        return digests.of_bytes(tables.encode(self.table.slice(begin, end - begin)))

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Return these columns of all rows."""
        return self.table.select(columns)

    def take(self, rows: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
        """Return these columns of some rows, whose numbers ascend without repetition."""
        return self.table.select(columns).take(pa.array(rows))

    def map(self, function: Callable[[Rows, A, P], pa.Table], arguments: Iterable[A], params: P) -> Iterator[pa.Table]:
        """Yield ``function(self, argument, params)`` for each argument, in any order."""
        for argument in arguments:
            yield function(self, argument, params)
