"""The Prefect flow ``ingest``: what has arrived in the inbox comes in, or is set aside with a reason.

The work is done by `flows.inbox`, which knows nothing of Prefect: the flow gives its steps names, asks stores that did
not answer again, and shows what became of each file. Run it with ``python -m flows.ingest`` in the repository.
"""

from pathlib import Path
from typing import Any

from flows import quiet  # noqa: F401 - before Prefect is imported: it reads its settings then

# isort: split
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from flows import params
from flows.engine.stage import Place
from flows.errors import StoreError
from flows.inbox.names import shown
from flows.inbox.order import Order
from flows.inbox.report import FileReport, Ingested
from flows.inbox.run import Run

#: Rows of the table on Prefect's page; the others are counted.
_ROWS = 200

#: Seconds between two attempts on a store that does not answer: it may restart, or ask to be asked less often.
_PAUSES = [10.0, 60.0, 300.0]


def _may_pass(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Return whether it is worth to try again: a store that did not answer may do so; a folder or a refusal stays."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, StoreError) and error.passing


# Only what asks a store is tried again: a check of the same bytes has the same end, and a busy workspace is waited for.
# No cache and no stored result: the inbox itself says what is left to do.
_asks = task(
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(_PAUSES),
    retry_delay_seconds=_PAUSES,
    retry_condition_fn=_may_pass,
)
_works = task(cache_policy=NO_CACHE, persist_result=False)


@_asks
def fetch(run: Run) -> None:
    """End what a killed run began, then copy what has arrived."""
    run.resume()
    run.gather()


@_works
def check(run: Run) -> None:
    """Read the copies as a build would."""
    run.check()


@_works
def bring_in(run: Run) -> None:
    """Put the articles into the file of the day, in one step."""
    run.move()


@_asks
def clear(run: Run) -> None:
    """Set aside what did not come in, and empty the inbox."""
    run.clear()


@flow(name="ingest", persist_result=False)
def ingest(
    root: str = ".",
    inbox: str = "inbox",
    quarantine: str | None = None,
    day: str | None = None,
    settle_seconds: float = 60.0,
    compare: bool = True,  # noqa: FBT001, FBT002 - Prefect passes parameters by name
    wait_minutes: float = 0.0,
) -> dict[str, Any]:
    """Bring in what has arrived: check it, set aside what is no article, move the rest into the seeds in one step.

    Args:
        root: the repository.
        inbox: folder, by its path from there, or address such as ``s3://bucket/prefix``.
        quarantine: where what cannot come in goes; beside the inbox by default.
        day: the day, such as 2021-04-29, whose file the articles go to; today in UTC by default.
        settle_seconds: files in a folder that were changed so lately are left for the next time.
        compare: whether to count copies of articles that are there.
        wait_minutes: how long to wait for another run in the same workspace.

    Returns:
        What happened in numbers; see `flows.inbox.report.Ingested.counts`.

    Raises:
        KhabarError: see `flows.errors`; nothing is lost, and the next run goes on from there.
    """
    log = get_run_logger()
    top = Path(root).resolve()
    path = top / params.NAME if (top / params.NAME).is_file() else None
    order = Order(
        Place(top / "seeds", top / "artifacts"),
        params.read(path),
        inbox,
        quarantine,
        top,
        day,
        settle_seconds,
        wait=60 * wait_minutes,
        compare=compare,
        make=inbox == "inbox",
        params_path=path,
    )
    with Run(order, tell=lambda holder: log.info("Waiting for %s", holder)) as run:
        fetch(run)
        check(run)
        bring_in(run)
        clear(run)
        done = run.result()
    for each in done.with_fate("quarantined"):
        log.warning("Set aside %s (%s): %s", shown(each.name), each.code, each.message)
    for each in done.with_fate("left"):
        log.info("Left %s (%s): %s", shown(each.name), each.code, each.message)
    counts = done.counts()
    log.info("%s", ", ".join(f"{name}: {value}" for name, value in counts.items()))
    if done.files:
        _show(done)
    return counts


def _show(done: Ingested) -> None:
    """Make a table of what became of each file, those first that somebody has to look at."""
    order = ("quarantined", "left", "in")
    files = sorted(done.files, key=lambda each: (order.index(each.fate), each.name))
    more = f" {len(files) - _ROWS:,} more files are not shown." if len(files) > _ROWS else ""
    rows = [_row(each) for each in files[:_ROWS]]
    create_table_artifact(key="ingest", table=rows, description=f"What became of each file in the inbox.{more}")


def _row(each: FileReport) -> dict[str, Any]:
    return {
        "file": shown(each.name),
        "": each.fate,
        "articles": each.articles,
        "there before": each.there,
        "copies": each.duplicates,
        "rejects": len(each.rejects),
        "why": each.message or "",
    }


if __name__ == "__main__":
    ingest()
