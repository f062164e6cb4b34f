"""What is in ``seeds/``: files, the records inside batch files, their digests, and the partitions that they make.

The loose files of a top folder (an outlet, as a rule) are chunked together by their keys. A batch file is chunked
inside itself by a scan that leaves an index: where each record stands and which partition it belongs to. The index is
kept with the artifacts, so an unchanged batch file is hashed and not read again.
"""

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import digests
from flows.engine.chunking import partitions
from flows.errors import ChangedError, UsageError
from stages import keys
from stages.clean import rejects
from stages.clean.read import batch, containers, forms
from stages.clean.schema import SOURCE_SCHEMA

#: Folder of the indexes of batch files, below the folder of the stage that reads the source.
INDEX = "index"

#: Key of the index file's metadata that lists its partitions, so that a plan needs no more than the file's footer.
_PARTITIONS = b"partitions"


@dataclass(frozen=True)
class Problem:
    """Why a record cannot be processed: it becomes a reject with this code and message."""

    code: str
    message: str


@dataclass(frozen=True)
class File:
    """A file below ``seeds/``. ``name`` is its path there, with forward slashes; ``sha256`` is null if unreadable."""

    name: str
    path: Path
    sha256: str | None
    problem: Problem | None

    @property
    def key(self) -> str:
        """What the article is called, if the file is one."""
        return keys.file_key(self.name)


@dataclass(frozen=True)
class Record:
    """One article: a loose file (``file``), or a stretch of a batch file's decompressed bytes."""

    key: str
    record: str | None
    sha256: str | None
    problem: Problem | None
    offset: int = 0
    length: int = 0
    file: File | None = None


@dataclass(frozen=True)
class Batch:
    """A batch file to be scanned."""

    file: File


@dataclass(frozen=True)
class Slice:
    """The records of one partition: loose files of one folder, or records of one batch file."""

    batch: File | None
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Partition:
    """A partition that should exist.

    Attributes:
        id: digest of its first key.
        digest: digest of all keys and contents.
        records: how many there are.
        slice: gives what a job needs to read it; called only for partitions that must run.
    """

    id: str
    digest: str
    records: int
    slice: Callable[[], Slice]


