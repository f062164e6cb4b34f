"""Clean: raw records of any form in, articles as plain text out, every character traceable to its source.

`read` turns each record into an article or a reject, `outlets` says who published it, and `articles` drops what recurs
at the edges of an outlet's articles. Each is a package of its own; `schema` and `rejects` are what they share.
"""

from stages.contract import SOURCE, Corpus, Map, Stage

STAGE = Stage(
    name="clean",
    steps=(
        Map(
            name="read",
            function="stages.clean.read.articles:run",
            inputs=(SOURCE,),
            params="stages.clean.read.params:ReadParams",
            libraries=(
                "charset-normalizer",
                "courlan",
                "ftfy",
                "google-re2",
                "htmldate",
                "jusText",
                "lxml",
                "lxml_html_clean",
                "msgspec",
                "numpy",
                "trafilatura",
                "warcio",
                "zstandard",
            ),
        ),
        Corpus(
            name="outlets",
            sign="stages.clean.outlets.sign:sign",
            decide="stages.clean.outlets.decide:decide",
            apply="stages.clean.outlets.apply:apply",
            inputs=("clean.read",),
            params="stages.clean.outlets.params:OutletsParams",
            libraries=("google-re2", "tzdata"),
            columns={"clean.read": ("outlet", "url")},
            apply_columns={"clean.read": ("doc_id", "outlet", "url", "stated_date")},
            reference="outlets.csv",
        ),
        Corpus(
            name="articles",
            sign="stages.clean.articles.sign:sign",
            decide="stages.clean.articles.decide:decide",
            apply="stages.clean.articles.apply:apply",
            inputs=("clean.read", "clean.outlets"),
            params="stages.clean.articles.params:ArticlesParams",
            libraries=("google-re2", "msgspec", "numpy"),
            columns={
                "clean.read": ("doc_id", "outlet", "reject_code", "title", "text"),
                "clean.outlets": ("doc_id", "outlet"),
            },
        ),
    ),
    description="Read articles of any form, repair characters, drop what is no article, keep the map to the source.",
)
