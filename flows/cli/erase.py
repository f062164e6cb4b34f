"""The command that takes articles down: erase."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import (
    Running,
    artifacts_option,
    clean_errors,
    params_option,
    params_path,
    running_options,
    say,
    seeds_option,
)

if TYPE_CHECKING:
    from flows.erase import Plan


@click.command(short_help="Take articles down, and prove that they are gone.")
@click.argument("targets", nargs=-1, required=True, metavar="DOC|SOURCE...")
@click.option("--copies", is_flag=True, help="Take the articles of the same stories along.")
@click.option("--dry-run", is_flag=True, help="Say what would go and where it is found, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--purge-remotes",
    is_flag=True,
    help="Delete DVC's objects that held them from the remotes too: old versions that need these cannot be read again.",
)
@click.option(
    "--also",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Another folder to look into: an inbox, a backup. May be given several times.",
)
@click.option("--record", "record_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the proof there.")
@seeds_option
@artifacts_option
@params_option
@running_options
@click.option("--json", "as_json", is_flag=True, help="Print the proof as JSON for programs.")
@clean_errors
def erase(
    targets: tuple[str, ...],
    copies: bool,
    dry_run: bool,
    yes: bool,
    purge_remotes: bool,
    also: tuple[Path, ...],
    record_file: Path | None,
    seeds: Path,
    artifacts: Path,
    params_file: Path | None,
    running: Running,
    as_json: bool,
) -> None:
    """Take articles down: delete their files or cut them out of their batches, bring all tables up to date, delete what
    DVC's cache holds of them, and search everything for what is left. DOC is a doc_id or its first characters, SOURCE a
    path below the seeds (all of a batch file, or file.jsonl#id for one record). Says what old versions, remotes and
    git hold still, and how to purge it. The exit code is 1 if something is left here. If it is stopped at any point,
    the same command goes on from there."""
    from flows import erase as takedown
    from flows import params, progress
    from flows.engine import files
    from flows.engine.stage import Place
    from flows.erase import view

    place, path = Place(seeds, artifacts), params_path(params_file)
    settings = params.read(path)
    if record_file is not None and not record_file.parent.is_dir():
        raise click.UsageError(f"{record_file.parent} is not a folder")
    options = takedown.Options(
        copies=copies,
        purge_remotes=purge_remotes,
        also=also,
        workers=running.workers,
        scheduler=running.scheduler,
        wait=running.wait,
        params_path=path,
    )
    if dry_run:
        proof = takedown.look(targets, place, settings, options)
    else:
        agreed = None if yes else _agreed(takedown.plan(targets, place, settings, options))
        with progress.fitting() as watch:
            proof = takedown.erase(targets, place, settings, replace(options, watch=watch), agreed)
    told = proof.record()
    if record_file is not None:
        text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
        files.write(record_file, text.encode(), record_file.parent)
    if as_json:
        say(json.dumps(told, ensure_ascii=False))
    else:
        view.show(proof, dry_run=dry_run)
    if not dry_run and not proof.holds:
        sys.exit(1)


def _agreed(planned: "Plan") -> set[str]:
    """Show what would go, and ask; return the doc_ids that somebody agreed to."""
    from flows.erase import view

    view.show_plan(planned)
    click.confirm("Erase this?", abort=True)
    return set(planned.articles)
