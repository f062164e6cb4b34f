"""What ``outlets.csv`` says of the names and hosts of the corpus."""

from typing import Any

import pyarrow as pa

from stages.clean.outlets.params import OutletsParams
from stages.clean.outlets.schema import DECISIONS
from stages.clean.outlets.table import Outlet, folded, read_outlets


def decide(signatures: pa.Table, reference: bytes, params: OutletsParams) -> pa.Table:
    """Return the rows of the table that fit each pair of each partition (`DECISIONS`), ordered.

    The name that an article states counts first, else the host of its address: the longest domain that it is in.

    Raises:
        InputError: the table is wrong.
    """
    del params
    by_name: dict[str, list[Outlet]] = {}
    by_domain: dict[str, list[Outlet]] = {}
    for outlet in read_outlets(reference):
        for name in dict.fromkeys(map(folded, (outlet.name, *outlet.also))):
            by_name.setdefault(name, []).append(outlet)
        for domain in outlet.domains:
            by_domain.setdefault(domain, []).append(outlet)

    def fitting(stated: str | None, host: str | None) -> list[Outlet]:
        found = by_name.get(folded(stated)) if stated else None
        labels = host.split(".") if host else []
        domains = (".".join(labels[start:]) for start in range(len(labels)))
        return found or next((by_domain[domain] for domain in domains if domain in by_domain), [])

    rows = []
    if by_name:
        for pair in signatures.to_pylist():
            for outlet in fitting(pair["stated"], pair["host"]):
                known = outlet._asdict()
                rows.append(pair | {"outlet": known.pop("name")} | known)
    rows.sort(key=_order)
    return pa.Table.from_pylist(rows, schema=DECISIONS)


def _order(row: dict[str, Any]) -> tuple[object, ...]:
    """Null before anything else, so that a row without a beginning stands before those that have one."""
    names = ("partition", "stated", "host", "valid_from")
    return tuple(part for name in names for part in (row[name] is not None, row[name] or 0))
