"""The work on one partition: read the named files, call the stage's function, write what it returned.

This is all that runs in a worker, wherever the worker is.
"""

import gc
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

import stages
from flows.engine import digests, files, sheaf, sources, tables
from flows.engine.ledger import Entry
from flows.engine.rows import PARTITION, FileRows, SignedPartition
from flows.engine.runners import InProcess, Runner
from flows.engine.statcache import Encoded
from flows.errors import ChangedError, CorruptError, KhabarError, StageError, UsageError
from stages.contract import SOURCE, Corpus, InputError, Map, Signed, Step

#: Name of the zero-row file by which a table without rows still has a schema for whoever reads its folder.
SCHEMA_STEM = "schema"

#: Name of the script by which a folder of them is there for DVC when no partition has any, and what it holds.
EMPTY_STEM = "empty"
EMPTY_SHARD = b"/* This folder is here even where no partition has anything of its kind. */\n"

#: Name of the file of decisions that concern no single partition.
CORPUS_STEM = "all"

#: Name of the file of what a step remembers from one `decide` to the next.
MEMORY_STEM = "memory"

#: Containers that stay before Python looks for cycles among them (700 unless told), and how many such looks make one
#: at what survived several.
_COLLECT_AFTER, _COLLECT_OLDER_AFTER = 100_000, 50


@dataclass(frozen=True)
class Input:
    """A table to read: which one it is, where it is, the digest that its bytes must have, and how many rows it has."""

    name: str
    path: Path
    digest: str
    partition: str = ""
    rows: int = 0


@dataclass(frozen=True)
class Reference:
    """A table that people keep beside the articles; the digest is that of no bytes where there is no such file."""

    path: Path
    digest: str

    @classmethod
    def of(cls, path: Path) -> "Reference":
        """Look at the file.

        Raises:
            UsageError: it is there and cannot be read.
        """
        return cls(path, digests.of_bytes(_bytes_of(path)))

    def read(self) -> bytes:
        """Return its bytes.

        Raises:
            ChangedError: they are not those that were looked at.
            UsageError: they cannot be read.
        """
        data = _bytes_of(self.path)
        if digests.of_bytes(data) != self.digest:
            raise ChangedError(f"{self.path} changed while it was being read", "Run the same command again.")
        return data


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        if path.is_symlink() or path.exists():
            raise UsageError(f"{path} is not a file that can be read", "Mend its link, or move it away.")
        return b""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", "Mend its permissions, or move it away."
        ) from error


@dataclass(frozen=True)
class Job:
    """One unit of work.

    Attributes:
        stage, step, part, partition: which work; ``part`` is scan, run, sign, decide or apply.
        digest: the digest of all that the result depends on; goes into the ledger.
        folder: the stage's folder of artifacts.
        inputs: the tables of earlier steps; for `decide` the signatures of every partition; for `apply` the slice of
            the decisions stands last.
        params: the step's knobs as JSON.
        source: what to read for a step that starts from ``seeds/``; a partition is taken for its slice when the job is
            about to run, so that nobody lists the records of one that is reused.
        reference: the table beside the articles that `decide` gets.
        memory: what the last `decide` remembered, or the signatures that it had; None where there is nothing that still
            holds. No part of ``digest``.
        standing: of a `decide`, what is encoded as the files of slices that are there byte for byte. No part either.
        before: what that one made.
    """

    stage: str
    step: str
    part: str
    partition: str
    digest: str
    folder: Path
    inputs: tuple[Input, ...]
    params: bytes
    source: sources.Partition | sources.Slice | sources.Batch | None = None
    reference: Reference | None = None
    memory: Input | None = None
    standing: Mapping[str, Encoded] = field(default_factory=dict)
    before: Entry | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """The name of the entry in the ledger."""
        return self.step, self.part, self.partition


