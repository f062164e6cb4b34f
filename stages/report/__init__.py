"""The numbers and the pictures by which people judge a version of the corpus.

Each partition of the exported tables is counted once (`count`), the counts are added (`total`), where stories are put
together that several articles tell (`stories`), and the sums are written as a metrics file and the data of plots
(`render`).
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
            libraries=("numpy",),
            columns={
                "export.tables:documents": ("outlet", "published", "published_rule", "language", "cluster_id"),
                "export.tables:duplicates": ("outlet", "cluster_id", "kind"),
                "export.tables:rejects": ("code",),
                "export.tables:timexes": ("type",),
                "export.tables:amounts": ("kind",),
            },
        ),
    ),
    "Counts what the tables hold, for `dvc metrics` and `dvc plots`.",
    render="stages.report.render:render",
    rendered=("metrics.json", "documents_by_month.csv", "stories_by_articles.csv", "shared_stories.csv"),
)
