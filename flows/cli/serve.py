"""The command that brings up Prefect on this machine."""

import sys
from pathlib import Path

import click

from flows.cli.options import clean_errors, say


@click.command(short_help="Run a Prefect server, a worker and the deployments here.")
@click.option("--root", type=click.Path(path_type=Path), default=Path(), help="The repository.  [default: this folder]")
@click.option("--port", type=click.IntRange(1, 65535), default=4200, show_default=True, help="Port on 127.0.0.1.")
@clean_errors
def serve(root: Path, port: int) -> None:
    """Run a Prefect server, a worker and the deployments of prefect.yaml on this machine, until Ctrl-C. Database and
    logs stand in .prefect/ (or in PREFECT_HOME)."""
    from flows import serving

    def ready(address: str) -> None:
        say(f"Prefect's page is {address} - the deployments are there and the worker works. Ctrl-C ends all of it.")

    def starting() -> None:
        say("Starting Prefect's server; the first time it makes a database.")

    try:
        serving.serve(root, port=port, starting=starting, ready=ready)
    except KeyboardInterrupt:
        say("Server and worker have ended.")
        sys.exit(0)
