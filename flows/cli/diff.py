"""Commands on versions of the corpus: diff, versions."""

import json
import sys
from pathlib import Path

import click

from flows.cli.options import clean_errors, say

_root_option = click.option(
    "--root", type=click.Path(path_type=Path), default=Path(), help="The repository.  [default: this folder]"
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


@click.command(short_help="Show what differs between two versions of the corpus, and why.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@_root_option
@click.option("--table", "tables", multiple=True, metavar="TABLE", help="Compare this table only; may be repeated.")
@click.option(
    "--rows",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="Articles and rows of each kind to show, of each cause; a large number shows all.",
)
@click.option("--exit-code", is_flag=True, help="End with 1 if anything differs.")
@_json_option
@clean_errors
def diff(
    old: str | None, new: str | None, root: Path, tables: tuple[str, ...], rows: int, exit_code: bool, as_json: bool
) -> None:
    """Show which articles and rows came, went and changed between two versions, and why: an article was added, edited,
    deleted or renamed, a rule, the params or a library changed, or another article did. OLD and NEW are published
    versions (corpus-7), any revisions of git, or `workspace` for what stands here. Without NEW it is the workspace,
    without OLD the version published last."""
    from flows import diff as difference
    from flows import versions
    from flows.diff import views
    from flows.git import Git

    git = Git(root.absolute())
    before = old or versions.require_latest(git).name
    found = difference.between(
        versions.snapshot(git, before),
        versions.snapshot(git, new or versions.WORKSPACE),
        tables=tables or None,
        examples=rows,
    )
    if as_json:
        say(json.dumps(found.record(), ensure_ascii=False, default=str))
    else:
        views.show_difference(found)
    if exit_code and found:
        sys.exit(1)


@click.command(name="versions", short_help="List the published versions of the corpus.")
@_root_option
@_json_option
@clean_errors
def list_versions(root: Path, as_json: bool) -> None:
    """List the versions that were published, the last one first: name, commit, date, and what was said of it."""
    from flows import versions
    from flows.git import Git
    from flows.views import show_rows

    found = versions.described(Git(root.absolute()))
    if as_json:
        say(json.dumps([each._asdict() for each in found], ensure_ascii=False))
    elif not found:
        say("No version has been published here yet; `khabar publish` publishes the first.")
    else:
        show_rows("Versions", [each._asdict() | {"commit": each.commit[:12]} for each in found])
