"""Counts one partition of the exported tables."""

from collections import Counter
from collections.abc import Iterator
from itertools import repeat

import pyarrow as pa
import pyarrow.compute as pc

from stages.report.params import ReportParams
from stages.report.schema import BY, COUNTS
from stages.report.stories import TELLING, tellings


def count(
    documents: pa.Table,
    duplicates: pa.Table,
    rejects: pa.Table,
    timexes: pa.Table,
    amounts: pa.Table,
    quotes: pa.Table,
    topics: pa.Table,
    params: ReportParams,
) -> pa.Table:
    """Return the counts of one partition, a table of `COUNTS`."""
    del params
    month = pc.strftime(documents["published"].cast(pa.timestamp("s")), format="%Y-%m", locale="C")
    told = tellings(documents, duplicates)
    rows = [
        *_counted("documents", outlet=documents["outlet"], month=month),
        *_counted("languages", label=documents["language"]),
        *_counted("publication_rules", label=documents["published_rule"]),
        *_counted("duplicates", label=duplicates["kind"]),
        *_counted("rejects", label=rejects["code"]),
        *_counted("timexes", label=timexes["type"]),
        *_counted("amounts", label=amounts["kind"]),
        *_counted("quotes", label=quotes["kind"]),
        *_counted("topics", label=topics["topic"]),
        *_counted(TELLING, **told),
    ]
    columns = zip(*rows, strict=True) if rows else [[]] * len(COUNTS)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, COUNTS, strict=True)], schema=COUNTS
    )


def _counted(measure: str, **columns: pa.ChunkedArray) -> Iterator[tuple[str, str | None, str | None, str | None, int]]:
    """Yield how many rows there are of each combination of ``columns``, sorted as Arrow does: nulls are last."""
    # Ten tables with few rows each: grouping by Arrow costs a millisecond for each, whatever it holds.
    given = (columns[name].to_pylist() if name in columns else repeat(None) for name in BY[1:])
    counted = Counter(zip(*given, strict=False))
    for key in sorted(counted, key=lambda key: [(value is None, value or "") for value in key]):
        yield measure, *key, counted[key]
