"""Adds the counts of all partitions."""

import pyarrow as pa

from stages.report.params import ReportParams
from stages.report.schema import BY, COUNTS


def total(counts: pa.Table, params: ReportParams) -> pa.Table:
    """Return the sums over all partitions, a table of `COUNTS`, sorted; the order of the rows does not matter."""
    del params
    added = counts.group_by(BY, use_threads=False).aggregate([("count", "sum")]).rename_columns([*BY, "count"])
    return added.sort_by([(name, "ascending") for name in BY]).cast(COUNTS)
