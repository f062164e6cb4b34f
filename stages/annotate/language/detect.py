"""langdetect's answer, made repeatable: the same text gives the same answer whatever came before it, and wherever.

Three things make langdetect itself waver: it draws random n-grams from an unseeded generator, it numbers its languages
in the order in which the file system lists their profiles (and adds floats in that order), and it answers for any text,
however short. Here its generator is seeded, its profiles are loaded in the order of their names, and there are floors.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.language.params import LanguageParams
from stages.annotate.language.schema import SCHEMA

#: What stands for a language that is not known (ISO 639-2).
UNDETERMINED = "und"

#: Any fixed number will do; 0 is the one that langdetect's own documentation uses.
_SEED = 0

#: Decimal digits kept of a probability: more would tell of the order of float additions, not of the text.
_SCORE_DIGITS = 6


class Answer(NamedTuple):
    """The language of one text, and why: ``reason`` is one of those that `SCHEMA` lists."""

    language: str
    score: float | None
    reason: str


def run(articles: pa.Table, params: LanguageParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order."""
    kept = articles.filter(pc.is_null(articles["reject_code"]))
    answers = [detect(text, params) for text in kept["text"].to_pylist()]
    columns = [
        kept["doc_id"],
        pa.array([answer.language for answer in answers], pa.string()),
        pa.array([answer.score for answer in answers], pa.float64()),
        pa.array([answer.reason for answer in answers], pa.string()),
    ]
    return pa.table(columns, schema=SCHEMA)


def detect(text: str, params: LanguageParams) -> Answer:
    """Return the language of ``text``. A pure function: no global generator is read or touched."""
    if not _has_letters(text, params.min_letters):
        return Answer(UNDETERMINED, None, "too_few_letters")
    factory, no_answer = _langdetect()
    detector = factory.create()
    detector.append(text)
    try:
        languages = detector.get_probabilities()
    except no_answer:
        return Answer(UNDETERMINED, None, "no_features")
    if not languages:  # No language passed langdetect's own threshold of 0.1.
        return Answer(UNDETERMINED, None, "low_score")
    score = round(languages[0].prob, _SCORE_DIGITS)
    if score < params.min_score:
        return Answer(UNDETERMINED, score, "low_score")
    return Answer(languages[0].lang, score, "detected")


def _has_letters(text: str, least: int) -> bool:
    """Say whether ``text`` has ``least`` letters that are not capitals, reading no further than that takes."""
    letters = (None for character in text if character.isalpha() and not character.isupper())
    return sum(1 for _ in islice(letters, least)) >= least


@cache
def _langdetect() -> tuple[Any, type[Exception]]:
    """Return a factory of detectors with all profiles loaded, and the exception that says a text has no features.

    A factory of our own, so that neither langdetect's module-wide one nor the class attribute ``seed`` is touched.
    """
    # Importing langdetect and reading its profiles takes 0.6 s: not for a partition that holds headlines only.
    from langdetect.detector_factory import DetectorFactory
    from langdetect.lang_detect_exception import LangDetectException

    factory = DetectorFactory()
    factory.load_json_profile(profiles(files("langdetect").joinpath("profiles").iterdir()))
    factory.set_seed(_SEED)
    return factory, LangDetectException


def profiles(listing: Iterable[Traversable]) -> list[str]:
    """Return the JSON text of each language profile in ``listing``, ordered by name in whatever order they come."""
    entries = [entry for entry in listing if not entry.name.startswith(".") and entry.is_file()]
    return [entry.read_text(encoding="utf-8") for entry in sorted(entries, key=lambda entry: entry.name)]