def files(seeds: Path) -> Iterator[File]:
    """Yield every file below ``seeds`` in the order of its key. Hidden files and folders are passed over.

    A link to a file is read; a link to a folder is not followed, and is a problem rather than nothing.

    Raises:
        UsageError: there is no such folder, or a folder below it cannot be listed.
    """
    if not seeds.is_dir():
        raise UsageError(f"{seeds} is not a folder", "Name the folder that holds the articles with --seeds.")

    def fail(error: OSError) -> None:
        raise UsageError(
            f"{error.filename} cannot be listed: {error.strerror}", "Give yourself read access to it, or move it away."
        )

    found: list[tuple[str, Path, bool]] = []
    for here, folders, names in os.walk(seeds, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        entries = [(name, False) for name in names]
        entries += [(name, True) for name in folders if Path(here, name).is_symlink()]
        for name, is_folder in entries:
            if not name.startswith("."):
                path = Path(here, name)
                found.append((_name(path.relative_to(seeds)), path, is_folder))
    for name, path, is_folder in sorted(found):
        if is_folder:
            problem = Problem("linked_folder", "This is a link to a folder. Copy the folder itself below seeds/.")
            yield File(name, path, None, problem)
        else:
            yield _file(name, path)


def _name(path: Path) -> str:
    """Return a path as text that any table can hold: bytes that are not UTF-8 are written as escapes."""
    # A backslash of the name's own is doubled, or it could be taken for an escape.
    return os.fsencode(path.as_posix().replace("\\", "\\\\")).decode("utf-8", "backslashreplace")


def _file(name: str, path: Path) -> File:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return File(name, path, None, Problem("unreadable", "This is not a regular file. Remove it from seeds/."))
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        message = f"The file cannot be read ({error.strerror}). Mend its permissions or its link, or remove it."
        return File(name, path, None, Problem("unreadable", message))
    return File(name, path, sha256, None)


def is_batch(file: File) -> bool:
    """Say whether a file holds records rather than one article."""
    return file.problem is None and forms.form_of(file.name).batch


def batch_id(file: File) -> str:
    """Return the name of a batch file's index."""
    return keys.doc_id(file.key)


def loose(found: Iterable[File], sizes: tuple[int, int, int]) -> Iterator[Partition]:
    """Yield the partitions of loose files: top folder by top folder, cut by key.

    Args:
        found: the loose files in the order of their keys.
        sizes: least, mean and greatest number of articles of a partition.
    """
    tops: dict[str, list[File]] = {}
    for file in found:
        tops.setdefault(_top(file.name), []).append(file)
    for members in tops.values():
        for run in partitions([file.key for file in members], *sizes):
            records = tuple(_loose_record(members[at]) for at in run)
            whole = Slice(None, records)
            yield Partition(keys.doc_id(records[0].key), digest(records), len(records), partial(_same, whole))


def _top(name: str) -> str:
    """Return the top folder of a file, nothing for a file that is in none."""
    return name.partition("/")[0] if "/" in name else ""


def _same(whole: Slice) -> Slice:
    return whole


def _loose_record(file: File) -> Record:
    return Record(file.key, None, file.sha256, file.problem, file=file)


def digest(records: Iterable[Record]) -> str:
    """Return the digest of what a partition is made from: keys and contents, in order."""
    fields: list[str] = []
    for record in records:
        content = record.sha256 or ""
        fields += [record.key, content]
        fields += [record.problem.code, record.problem.message] if record.problem else ["", ""]
    return digests.of_fields("partition", fields)


def scan(found: Batch, params: Any) -> pa.Table:
    """Return the index of a batch file: a row per record, sorted by key, with the partition that it belongs to.

    Raises:
        ChangedError: the file is not the one that was hashed.
    """
    file = found.file
    data, problem = _content(file, params.decompressed_limit_mib)
    found_rows = batch.scan(data, params)
    columns = dict(zip(found_rows.column_names, found_rows.columns, strict=True))
    columns["key"] = pa.array([keys.record_key(file.name, key) for key in columns["key"].to_pylist()], pa.string())
    columns["sha256"] = pa.array([sha256.hex() for sha256 in columns["sha256"].to_pylist()], pa.string())
    index = pa.table(columns)
    if problem is not None:
        whole = dict.fromkeys(index.column_names) | {
            "key": file.key,
            "offset": 0,
            "length": 0,
            "problem_code": problem.code,
            "problem_message": problem.message,
        }
        index = pa.concat_tables([index, pa.Table.from_pylist([whole], schema=index.schema)])
    index = index.sort_by("key").combine_chunks()
    records = _records(index)
    runs = partitions([record.key for record in records], *sizes_of(params))
    names = [keys.doc_id(records[run.start].key) for run in runs]
    listed = [(name, digest(records[run.start : run.stop]), len(run)) for name, run in zip(names, runs, strict=True)]
    column = pa.array([name for name, run in zip(names, runs, strict=True) for _ in run], pa.string())
    return index.append_column("partition", column).replace_schema_metadata({_PARTITIONS: json.dumps(listed)})


def sizes_of(params: Any) -> tuple[int, int, int]:
    """Return the sizes of partitions that the params of the first step ask for."""
    return params.partition_least, params.partition_mean, params.partition_greatest


def batched(file: File, index: Path) -> Iterator[Partition]:
    """Yield the partitions of a batch file from its index."""

    @lru_cache(maxsize=1)
    def by_partition() -> dict[str, tuple[Record, ...]]:
        table = pq.read_table(index, use_threads=False)
        records = _records(table)
        groups = groupby(zip(table["partition"].to_pylist(), records, strict=True), key=lambda row: row[0])
        return {name: tuple(record for _, record in rows) for name, rows in groups}

    def slice_of(name: str) -> Slice:
        return Slice(file, by_partition()[name])

    for name, content, count in listed(pq.read_schema(index)):
        yield Partition(name, content, count, partial(slice_of, name))


def listed(index: pa.Schema) -> list[tuple[str, str, int]]:
    """Return the partitions that an index lists in its metadata: id, digest and number of records."""
    return [(name, content, count) for name, content, count in json.loads((index.metadata or {})[_PARTITIONS])]


def _records(index: pa.Table) -> list[Record]:
    names = ("key", "record", "sha256", "problem_code", "problem_message", "offset", "length")
    columns = [index[name].to_pylist() for name in names]
    return [
        Record(key, record, sha256, Problem(code, message) if code is not None else None, offset, length)
        for key, record, sha256, code, message, offset, length in zip(*columns, strict=True)
    ]


def read(wanted: Slice, params: Any) -> pa.Table:
    """Return the raw records of a partition as a table of `SOURCE_SCHEMA`.

    Raises:
        ChangedError: a file is not the one that was hashed when the run began.
    """
    rows = [_row(wanted, record, params) for record in wanted.records]
    return pa.Table.from_pylist(rows, schema=SOURCE_SCHEMA)


def _row(wanted: Slice, record: Record, params: Any) -> dict[str, object]:
    file = wanted.batch or record.file
    if file is None:
        raise TypeError("a record stands in a file")
    form = forms.form_of(file.name)
    problem, content = record.problem, None
    if form.reject is not None:
        problem = problem or Problem(form.reject.code, form.reject.message)
    elif problem is None and wanted.batch is None:
        content, problem = _content(file, params.article_limit_mib)
    elif problem is None:
        content = _stretch(file, record, params)
    return {
        "key": record.key,
        "source": file.name,
        "record": record.record,
        "outlet": _top(file.name) or None,
        "form": form.kind,
        "sha256": record.sha256,
        "content": content,
        "problem_code": problem.code if problem else None,
        "problem_message": problem.message if problem else None,
    }


def _content(file: File, limit_mib: int) -> tuple[bytes, Problem | None]:
    """Return a whole file's bytes, decompressed, and what is wrong with it: its size, or its compression.

    A batch file that is not compressed has no limit: it is its records that have one.
    """
    form = forms.form_of(file.name)
    try:
        if form.compression is None and not form.batch and file.path.stat().st_size > limit_mib << 20:
            found = rejects.reject("too_large", limit=limit_mib, knob="clean.article_limit_mib")
            return b"", Problem(found.code, found.message)
        data = file.path.read_bytes()
    except OSError as error:
        raise _changed(file) from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise _changed(file)
    if form.compression is None:
        return data, None
    content, problem = containers.decompress(data, form.compression, limit_mib)
    return content, Problem(problem.code, problem.message) if problem else None


@lru_cache(maxsize=1)
def _decompressed(file: File, limit_mib: int) -> bytes:
    """The last compressed batch file that this process read: its partitions follow one another."""
    return _content(file, limit_mib)[0]


def _stretch(file: File, record: Record, params: Any) -> bytes:
    """Return the bytes of one record of a batch file."""
    if forms.form_of(file.name).compression is None:
        try:
            with file.path.open("rb") as stream:
                content = os.pread(stream.fileno(), record.length, record.offset)
        except OSError as error:
            raise _changed(file) from error
    else:
        whole = _decompressed(file, params.decompressed_limit_mib)
        content = whole[record.offset : record.offset + record.length]
    if hashlib.sha256(content).hexdigest() != record.sha256:
        raise _changed(file)
    return content


def _changed(file: File) -> ChangedError:
    return ChangedError(
        f"{file.name} changed while it was being read",
        "Nothing is lost: run the same command again when the file is whole.",
    )
