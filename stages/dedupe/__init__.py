"""The same story counted once: copies, parts and revisions are found, verified, and folded into one survivor each.

The modules in the order of the argument. Per partition: `normalise` (what two texts may differ in and still be the
same), `digits`, `words`, `tokens`, `titles`, `shingles`, `minhash`, `winnow`, `revision`, together `sign`. Over the
whole corpus: `exact`, `candidates`, `measured` (by `compare`, `align` and `facts`), `relate`, `standing`, `columns`,
`stories`, `cluster`, together `decide`. Per partition again: `apply`. `hashing` and `ragged` are what the others share.

Only this file, the rules and the modules named here belong in the package; what a text *says* (dates, names, figures)
is other stages' business.
"""

from stages.contract import Corpus, Stage

STAGE = Stage(
    "dedupe",
    (
        Corpus(
            "decisions",
            "stages.dedupe.sign:sign",
            "stages.dedupe.decide:decide",
            "stages.dedupe.apply:apply",
            ("clean.articles", "clean.outlets"),
            "stages.dedupe.params:DedupeParams",
            libraries=("google-re2", "numpy", "tzdata"),
            columns={
                "clean.articles": (
                    "doc_id",
                    "source",
                    "record",
                    "outlet",
                    "reject_code",
                    "stated_dates",
                    "title",
                    "text",
                    "url",
                ),
                "clean.outlets": ("rank", "date_order", "time_zone"),
            },
            apply_columns={"clean.articles": ("doc_id", "outlet", "reject_code"), "clean.outlets": ()},
            memory=True,
        ),
    ),
    "Finds copies, parts and revisions of a story, and keeps one article of each with the evidence beside the others.",
)
