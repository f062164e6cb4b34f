"""What DVC says of the stages: whether its lock names what lies in the folders, and whether its cache is sound."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml
from dvc.repo import Repo

from flows.fsck.finding import Finding, Remedy, Report

_LOCK = "dvc.lock"
_DIR = ".dir"


@dataclass(frozen=True)
class Said:
    """What the lock says of one output: the MD5 of a file, or of the list of a folder's files (it ends in ``.dir``)."""

    path: str
    md5: str


class Workspace:
    """A workspace as DVC sees it. Nothing is asked of DVC that would delete or repair something on its own.

    Args:
        root: the workspace.
        report: takes the findings.
        command: makes again what goes.
        md5: of files that were read already, by path.

    Raises:
        DvcException: the workspace is none that DVC can open.
    """

    def __init__(self, root: Path, report: Report, command: str, md5: Mapping[Path, str]) -> None:
        self._root, self._report, self._command = root, report, command
        self._md5 = {os.path.realpath(path): value for path, value in md5.items()}
        self._repo = Repo(str(root))
        self._stages = {stage.addressing: stage for stage in self._repo.index.stages}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._repo.close()

    def stale(self, artifacts: str) -> set[str]:
        """Tell of what DVC would run since its lock does not know what lies there now.

        Args:
            artifacts: name of the folder of all stages.

        Returns:
            The folders below it that these commands make.
        """
        said = self._said()
        found = set()
        for name, stage in self._stages.items():
            folders = {Path(out.def_path).parts[1] for out in stage.outs if Path(out.def_path).parts[0] == artifacts}
            if folders and (changed := self._changed(stage, said.get(name))):
                found |= folders
                more = f" and {len(changed) - 3:,} more" if len(changed) > 3 else ""
                what = f"DVC would run the stage {name}, as {_LOCK} does not know {'; '.join(changed[:3])}{more}"
                self._report.findings.append(Finding("not_run", _LOCK, what, f"Run `{self._command}`.", wrong=False))
        return found

    def _changed(self, stage: Any, said: list[Said] | None) -> list[str]:
        """Name what of a stage is not what the lock says."""
        if said is None:
            return ["that it has ever run"]
        changed = ["its command"] if stage.cmd_changed else []
        for dep in stage.deps:
            changed += [f"{path}, {_change(state)}" for path, state in dep.workspace_status().items()]
        for out in said:
            lies = self._lies(self._root / out.path)
            if lies != out.md5:
                changed.append(f"{out.path}, {_change('deleted' if lies is None else 'modified')}")
        return changed

    def _said(self) -> dict[str, list[Said]]:
        """Return what the lock says of the outputs of each stage."""
        path = self._root / _LOCK
        try:
            found = yaml.safe_load(path.read_bytes()) or {}
            return {name: list(_outs(stage)) for name, stage in (found.get("stages") or {}).items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, TypeError, KeyError, yaml.YAMLError):
            self._unreadable()
            return {}

    def _unreadable(self) -> None:
        then = f"Bring it back with `git checkout -- {_LOCK}`, or delete it and run `{self._command}`."
        if not any(finding.kind == "lock" for finding in self._report.findings):
            self._report.findings.append(Finding("lock", _LOCK, "It cannot be read as a lock file of DVC", then))

    def _lies(self, path: Path) -> str | None:
        """Return what the lock would say of what lies there now."""
        if not path.exists():
            return None
        if path.is_file():
            return self._of_file(path)
        listed = [
            {"md5": self._of_file(Path(name)), "relpath": Path(name).relative_to(path).as_posix()}
            for name in self._repo.dvcignore.find(self._repo.fs, str(path))
        ]
        # As `dvc_data.hashfile.tree.Tree` lists a folder.
        text = json.dumps(sorted(listed, key=lambda entry: entry["relpath"] or ""), sort_keys=True)
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() + _DIR

    def _of_file(self, path: Path) -> str | None:
        name = os.path.realpath(path)
        if name not in self._md5:
            try:
                with Path(name).open("rb") as stream:
                    self._md5[name] = hashlib.file_digest(stream, _md5).hexdigest()
            except OSError:
                return None
        return self._md5[name]

    # -- the cache --------------------------------------------------------------------------------------------------

    def cache(self) -> None:
        """Look at the objects of the local cache that the lock reaches.

        DVC itself trusts an object that is write-protected, as all are, and links or copies it into the folders as it
        is.
        """
        # The lock does not say of which outputs git is the only keeper; the stages do.
        bare = {out.def_path for stage in self._stages.values() for out in stage.outs if not out.use_cache}
        wanted = dict.fromkeys(out.md5 for outs in self._said().values() for out in outs if out.path not in bare)
        missing = 0
        for oid in wanted:
            state = self._object(oid)
            missing += state is None
            if state and oid.endswith(_DIR):
                for inner in _listed(self._path(oid)):
                    missing += self._object(inner) is None
        if missing:
            what = f"DVC's cache lacks {missing:,} of the objects that {_LOCK} names"
            then = "Run `dvc fetch` where a remote has them; `dvc commit` puts in what lies in the folders."
            self._report.findings.append(Finding("uncached", str(self._home), what, then, wrong=False))

    @property
    def _home(self) -> Path:
        return Path(self._repo.cache.local.path)

    def _path(self, oid: str) -> Path:
        return Path(self._repo.cache.local.oid_to_path(oid))

    def _object(self, oid: str) -> bool | None:
        """Say whether an object is what its name says; None where it is not there."""
        path = self._path(oid)
        if not path.is_file():
            return None
        self._report.counts["objects"] += 1
        if self._of_file(path) == oid.removesuffix(_DIR):
            return True
        self._report.findings.append(
            Finding(
                "cache",
                str(path),
                "The bytes of this object of DVC's cache are not those that its name says",
                f"Delete it; then `dvc fetch` brings it from a remote, or `{self._command}` makes it again.",
                remedy=Remedy((path,)),
            )
        )
        return False


def _outs(stage: dict[str, Any]) -> Iterator[Said]:
    for out in stage.get("outs") or ():
        yield Said(out["path"], str(out["md5"]))


def _listed(path: Path) -> list[str]:
    """Return the objects that a folder's object lists, whose bytes are what its name says."""
    return [str(entry["md5"]) for entry in json.loads(path.read_bytes())]


def _change(state: str) -> str:
    return {"deleted": "which is not there", "new": "which is new"}.get(state, "which has changed")


def _md5() -> Any:
    return hashlib.md5(usedforsecurity=False)
