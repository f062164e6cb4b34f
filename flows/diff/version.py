"""One of the two versions that are compared: its ledgers, and its tables, each verified before it is used."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from flows.diff.lineage import EXPORT, upstream_of
from flows.engine import digests, tables
from flows.engine.fingerprints import Fingerprint
from flows.engine.jobs import SCHEMA_STEM
from flows.engine.ledger import Entry, Ledger
from flows.errors import CorruptError
from flows.versions import Snapshot, ledger_of


def _split(name: str) -> tuple[str, str]:
    stage, _, step = name.partition(".")
    return stage, step


@dataclass
class Version:
    """A version, read as far as it is asked for."""

    snapshot: Snapshot

    @property
    def name(self) -> str:
        """What people call it."""
        return self.snapshot.name

    @cached_property
    def ledgers(self) -> Mapping[str, Ledger]:
        """The ledgers of export and of all stages that it reads, by stage.

        Raises:
            CorruptError: one is missing.
            UsageError: one was written by another format of Khabar.
        """
        names = dict.fromkeys(_split(step)[0] for step in (EXPORT, *upstream_of(EXPORT)))
        return {name: ledger_of(self.snapshot, name) for name in names}

    def made_by(self, step: str) -> Fingerprint | None:
        """Return the fingerprint of a step, if this version has the step."""
        stage, name = _split(step)
        found = self.ledgers[stage].steps.get(name)
        return found.made_by if found else None

    def entries(self, step: str) -> Mapping[str, Entry]:
        """Return what a step made, by partition."""
        stage, name = _split(step)
        return self.ledgers[stage].tables(name)

    def rows(self, table: str) -> int:
        """Return how many rows an exported table has."""
        return sum(
            rows
            for entry in self.entries(EXPORT).values()
            for path, rows in entry.rows.items()
            if path.partition("/")[0] == table
        )

    def read(self, step: str, path: str, digest: str, columns: list[str] | None = None) -> pa.Table:
        """Return a file of a step's tables.

        Raises:
            CorruptError: it is not what the ledger says, or cannot be read.
        """
        where = f"artifacts/{_split(step)[0]}/{path}"
        data = self.snapshot.read(where)
        if digests.of_bytes(data) != digest:
            raise CorruptError(
                f"{where} of {self.name} is not what its ledger says",
                "Wait for a run that is going on, or build again: what is damaged is made anew.",
            )
        return tables.decode(data, columns)

    def schemas(self, names: list[str]) -> Iterator[tuple[str, pa.Schema]]:
        """Yield the schemas of those exported tables that this version has."""
        for name in names:
            path = f"artifacts/{_split(EXPORT)[0]}/{name}/{SCHEMA_STEM}.parquet"
            if self.snapshot.has(path):
                yield name, tables.decode(self.snapshot.read(path)).schema

    def unlike(self, other: "Version", step: str, partitions: Iterable[str], table: str = "") -> pa.Table | None:
        """Return what a step made in some partitions, without the files that are in another version too.

        Args:
            other: the other version.
            step: the step.
            partitions: their names; this version need not have them.
            table: the one to return of a step that makes several.

        Returns:
            The rows; None where there is no such file.
        """
        mine, theirs = self.entries(step), other.entries(step)
        found = [
            self.read(step, path, digest)
            for partition in partitions
            if partition in mine
            for path, digest in mine[partition].files.items()
            if path.startswith(table and f"{table}/")
            and (partition not in theirs or theirs[partition].files.get(path) != digest)
        ]
        return pa.concat_tables(found) if found else None


def differing(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> list[str]:
    """Return the partitions whose files are not the same bytes in both, or that only one has, in order."""

    def files(entries: Mapping[str, Entry], partition: str) -> Mapping[str, str]:
        return entries[partition].files if partition in entries else {}

    return [each for each in sorted(old.keys() | new.keys()) if files(old, each) != files(new, each)]
