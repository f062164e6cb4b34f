"""Adds the counts of all partitions."""

import pyarrow as pa
import pyarrow.compute as pc

from stages.report.params import ReportParams
from stages.report.schema import BY, COUNTS
from stages.report.stories import TELLING, stories


def total(counts: pa.Table, params: ReportParams) -> pa.Table:
    """Return the sums over all partitions, a table of `COUNTS`, sorted; the order of the rows does not matter.

    What partitions say of single stories goes into the counts of stories (`stages.report.stories`).
    """
    del params
    added = counts.group_by(BY, use_threads=False).aggregate([("count", "sum")]).rename_columns([*BY, "count"])
    of_stories = pc.equal(added["measure"], TELLING)
    told = stories(added.filter(of_stories))
    added = pa.concat_tables([added.filter(pc.invert(of_stories)).cast(COUNTS), told])
    return added.sort_by([(name, "ascending") for name in BY]).cast(COUNTS)