@dataclass(frozen=True)
class Done:
    """What became of a job; ``contents`` are digests of tables that were encoded, by the names of their files."""

    job: Job
    entry: Entry
    cpu_seconds: float
    contents: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Output:
    """Collects the files that a job makes, and what parts of it cost that ran in other processes.

    Attributes:
        folder: the stage's.
        standing: see `Job`.
        digests, rows: of the files, by name.
        contents: digests of what stands in those of slices, by name.
    """

    folder: Path
    standing: Mapping[str, Encoded] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    rejected: int = 0
    cpu_seconds: float = 0.0
    contents: dict[str, str] = field(default_factory=dict)

    def write_slice(self, name: str, table: pa.Table) -> None:
        """Write a slice of decisions, of which most are what they were: one that stands there is not encoded again."""
        content = self.contents[name] = tables.content_of(table)
        known = self.standing.get(name)
        if known is None or known.content != content:
            self.write(name, table)
        else:
            self.digests[name] = known.digest
            self._count(name, table)

    def write(self, name: str, table: pa.Table, data: bytes | None = None) -> None:
        """Write one table to ``name`` below the stage's folder, unless these very bytes are there already.

        Args:
            name: the path of the file.
            table: what to write.
            data: its encoded bytes, where they are at hand.
        """
        self.put(name, data or tables.encode(table))
        self._count(name, table)

    def _count(self, name: str, table: pa.Table) -> None:
        self.rows[name] = table.num_rows
        if "reject_code" in table.column_names:
            self.rejected += table.num_rows - table["reject_code"].null_count

    def put(self, name: str, data: bytes) -> None:
        """Write bytes to ``name`` below the stage's folder, unless these very bytes are there already."""
        path = self.folder / name
        self.digests[name] = digests.of_bytes(data)
        if not path.is_file() or digests.of_file(path) != self.digests[name]:
            files.write(path, data, self.folder / files.SCRATCH)


def digest_of(fingerprint: str, part: str, partition: str, contents: Iterable[str]) -> str:
    """Return the digest of a job: of the step's fingerprint and of the contents that it reads, in their order.

    A `decide` reads the signatures of all partitions: its contents are their names and digests in turn.
    """
    return digests.of_fields("job", [fingerprint, part, partition, *contents])


def execute(job: Job, runner: Runner | None = None) -> Done:
    """Do one job and say what it made.

    Args:
        job: what to do.
        runner: where a `decide` that works in parts may run them; here, where none is given.

    Raises:
        ChangedError: a source file is no longer what it was when the run began.
        CorruptError: an input's bytes are not what the ledger of its stage says.
        StageError: the stage's code raised.
    """
    pa.set_cpu_count(1)
    spare_collector()
    began = time.process_time()
    out = Output(job.folder, job.standing)
    if job.part == "scan":
        _scan(job, out)
    elif job.part == "decide":
        _decide(job, out, runner or InProcess())
    else:
        _per_partition(job, out)
    entry = Entry(job.digest, out.digests, out.rows, out.rejected)
    return Done(job, entry, time.process_time() - began + out.cpu_seconds, out.contents)


@cache
def spare_collector() -> None:
    """Let Python look for cycles less often, once per process.

    A job makes hundreds of thousands of tuples and lists in which there is no cycle, and frees all of them by counting
    references. Looking through them after every 700, and through the lexicons again and again, was 5 to 8 percent of a
    build. What cycles there are (of exceptions, of closures) are still found, some megabytes later.
    """
    gc.freeze()  # what is imported stays to the end
    gc.set_threshold(_COLLECT_AFTER, _COLLECT_OLDER_AFTER, _COLLECT_OLDER_AFTER)


def _scan(job: Job, out: Output) -> None:
    if not isinstance(job.source, sources.Batch):
        raise TypeError("a scan needs a batch file")
    out.write(f"{sources.INDEX}/{job.partition}.parquet", _call(job, sources.scan, job.source, _params(job)))


