"""Verifies a corpus: copies it, replays changes on the copy, and leaves the certificate beside the page."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from flows.engine import digests, ledger, lock
from flows.errors import UsageError
from flows.verify import certificate, code, corpus, statement
from flows.verify.builders import Builders, Servers
from flows.verify.code import Tree
from flows.verify.corpus import Corpus
from flows.verify.found import Fault, Spoken
from flows.verify.options import ALL_KINDS, Options
from flows.verify.replay import Replay
from flows.verify.store import Store
from flows.verify.tables import tables_of
from flows.verify.world import World


@dataclass(frozen=True)
class Verified:
    """What came of a verification.

    Attributes:
        certificate: as it is written.
        path: where.
        fault: what is wrong; None where nothing is.
        scratch: the copy on which it was found; None where it was taken away.
        again: the command that finds it again.
    """

    certificate: dict[str, Any]
    path: Path
    fault: Fault | None
    scratch: Path | None
    again: str

    def record(self) -> dict[str, Any]:
        """Return it for a program."""
        told: dict[str, Any] = {"certificate": self.certificate, "path": str(self.path)}
        if self.fault is not None:
            told |= {"fault": self.fault.record(), "scratch": str(self.scratch), "again": self.again}
        return told


def verify(
    options: Options, *, wait: float = 0.0, tell: Callable[[str], None] | None = None, builders: Builders | None = None
) -> Verified:
    """Verify a corpus.

    Args:
        options: how.
        wait: seconds to wait for a run that works in the artifacts.
        tell: is called with who is waited for.
        builders: who builds; processes of their own where none are given.

    Raises:
        UsageError: there is no corpus that was built, or it cannot be built as it is.
        BusyError: another run works in the artifacts.
        KhabarError: a process that builds does not start.
    """
    _check(options)
    own, telling = options.place.artifacts, tell or (lambda _holder: None)
    # The whole path, without links: a build sees the same one, and only paths inside it count as its steps on the disk.
    parent = os.path.realpath(options.scratch or tempfile.gettempdir())
    scratch = Path(tempfile.mkdtemp(prefix="khabar-verify-", dir=parent))
    keep = False
    used = builders
    try:
        with lock.held(own, "khabar verify", wait=wait, tell=telling):
            files, tables = _copied(options, scratch)
        spoken_code = code.digest()
        if builders is None:
            options = replace(options, code=code.copied(options.code, scratch / "code"))
        used = builders or Servers(options.code, scratch)
        world = _world(options, scratch)
        spoken = Spoken(
            files=files,
            sample=options.sample,
            seeds=world.corpus.digest(),
            params=digests.of_fields("params", [msgspec.json.encode(world.settings, order="sorted")]),
            tables=tables,
            code=spoken_code,
        )
        replay = Replay(options, world, scratch, used)
        fault = replay.run()
        keep = fault is not None
        if options.sample is None and replay.tables is not None:
            spoken = replace(spoken, tables=replay.tables)
        told = certificate.sealed(statement.of(options, spoken, replay.tally, fault))
        with lock.held(own, "khabar verify", wait=wait, tell=telling):
            path = certificate.write(own, told)
        again = options.command(fault.step if fault else options.steps)
        return Verified(told, path, fault, scratch if keep else None, again)
    finally:
        if used is not None:
            used.close()
        if not keep:
            shutil.rmtree(scratch, ignore_errors=True)


def _check(options: Options) -> None:
    unknown = [kind for kind in options.kinds if kind.partition("=")[0] not in ALL_KINDS]
    if unknown:
        raise UsageError(f"{unknown[0]} is no kind of change", f"The kinds are: {', '.join(ALL_KINDS)}.")
    place = options.place
    if not place.seeds.is_dir():
        raise UsageError(f"{place.seeds} is not a folder", "Name the folder that holds the articles with --seeds.")
    if ledger.read(place.artifacts / "export") is None:
        raise UsageError(f"{place.artifacts} holds no tables", "Build first: `khabar build`, or `dvc repro`.")
    if options.scratch is not None:
        if not options.scratch.is_dir():
            raise UsageError(f"{options.scratch} is not a folder", "Name one that is there with --scratch.")
        for name, folder in (("articles", place.seeds), ("artifacts", place.artifacts)):
            if options.scratch.resolve().is_relative_to(folder.resolve()):
                raise UsageError(f"{options.scratch} stands inside the {name}", "Name another folder with --scratch.")


def _copied(options: Options, scratch: Path) -> tuple[int, str]:
    """Copy a corpus; return how many files of it, and the digest of its exported tables as they stand."""
    place = options.place
    random = Random(f"{options.seed} sample")  # noqa: S311 - to be drawn again
    files = corpus.copy(place.seeds, scratch / "seeds", options.sample, random)
    # Bytes, not links: what is proved is that nobody writes through them.
    if options.sample is None:
        shutil.copytree(place.artifacts, scratch / "artifacts", ignore=_hidden, ignore_dangling_symlinks=True)
    else:
        (scratch / "artifacts").mkdir()
    return files, tables_of(place.artifacts)


def _hidden(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name.startswith(".") and name != ".interpreter"} | {
        name for name in names if name in (certificate.NAME, certificate.SCRIPT)
    }


def _world(options: Options, scratch: Path) -> World:
    store = Store(scratch / "kept")
    return World(
        corpus=Corpus(scratch / "seeds", store),
        settings=dict(options.settings),
        artifacts=scratch / "artifacts",
        store=store,
        tree=lambda: Tree(scratch / "changed-code", options.code),
    )
