"""Date each article and read its temporal expressions: publication from what is stated, TIMEX3 values from rules."""

from stages.contract import Map, Stage

STAGE = Stage(
    name="date_normalize",
    steps=(
        Map(
            name="dates",
            function="stages.date_normalize.dates:run",
            inputs=("clean.articles", "clean.outlets"),
            params="stages.date_normalize.params:DateNormalizeParams",
            libraries=("google-re2", "tzdata"),
            columns={
                "clean.articles": ("doc_id", "reject_code", "stated_dates", "text", "url"),
                "clean.outlets": ("country", "date_order", "time_zone"),
            },
        ),
    ),
    description="Publication date, dateline and temporal expressions (TIMEX3) of each article.",
)
