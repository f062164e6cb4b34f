"""The tables that analysts read, put together from what the other stages found.

`schema` describes every column once; `tables` fills them for one partition. What stands beside the tables and describes
them is rendered by `stages.dictionary`.
"""

from stages.contract import Map, Stage

STAGE = Stage(
    "export",
    (
        Map(
            "tables",
            "stages.export.tables:run",
            (
                "clean.articles",
                "clean.outlets",
                "dedupe.decisions",
                "date_normalize.dates",
                "annotate.language",
                "annotate.sentences",
                "annotate.amounts",
                "annotate.names",
                "annotate.entities",
                "annotate.quotes",
                "annotate.topics",
                "annotate.figures",
            ),
            "stages.export.params:ExportParams",
            libraries=("numpy",),
            tables="stages.export.schema:schemas",
        ),
    ),
    "Writes the Parquet tables that analysts read, and puts every source record into exactly one of documents, "
    "duplicates and rejects.",
    render="stages.dictionary.render:render",
    rendered=("README.md", "croissant.json", "datapackage.json"),
)
