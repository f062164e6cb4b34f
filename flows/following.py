"""Shows on Prefect's page how far a stage is that runs in a process of its own, from the notes that it leaves."""

import contextvars
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.logging import get_logger

from flows import summary

#: Seconds between two looks at the notes.
_PAUSE = 1.0


@contextmanager
def following(notes: Path, stage: str) -> Iterator[None]:
    """Keep a progress artifact of the current task up to date while the stage runs.

    The bar is that of the step that works at the moment; its description says which one. A stage in which nothing is
    computed has none.

    Args:
        notes: the file of `flows.summary`.
        stage: its name.
    """
    ended = threading.Event()
    seen = len(summary.collect(notes))
    # The artifact belongs to the task that runs: a thread does not know which one that is unless it is told.
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(_follow, notes, stage, seen, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _follow(notes: Path, stage: str, seen: int, ended: threading.Event) -> None:
    bar: UUID | None = None
    told = None
    last = False
    while not last:
        last = ended.wait(_PAUSE)
        found = [note["progress"] for note in summary.collect(notes)[seen:] if "progress" in note]
        if not found or found[-1] == told:
            continue
        told = found[-1]
        share = 100.0 * told["done"] / max(told["jobs"], 1)
        words = f"{told['what']}: {told['done']:,} of {told['jobs']:,} partitions"
        try:
            if bar is None:
                key = f"progress-{stage.replace('_', '-')}"
                made = create_progress_artifact(share, key=key, description=words)
                bar = made if isinstance(made, UUID) else None  # a coroutine only where a loop runs: not in a thread
            else:
                update_progress_artifact(bar, share, description=words)
        except Exception as error:  # noqa: BLE001 - a picture that cannot be drawn is no reason to lose the stage's work
            get_logger("khabar").warning("The progress of %s cannot be shown: %s", stage, error)
            return
