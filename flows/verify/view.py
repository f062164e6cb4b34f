"""Shows what a verification found, to people."""

import click

from flows.verify.run import Verified
from flows.views import harmless, show_rows


def show(verified: Verified) -> None:
    """Print a verification: what was done, and what is wrong if anything is."""
    told = verified.certificate
    show_rows("Changes", [{"kind": kind, "steps": number} for kind, number in told["changes"].items()])
    kills = sum(told["kills"].values())
    partitions = told["partitions"]
    click.echo(
        f"{told['steps']:,} steps, {kills:,} kills, {partitions['computed']:,} partitions computed and "
        f"{partitions['reused']:,} reused; {told['comparisons']:,} comparisons of {told['files_compared']:,} files, "
        f"{told['bytes_compared']:,} bytes"
    )
    if told["changes_refused"]:
        click.echo(f"{told['changes_refused']:,} changes were taken back, since no build can be made of them.")
    sample = told["corpus"]["sample"]
    if sample is not None:
        click.echo(f"This is of a sample of {sample:,} articles and records, not of the whole corpus.")
    fault = verified.fault
    if fault is None:
        click.echo(f"Equal to a build from nothing, every time, in every byte: {verified.path}")
        return
    click.echo("")
    click.echo(harmless(f"Step {fault.step}: {fault.what}"))
    for line in fault.detail:
        click.echo(harmless(f"  {line}"))
    click.echo(harmless(f"The last change before it: {fault.change}"))
    click.echo(f"The copy on which it was found is kept: {verified.scratch}")
    click.echo(f"It is found again by: {verified.again}")
