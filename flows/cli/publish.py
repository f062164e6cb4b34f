"""Commands on versions: gate, publish, rollback."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.options import clean_errors, say, wait_option

if TYPE_CHECKING:
    from flows.publishing.publication import Outcome  # with DVC

_root_option = click.option(
    "--root", type=click.Path(path_type=Path), default=Path(), help="The repository.  [default: this folder]"
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def _going_out(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options on where a version goes."""
    for option in (
        _json_option,
        wait_option,
        click.option("--no-push", is_flag=True, help="On this machine alone: neither bytes nor commits leave it."),
        click.option("--git-remote", metavar="NAME", help="Remote of git.  [default: origin, if there is one]"),
        click.option("--remote", metavar="NAME", help="Remote of DVC for the bytes.  [default: its default one]"),
        _root_option,
    ):
        command = option(command)
    return command


@click.command(short_help="Say whether the corpus may be published, and why not.")
@_root_option
@_json_option
@clean_errors
def gate(root: Path, as_json: bool) -> None:
    """Compare what is built with the version published last, and the workspace with what git and DVC know. The exit
    code is 1 if it may not be published. The limits stand in params.yaml, under gate."""
    from flows.git import Git
    from flows.publishing import checks

    verdict = checks.judge(Git(root.resolve()))
    say(json.dumps(verdict.record(), ensure_ascii=False) if as_json else verdict.text())
    if not verdict.passed:
        if not as_json:
            say(f"\n{checks.remedy(verdict)}")
        sys.exit(1)


@click.command(short_help="Publish what is built, if it passes the gate.")
@click.option("--force", metavar="REASON", help="Publish although the gate refuses; the reason is recorded.")
@_going_out
@clean_errors
def publish(
    root: Path,
    force: str | None,
    remote: str | None,
    git_remote: str | None,
    no_push: bool,
    wait: float,
    as_json: bool,
) -> None:
    """Publish what is built as the next version: its bytes go to DVC's remote, dvc.lock, report and articles into a git
    commit with a tag corpus-N, and these to git's remote. What the gate refuses changes nothing; what ended in the
    middle is gone on with by the same command."""
    from flows.publishing import run

    outcome = run.publish(
        root,
        force=force,
        push=not no_push,
        remote=remote,
        git_remote=git_remote,
        wait=wait,
        tell=_waiting,
    )
    _show(outcome, as_json=as_json)


@click.command(short_help="Put an earlier version in front again.")
@click.argument("rev")
@click.option("--reason", metavar="TEXT", help="Why; it is recorded.")
@_going_out
@clean_errors
def rollback(
    rev: str,
    root: Path,
    reason: str | None,
    remote: str | None,
    git_remote: str | None,
    no_push: bool,
    wait: float,
    as_json: bool,
) -> None:
    """Publish the version REV, such as corpus-3, again as the next one, and put its tables in place. Articles, params
    and code stay as they are; publishing is then on hold until `khabar publish --force REASON`."""
    from flows.publishing import rollback as back

    outcome = back.rollback(
        root,
        rev,
        reason=reason,
        push=not no_push,
        remote=remote,
        git_remote=git_remote,
        wait=wait,
        tell=_waiting,
    )
    _show(outcome, as_json=as_json)


def _waiting(holder: str) -> None:
    click.echo(f"khabar: waiting for {holder}", err=True)


def _show(outcome: "Outcome", *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(outcome.record(), ensure_ascii=False))
        return
    name = outcome.version.name
    say(f"{name} ({outcome.version.commit[:12]}): {outcome.sentence}" if outcome.new else outcome.sentence)
    if outcome.pushed:
        say(f"At the remotes now: {', '.join(outcome.pushed)}")
