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
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import contents, digests
from flows.engine.chunking import partitions
from flows.engine.listing import File, Problem, files
from flows.engine.statcache import StatCache
from flows.errors import UsageError
from stages import keys
from stages.clean.read import batch, fields, forms
from stages.clean.schema import SOURCE_SCHEMA
from stages.contract import InputError

__all__ = [
    "INDEX",
    "Batch",
    "File",
    "Inventory",
    "Partition",
    "Problem",
    "Record",
    "Slice",
    "batched",
    "digest",
    "files",
    "inventory",
    "listed",
    "loose",
    "read",
    "scan",
    "sizes_of",
]

#: Folder of the indexes of batch files, below the folder of the stage that reads the source.
INDEX = "index"

#: Key of the index file's metadata that lists its partitions, so that a plan needs no more than the file's footer.
_PARTITIONS = b"partitions"


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
    """A batch file to be scanned; ``fields`` is what our fields are called in it, as JSON, where otherwise."""

    file: File
    fields: str | None = None

    @property
    def id(self) -> str:
        """The name of its index."""
        return keys.doc_id(self.file.key)

    @property
    def contents(self) -> list[str]:
        """What an index depends on besides code and params."""
        return [self.file.sha256 or "", *([self.fields] if self.fields else [])]


@dataclass(frozen=True)
class Inventory:
    """All that is in ``seeds/``."""

    loose: list[File]
    batches: list[Batch]


@dataclass(frozen=True)
class Slice:
    """The records of one partition: loose files of one folder, or records of one batch file."""

    batch: Batch | None
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


def inventory(seeds: Path, seen: StatCache | None = None) -> Inventory:
    """Return the loose files and the batches, each in the order of their keys.

    Args:
        seeds: the folder.
        seen: see `listing.files`.

    Raises:
        UsageError: there is no such folder, a folder below it cannot be listed, or the map of field names is wrong.
    """
    names = _field_names(seeds)
    found = Inventory([], [])
    for file in files(seeds, seen):
        form = forms.form_of(file.name)
        if file.problem is None and form.batch is not None:
            # The fields of an archive are its format's own, and not for its owner to name.
            mapped = names.get(file.top, {}) if form.batch != "warc" else {}
            found.batches.append(Batch(file, fields.as_text(mapped)))
        else:
            found.loose.append(file)
    return found


def _field_names(seeds: Path) -> dict[str, dict[str, str]]:
    """Return what our fields are called in the batches of each folder."""
    path = seeds / forms.FIELDS
    if not os.path.lexists(path):
        return {}
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait forever
            raise UsageError(f"{path} is not a regular file", "Put a table there, or move it away.")
        return fields.read_fields(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", "Mend its permissions or its link, or move it away."
        ) from error
    except InputError as error:
        raise UsageError(error.what, error.then) from error


def loose(found: Iterable[File], sizes: tuple[int, int, int]) -> Iterator[Partition]:
    """Yield the partitions of loose files: top folder by top folder, cut by key.

    Args:
        found: the loose files in the order of their keys.
        sizes: least, mean and greatest number of articles of a partition.
    """
    tops: dict[str, list[File]] = {}
    for file in found:
        tops.setdefault(file.top, []).append(file)
    for members in tops.values():
        for run in partitions([file.key for file in members], *sizes):
            records = tuple(_loose_record(members[at]) for at in run)
            whole = Slice(None, records)
            yield Partition(keys.doc_id(records[0].key), digest(records), len(records), partial(_same, whole))


def _same(whole: Slice) -> Slice:
    return whole


def _loose_record(file: File) -> Record:
    return Record(file.key, None, file.sha256, file.problem, file=file)


def digest(records: Iterable[Record], names: str | None = None) -> str:
    """Return the digest of what a partition is made from: keys and contents, in order, and the names of the fields."""
    parts: list[str] = []
    for record in records:
        content = record.sha256 or ""
        parts += [record.key, content]
        parts += [record.problem.code, record.problem.message] if record.problem else ["", ""]
    return digests.of_fields("partition", [*parts, names] if names else parts)


