"""The command ``khabar ingest``."""

import json
from pathlib import Path

import click

from flows.cli.options import (
    Seconds,
    artifacts_option,
    clean_errors,
    params_option,
    params_path,
    say,
    seeds_option,
    wait_option,
    workers_option,
)


@click.command(short_help="Bring in what has arrived in the inbox.")
@click.option(
    "--inbox",
    default=None,
    metavar="PATH|URL",
    help="Folder, or address such as s3://bucket/prefix.  [default: inbox, which is made]",
)
@click.option(
    "--quarantine",
    default=None,
    metavar="PATH|URL",
    help="Where goes what cannot come in.  [default: beside the inbox, INBOX-quarantine]",
)
@click.option("--day", default=None, metavar="YYYY-MM-DD", help="Day whose file it goes to.  [default: today in UTC]")
@click.option(
    "--settle",
    type=Seconds(),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Leave files in a folder that were changed so lately.",
)
@click.option("--no-compare", is_flag=True, help="Do not look for copies of articles that are there.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@seeds_option
@artifacts_option
@params_option
@workers_option
@wait_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
@clean_errors
def ingest(
    inbox: str | None,
    quarantine: str | None,
    day: str | None,
    settle: float,
    no_compare: bool,
    dry_run: bool,
    seeds: Path,
    artifacts: Path,
    params_file: Path | None,
    workers: int | None,
    wait: float,
    as_json: bool,
) -> None:
    """Bring in what has arrived in a folder or an object store. Files are read as a build would read them; their
    articles go into one batch file per day, directly below the seeds, in one step. What is no article goes to the
    quarantine, whole and with the reason beside it. Files that are still being written are left for the next time."""
    from flows import params, progress, views
    from flows.engine.stage import Place
    from flows.inbox import run
    from flows.inbox.order import Order

    path = params_path(params_file)
    order = Order(
        Place(seeds, artifacts),
        params.read(path),
        inbox or "inbox",
        quarantine,
        day=day,
        settle_seconds=settle,
        wait=wait,
        compare=not no_compare,
        dry_run=dry_run,
        make=inbox is None,
        params_path=path,
    )

    def waiting(holder: str) -> None:
        click.echo(f"khabar: waiting for {holder}", err=True)

    with progress.fitting() as watch:
        done = run.ingest(order, workers=workers, watch=watch, tell=waiting)
    if as_json:
        say(json.dumps(done.record(), ensure_ascii=False))
    else:
        views.show_ingested(done)
