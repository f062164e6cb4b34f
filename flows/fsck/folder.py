"""One stage's folder: its ledger, the files that the ledger knows, and those that it does not."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from flows.engine import constants, digests, files, fingerprints, ledger, shape, statcache
from flows.engine.ledger import Entry, Ledger
from flows.fsck import chain
from flows.fsck.content import Content
from flows.fsck.finding import Finding, Remedy, Report
from stages.contract import Stage

#: An entry's name: step, part, partition.
Key = tuple[str, str, str]


@dataclass
class Looked:
    """What is known of a stage's folder after it was looked at.

    Attributes:
        ledger: None where there is none that can be read.
        stopped: whether a run was stopped here that the next one continues.
        sound: whether every file that the ledger knows is what it says.
        current: whether the code, rules and params that run now made it.
        md5: of the files that were read, by path.
    """

    stage: str
    folder: Path
    ledger: Ledger | None = None
    stopped: bool = False
    sound: bool = True
    current: bool = True
    md5: dict[Path, str] = field(default_factory=dict)


class Look:
    """Looks at one stage's folder.

    Args:
        stage: its declaration.
        folder: where.
        checked: the params of its steps.
        report: takes the findings.
        command: makes again what goes.
        seeds: the folder of articles.
        wants_md5: whether somebody will ask for the MD5 of files.
    """

    def __init__(
        self,
        stage: Stage,
        folder: Path,
        checked: Mapping[str, msgspec.Struct],
        report: Report,
        command: str,
        *,
        seeds: Path,
        wants_md5: bool = False,
    ) -> None:
        self._stage, self._folder, self._checked, self._report = stage, folder, checked, report
        self._command, self._seeds, self._wants_md5 = command, seeds, wants_md5
        self._killed = ledger.read_journal(folder)
        self._seen = statcache.StatCache(folder / statcache.NAME, 0)
        self.looked = Looked(stage.name, folder)

    def look(self) -> Looked:
        """Ask all questions, and return what is known then."""
        looked = self.looked
        if not os.path.lexists(self._folder):
            self._note("not_run", str(self._folder), f"Stage {looked.stage} has not run here")
            return looked
        for path in shape.strangers(self._folder, (*self._stage.rendered, *self._stage.guests)):
            # A build refuses to work beside it, as it deletes what it does not know.
            self._tell(
                "foreign", path, "Khabar makes no such file, and all of this folder belongs to it", "Move it away."
            )
        if not self._folder.is_dir():
            return looked
        looked.stopped = (self._folder / ledger.JOURNAL).is_file()
        looked.ledger = self._ledger()
        known = set(self._known())
        if looked.ledger is not None:
            self._report.counts["ledgers"] += 1
            looked.current = self._current(looked.ledger)
            self._files(looked.ledger, Content(self._stage, current=looked.current))
            self._unknown({*known, *self._constants(looked.ledger)})
        self._scratch()
        return looked

    # -- the ledger -------------------------------------------------------------------------------------------------

    def _has_only_begun(self) -> bool:
        """Say whether nothing is there but what a run leaves that was killed before it had noted anything."""
        found = {path.name for path in self._folder.iterdir()}
        return not found or (files.SCRATCH in found and all(name.startswith(".") for name in found))

    def _ledger(self) -> Ledger | None:
        path = self._folder / ledger.NAME
        found = ledger.read(self._folder)
        if found is not None and found.stage == self._stage.name:
            if self.looked.stopped:
                self._journal()
            return found
        back = f" In a DVC workspace, `dvc checkout {path}` may bring it back."
        remedy = Remedy(reset=(self._folder,))
        if os.path.lexists(path):
            self._tell(
                "ledger",
                path,
                "The ledger is damaged, edited, or of another version of Khabar",
                f"Run `{self._command}`: it makes all of the stage again.{back}",
                remedy,
            )
        elif self.looked.stopped or self._has_only_begun():
            self._note("stopped", str(self._folder), "A run was stopped here before its first end")
        else:
            self._tell(
                "ledger",
                path,
                "There is no ledger beside the tables",
                f"Run `{self._command}`: it makes all of the stage again.{back}",
                remedy,
            )
        return None

    def _journal(self) -> None:
        path = self._folder / ledger.JOURNAL
        if self._killed:
            what = f"A run was stopped here with {len(self._killed):,} jobs done; the next run goes on from there"
            self._note("stopped", str(path), what)
        else:
            self._tell("journal", path, "A run was stopped here before it had done anything", "", Remedy((path,)))

    def _current(self, found: Ledger) -> bool:
        """Say whether what runs now made it; if not, note what has changed."""
        changes = []
        for step in self._stage.steps:
            known = found.steps.get(step.name)
            made_by = fingerprints.of_step(self._stage, step, self._checked[step.name])
            changes += made_by.differences(known.made_by) if known else [("code", f"the step {step.name}")]
        changes = list(dict.fromkeys(changes))
        if changes:
            kind, detail = changes[0]
            more = f" and {len(changes) - 1:,} more" if len(changes) > 1 else ""
            self._note("behind", self._stage.name, f"It was made before a change of {kind}: {detail}{more}")
        return not changes

    # -- the files --------------------------------------------------------------------------------------------------

    def _known(self) -> Iterator[Path]:
        """Yield the files that a stopped run has made and noted."""
        for entry in self._killed.values():
            yield from (self._folder / path for path in entry.files)

    def _files(self, found: Ledger, content: Content) -> None:
        for name, step in sorted(found.steps.items()):
            for part, entries in sorted(step.parts.items()):
                for partition, entry in sorted(entries.items()):
                    self._entry((name, part, partition), entry, content)

    def _entry(self, key: Key, entry: Entry, content: Content) -> None:
        killed = self._killed.get(key)
        remedy = Remedy(drop=((self._stage.name, *key),))
        for path, expected in sorted(entry.files.items()):
            at = self._folder / path
            data = self._read(at)
            if data is None:
                self._damaged(
                    "missing", at, "The ledger knows this file, and it is not there or cannot be read", remedy
                )
                continue
            found = digests.of_bytes(data)
            if found != expected:
                if killed is not None and killed.files.get(path) == found:
                    continue  # a stopped run has made it anew; the ledger will say so when the next one ends
                self._changed(at, path, remedy)
            elif against := content.against(path, data, entry.rows.get(path)):
                self._damaged("table", at, f"The bytes are those that the ledger knows, but {against}", remedy)
            else:
                self._report.counts["rows"] += entry.rows.get(path, 0)

    def _constants(self, found: Ledger) -> Iterable[Path]:
        """Look at what is there whatever the partitions; return it."""
        try:
            fixed = constants.of(self._stage, self._folder, found)
        except Exception:  # noqa: BLE001 - pages are rendered of decisions, and those of a damaged file were told
            names = [self._folder / name for name in self._stage.rendered]
            return [*names, *self._folder.glob("*/schema.parquet"), *self._folder.glob("*/empty.js")]
        # Pages follow from decisions, which may be damaged or, of a run that was stopped, others; and a stamped one
        # from all that the stage reads, which may be ahead of it.
        settled = self.looked.sound and not self.looked.stopped and not (self._stage.stamped and self._is_behind(found))
        for path, data in sorted(fixed.items()):
            there = self._read(path)
            judged = settled or path.parent != self._folder
            if there != data and self.looked.current and judged:
                what = (
                    "It is not there or cannot be read"
                    if there is None
                    else "Its bytes are not those that belong there"
                )
                self._damaged("changed" if there is not None else "missing", path, what, Remedy(write=((path, data),)))
        return fixed

    def _is_behind(self, own: Ledger) -> bool:
        """Say whether what the stage reads is not what it was made of."""
        return bool(chain.broken(self._stage, self._folder.parent, self._seeds, own))

    def _unknown(self, known: set[Path]) -> None:
        """Look for files that nobody knows."""
        expected = {self._folder / path for path in self.looked.ledger.paths()} if self.looked.ledger else set()
        expected |= known | {self._folder / name for name in (ledger.NAME, ledger.JOURNAL, *self._stage.guests)}
        foreign = set(shape.strangers(self._folder, (*self._stage.rendered, *self._stage.guests)))
        for path in _visible(self._folder):
            if path not in expected and not foreign.intersection((path, *path.parents)):
                then = f"Delete it, or run `{self._command}`, which does."
                self._tell("unknown", path, "No ledger knows this file: a killed run left it", then, Remedy((path,)))

    def _scratch(self) -> None:
        scratch = self._folder / files.SCRATCH
        if os.path.lexists(scratch):
            then = f"Delete it, or run `{self._command}`, which does."
            self._tell("scratch", scratch, "A killed run left half-written files", then, Remedy((scratch,)))

    # -- telling ----------------------------------------------------------------------------------------------------

    def _read(self, path: Path) -> bytes | None:
        try:
            data = path.read_bytes()
        except OSError:
            return None
        self._report.counts["files"] += 1
        self._report.counts["bytes"] += len(data)
        if self._wants_md5:
            self.looked.md5[path] = hashlib.md5(data, usedforsecurity=False).hexdigest()
        return data

    def _changed(self, path: Path, name: str, remedy: Remedy) -> None:
        what = "Its bytes are not those that the ledger knows"
        if self._seen.vouches(str(path), name):
            # Nobody wrote to it: the disk has lost them, or something below the file system has.
            self.looked.sound = False
            then = f"Run `khabar fsck --repair`, then `{self._command}`, which alone would not see it."
            self._tell("changed", path, f"{what}, though its times are", then, remedy)
        else:
            self._damaged("changed", path, what, remedy)

    def _damaged(self, kind: str, path: Path, what: str, remedy: Remedy) -> None:
        self.looked.sound = False
        self._tell(kind, path, what, f"Run `{self._command}`, which makes it again.", remedy)

    def _tell(self, kind: str, path: Path, what: str, then: str, remedy: Remedy | None = None) -> None:
        then = then or f"Run `{self._command}`."
        self._report.findings.append(Finding(kind, str(path), what, then, remedy=remedy))

    def _note(self, kind: str, where: str, what: str) -> None:
        self._report.findings.append(Finding(kind, where, what, f"Run `{self._command}`.", wrong=False))


def _visible(folder: Path) -> Iterator[Path]:
    """Yield the files and links below a folder, those with hidden names or in folders with such names aside."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(here, name).is_symlink()]
        yield from (Path(here, name) for name in sorted([*names, *links]) if not name.startswith("."))
