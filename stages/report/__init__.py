"""The numbers and the picture by which people judge a version of the corpus.

Each partition of the exported tables is counted once (`count`), the counts are added (`total`), and the sums are
written as a metrics file and the data of a plot (`render`).
"""

from stages.contract import Corpus, Stage

STAGE = Stage(
    "report",
    (
        Corpus(
            "counts",
            "stages.report.count:count",
            "stages.report.total:total",
            None,
            (
                "export.tables:documents",
                "export.tables:duplicates",
                "export.tables:rejects",
                "export.tables:timexes",
                "export.tables:amounts",
            ),
            "stages.report.params:ReportParams",
        ),
    ),
    "Counts what the tables hold, for `dvc metrics` and `dvc plots`.",
    render="stages.report.render:render",
    rendered=("metrics.json", "documents_by_month.csv"),
)