def _per_partition(job: Job, out: Output) -> None:
    step = step_of(job.stage, job.step)
    arguments, whole = _arguments(job, step)
    name = {"run": "function", "sign": "sign", "apply": "apply"}[job.part]
    result = _call(job, getattr(step, name), *arguments, _params(job))
    if isinstance(step, Map) and step.shards:
        for kind in step.shards:
            if kind in result:
                out.put(f"{kind}/{job.partition}.js", result[kind])
    elif isinstance(result, Mapping):
        for table, rows in result.items():
            if rows.num_rows:
                out.write(f"{table}/{job.partition}.parquet", rows)
    else:
        if job.part == "run" and result.num_rows != arguments[0].num_rows and SOURCE in step.inputs:
            raise StageError(
                f"{job.stage}.{job.step} made {result.num_rows} rows of {arguments[0].num_rows} records of partition "
                f"{job.partition}: a record would be lost",
                "This is a fault of Khabar; please report it with the article that shows it.",
            )
        folder = f"{job.step}.sign" if job.part == "sign" else job.step
        out.write(f"{folder}/{job.partition}.parquet", result, whole.get(id(result)))


def _arguments(job: Job, step: Step) -> tuple[list[pa.Table], dict[int, bytes]]:
    """Return the tables that the function gets, and by their `id` the bytes of those that were decoded whole."""
    bytes_of = {item: _bytes(item) for item in job.inputs}
    if isinstance(step, Corpus) and step.outlines and job.part == "sign":
        return [tables.outline(bytes_of[item]) for item in job.inputs], {}
    columns = step.apply_columns if job.part == "apply" and isinstance(step, Corpus) else step.columns
    without = step.without if isinstance(step, Map) else {}
    arguments = [
        tables.decode(bytes_of[item], columns.get(item.name), without.get(item.name, ())) for item in job.inputs
    ]
    whole = {
        id(table): bytes_of[item]
        for item, table in zip(job.inputs, arguments, strict=True)
        if item.name not in columns and item.name not in without
    }
    if SOURCE in step.inputs:
        if not isinstance(job.source, sources.Slice):
            raise TypeError("a step that reads the source needs a slice of it")
        arguments.insert(step.inputs.index(SOURCE), _call(job, sources.read, job.source, _params(job)))
    return arguments, whole


def _decide(job: Job, out: Output, runner: Runner) -> None:
    """Write the decisions: a file for each partition that they concern, and one for what concerns no single one."""
    # Here, not at the top: it makes hundreds of functions when it is loaded, and a stage may have nothing to do.
    import pyarrow.compute as pc  # noqa: PLC0415

    step = step_of(job.stage, job.step)
    if not isinstance(step, Corpus):
        raise TypeError("only a corpus step decides")
    if not job.inputs:
        return
    decided = _decide_in_parts(job, step, out, runner) if step.memory else _decide_at_once(job, step, out)
    if step.apply is None:
        out.write(f"{job.step}.decide/{CORPUS_STEM}.parquet", decided)
        return
    explained = decided.filter(pc.is_null(decided[PARTITION]))
    if explained.num_rows:
        out.write(f"{job.step}.decide/{CORPUS_STEM}.parquet", explained.drop_columns([PARTITION]))
        decided = decided.filter(pc.is_valid(decided[PARTITION]))
    order = pc.sort_indices(decided[PARTITION])  # stable: rows of a partition keep the order that decide gave them
    decided = decided.take(order).combine_chunks()
    runs = pc.run_end_encode(decided[PARTITION].combine_chunks()) if decided.num_rows else None
    decided = decided.drop_columns([PARTITION])
    out.write(slice_name(job.step, None), decided.slice(0, 0))
    if runs is not None:
        start = 0
        for partition, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            out.write_slice(slice_name(job.step, partition), decided.slice(start, end - start))
            start = end


def _decide_at_once(job: Job, step: Corpus, out: Output) -> pa.Table:
    partitions = [Signed(item.partition, item.digest, item.rows) for item in job.inputs]
    bound = None if job.memory is None else tables.decode(_bytes(job.memory))
    signatures = sheaf.gather(partitions, bound, lambda number: tables.decode(_bytes(job.inputs[number])))
    if sum(map(_size, job.inputs)) <= sheaf.SMALL * len(job.inputs):
        out.write(f"{job.step}.decide/{MEMORY_STEM}.parquet", sheaf.bind(signatures, partitions))
    reference = [] if job.reference is None else [job.reference.read()]
    return _call(job, step.decide, signatures, *reference, _params(job))


