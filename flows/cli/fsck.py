"""The command that looks whether all that is stored agrees: fsck."""

import json
import sys
from pathlib import Path

import click

from flows.cli.options import artifacts_option, clean_errors, params_option, params_path, say, seeds_option, wait_option


@click.command(short_help="Look whether ledgers, files, tables, DVC's lock and cache agree.")
@click.option("--repair", is_flag=True, help="Take away what is wrong, so that the next run makes it again.")
@seeds_option
@artifacts_option
@params_option
@wait_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@clean_errors
def fsck(repair: bool, seeds: Path, artifacts: Path, params_file: Path | None, wait: float, as_json: bool) -> None:
    """Look whether all that is stored agrees: every file of every ledger is there byte for byte, and none that no
    ledger knows; each stage read what the one before it made; tables decode with their columns and rows, their keys and
    references hold, and no article is lost; dvc.lock names what lies there, and DVC's cache is sound; no killed run
    left anything. Only reads, unless --repair is given. The exit code is 1 if something is wrong (with --repair: if it
    still is)."""
    from flows import fsck as check
    from flows import params
    from flows.engine.stage import Place
    from flows.fsck import view

    place, path = Place(seeds, artifacts), params_path(params_file)
    settings = params.read(path)
    report = check.repair(place, settings, path, wait) if repair else check.look(place, settings, path)
    if as_json:
        say(json.dumps(report.record(), ensure_ascii=False))
    else:
        view.show(report)
    if report.wrong:
        sys.exit(1)
