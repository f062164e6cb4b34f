"""What is in the files that arrived: each record is read as a build would read it below the seeds, and becomes a line
of a day's batch file, or a reject. All of this runs in workers, which leave the lines in files of their own.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from flows.engine import sources, tables
from flows.engine.listing import File
from flows.engine.runners import Runner
from flows.inbox import encodings, records, stretches
from flows.inbox.gathering import Fetched
from flows.inbox.report import Problem
from stages.clean.read import articles, forms
from stages.clean.read.decoding import decode
from stages.clean.read.fields import as_text, names_of
from stages.clean.read.params import ReadParams
from stages.clean.read.records import read_record
from stages.clean.rejects import Reject

#: Columns of `clean.read` that must be the same whether an article lies in its own file or in that of its day.
_SAID = (
    "outlet",
    "url",
    "title",
    "author",
    "section",
    "credit",
    "syndicated_from",
    "stated_date",
    "stated_date_rule",
    "text",
    "removed",
)

#: Files that a worker reads at a time, and their bytes.
_FILES_PER_JOB = 64
_BYTES_PER_JOB = 8 << 20

#: Why an article whose text would not tell its bytes is set aside.
_LOSSY = (
    "Some bytes are wrong in the encoding of the text, and would be lost: save it as UTF-8, or bring the file in as it "
    "is, with its bytes, by `khabar add`."
)


#: Why a file is set aside on which our own code failed.
_FAILED = "Reading it failed ({error}). This is a fault of Khabar; please report it with the file."


class Line(NamedTuple):
    """An article, as a line of the batch file of its day.

    Attributes:
        id: what it is called there: the key that it would have in its own file.
        content: digest of what it says.
        said: digest of what `clean.read` made of it where it came from.
        path: the file in which the line stands until then.
        offset: where it begins there, in bytes.
        length: with the line end.
    """

    id: str
    content: str
    said: str
    path: Path
    offset: int
    length: int


@dataclass(frozen=True)
class Arrival:
    """A file to be read: its number, its name below the inbox, the copy to read, and the digest of that."""

    number: int
    name: str
    copy: Path
    sha256: str


@dataclass(frozen=True)
class Job:
    """Files to be read by one worker.

    Attributes:
        arrivals: the files.
        part: the file for the lines of their articles.
        names: what our fields are called in the batches of top folders.
        params: the knobs of the step `clean.read`.
    """

    arrivals: tuple[Arrival, ...]
    part: Path
    names: dict[str, dict[str, str]]
    params: ReadParams


@dataclass
class Found:
    """What one file holds."""

    number: int
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(job: Job) -> list[Found]:
    """Read files, write the lines of their articles, and say what became of each record."""
    pa.set_cpu_count(1)
    found = []
    with job.part.open("wb") as part:
        for arrival in job.arrivals:
            of_file = Found(arrival.number)
            try:
                for identity, told, line in _articles(arrival, job, of_file.problems):
                    content = records.content_of(line) or ""
                    of_file.lines.append(Line(identity, content, told, job.part, part.tell(), len(line)))
                    part.write(line)
            except Exception as error:  # noqa: BLE001 - a file may be anything; one that breaks us is set aside, with why
                of_file = Found(
                    arrival.number, problems=[Problem(None, "failed", _FAILED.format(error=_one_line(error)))]
                )
            found.append(of_file)
    return found


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def read_all(
    fetched: Sequence[Fetched], folder: Path, names: dict[str, dict[str, str]], params: ReadParams, runner: Runner
) -> list[Found]:
    """Return what files hold, in their order.

    Args:
        fetched: the files.
        folder: for the lines of their articles; made anew.
        names: what our fields are called in the batches of top folders.
        params: the knobs of the step `clean.read`.
        runner: where they are read.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    jobs = [
        Job(arrivals, folder / f"{number:06}.jsonl", names, params) for number, arrivals in enumerate(_bundles(fetched))
    ]
    found = {each.number: Found(each.number, problems=[each.problem]) for each in fetched if each.problem}
    for done in runner.map(read, jobs, len(jobs)):
        found |= {each.number: each for each in done}
    return [found[each.number] for each in fetched]


