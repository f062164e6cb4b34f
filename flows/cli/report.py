"""The command on the page: report."""

from contextlib import suppress
from pathlib import Path

import click

from flows.cli.options import artifacts_option, clean_errors, say


@click.command(short_help="Show the page of the corpus, and what is new in it.")
@artifacts_option
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@click.option(
    "--since",
    default=None,
    metavar="REV",
    help="Begin with what is new since this version.  [default: the one published last]",
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Draw its charts as SVG into this folder instead (needs `pip install 'khabar[pictures]'`).",
)
@clean_errors
def report(artifacts: Path, opens: bool, since: str | None, pictures: Path | None) -> None:
    """Tell where the page of the corpus is, or open it. The page works from disk and asks nobody for anything; in a
    repository with published versions its address says which articles came in since the last one."""
    if pictures is not None:
        from flows import drawing

        for path in drawing.draw(artifacts, pictures):
            say(str(path))
        return
    from flows import page
    from flows.verify import certificate

    # Tables that were pulled or checked out came without a build. Where nobody may write, the page stays as it is.
    with suppress(OSError):
        certificate.refresh(artifacts)
    address = page.address_of(artifacts, since)
    say(address)
    if opens:
        import webbrowser

        if not webbrowser.open(address):
            say("No browser could be started: open this address in one.")
