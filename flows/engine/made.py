"""The tables that steps have made: where each is, what its bytes must be, and how many rows it has."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from flows.engine import digests, jobs, ledger
from flows.engine.ledger import Entry, Ledger


class Table(NamedTuple):
    """A table that a step has made for a partition. Most are only asked for their digests: text costs less than paths.

    Attributes:
        name: under which a step asks for it.
        folder: that of its stage.
        file: its path there.
        digest: what its bytes must have.
        partition: whose it is.
        rows: of signatures, how many there are.
    """

    name: str
    folder: str
    file: str
    digest: str
    partition: str = ""
    rows: int = 0

    def input(self) -> jobs.Input:
        """Return it as a job reads it."""
        return jobs.Input(self.name, Path(self.folder, self.file), self.digest, self.partition, self.rows)


def contents_of(outputs: Mapping[str, Mapping[str, Entry]]) -> str:
    """Return one digest of what steps have made: of every file of their tables, by step and path.

    Args:
        outputs: the entries by partition, by the name of the step (``<stage>.<step>``).
    """
    told = (
        text
        for name, entries in sorted(outputs.items())
        for _, entry in sorted(entries.items())
        for path, digest in sorted(entry.files.items())
        for text in (name, path, digest)
    )
    return digests.of_fields("contents", told)


class Made:
    """Looks tables up by the name under which a step asks for them.

    Args:
        artifacts: the folder of all stages.
        own: the ledger that the running stage is writing; other stages' are read from their folders.
    """

    def __init__(self, artifacts: Path, own: Ledger) -> None:
        self._artifacts = artifacts
        self._ledgers = {own.stage: own}
        self._schemas: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def outputs(self, name: str) -> Mapping[str, Entry]:
        """Return the entries of a step's tables by partition.

        Raises:
            CorruptError: the stage of that step has not run, or its ledger is damaged.
        """
        stage, _, step = name.partition(":")[0].partition(".")
        if stage not in self._ledgers:
            self._ledgers[stage] = ledger.require(self._artifacts / stage)
        return self._ledgers[stage].tables(step)

    def table(self, name: str, partition: str) -> Table:
        """Return the file that a step made for a partition; ``name`` ends in ``:table`` if it makes several."""
        step, _, table = name.partition(":")
        folder = self._folder(step.partition(".")[0])
        files = self.outputs(name)[partition].files
        if table:
            path = f"{table}/{partition}.parquet"
            if path not in files:
                # A table without rows in this partition: its schema stands for it.
                path = f"{table}/{jobs.SCHEMA_STEM}.parquet"
                return Table(name, folder, path, self._schema(f"{folder}/{path}"), partition)
        else:
            (path,) = files
        return Table(name, folder, path, files[path], partition)

    def rows(self, name: str, partition: str) -> int:
        """Return the rows of a partition: of one table, or of all that the step made for it."""
        rows = self.outputs(name)[partition].rows
        _, _, table = name.partition(":")
        return rows.get(f"{table}/{partition}.parquet", 0) if table else sum(rows.values())

    def _folder(self, stage: str) -> str:
        if stage not in self._folders:
            self._folders[stage] = str(self._artifacts / stage)
        return self._folders[stage]

    def _schema(self, path: str) -> str:
        if path not in self._schemas:
            self._schemas[path] = digests.of_file(path)
        return self._schemas[path]