def _bundles(fetched: Iterable[Fetched]) -> Iterator[tuple[Arrival, ...]]:
    """Yield the files that one worker reads at a time: some that are small, or one that is not."""
    bundle: list[Arrival] = []
    size = 0
    for each in fetched:
        if each.copy is None:
            continue
        if bundle and (len(bundle) == _FILES_PER_JOB or size + each.item.size > _BYTES_PER_JOB):
            yield tuple(bundle)
            bundle, size = [], 0
        bundle.append(Arrival(each.number, each.item.name, each.copy, each.sha256))
        size += each.item.size
    if bundle:
        yield tuple(bundle)


def said(rows: pa.Table) -> Iterator[str]:
    """Yield the digest of what each row of ``clean.read`` says, wherever it came from."""
    for row in rows.select(_SAID).to_pylist():
        yield sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def _articles(arrival: Arrival, job: Job, problems: list[Problem]) -> Iterator[tuple[str, str, bytes]]:
    """Yield the id of each article in a file, the digest of what it says, and its line."""
    file = File(arrival.name, arrival.copy, arrival.sha256, None)
    form = forms.form_of(file.name)
    if form.reject is not None:
        problems.append(Problem(None, *form.reject))
    elif form.batch is None:
        alone = sources.Slice(None, (sources.Record(file.key, None, file.sha256, None, file=file),))
        yield from _of_slice(alone, file, None, job.params, problems)
    else:
        mapped = job.names.get(file.top, {}) if form.batch != "warc" else {}
        batch = sources.Batch(file, as_text(mapped))
        index = job.part.with_suffix(".index")
        index.write_bytes(tables.encode(sources.scan(batch, job.params)))
        loses = stretches.of_batch(file, job.params)
        for partition in sources.batched(batch, index):
            yield from _of_slice(partition.slice(), file, loses, job.params, problems)


def _of_slice(
    wanted: sources.Slice,
    file: File,
    loses: stretches.Loses | None,
    params: ReadParams,
    problems: list[Problem],
) -> Iterator[tuple[str, str, bytes]]:
    source = sources.read(wanted, params)
    # Without the folder, so that what the article itself says of its outlet is told apart.
    stated = articles.run(_with_outlets(source, [None] * source.num_rows), params)
    folder = file.top or None
    told = said(_with_outlets(stated, [own or folder for own in stated["outlet"].to_pylist()]))
    made = stated.select(["outlet", "reject_code", "reject_message"]).to_pylist()
    for record, given, read_as, digest in zip(wanted.records, source.to_pylist(), made, told, strict=True):
        if read_as["reject_code"]:
            problems.append(Problem(record.record, read_as["reject_code"], read_as["reject_message"]))
            continue
        fields = _of_record(given) if loses else _of_file(given)
        if fields is not None:
            if read_as["outlet"] is None and folder:
                fields["outlet"] = folder
            line = records.line_of(record.key, fields | {"file_sha256": file.sha256})
            if not (loses and loses(record, line)):
                yield record.key, digest, line
                continue
        problems.append(Problem(record.record, "lossy_encoding", _LOSSY))


def _with_outlets(rows: pa.Table, outlets: list[str | None]) -> pa.Table:
    place = rows.schema.get_field_index("outlet")
    return rows.set_column(place, rows.schema.field(place), pa.array(outlets, pa.string()))


def _of_file(given: dict[str, Any]) -> dict[str, Any] | None:
    """Return the fields of a file that is one article; None where its text does not tell its bytes."""
    html = given["form"] == "html"
    text = decode(given["content"], html=html)
    encoding = None if isinstance(text, Reject) else encodings.encoding_of(given["content"], text)
    if encoding is None or isinstance(text, Reject):
        return None
    return records.of_file(text, html=html) | ({} if encoding == "utf-8" else {"encoding": encoding})


def _of_record(given: dict[str, Any]) -> dict[str, Any]:
    record = read_record(given["content"], given["fields"])
    if isinstance(record, Reject):
        raise TypeError("a record that was read is one")
    return records.of_record(given["content"], record, names_of(given["fields"]))