def scan(found: Batch, params: Any) -> pa.Table:
    """Return the index of a batch file: a row per record, sorted by key, with the partition that it belongs to.

    What is wrong with the file as a whole is a row with the key of the file. There always is a row.

    Raises:
        ChangedError: the file is not the one that was hashed.
    """
    file, form = found.file, forms.form_of(found.file.name)
    if form.batch is None:
        raise TypeError(f"{file.name} is no batch")
    data, problem = contents.batch_file(file, params.decompressed_limit_mib)
    rows = batch.scan(data, form.batch, params, found.fields, problem)
    columns = dict(zip(rows.column_names, rows.columns, strict=True))
    columns["key"] = pa.array(
        [file.key if key == batch.WHOLE else keys.record_key(file.name, key) for key in columns["key"].to_pylist()],
        pa.large_string(),
    )
    columns["sha256"] = pa.array([each and each.hex() for each in columns["sha256"].to_pylist()], pa.large_string())
    index = pa.table(columns).sort_by("key").combine_chunks()
    records = _records(index)
    runs = partitions([record.key for record in records], *sizes_of(params))
    names = [keys.doc_id(records[run.start].key) for run in runs]
    listed = [
        (name, digest(records[run.start : run.stop], found.fields), len(run))
        for name, run in zip(names, runs, strict=True)
    ]
    column = pa.array([name for name, run in zip(names, runs, strict=True) for _ in run], pa.large_string())
    return index.append_column("partition", column).replace_schema_metadata({_PARTITIONS: json.dumps(listed)})


def sizes_of(params: Any) -> tuple[int, int, int]:
    """Return the sizes of partitions that the params of the first step ask for."""
    return params.partition_least, params.partition_mean, params.partition_greatest


def batched(found: Batch, index: Path) -> Iterator[Partition]:
    """Yield the partitions of a batch file from its index."""

    @lru_cache(maxsize=1)
    def by_partition() -> dict[str, tuple[Record, ...]]:
        table = pq.read_table(index, use_threads=False)
        records = _records(table)
        groups = groupby(zip(table["partition"].to_pylist(), records, strict=True), key=lambda row: row[0])
        return {name: tuple(record for _, record in rows) for name, rows in groups}

    def slice_of(name: str) -> Slice:
        return Slice(found, by_partition()[name])

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
    batch = wanted.batch
    if batch is None:
        rows = [_article_row(record, params) for record in wanted.records]
    else:
        give = contents.records(batch.file, batch.fields, params)
        kind = forms.form_of(batch.file.name).kind
        rows = [_row(batch.file, record, kind, _given(batch, record, give), batch.fields) for record in wanted.records]
    return pa.Table.from_pylist(rows, schema=SOURCE_SCHEMA)


def _article_row(record: Record, params: Any) -> dict[str, object]:
    file = record.file
    if file is None:
        raise TypeError("a record that is in no batch is a file")
    form = forms.form_of(file.name)
    content, problem = None, record.problem
    if form.reject is not None:
        problem = problem or contents.problem_of(form.reject)
    elif problem is None:
        content, problem = contents.article(file, params)
    return _row(file, replace(record, problem=problem), form.kind, content)


def _given(batch: Batch, record: Record, give: Callable[[int, int], bytes | None]) -> bytes | None:
    """Return a record of a batch, none for one with a problem."""
    if record.problem is not None:
        return None
    content = give(record.offset, record.length)
    if content is None or hashlib.sha256(content).hexdigest() != record.sha256:
        raise contents.changed(batch.file)
    return content


def _row(file: File, record: Record, form: str, content: bytes | None, names: str | None = None) -> dict[str, object]:
    problem = record.problem
    return {
        "key": record.key,
        "source": file.name,
        "record": record.record,
        "outlet": file.top or None,
        "form": form,
        "sha256": record.sha256,
        "content": content,
        "fields": names,
        "problem_code": problem.code if problem else None,
        "problem_message": problem.message if problem else None,
    }
