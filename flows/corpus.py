"""The Prefect flow: the whole line, one task per stage of dvc.yaml.

DVC decides whether a stage must run, the engine what inside it must; Prefect decides when, and shows what happened. So
the flow leaves the same ``dvc.lock`` as ``dvc repro``, byte for byte, and keeps no results of its own.

Run it with ``python -m flows.corpus`` in the repository.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

# Before Prefect is imported: it reads its settings then. A person's own settings win.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
# On a busy machine the server that lives for this run alone takes longer than the 20 seconds that it is given.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

from dvc.exceptions import DvcException
from dvc.repo import Repo
from networkx import dfs_postorder_nodes
from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import summary
from flows.errors import StageError

_COLUMNS = ("computed", "computed_documents", "reused", "pruned", "unchanged", "rejected", "seconds")


# No retries: a stage that fails on the same bytes fails again. No cache and no stored result: DVC and the ledger are
# the only memories, and two of them would one day disagree.
@task(task_run_name="{stage}", cache_policy=NO_CACHE, persist_result=False)
def reproduce(repo: Repo, stage: str, notes: Path) -> State[bool]:
    """Let DVC bring one stage up to date; Completed if it ran, Cached if DVC found nothing changed."""
    try:
        done = repo.reproduce(targets=[stage], single_item=True)
    except DvcException as error:
        told = [note["error"] for note in summary.collect(notes) if "error" in note]
        why = told[-1] if told else str(error)
        raise StageError(
            f"Stage {stage} failed: {why.rstrip('.')}", f"Then run `dvc repro {stage}` to go on from there."
        ) from error
    if done:
        return Completed(message=f"DVC ran {stage}", data=True)
    return Completed(message=f"DVC found nothing changed for {stage}", name="Cached", data=False)


@flow(name="corpus", persist_result=False)
def corpus(root: str = ".") -> dict[str, str]:
    """Bring all tables up to date: clean, dedupe, date_normalize, annotate, export, report.

    Args:
        root: the repository.

    Returns:
        The name of the state of each stage: Completed or Cached.

    Raises:
        StageError: a stage failed; the stages after it did not run.
    """
    # DVC takes `khabar` from the PATH, whoever calls, and this environment's is the one that is meant.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    states: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch, Repo(str(Path(root).resolve()), _wait_for_lock=True) as repo:
        notes = Path(scratch, "summary.jsonl")
        os.environ[summary.VARIABLE] = str(notes)
        try:
            for stage in dfs_postorder_nodes(repo.index.graph):
                name = stage.addressing
                before = len(summary.collect(notes))
                state = reproduce(repo, name, notes, return_state=True)
                if state.is_failed() or state.is_crashed():
                    state.result()
                states[name] = state.name or state.type.value
                told = summary.collect(notes)[before:]
                found = told[-1] if told else {}
                rows.append({"stage": name, "state": states[name]} | {key: found.get(key, "") for key in _COLUMNS})
        finally:
            del os.environ[summary.VARIABLE]
            if rows:
                create_table_artifact(key="corpus", table=rows, description="What each stage did in this run.")
    return states


if __name__ == "__main__":
    corpus()
