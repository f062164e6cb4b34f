"""The copy of somebody's articles that is changed: which files it has, and how to put back what was there before."""

import csv
import os
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path
from random import Random

import zstandard

from flows.engine import digests, listing
from flows.verify import batches
from flows.verify.batches import Batch
from flows.verify.store import Store
from stages.clean.read.forms import REFERENCES, form_of

#: Errors of a file that is not of the form that it says it is, or is damaged.
_DAMAGED = (OSError, EOFError, zlib.error, zstandard.ZstdError, csv.Error)


class Corpus:
    """A folder of articles of our own.

    Args:
        seeds: the folder; what stands there is what the corpus has.
        store: where the bytes are kept that a later step may ask for.
    """

    def __init__(self, seeds: Path, store: Store) -> None:
        self.seeds = seeds
        self._store = store
        self.files: dict[str, str] = {}
        for here, _, names in os.walk(seeds):
            for name in names:
                path = Path(here, name)
                if not path.is_symlink() and path.is_file() and os.access(path, os.R_OK):
                    self.files[path.relative_to(seeds).as_posix()] = digests.of_file(path)
        self.files = dict(sorted(self.files.items()))

    def articles(self) -> list[str]:
        """Return the files that are one article each, in order; those that can be none among them."""
        return [name for name in self.files if name not in REFERENCES and form_of(name).batch is None]

    def batches(self) -> list[str]:
        """Return the batch files whose records can be changed, in order."""
        return [
            name
            for name in self.files
            if name not in REFERENCES and batches.is_editable(name, (self.seeds / name).stat().st_size)
        ]

    def batch(self, name: str) -> Batch | None:
        """Return the records of a batch file; None where it is damaged."""
        try:
            return Batch(name, self.read(name))
        except _DAMAGED:
            return None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return (self.seeds / name).read_bytes()

    def put(self, name: str, data: bytes) -> None:
        """Write a file anew, or another one in its place."""
        self._keep(name)
        path = self.seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        self.files = dict(sorted({**self.files, name: digests.of_bytes(data)}.items()))

    def remove(self, name: str) -> None:
        """Delete a file."""
        self._keep(name)
        (self.seeds / name).unlink()
        self.files = {each: digest for each, digest in self.files.items() if each != name}

    def restore(self, files: Mapping[str, str]) -> None:
        """Make the files those that were there before."""
        for name in sorted(self.files.keys() - files.keys()):
            self.remove(name)
        for name, digest in files.items():
            if self.files.get(name) != digest:
                self.put(name, self._store.read(digest))

    def digest(self) -> str:
        """Return one digest of all files and their names."""
        return digests.of_fields("seeds", [text for pair in self.files.items() for text in pair])

    def _keep(self, name: str) -> None:
        if name in self.files:
            self._store.keep_bytes(self.read(name))


def copy(seeds: Path, target: Path, sample: int | None, random: Random) -> int:
    """Copy a folder of articles, or a sample of it; return how many files were taken.

    Links of DVC and others are copied as what they lead to; a link that the engine refuses stays one.

    Args:
        seeds: the articles; read, never touched.
        target: where; not there yet.
        sample: how many articles to take, drawn among files and among records of batches; None for all.
        random: what to draw with.

    Raises:
        UsageError: there is no such folder, or it cannot be listed.
    """
    found = list(listing.files(seeds))
    target.mkdir()
    taken = {file.name: None for file in found} if sample is None else _drawn(found, sample, random)
    for file in found:
        if file.name not in taken:
            continue
        path = target / file.path.relative_to(seeds)
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.problem is not None:
            _stand_in(file.path, path)
            continue
        rows = taken[file.name]
        if rows is None:
            shutil.copyfile(file.path, path)
        else:
            batch = Batch(file.name, file.path.read_bytes())
            batch.records = [batch.records[at] for at in rows]
            path.write_bytes(batch.encode())
    for name in REFERENCES:
        if (seeds / name).is_file():
            shutil.copyfile(seeds / name, target / name)
    return len(taken)


def _stand_in(path: Path, target: Path) -> None:
    """Put something at ``target`` that the engine refuses as it refuses what stands at ``path``."""
    if path.is_symlink():
        target.symlink_to(path.parent.absolute() / path.readlink())
    elif path.is_file():
        target.touch(mode=0)
    else:
        os.mkfifo(target)


def _drawn(found: list[listing.File], sample: int, random: Random) -> dict[str, list[int] | None]:
    """Return the files that a sample takes, with the places of the records that it takes of a batch."""
    units: list[tuple[str, int | None]] = []
    for file in found:
        if file.problem is None and batches.is_editable(file.name, file.path.stat().st_size):
            try:
                units += [(file.name, at) for at in range(len(Batch(file.name, file.path.read_bytes()).records))]
            except _DAMAGED:
                units.append((file.name, None))
        else:
            units.append((file.name, None))
    taken: dict[str, list[int] | None] = {}
    for at in sorted(random.sample(range(len(units)), min(sample, len(units)))):
        name, row = units[at]
        if row is None:
            taken[name] = None
        else:
            rows = taken.setdefault(name, [])
            if rows is not None:
                rows.append(row)
    return taken
