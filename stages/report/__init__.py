"""The numbers and the pictures by which people judge a version of the corpus.

Each partition of the exported tables is counted once (`count`), the counts are added (`total`), where stories are put
together that several articles tell (`stories`), and the sums are written as a metrics file and the data of plots
(`render`). So are the figures of the indicators that are told for the most periods (`series`). Beside them stands what
each table is like (`profile`), by which the next version is judged.

The page that people look at (`page`) starts from a `summary` of all partitions, and loads what one partition holds
(`shards`) when it is asked for.
"""

from stages.contract import Corpus, Map, Stage

#: The exported tables.
TABLES = (
    "documents",
    "duplicates",
    "timexes",
    "amounts",
    "sentences",
    "paragraphs",
    "mentions",
    "entities",
    "quotes",
    "topics",
    "figures",
    "removed",
    "rejects",
)

#: Of numbers, and of the pictures that are drawn from them.
_LIBRARIES = ("altair", "numpy", "vl-convert-python")

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
            libraries=_LIBRARIES,
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
            libraries=_LIBRARIES,
            outlines=True,
        ),
        Corpus(
            "series",
            "stages.report.series:sign",
            "stages.report.series:choose",
            None,
            ("export.tables:documents", "export.tables:figures"),
            "stages.report.params:ReportParams",
            libraries=_LIBRARIES,
            columns={
                "export.tables:documents": ("doc_id", "outlet", "published", "text"),
                "export.tables:figures": (
                    "indicator_id",
                    "indicator",
                    "unit",
                    "kind",
                    "measure",
                    "begin",
                    "finish",
                    "value_low",
                    "value_high",
                    "speaker_text",
                    "doc_id",
                    "start",
                    "end",
                    "sentence_start",
                    "sentence_end",
                ),
            },
        ),
        Corpus(
            "summary",
            "stages.report.summary.sign:sign",
            "stages.report.summary.decide:decide",
            None,
            (
                "export.tables:documents",
                "export.tables:duplicates",
                "export.tables:rejects",
                "export.tables:timexes",
                "export.tables:mentions",
                "export.tables:entities",
                "export.tables:figures",
            ),
            "stages.report.params:ReportParams",
            libraries=("msgspec", "numpy"),
            columns={
                "export.tables:documents": (
                    "doc_id",
                    "outlet",
                    "title",
                    "text",
                    "language",
                    "published",
                    "published_rule",
                    "published_conflict",
                    "cluster_id",
                    "outlets",
                    "duplicates",
                ),
                "export.tables:duplicates": ("cluster_id", "title", "outlet", "published"),
                "export.tables:rejects": ("code", "message", "source", "record"),
                "export.tables:timexes": ("type", "value", "begin"),
                "export.tables:mentions": ("doc_id", "type", "entity_id", "text"),
                "export.tables:entities": ("entity_id", "type", "name", "documents", "mentions"),
                "export.tables:figures": ("indicator", "indicator_id", "unit"),
            },
        ),
        Map(
            "shards",
            "stages.report.shards.make:make",
            (
                "export.tables:documents",
                "export.tables:duplicates",
                "export.tables:sentences",
                "export.tables:timexes",
                "export.tables:amounts",
                "export.tables:mentions",
                "export.tables:quotes",
                "export.tables:figures",
                "export.tables:removed",
            ),
            "stages.report.params:ReportParams",
            libraries=("msgspec", "numpy"),
            # The page cuts what is marked out of the article.
            without={f"export.tables:{table}": ("text",) for table in ("timexes", "amounts", "quotes")},
            shards=("articles", "titles", "figures", "names"),
        ),
    ),
    "Counts what the tables hold, for `dvc metrics` and `dvc plots`, says what they are like, and makes the page.",
    render="stages.report.render:render",
    stamped=True,
    # The certificate of `khabar verify`, and what the page reads of it.
    guests=("verify.json", "verify.js"),
    rendered=(
        "metrics.json",
        "profile.json",
        "documents_by_month.csv",
        "stories_by_articles.csv",
        "shared_stories.csv",
        "figures_over_periods.csv",
        "index.html",
        "page.js",
        "page.css",
        "summary.js",
    ),
)
