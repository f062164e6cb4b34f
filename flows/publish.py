"""The Prefect flow ``publish``: the gate, the bytes to DVC's remote, commit and tag, git's remote; in this order.

The work and its order stand in `flows.publishing.run`; here it is cut into tasks, and Prefect says which are tried
again.

Run it with ``python -m flows.publish`` in the repository.
"""

from pathlib import Path
from typing import Any

from flows import quiet  # noqa: F401 - before Prefect is imported: it reads its settings then

# isort: split
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.errors import ChangedError, GateError, UsageError
from flows.publishing import checks, run
from flows.publishing.publication import Place
from flows.publishing.run import Steps
from flows.publishing.verdict import Verdict

#: Seconds between the tries of a step on the network: a name server that hiccups, a store that is restarted, an outage.
_PAUSES = [10.0, 60.0, 300.0]

#: What a person must mend: trying again would only tell it later.
_FOR_PEOPLE = (UsageError, ChangedError, GateError)


def _may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Say whether a failure may be one of the network."""
    return not isinstance(state.data, _FOR_PEOPLE)


# Tried again: the network is asked, and each of these steps may be done twice without harm. No cache and no stored
# result, here and below: git and DVC remember what is published.
_network = task(
    retries=len(_PAUSES),
    retry_delay_seconds=_PAUSES,
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
_look = _network(run.look).with_options(name="look at the git remote")
_push_data = _network(run.push_data).with_options(name="push data")
_push_git = _network(run.push_git).with_options(name="push git")


# No retries from here on: the same workspace gets the same verdict, and git on this machine the same answer.
@task(name="gate", cache_policy=NO_CACHE, persist_result=False)
def _judge(place: Place, force: str | None) -> Verdict:
    """Judge the workspace, and show how on Prefect's page."""
    verdict = checks.judge(place.git)
    compared = f"beside {verdict.published}" if verdict.published else "a first version"
    create_table_artifact(key="gate", table=verdict.table(), description=f"How the gate finds the corpus, {compared}.")
    return run.allow(verdict, force)


_record = task(name="commit and tag", cache_policy=NO_CACHE, persist_result=False)(run.record)


@flow(name="publish", persist_result=False)
def publish(
    root: str = ".",
    force: str | None = None,
    push: bool = True,  # noqa: FBT001, FBT002 - Prefect passes parameters by name
    remote: str | None = None,
    git_remote: str | None = None,
    wait_minutes: float = 0.0,
) -> dict[str, Any]:
    """Publish what is built, if it passes the gate and differs from the version published last.

    Args:
        root: the repository.
        force: why it is published although the gate refuses it; stands in the messages of commit and tag.
        push: whether the version leaves this machine.
        remote: DVC's remote for the bytes; its default one without.
        git_remote: git's remote; origin without, if there is one.
        wait_minutes: how long to wait for another run in the same workspace.

    Returns:
        version, commit, new (whether this run made it), sentence (what changed), verdict, pushed (versions).

    Raises:
        GateError: the gate refuses it; the published version stays as it is.
    """
    outcome = run.publish(
        Path(root),
        force=force,
        push=push,
        remote=remote,
        git_remote=git_remote,
        wait=60 * wait_minutes,
        tell=lambda holder: get_run_logger().info("Waiting for %s", holder),
        steps=Steps(_look, _judge, _push_data, _record, _push_git),
    )
    get_run_logger().info("%s: %s", outcome.version.name, outcome.sentence)
    return outcome.record()


if __name__ == "__main__":
    publish()
