"""The numbers and the pictures by which people judge a version of the corpus.

Each partition of the exported tables is counted once (`count`), the counts are added (`total`), where stories are put
together that several articles tell (`stories`), and the sums are written as a metrics file and the data of plots
(`render`). Beside them stands what each table is like (`profile`), by which the next version is judged.
"""

from stages.contract import Corpus, Stage

#: The exported tables.
TABLES = (
    "documents",
    "duplicates",
    "timexes",
    "amounts",
    "sentences",
    "mentions",
    "entities",
    "quotes",
    "topics",
    "figures",
    "removed",
    "rejects",
)

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
                "export.tables:quotes",
                "export.tables:topics",
            ),
            "stages.report.params:ReportParams",
            libraries=("numpy",),
            columns={
                "export.tables:documents": ("outlet", "published", "published_rule", "language", "cluster_id"),
                "export.tables:duplicates": ("outlet", "cluster_id", "kind"),
                "export.tables:rejects": ("code",),
                "export.tables:timexes": ("type",),
                "export.tables:amounts": ("kind",),
                "export.tables:quotes": ("kind",),
                "export.tables:topics": ("topic",),
            },
        ),
        Corpus(
            "profile",
            "stages.report.profile:describe",
            "stages.report.profile:add",
            None,
            tuple(f"export.tables:{table}" for table in TABLES),
            "stages.report.params:ReportParams",
            libraries=("numpy",),
        ),
    ),
    "Counts what the tables hold, for `dvc metrics` and `dvc plots`, and says what they are like.",
    render="stages.report.render:render",
    rendered=(
        "metrics.json",
        "profile.json",
        "documents_by_month.csv",
        "stories_by_articles.csv",
        "shared_stories.csv",
    ),
)
