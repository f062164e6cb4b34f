"""Clean: raw records of any form in, articles as plain text out, every character traceable to its source.

The modules, in the order in which a record meets them: `forms` and `containers` (what a file is), `batch` (where its
records are), `decoding`, `records`, `page` with `markup` (bytes to text), `repair` with `alignment` (characters),
`paragraphs` (white space), `boilerplate` (what is no article), `headline`; `articles` calls them. Rules stand in the
TOML files.
"""

from stages.contract import SOURCE, Map, Stage

STAGE = Stage(
    name="clean",
    steps=(
        Map(
            name="articles",
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
                "zstandard",
            ),
        ),
    ),
    description="Read articles of any form, repair characters, drop what is no article, keep the map to the source.",
)
