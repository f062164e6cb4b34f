"""The Prefect flow ``corpus``: the whole line, one task per stage of dvc.yaml.

DVC decides whether a stage must run, the engine what inside it must; Prefect decides when, and shows what happened. So
the flow leaves the same ``dvc.lock`` as ``dvc repro``, byte for byte, and keeps no results of its own.

Run it with ``python -m flows.corpus`` in the repository.
"""

from pathlib import Path
from typing import Any

from flows import quiet  # noqa: F401 - before Prefect is imported: it reads its settings then

# isort: split
from dvc.exceptions import DvcException
from dvc.repo import Repo
from networkx import dfs_postorder_nodes
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import bulletin, summary
from flows.engine import lock
from flows.errors import StageError
from flows.following import following

#: Columns of the table on Prefect's page: what people call them, and what `khabar run` does.
_COLUMNS = {
    "computed": "computed",
    "documents": "computed_documents",
    "reused": "reused",
    "rejected": "rejected",
    "seconds": "seconds",
    "pruned": "pruned",
    "cut off early": "unchanged",
}

_TABLE = "Partitions computed and reused, documents in those computed, records rejected."


# No retries: a stage that fails on the same bytes fails again, and what can pass (a busy workspace) is waited for. No
# cache and no stored result: DVC and the ledger are the only memories, and two of them would one day disagree.
@task(task_run_name="{stage}", cache_policy=NO_CACHE, persist_result=False)
def reproduce(repo: Repo, stage: str, notes: Path) -> State[bool]:
    """Let DVC bring one stage up to date; Completed if it ran, Cached if DVC found nothing changed."""
    try:
        with following(notes, stage):
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
def corpus(root: str = ".", scheduler: str | None = None, wait_minutes: float = 0.0) -> dict[str, str]:
    """Bring all tables up to date: clean, dedupe, date_normalize, annotate, export, report.

    Args:
        root: the repository.
        scheduler: address of a Dask scheduler on whose workers the jobs run; processes of this machine without one.
        wait_minutes: how long to wait for another run in the same workspace.

    Returns:
        The name of the state of each stage: Completed or Cached.

    Raises:
        StageError: a stage failed; the stages after it did not run.
        BusyError: another run held the workspace to the end of the waiting.
    """
    top = Path(root).resolve()
    states: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    with (
        lock.claimed(top / "artifacts", "the flow corpus", wait=60 * wait_minutes, tell=_waiting),
        summary.followed(scheduler) as notes,
        Repo(str(top), _wait_for_lock=True) as repo,
    ):
        try:
            for stage in dfs_postorder_nodes(repo.index.graph):
                name = stage.addressing
                before = len(summary.collect(notes))
                state = reproduce(repo, name, notes, return_state=True)
                if state.is_failed() or state.is_crashed():
                    state.result()
                states[name] = state.name or state.type.value
                told = [note for note in summary.collect(notes)[before:] if "stage" in note]
                found = told[-1] if told else {}
                shown = {title: found.get(key, "") for title, key in _COLUMNS.items()}
                rows.append({"stage": name, "state": states[name], **shown})
        finally:
            if rows:
                create_table_artifact(key="corpus", table=rows, description=_TABLE)
        create_markdown_artifact(
            key="new-in-the-corpus", markdown=bulletin.since_published(top), description="Since the last version."
        )
        report = bulletin.report_of(top)
        create_link_artifact(report.as_uri(), link_text=report.name, key="report", description="The report on disk.")
    return states


def _waiting(holder: str) -> None:
    get_run_logger().info("Waiting for %s", holder)


if __name__ == "__main__":
    corpus()
