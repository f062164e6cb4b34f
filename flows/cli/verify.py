"""The command that proves increments: verify."""

import json
import sys
from pathlib import Path

import click

from flows.cli.options import (
    artifacts_option,
    clean_errors,
    params_option,
    params_path,
    say,
    seeds_option,
    wait_option,
)


@click.command(short_help="Prove that what is brought up to date equals a build from nothing.")
@click.option("--steps", type=click.IntRange(0), default=20, show_default=True, help="Changes that are replayed.")
@click.option("--seed", type=int, default=0, show_default=True, help="What they are drawn by.")
@click.option(
    "--every",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="STEPS",
    help="Compare with a build from nothing after so many steps, and after the last; faster, and tells less exactly.",
)
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="Take N of the articles and records, drawn by the seed; for large corpora.  [default: all]",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Draw only this kind of change: article.edit, kill, param=dedupe ... May be given several times.",
)
@click.option(
    "--scratch",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder in which the copy is made: some three times the corpus and its artifacts.  [default: the system's]",
)
@seeds_option
@artifacts_option
@params_option
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes; changes no byte.")
@wait_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
@clean_errors
def verify(
    steps: int,
    seed: int,
    every: int,
    sample: int | None,
    kinds: tuple[str, ...],
    scratch: Path | None,
    seeds: Path,
    artifacts: Path,
    params_file: Path | None,
    workers: int,
    wait: float,
    as_json: bool,
) -> None:
    """Replay random changes on a copy of the corpus and compare every byte with a build from nothing: articles and
    records added, edited, deleted and renamed; other params, rules, library versions and tables beside the articles;
    returns to an earlier state; damaged and older artifacts; builds that are killed. Leaves a certificate beside the
    page, which shows it. A difference is told down to its row; the exit code is then 1 and the copy is kept. Neither
    articles nor tables are touched. The same seed replays the same changes."""
    from flows import params, progress
    from flows.engine.stage import Place
    from flows.verify import run, view
    from flows.verify.options import ALL_KINDS, Options

    def waiting(holder: str) -> None:
        click.echo(f"khabar: waiting for {holder}", err=True)

    path = params_path(params_file)
    settings = params.read(path)
    with progress.fitting("steps") as watch:
        options = Options(
            Place(seeds, artifacts),
            settings,
            params_path=path,
            steps=steps,
            seed=seed,
            every=every,
            kinds=kinds or ALL_KINDS,
            sample=sample,
            workers=workers,
            scratch=scratch,
            watch=watch,
        )
        try:
            verified = run.verify(options, wait=wait, tell=waiting)
        except KeyboardInterrupt:
            raise KeyboardInterrupt("The copy is taken away; neither articles nor tables were touched.") from None
    if as_json:
        say(json.dumps(verified.record()))
    else:
        view.show(verified)
    if verified.fault is not None:
        sys.exit(1)