def _decide_in_parts(job: Job, step: Corpus, out: Output, runner: Runner) -> pa.Table:
    files = [SignedPartition(item.partition, item.path, item.digest, item.rows) for item in job.inputs]
    rows = FileRows(files, partial(_refuse, job.stage), runner)
    reference = [] if job.reference is None else [job.reference.read()]
    memory = None if job.memory is None else tables.decode(_bytes(job.memory))
    decided = _call(job, step.decide, rows, memory, *reference, _params(job))
    if not _keep(job, decided.same, out):
        decided = _call(job, step.decide, rows, None, *reference, _params(job))
    out.write(f"{job.step}.decide/{MEMORY_STEM}.parquet", decided.memory)
    out.cpu_seconds = rows.cpu_seconds
    return decided.decisions


def _keep(job: Job, same: Iterable[str], out: Output) -> bool:
    """Take over the slices of partitions on which the last `decide` decided the same; say whether all are intact."""
    kept = [slice_name(job.step, partition) for partition in sorted(same)]
    before = job.before
    if before is None:
        return not kept
    kept = [path for path in kept if path in before.files]
    told = {path: job.standing[path] for path in kept if path in job.standing}
    known = {path: each.digest for path, each in told.items()}
    try:
        intact = all(
            (known.get(path) or digests.of_file(f"{job.folder}/{path}")) == before.files[path] for path in kept
        )
    except OSError:
        return False
    if intact:
        out.digests.update({path: before.files[path] for path in kept})
        out.rows.update({path: before.rows[path] for path in kept})
        out.contents.update({path: each.content for path, each in told.items()})
    return intact


def _refuse(stage: str, file: SignedPartition) -> None:
    raise _corrupt(Input(f"{stage}.", file.path, file.digest))


def slice_name(step: str, partition: str | None) -> str:
    """Return the file of a partition's slice of the decisions, or (None) the one without rows for all others."""
    return f"{step}.decide/{partition or SCHEMA_STEM}.parquet"


def slice_path(step: str, partition: str, decided: Entry) -> str:
    """Return the file that holds a partition's slice, or that of no rows where nothing concerns it."""
    path = slice_name(step, partition)
    return path if path in decided.files else slice_name(step, None)


def _bytes(item: Input) -> bytes:
    try:
        data = item.path.read_bytes()
    except OSError as error:
        raise CorruptError(f"{item.path} cannot be read: {error.strerror}", _remake(item)) from error
    if digests.of_bytes(data) != item.digest:
        raise _corrupt(item)
    return data


def _size(item: Input) -> int:
    try:
        return item.path.stat().st_size
    except OSError as error:
        raise CorruptError(f"{item.path} cannot be read: {error.strerror}", _remake(item)) from error


def _corrupt(item: Input) -> CorruptError:
    return CorruptError(f"{item.path} is not what its ledger says: it was changed or damaged", _remake(item))


def _remake(item: Input) -> str:
    stage = item.name.partition(".")[0]
    return (
        f"Run `khabar run {stage}` (or `dvc repro --force {stage}`) to make it again; only what is damaged is redone."
    )


def _call(job: Job, function: str | Callable[..., Any], *arguments: object) -> Any:
    try:
        return (resolve(function) if isinstance(function, str) else function)(*arguments)
    except (KhabarError, MemoryError):
        raise
    except InputError as error:
        raise UsageError(error.what, error.then) from error
    except Exception as error:
        where = f"partition {job.partition}" if job.partition else "the whole corpus"
        if isinstance(job.source, sources.Batch):
            where = job.source.file.name
        raise StageError(
            f"{job.stage}.{job.step} ({job.part}) failed on {where}: {type(error).__name__}: {error}",
            "What was done before is kept. This is a fault of Khabar; please report it with the article that shows it.",
        ) from error


@cache
def resolve(name: str) -> Any:
    """Import ``package.module:attribute``."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


@cache
def step_of(stage: str, step: str) -> Step:
    """Return the declaration of one step."""
    return next(found for found in stages.load(stage).steps if found.name == step)


def _params(job: Job) -> Any:
    return msgspec.json.decode(job.params, type=resolve(step_of(job.stage, job.step).params))
