"""Counts one partition of the exported tables."""

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
    parts = [
        _counted("documents", documents.num_rows, outlet=documents["outlet"], month=month),
        _counted("languages", documents.num_rows, label=documents["language"]),
        _counted("publication_rules", documents.num_rows, label=documents["published_rule"]),
        _counted("duplicates", duplicates.num_rows, label=duplicates["kind"]),
        _counted("rejects", rejects.num_rows, label=rejects["code"]),
        _counted("timexes", timexes.num_rows, label=timexes["type"]),
        _counted("amounts", amounts.num_rows, label=amounts["kind"]),
        _counted("quotes", quotes.num_rows, label=quotes["kind"]),
        _counted("topics", topics.num_rows, label=topics["topic"]),
        _counted(TELLING, len(told["label"]), **told),
    ]
    return pa.concat_tables(parts).combine_chunks()


def _counted(measure: str, rows: int, **columns: pa.ChunkedArray) -> pa.Table:
    """Return how many rows there are of each combination of ``columns``, sorted."""
    table = pa.table(
        {
            name: columns.get(name, pa.nulls(rows, pa.string())) if name != "measure" else pa.repeat(measure, rows)
            for name in BY
        }
    )
    counted = table.group_by(BY, use_threads=False).aggregate([([], "count_all")]).rename_columns([*BY, "count"])
    return counted.sort_by([(name, "ascending") for name in BY]).cast(COUNTS)
