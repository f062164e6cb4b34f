"""What is printed on a terminal of what was found."""

import click

from flows.fsck.finding import Finding, Report
from flows.views import harmless

#: Findings of one kind that are shown; the rest are counted.
_SHOWN = 20


def show(report: Report) -> None:
    """Print what was found, what was repaired, and what to do next."""
    counts = report.counts
    _show("Repaired", report.repaired, then=False)
    _show("Wrong", report.wrong, then=True)
    _show("Not done yet", [finding for finding in report.findings if not finding.wrong], then=False)
    looked = (
        f"{counts['ledgers']:,} ledgers, {counts['files']:,} files ({counts['bytes'] / (1 << 20):,.1f} MiB), "
        f"{counts['rows']:,} rows, {counts['objects']:,} objects of DVC's cache"
    )
    found = (
        f"{len(report.wrong):,} {'thing is' if len(report.wrong) == 1 else 'things are'} wrong"
        if report.wrong
        else "Nothing is wrong"
    )
    click.echo(f"{found}. Looked at {looked}.")
    if report.next is not None:
        click.echo(f"Next: {report.next}")


def _show(title: str, findings: list[Finding], *, then: bool) -> None:
    """Print findings, some of each kind."""
    shown: dict[str, int] = {}
    for finding in findings:
        shown[finding.kind] = shown.get(finding.kind, 0) + 1
        if shown[finding.kind] > _SHOWN:
            continue
        click.echo(harmless(f"{title}, {finding.where}: {finding.what}."))
        if then:
            click.echo(harmless(f"  {finding.then}"))
    for kind, count in shown.items():
        if count > _SHOWN:
            click.echo(f"{title}, and {count - _SHOWN:,} more of the kind {kind}.")
