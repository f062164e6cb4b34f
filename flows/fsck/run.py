"""All questions in their order, and the repair of what can be repaired."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import stages
from flows import params
from flows.engine import files, ledger, lock, statcache
from flows.engine.stage import Place
from flows.erase.workspace import workspace_of
from flows.errors import BusyError, UsageError
from flows.fsck import chain, keys, records
from flows.fsck.finding import Finding, Remedy, Report, again
from flows.fsck.folder import Look, Looked


def look(place: Place, settings: Mapping[str, Any], params_path: Path | None = None) -> Report:
    """Ask all questions of a folder of artifacts; nothing is changed.

    Raises:
        UsageError: there is no such folder, or the params cannot be read.
        BusyError: a run works in it, so that what lies there is no state to judge.
    """
    if not place.artifacts.is_dir():
        raise UsageError(f"{place.artifacts} is not a folder", "Build first, or name the folder with --artifacts.")
    _refuse_busy(place)
    report = _Check(place, settings, params_path).report()
    _refuse_busy(place)
    return report


def repair(place: Place, settings: Mapping[str, Any], params_path: Path | None = None, wait: float = 0.0) -> Report:
    """Look, take away what is wrong, and look again; the report says what was repaired and what is left.

    Args:
        place: the folders.
        settings: the mappings of a params file.
        params_path: where they come from, for messages.
        wait: seconds to wait for a run in the same folder.

    Raises:
        UsageError, BusyError: as for `look`.
        OSError: something cannot be deleted.
    """
    if not place.artifacts.is_dir():
        raise UsageError(f"{place.artifacts} is not a folder", "Build first, or name the folder with --artifacts.")
    dead = [finding for finding in _claim(place.artifacts) if lock.busy(place.artifacts) is None]
    with lock.held(place.artifacts, "khabar fsck --repair", wait=wait, tell=_waiting):
        first = _Check(place, settings, params_path).report()
        mended = [finding for finding in first.findings if finding.remedy is not None]
        if first.findings:
            # Here every byte was read. The next build does so too, since what it goes by may not know of damage.
            for name in stages.NAMES:
                statcache.forget(place.artifacts / name)
        _apply(place.artifacts, [finding.remedy for finding in mended if finding.remedy])
        left = _Check(place, settings, params_path).report() if mended else first
    # Whoever takes a dead run's claim lets go of it as of any other.
    return replace(left, repaired=[*mended, *dead], next=left.next or first.next)


class _Check:
    """One look at everything.

    Args:
        place: the folders.
        settings: the mappings of a params file.
        params_path: where they come from, for messages.
    """

    def __init__(self, place: Place, settings: Mapping[str, Any], params_path: Path | None) -> None:
        self._place, self._settings, self._params_path = place, settings, params_path
        self._root = workspace_of(place)
        self._report = Report()
        self._command = again(place, params_path, dvc=self._root is not None)

    def report(self) -> Report:
        """Ask, and return what was found."""
        found = {name: self._stage(name) for name in stages.NAMES}
        stale = self._dvc(found) if self._root is not None else None
        behind = self._chains(found, stale)
        if behind <= {"report"}:
            self._tables(found)
        self._leftovers()
        report = self._report
        if any(finding.remedy or not finding.wrong for finding in report.findings):
            report.next = self._command
        return report

    def _stage(self, name: str) -> Looked:
        stage = stages.load(name)
        checked = params.of_stage(stage, self._settings, self._params_path)
        folder = self._place.artifacts / name
        wants_md5 = self._root is not None
        seeds = self._place.seeds
        return Look(stage, folder, checked, self._report, self._command, seeds=seeds, wants_md5=wants_md5).look()

    def _dvc(self, found: Mapping[str, Looked]) -> set[str]:
        """Ask DVC; return the stages that it would run."""
        # Here, not at the top: DVC takes a third of a second to import, and a plain folder needs none.
        from dvc.exceptions import DvcException  # noqa: PLC0415

        from flows.fsck.workspace import Workspace  # noqa: PLC0415

        root = self._root or Path()
        md5 = {path: value for looked in found.values() for path, value in looked.md5.items()}
        try:
            with Workspace(root, self._report, self._command, md5) as workspace:
                stale = workspace.stale(self._place.artifacts.resolve().name)
                workspace.cache()
        except DvcException as error:
            what = f"DVC cannot open this workspace ({' '.join(str(error).split())})"
            self._report.findings.append(
                Finding(
                    "dvc",
                    str(root),
                    what,
                    "Mend that (`git checkout -- dvc.lock` brings a lock file back), and ask again.",
                )
            )
            return set(stages.NAMES)
        return stale

    def _chains(self, found: Mapping[str, Looked], stale: set[str] | None) -> set[str]:
        """Look whether each stage read what the ones before it made; return those that did not."""
        behind: set[str] = set()
        for name, looked in found.items():
            if looked.ledger is None:
                return behind | {name}  # what comes after it cannot be judged
            broken = chain.broken(stages.load(name), self._place.artifacts, self._place.seeds, looked.ledger)
            if not broken:
                continue
            behind.add(name)
            step, part, partition = broken[0]
            first = f"{step} ({part})" + (f" of partition {partition}" if partition else "")
            what = f"{len(broken):,} of its jobs read something else than what lies there now; the first is {first}"
            # DVC runs a stage whose inputs are not those of its lock; one that it takes for done stays as it is.
            unseen = stale is not None and name not in stale and not looked.stopped
            there = tuple((name, *key) for key in broken if looked.ledger.entry(*key) is not None)
            self._report.findings.append(
                Finding(
                    "chain" if unseen else "behind",
                    str(looked.folder),
                    what + (", and DVC takes the stage for done" if unseen else ""),
                    f"Run `dvc repro --force --single-item {name}`." if unseen else f"Run `{self._command}`.",
                    wrong=unseen,
                    remedy=Remedy(drop=there) if unseen else None,
                )
            )
        return behind

    def _tables(self, found: Mapping[str, Looked]) -> None:
        """Look at the exported tables, where they are what the ledgers say and nothing is behind."""
        clean, export = found["clean"], found["export"]
        if not (clean.sound and export.sound and clean.ledger and export.ledger) or export.stopped or clean.stopped:
            return
        fault = "This is a fault of Khabar; please report it. A build from nothing shows whether it stays."
        for partition, what in records.lost(self._place.artifacts, clean.ledger, export.ledger):
            where = f"partition {partition}" if partition else str(export.folder)
            self._report.findings.append(Finding("conservation", where, what, fault))
        if not export.current:
            return
        for rule, table, rows in keys.violations(self._place.artifacts):
            where = str(export.folder / table)
            self._report.findings.append(Finding("key", where, f"{rule} ({rows:,} times)", fault))

    def _leftovers(self) -> None:
        """Look for what killed runs left beside the stages."""
        artifacts = self._place.artifacts
        then = "Delete it, or let the next run do so."
        self._report.findings += _claim(artifacts)
        for path in sorted(artifacts.glob(f"{files.PROBE}*")):
            what = "A killed run left this, by which workers of a cluster prove what they see"
            self._report.findings.append(Finding("scratch", str(path), what, then, remedy=Remedy((path,))))


def _claim(artifacts: Path) -> Iterator[Finding]:
    """Look for the claim of a process that has ended; one that runs does not let us come this far."""
    path = artifacts / lock.NAME
    known = lock.holder(artifacts)
    own = os.environ.get(lock.VARIABLE, "").split(",")
    if not os.path.lexists(path) or (known is not None and known.token in own):
        return
    if known is None and not path.is_file():
        what = "What stands here is no claim, and every run refuses to work"
        yield Finding("claim", str(path), what, "Move it away.")
        return
    what = f"This is the claim of {known or 'a run that was killed'}, and nobody holds it any more"
    yield Finding("claim", str(path), what, "Nothing need be done: the next run takes it over.", remedy=Remedy())


def _apply(artifacts: Path, remedies: list[Remedy]) -> None:
    """Take away what is wrong."""
    drops: dict[str, set[tuple[str, str, str]]] = {}
    for remedy in remedies:
        for folder in remedy.reset:
            # As after a change of Python: the journal marks the folder as ours, and says that nothing is done.
            files.write(folder / ledger.JOURNAL, b"", folder / files.SCRATCH)
            (folder / ledger.NAME).unlink(missing_ok=True)
            shutil.rmtree(folder / files.SCRATCH, ignore_errors=True)
        for path, data in remedy.write:
            files.write(path, data, path.parent / files.SCRATCH)
            (path.parent / files.SCRATCH).rmdir()
        for stage, step, part, partition in remedy.drop:
            drops.setdefault(stage, set()).add((step, part, partition))
    for stage, dropped in drops.items():
        _drop(artifacts / stage, dropped)
    for remedy in remedies:
        for path in remedy.delete:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _drop(folder: Path, dropped: set[tuple[str, str, str]]) -> None:
    """Take entries out of a ledger, and then delete their files: a crash between the two leaves strays."""
    found = ledger.read(folder)
    if found is None:
        return
    gone: dict[str, str] = {}
    for step, part, partition in dropped:
        if (entry := found.partitions(step, part).pop(partition, None)) is not None:
            gone |= entry.files
    kept = set(found.paths())
    ledger.write(folder, found)
    for path in gone.keys() - kept:
        (folder / path).unlink(missing_ok=True)
    scratch = folder / files.SCRATCH
    if scratch.is_dir() and not any(scratch.iterdir()):
        scratch.rmdir()


def _refuse_busy(place: Place) -> None:
    who = lock.busy(place.artifacts)
    if who is not None:
        raise BusyError(f"{place.artifacts} is held by {who}", "Ask again when it has ended.")


def _waiting(holder: str) -> None:
    sys.stderr.write(f"khabar: waiting for {holder}\n")
    sys.stderr.flush()
