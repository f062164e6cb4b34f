"""What was made from what: one ledger per stage, beside its tables.

The ledger holds no clock, host or absolute path, so that it is the same bytes wherever the same corpus is built. While
a stage runs, what is done is appended to a journal; a run that was killed is continued from it, and at the end ledger
and tables are what a run from nothing would have left.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Self

import msgspec

from flows.engine import digests, files
from flows.engine.fingerprints import Fingerprint
from flows.errors import CorruptError

NAME = "ledger.json"
JOURNAL = "ledger.journal"
_FORMAT = 1

#: What stands before the digest of all that stands before it: a ledger that was edited or damaged is no ledger.
_SEAL = b', "digest": "'


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one job made.

    Attributes:
        job: digest of all that the result depends on.
        files: digest by path below the stage's folder.
        rows: number of rows by the same path.
        rejected: how many of the rows are rejects.
    """

    job: str
    files: dict[str, str]
    rows: dict[str, int]
    rejected: int = 0


class StepLedger(msgspec.Struct, omit_defaults=True):
    """The entries of one step by part (run, sign, decide, apply ...) and partition."""

    made_by: Fingerprint
    parts: dict[str, dict[str, Entry]]


class Ledger(msgspec.Struct):
    """The ledger of one stage."""

    stage: str
    steps: dict[str, StepLedger]
    format: int = _FORMAT

    def entry(self, step: str, part: str, partition: str) -> Entry | None:
        """Return what is recorded of one job, or None."""
        known = self.steps.get(step)
        return known.parts.get(part, {}).get(partition) if known else None

    def partitions(self, step: str, part: str) -> dict[str, Entry]:
        """Return the entries of one part of a step by partition."""
        known = self.steps.get(step)
        return known.parts.get(part, {}) if known else {}

    def tables(self, step: str) -> dict[str, Entry]:
        """Return the entries of a step's tables by partition: of what it ran, or of what it applied."""
        known = self.steps.get(step)
        return known.parts.get("apply", known.parts.get("run", {})) if known else {}

    def paths(self) -> Iterator[str]:
        """Yield every file that is recorded, below the stage's folder."""
        for step in self.steps.values():
            for entries in step.parts.values():
                for entry in entries.values():
                    yield from entry.files

    def encode(self) -> bytes:
        """Return the ledger as text: sorted, one entry a line, so that a diff shows the partitions that changed."""
        lines = [f'{{"format": {self.format}, "stage": "{self.stage}", "steps": {{']
        steps = sorted(self.steps.items())
        for at, (name, step) in enumerate(steps):
            made_by = msgspec.json.encode(step.made_by, order="sorted").decode()
            lines.append(f'"{name}": {{"made_by": {made_by}, "parts": {{')
            parts = sorted(step.parts.items())
            for part_at, (part, entries) in enumerate(parts):
                lines.append(f'"{part}": {{')
                rows = [f'"{key}": {_line(entry)}' for key, entry in sorted(entries.items())]
                lines.append(",\n".join(rows))
                lines.append("}," if part_at < len(parts) - 1 else "}")
            lines.append("}}," if at < len(steps) - 1 else "}}")
        body = "\n".join([*lines, "}"]).encode()
        return body + _SEAL + digests.of_bytes(body).encode() + b'"}\n'


def _line(entry: Entry) -> str:
    return msgspec.json.encode(entry, order="sorted").decode()


class _Line(msgspec.Struct):
    """One line of the journal."""

    step: str
    part: str
    partition: str
    entry: Entry


def intact(folder: Path, entry: Entry) -> bool:
    """Say whether all that a job made is still there, byte for byte."""
    try:
        return all(digests.of_file(f"{folder}/{path}") == content for path, content in entry.files.items())
    except OSError:
        return False


def read(folder: Path) -> Ledger | None:
    """Return the ledger of a stage's folder, or None where there is none or it is damaged: then all is done again."""
    try:
        return parse((folder / NAME).read_bytes())
    except OSError:
        return None


def parse(data: bytes) -> Ledger | None:
    """Return the ledger that these bytes are; None where they are damaged, edited, or of another format."""
    body, _, seal = data.rpartition(_SEAL)
    if seal != digests.of_bytes(body).encode() + b'"}\n':
        return None
    try:
        found = msgspec.json.decode(data, type=Ledger)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return None
    return found if found.format == _FORMAT else None


def require(folder: Path) -> Ledger:
    """Return the ledger of a stage that must have run before.

    Raises:
        CorruptError: it is missing or damaged.
    """
    found = read(folder)
    if found is None:
        raise CorruptError(
            f"{folder} holds no readable {NAME}: stage {folder.name} has not run here, or its folder is damaged",
            f"Run `khabar run {folder.name}` (or `dvc repro`) first.",
        )
    return found


def write(folder: Path, ledger: Ledger) -> None:
    """Put the ledger in place, whole, unless it is there already."""
    path, data = folder / NAME, ledger.encode()
    if not path.is_file() or path.read_bytes() != data:
        files.write(path, data, folder / files.SCRATCH)


def read_journal(folder: Path) -> dict[tuple[str, str, str], Entry]:
    """Return what a killed run had done, by step, part and partition.

    A torn last line is passed over, and so is what another version of Khabar wrote: its work is done again.
    """
    done = {}
    try:
        data = (folder / JOURNAL).read_bytes()
    except OSError:
        return {}
    for line in data.splitlines():
        seal, _, body = line.partition(b" ")
        if seal != digests.of_bytes(body).encode():
            continue
        try:
            row = msgspec.json.decode(body, type=_Line)
        except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
            continue
        done[row.step, row.part, row.partition] = row.entry
    return done


class Journal:
    """Appends what is done, a line each. A context manager; removed by `close` once the ledger is in place.

    Attributes:
        began_ns: when the run began by the clock of the file system, in nanoseconds.
    """

    def __init__(self, folder: Path, old: Iterable[tuple[tuple[str, str, str], Entry]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / JOURNAL
        # Rewritten rather than appended to: a torn last line of a killed run would swallow the next one.
        lines = [self._encode(*key, entry) for key, entry in old]
        files.write(self._path, b"".join(lines), folder / files.SCRATCH)
        self._stream: IO[bytes] = self._path.open("ab")
        self.began_ns = os.fstat(self._stream.fileno()).st_mtime_ns

    @staticmethod
    def _encode(step: str, part: str, partition: str, entry: Entry) -> bytes:
        body = msgspec.json.encode(_Line(step, part, partition, entry))
        return digests.of_bytes(body).encode() + b" " + body + b"\n"

    def add(self, step: str, part: str, partition: str, entry: Entry) -> None:
        """Record one job as done; it is on its way to the disk when this returns."""
        with files.naming(self._path):
            self._stream.write(self._encode(step, part, partition, entry))
            self._stream.flush()

    def remove(self) -> None:
        """End the journal: the ledger has taken over."""
        self._stream.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._stream.closed:
            with files.naming(self._path):
                os.fsync(self._stream.fileno())
                self._stream.close()
