"""The command ``khabar``. Thin: each command reads its options, calls one function, and prints."""

import io
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

import stages
from flows import summary
from flows.errors import KhabarError, UsageError


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _clean_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Show an error of ours as two lines and an exit code; end cleanly when stopped."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGHUP, _stop)
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show Urdu gets escapes rather than an end with a traceback.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return command(*arguments, **options)
        except KhabarError as error:
            summary.leave({"error": str(error)})
            click.echo(f"khabar: {error}", err=True)
            sys.exit(2 if isinstance(error, UsageError) else 1)
        except KeyboardInterrupt:
            click.echo("khabar: stopped. What is done is kept; run the same command again to go on.", err=True)
            sys.exit(130)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"khabar: {where}{error.strerror}.\nMend that and run the same command again.", err=True)
            sys.exit(1)

    return run


def _say(line: str) -> None:
    """Print a line; work goes on when nobody reads any more (``khabar build ... | head``)."""
    try:
        click.echo(line)
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end of the process


def _params_path(given: Path | None) -> Path | None:
    """Return the params file: the one named, or params.yaml where there is one, or none for the defaults."""
    return given or (Path("params.yaml") if Path("params.yaml").is_file() else None)


_seeds = click.option(
    "--seeds", type=click.Path(path_type=Path), default=Path("seeds"), show_default=True, help="Folder of articles."
)
_artifacts = click.option(
    "--artifacts",
    type=click.Path(path_type=Path),
    default=Path("artifacts"),
    show_default=True,
    help="Folder for what is made; it belongs to khabar.",
)
_params = click.option(
    "--params",
    "params_file",
    type=click.Path(path_type=Path),
    default=None,
    help="YAML file of knobs.  [default: params.yaml if there is one here]",
)
_workers = click.option(
    "--workers", type=click.IntRange(1), default=None, help="Processes; changes no byte.  [default: all cores]"
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs, a line per stage.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="khabar")
def main() -> None:
    """Turn a growing folder of news articles into clean, dated, annotated Parquet tables.

    \b
    A change costs what it touches: add, edit or delete articles and build again.
      khabar build --seeds my-articles --artifacts out    the whole line, on any folder
      khabar status                                       what would run, and why
      khabar explain 3f2a...                              one article, from source to tables
      khabar add scraped/ --outlet my-paper --dry-run     what new files would bring
    \b
    In this repository DVC calls `khabar run STAGE` for you:
      dvc repro
    """  # noqa: D301 - \b is the sign by which click keeps lines as they are


def _run(
    names: tuple[str, ...],
    seeds: Path,
    artifacts: Path,
    params_file: Path | None,
    workers: int | None,
    as_json: bool,
) -> None:
    # Here, not at the top: `khabar --help` should not wait for Arrow.
    from flows import build, params, progress
    from flows.engine.stage import Place

    def tell(report: build.Report) -> None:
        summary.leave(report.record())
        _say(json.dumps(report.record()) if as_json else report.line())

    path = _params_path(params_file)
    settings = params.read(path)
    with progress.fitting() as watch:
        build.run(names, Place(seeds, artifacts), settings, workers=workers, watch=watch, tell=tell, params_path=path)


@main.command(short_help="Run all stages on any folder, without DVC or git.")
@click.option("--seeds", type=click.Path(path_type=Path), required=True, help="Folder of articles.")
@click.option("--artifacts", type=click.Path(path_type=Path), required=True, help="Folder for what is made.")
@_params
@_workers
@_json
@_clean_errors
def build(seeds: Path, artifacts: Path, params_file: Path | None, workers: int | None, as_json: bool) -> None:
    """Run all stages in order on any folder; needs neither DVC nor git. Build again after a change: only what the
    change touches is computed."""
    _run(stages.NAMES, seeds, artifacts, params_file, workers, as_json)


@main.command(short_help="Run one stage; dvc.yaml calls this.")
@click.argument("stage", type=click.Choice(stages.NAMES))
@_seeds
@_artifacts
@_params
@_workers
@_json
@_clean_errors
def run(stage: str, seeds: Path, artifacts: Path, params_file: Path | None, workers: int | None, as_json: bool) -> None:
    """Run one stage. This is what dvc.yaml calls."""
    _run((stage,), seeds, artifacts, params_file, workers, as_json)


@main.command(short_help="Show what would run, and why.")
@_seeds
@_artifacts
@_params
@_json
@_clean_errors
def status(seeds: Path, artifacts: Path, params_file: Path | None, as_json: bool) -> None:
    """Show what would run, and why: new, edited or deleted articles, code, params, library."""
    from flows import params, views
    from flows import status as standing
    from flows.engine.stage import Place

    path = _params_path(params_file)
    found = standing.of(Place(seeds, artifacts), params.read(path), path)
    for each in found:
        click.echo(json.dumps(views.standing_record(each)) if as_json else views.standing_text(each))


@main.command(short_help="Show one article from source to tables.")
@click.argument("doc_id")
@_artifacts
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@_clean_errors
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


@main.command(short_help="Bring articles in, after a look at what would become of them.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--outlet", default=None, help="Folder below the seeds: the outlet of articles that name none.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@click.option("--replace", is_flag=True, help="Put a file in the place of another of its name.")
@_seeds
@_artifacts
@_params
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs, a line per file.")
@_clean_errors
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

    path = _params_path(params_file)
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
            _say(json.dumps(each.record(), ensure_ascii=False))
    else:
        views.show_added(added, dry_run=dry_run)
    if any(each.standing == "refused" for each in added.files):
        sys.exit(1)


if __name__ == "__main__":
    main()
