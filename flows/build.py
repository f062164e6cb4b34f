"""Stages in their order on a corpus: what ``khabar build`` and ``khabar run`` do, and what tests call."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import stages
from flows import conservation, params
from flows.engine import lock, runners
from flows.engine.stage import Place, Summary, Watch
from flows.engine.stage import run as run_stage
from flows.errors import UsageError
from flows.progress import Quiet
from flows.verify import certificate


@dataclass(frozen=True)
class Report:
    """What one stage did, with the seconds that it took. For people and programs; never part of an artifact."""

    summary: Summary
    seconds: float

    def line(self) -> str:
        """Return the one line that a run ends with."""
        found = self.summary
        total = found.computed + found.reused
        documents = "document" if found.computed_documents == 1 else "documents"
        parts = [
            f"{found.computed:,} of {total:,} partitions computed ({found.computed_documents:,} {documents})",
            f"{found.reused:,} reused",
            f"{found.pruned:,} pruned",
            f"{found.unchanged:,} cut off early",
            f"{found.rejected:,} rejected",
        ]
        return f"{found.stage:<14} {', '.join(parts)}; {self.seconds:.1f} s"

    def record(self) -> dict[str, Any]:
        """Return the same for a program."""
        return {**asdict(self.summary), "seconds": round(self.seconds, 3)}


def _keep_apart(place: Place) -> None:
    """Check that neither folder would take the other's files for its own.

    Raises:
        UsageError: one stands inside the other.
    """
    seeds, artifacts = Path(os.path.realpath(place.seeds)), Path(os.path.realpath(place.artifacts))
    if artifacts.is_relative_to(seeds):
        raise UsageError(
            f"{place.artifacts} would stand inside {place.seeds}, and be read as articles",
            "Choose a folder for the artifacts beside the seeds.",
        )
    if any(seeds.is_relative_to(artifacts / name) for name in stages.NAMES):
        raise UsageError(
            f"{place.seeds} stands inside a folder of {place.artifacts} that belongs to khabar",
            "Choose a folder for the artifacts beside the seeds.",
        )


def _silent(report: Report) -> None:
    """Tell nobody."""


def _waiting(holder: str) -> None:
    sys.stderr.write(f"khabar: waiting for {holder}\n")
    sys.stderr.flush()


def run(
    names: Iterable[str],
    place: Place,
    settings: Mapping[str, Any],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    wait: float = 0.0,
    watch: Watch | None = None,
    tell: Callable[[Report], None] = _silent,
    params_path: Path | None = None,
) -> list[Report]:
    """Bring the named stages up to date, in the order given.

    Args:
        names: stages; their inputs must be up to date or stand before them.
        place: the folders.
        settings: the mappings of a params file; see `params.read`.
        workers: processes; None is as many as there are cores. Changes no byte.
        scheduler: address of a Dask scheduler whose workers take the place of processes. Changes no byte.
        wait: seconds to wait for another run in the same folder of artifacts.
        watch: is told how far each stage is.
        tell: is called with what each stage did as soon as it is done.
        params_path: where the settings come from, for messages.

    Raises:
        KhabarError: see `flows.errors`.
    """
    _keep_apart(place)
    found = [stages.load(name) for name in names]
    # All params are checked before anything runs: a slip in the last stage should not cost the first its time.
    checked = {stage.name: params.of_stage(stage, settings, params_path) for stage in found}
    reports = []
    what = f"khabar run {found[0].name}" if len(found) == 1 else "khabar build"
    if scheduler is not None:  # its workers stand in folders of their own
        place = Place(place.seeds.absolute(), place.artifacts.absolute())
    with (
        lock.held(place.artifacts, what, wait=wait, tell=_waiting),
        runners.chosen(workers, scheduler, place.artifacts) as runner,
    ):
        for stage in found:
            began = time.perf_counter()
            summary = run_stage(stage, place, checked[stage.name], runner, watch or Quiet())
            if stage.name == "export":
                conservation.check(place.artifacts)
            report = Report(summary, time.perf_counter() - began)
            reports.append(report)
            tell(report)
        certificate.refresh(place.artifacts)
    return reports
