"""Commands on articles and tables: build, run, status, explain, add."""

import json
import sys
from pathlib import Path

import click

import stages
from flows import summary
from flows.cli.options import (
    Running,
    artifacts_option,
    clean_errors,
    json_option,
    params_option,
    params_path,
    running_options,
    say,
    seeds_option,
)


def _run(
    names: tuple[str, ...],
    seeds: Path,
    artifacts: Path,
    params_file: Path | None,
    running: Running,
    as_json: bool,
) -> None:
    # Here, not at the top: `khabar --help` should not wait for Arrow.
    from flows.engine.runners import spare_pandas

    spare_pandas()
    from flows import build, params, progress
    from flows.cli import orphan
    from flows.engine.stage import Place

    def tell(report: build.Report) -> None:
        summary.leave(report.record())
        say(json.dumps(report.record()) if as_json else report.line())

    orphan.end_with_dvc()
    path = params_path(params_file)
    settings = params.read(path)
    with progress.fitting() as watch:
        build.run(
            names,
            Place(seeds, artifacts),
            settings,
            workers=running.workers,
            scheduler=running.scheduler,
            wait=running.wait,
            watch=watch,
            tell=tell,
            params_path=path,
        )


@click.command(short_help="Run all stages on any folder, without DVC or git.")
@click.option("--seeds", type=click.Path(path_type=Path), required=True, help="Folder of articles.")
@click.option("--artifacts", type=click.Path(path_type=Path), required=True, help="Folder for what is made.")
@params_option
@running_options
@json_option
@clean_errors
def build(seeds: Path, artifacts: Path, params_file: Path | None, running: Running, as_json: bool) -> None:
    """Run all stages in order on any folder; needs neither DVC nor git. Build again after a change: only what the
    change touches is computed."""
    _run(stages.NAMES, seeds, artifacts, params_file, running, as_json)


@click.command(short_help="Run one stage; dvc.yaml calls this.")
@click.argument("stage", type=click.Choice(stages.NAMES))
@seeds_option
@artifacts_option
@params_option
@running_options
@json_option
@clean_errors
def run(stage: str, seeds: Path, artifacts: Path, params_file: Path | None, running: Running, as_json: bool) -> None:
    """Run one stage. This is what dvc.yaml calls."""
    _run((stage,), seeds, artifacts, params_file, running, as_json)


@click.command(short_help="Show what would run, and why.")
@seeds_option
@artifacts_option
@params_option
@json_option
@clean_errors
def status(seeds: Path, artifacts: Path, params_file: Path | None, as_json: bool) -> None:
    """Show what would run, and why: new, edited or deleted articles, code, params, library."""
    from flows import params, views
    from flows import status as standing
    from flows.engine.stage import Place

    path = params_path(params_file)
    found = standing.of(Place(seeds, artifacts), params.read(path), path)
    for each in found:
        click.echo(json.dumps(views.standing_record(each)) if as_json else views.standing_text(each))


@click.command(short_help="Show one article from source to tables.")
@click.argument("doc_id")
@artifacts_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@clean_errors
def explain(doc_id: str, artifacts: Path, as_json: bool) -> None:
    """Show one article from source to tables: what was removed and why, its cluster, its date and the rule that gave
    it. DOC_ID is a doc_id, the first characters of one, or a path below the seeds (file.jsonl#id for a record)."""
    from flows import explain as explanation
    from flows import views

    found = explanation.of(doc_id, artifacts)
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False, default=str))
    else:
        views.show_explanation(found)


@click.command(short_help="Bring articles in, after a look at what would become of them.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--outlet", default=None, help="Folder below the seeds: the outlet of articles that name none.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@click.option("--replace", is_flag=True, help="Put a file in the place of another of its name.")
@seeds_option
@artifacts_option
@params_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs, a line per file.")
@clean_errors
def add(
    paths: tuple[Path, ...],
    outlet: str | None,
    dry_run: bool,
    replace: bool,
    seeds: Path,
    artifacts: Path,
    params_file: Path | None,
    as_json: bool,
) -> None:
    """Bring files and folders of articles in: reads them as a build would, shows how many documents, copies of articles
    that are there (compared with the last build) and rejects they hold, and copies each into the seeds in one step.
    What is there already is not added again; a file without any article is refused, and the exit code is then 1."""
    from flows import add as bring
    from flows import params, progress, views
    from flows.engine.stage import Place

    path = params_path(params_file)
    with progress.fitting() as watch:
        added = bring.add(
            paths,
            Place(seeds, artifacts),
            params.read(path),
            outlet=outlet,
            dry_run=dry_run,
            replace=replace,
            watch=watch,
            params_path=path,
        )
    if as_json:
        for each in added.files:
            say(json.dumps(each.record(), ensure_ascii=False))
    else:
        views.show_added(added, dry_run=dry_run)
    if any(each.standing == "refused" for each in added.files):
        sys.exit(1)
