"""What a certificate calls the exported tables by."""

from pathlib import Path

from flows.engine import ledger
from flows.engine.made import contents_of


def tables_of(artifacts: Path) -> str:
    """Return the digest of the exported tables, as the page has it; nothing where there are none."""
    found = ledger.read(artifacts / "export")
    return "" if found is None else contents_of({"export.tables": found.tables("tables")})
