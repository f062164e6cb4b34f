"""The Prefect flow ``nightly``: what came in, through all stages, out to whoever reads the published tables.

Run it with ``python -m flows.nightly`` in the repository; ``prefect.yaml`` schedules it.
"""

from pathlib import Path
from typing import Any

from flows import quiet  # noqa: F401 - before Prefect is imported: it reads its settings then

# isort: split
from prefect import flow, get_run_logger

from flows.corpus import corpus
from flows.engine import lock
from flows.ingest import ingest
from flows.publish import publish


@flow(name="nightly", persist_result=False)
def nightly(
    root: str = ".",
    inbox: str = "inbox",
    quarantine: str | None = None,
    scheduler: str | None = None,
    push: bool = True,  # noqa: FBT001, FBT002 - Prefect passes parameters by name
    wait_minutes: float = 120.0,
) -> dict[str, Any]:
    """Bring in what lies in the inbox, bring the tables up to date, publish them if they pass the gate.

    The workspace is held from the first of the three to the last: what is published is what was built, of what came.

    Args:
        root: the repository.
        inbox: folder, or address such as ``s3://bucket/prefix``, where articles arrive.
        quarantine: where what cannot come in goes; beside the inbox by default.
        scheduler: address of a Dask scheduler on whose workers the stages run; processes of this machine without one.
        push: whether the version goes to DVC's and git's remotes; without it, it is a tag on this machine.
        wait_minutes: how long to wait for another run in the same workspace.

    Returns:
        What each of the three did.

    Raises:
        KhabarError: see `flows.errors`; what was done until then stays, and the next night goes on from there.
    """
    top = Path(root).resolve()

    def waiting(holder: str) -> None:
        get_run_logger().info("Waiting for %s", holder)

    with lock.claimed(top / "artifacts", "the flow nightly", wait=60 * wait_minutes, tell=waiting):
        return {
            "ingest": ingest(root=root, inbox=inbox, quarantine=quarantine),
            "corpus": corpus(root=root, scheduler=scheduler),
            "publish": publish(root=root, push=push),
        }


if __name__ == "__main__":
    nightly()
