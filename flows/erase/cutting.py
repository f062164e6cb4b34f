"""Articles taken out of the seeds: files deleted, records cut out of their batches with all others left as they are.

A batch without some records is written beside it and read again, as a build reads it. Only if what is missing is what
was to go, and all others have the name and the digest that they had, does it take the place of the batch.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path

from flows import incoming
from flows.engine import files
from flows.engine.sources import Batch, Problem, Record
from flows.erase import members, rows, warcs
from flows.erase.held import Held, Seeds, index_of
from flows.erase.members import Spans
from flows.erase.targets import Meant
from flows.errors import ChangedError, UsageError
from stages import keys
from stages.clean.read.decoding import MARKS, as_utf8

#: Names of records that an error tells.
_SHOWN = 5


@dataclass
class Cut:
    """Articles about to be taken out of the seeds.

    Attributes:
        ready: for each batch that loses some records, the file that will take its place.
    """

    meant: Meant
    seeds: Seeds
    ready: dict[str, Path]

    def carry_out(self) -> None:
        """Take them out.

        Raises:
            ChangedError: a file changed meanwhile; those before it in the order of names are done.
        """
        for source in sorted(self.meant.files | self.meant.records.keys()):
            held = _held(self.seeds, source)
            path = held.file.path
            if source in self.ready:
                _check_same(held)
                os.replace(self.ready[source], path)
            else:
                path.unlink(missing_ok=True)
            files.sync_folder(path.parent)


@contextmanager
def prepared(meant: Meant, seeds: Seeds) -> Iterator[Cut]:
    """Write what shall take the place of batches, and read it again; change nothing yet.

    Raises:
        UsageError: a record cannot be cut out so that all others stay as they are.
        ChangedError: a file changed meanwhile.
    """
    if not (meant.files or meant.records):
        yield Cut(meant, seeds, {})
        return
    with incoming.beside(seeds.folder) as scratch:
        ready = {}
        for number, (source, wanted) in enumerate(sorted(meant.records.items())):
            held = _held(seeds, source)
            target = scratch / f"{number}-{Path(source).name}"
            _write(target, _without(held, wanted))
            shutil.copymode(held.file.path, target)
            _check(held, wanted, target)
            ready[source] = target
        yield Cut(meant, seeds, ready)


def _held(seeds: Seeds, source: str) -> Held:
    held = seeds.held(source)
    if held is None:
        raise _changed(source)
    return held


def _without(held: Held, wanted: set[str]) -> bytes:
    """Return a batch without some records."""
    if held.problem is not None:
        raise UsageError(
            f"{held.file.name} cannot be read to its end ({held.problem}), and what the rest of it holds is not known",
            "Mend the file, or erase all of it by its path.",
        )
    data = held.file.path.read_bytes()
    if sha256(data).hexdigest() != held.file.sha256:
        raise _changed(held.file.name)
    gone = [held.records[key] for key in wanted]
    form, compression = held.form.batch or "", held.form.compression
    try:
        content = members.content_of(data, compression)
        if form == "parquet":
            return members.packed(rows.without(content, {record.offset for record in gone}), compression)
        text = as_utf8(content)
        spans = _SPANS[form](text, gone)
        if text is content:
            return members.without(data, compression, spans)
        mark, encoding = next(row for row in MARKS if content.startswith(row[0]))
        rest = members.without(text, None, spans).decode().encode(encoding)
        return members.packed(mark + rest, compression)
    except members.DamagedError as error:
        raise UsageError(
            f"{held.file.name} is damaged ({error}), and a record cannot be cut out of it with certainty",
            "Mend the file, or erase all of it by its path.",
        ) from error


def _lines(text: bytes, gone: Iterable[Record]) -> Spans:
    """Return where records stand that are lines, or rows of delimited text, with the line ends behind them."""
    spans = []
    for start, end in sorted((record.offset, record.offset + record.length) for record in gone):
        after = end + (2 if text[end : end + 2] == b"\r\n" else text[end : end + 1] in (b"\r", b"\n"))
        spans.append((start, after))
    return spans


#: Where records stand in the content of a batch that is text, by its form.
_SPANS: dict[str, Callable[[bytes, Iterable[Record]], Spans]] = {"jsonl": _lines, "csv": _lines, "warc": warcs.spans}


def _write(target: Path, data: bytes) -> None:
    with target.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _check(held: Held, wanted: set[str], target: Path) -> None:
    """Check that a batch that was written holds all records but some, under the names that they had.

    Raises:
        UsageError: it does not.
    """
    with target.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    batch = Batch(replace(held.file, path=target, sha256=digest), held.batch.fields)
    left = {key: _told(record) for key, record in held.records.items() if key not in wanted}
    found = {key: _told(record) for key, record in index_of(batch, held.params).items()}
    if found == left:
        return
    other = sorted(key for key in left.keys() | found.keys() if left.get(key) != found.get(key))
    some = " ".join(keys.doc_id(key) for key in other[:_SHOWN])
    more = f" and {len(other) - _SHOWN} more" if len(other) > _SHOWN else ""
    raise UsageError(
        f"{held.file.name} is left as it is: without what was to go, {len(other)} other records would be lost or be "
        f"called otherwise ({some}{more})",
        "Records that are the same, or have one id, go together: name these doc_ids too, or the whole file.",
    )


def _told(record: Record) -> tuple[str | None, str | None, Problem | None]:
    """Return what tables say of a record besides its name."""
    return record.record, record.sha256, record.problem


def _check_same(held: Held) -> None:
    with held.file.path.open("rb") as stream:
        if file_digest(stream, "sha256").hexdigest() != held.file.sha256:
            raise _changed(held.file.name)


def _changed(source: str) -> ChangedError:
    return ChangedError(f"{source} changed while it was being read", "Run the same command again when it is whole.")
