"""Each article's outlet."""

import datetime as dt
from typing import Any

import pyarrow as pa

from stages.clean.outlets.params import OutletsParams
from stages.clean.outlets.schema import OUTLETS
from stages.clean.outlets.sign import stated
from stages.publication.stated import read_stated

_Row = dict[str, Any]


def apply(read: pa.Table, decided: pa.Table, params: OutletsParams) -> pa.Table:
    """Return the outlet of each article, and what is known of it.

    Where the table has several rows for an outlet, the one counts that was valid on the stated day of publication;
    without a day, or on one that no row names, the latest.

    Args:
        read: ``clean.read`` of one partition.
        decided: the rows of `DECISIONS` on it, without ``partition``, those of one pair by ``valid_from``.
        params: the knobs.
    """
    del params
    if not decided.num_rows:
        facts = [pa.nulls(read.num_rows, field.type) for field in list(OUTLETS)[2:]]
        return pa.table([read["doc_id"], read["outlet"], *facts], schema=OUTLETS)
    known: dict[tuple[str | None, str | None], list[_Row]] = {}
    for row in decided.to_pylist():
        known.setdefault((row.pop("stated"), row.pop("host")), []).append(row)
    pairs = stated(read).to_pydict()
    columns = (read["doc_id"].to_pylist(), pairs["stated"], pairs["host"], read["stated_date"].to_pylist())
    rows = []
    for doc_id, name, host, date in zip(*columns, strict=True):
        fitting = known.get((name, host))
        row = _on(fitting, date) if fitting else {"outlet": name}
        rows.append(row | {"doc_id": doc_id})
    return pa.table({name: pa.array([row.get(name) for row in rows]) for name in OUTLETS.names}, schema=OUTLETS)


def _on(rows: list[_Row], stated_date: str | None) -> _Row:
    """Return the row that is valid on a stated day."""
    day = read_stated(stated_date).date if stated_date and len(rows) > 1 else None
    if day is not None:
        for row in rows:
            if (row["valid_from"] or dt.date.min) <= day <= (row["valid_until"] or dt.date.max):
                return row
    return rows[-1]
