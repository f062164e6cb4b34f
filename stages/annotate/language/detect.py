"""The step: from the table of clean articles to the table of their languages."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from stages.annotate.language.decide import Answer, Text, decide
from stages.annotate.language.paragraphs import Paragraph, languages_of, may_be_mixed, paragraphs_of
from stages.annotate.language.params import LanguageParams
from stages.annotate.language.replay.answer import Answer as Guess
from stages.annotate.language.schema import SCHEMA

#: What is known of a text that langdetect was not asked about.
_NOT_ASKED = Guess(None, None, features=False)


class Language(NamedTuple):
    """The language of an article.

    Attributes:
        answer: of the article as a whole.
        paragraphs: with their answers, for an article in several languages; else none.
        languages: of these, the one with most letters first.
    """

    answer: Answer
    paragraphs: list[tuple[Paragraph, Answer]]
    languages: list[str]


def run(articles: pa.Table, outlets: pa.Table, params: LanguageParams) -> pa.Table:
    """Return one row of `SCHEMA` for each row of ``articles`` that is not a reject, in the same order.

    Args:
        articles: the clean articles.
        outlets: the same rows, with the ``language`` of the outlet where it is known.
        params: the knobs.
    """
    cleaned = pc.is_null(articles["reject_code"])
    kept = articles.filter(cleaned)
    found = detect(kept["text"].to_pylist(), outlets.filter(cleaned)["language"].to_pylist(), params)
    answers = [each.answer for each in found]
    spans = [[span._asdict() | _columns(told) for span, told in each.paragraphs] for each in found]
    columns = {
        "doc_id": kept["doc_id"],
        "language": [each.language for each in answers],
        "language_reason": [each.reason for each in answers],
        "language_detected": [each.guess for each in answers],
        "language_score": [each.score for each in answers],
        "languages": [each.languages or None for each in found],
        "paragraphs": spans,
    }
    return pa.table(columns, schema=SCHEMA)


def detect(texts: Sequence[str], outlets: Sequence[str | None], params: LanguageParams) -> list[Language]:
    """Return the language of each text. A pure function: the same text and outlet have the same answer in any company.

    Args:
        texts: any texts.
        outlets: the language of the outlet of each, where it is known.
        params: the knobs.
    """
    known, answers = _decide(texts, outlets, params)
    found = [Language(answer, [], []) for answer in answers]
    looked_at = [at for at, text in enumerate(known) if may_be_mixed(text, answers[at], params)]
    spans = [list(paragraphs_of(texts[at])) for at in looked_at]
    pieces = [texts[at][span.start : span.end] for at, some in zip(looked_at, spans, strict=True) for span in some]
    pieces_known, pieces_answers = _decide(pieces, [None] * len(pieces), params)
    begin = 0
    for at, some in zip(looked_at, spans, strict=True):
        end = begin + len(some)
        told = pieces_answers[begin:end]
        languages = languages_of(list(zip(pieces_known[begin:end], told, strict=True)))
        if len(languages) > 1:
            answer = answers[at]._replace(language=languages[0], reason="paragraphs")
            found[at] = Language(answer, list(zip(some, told, strict=True)), languages)
        begin = end
    return found


def _decide(
    texts: Sequence[str], outlets: Sequence[str | None], params: LanguageParams
) -> tuple[list[Text], list[Answer]]:
    known = [Text(text, params) for text in texts]
    guesses = [_NOT_ASKED] * len(texts)
    asked = [at for at, each in enumerate(known) if each.letters.small >= params.min_letters]
    if asked:
        # Importing NumPy and reading langdetect's profiles takes a quarter of a second: not for headlines alone.
        from stages.annotate.language.replay import replay

        for at, guess in zip(asked, replay.detect([texts[at] for at in asked]), strict=True):
            guesses[at] = guess
    answers = [decide(each, guess, params, outlet) for each, guess, outlet in zip(known, guesses, outlets, strict=True)]
    return known, answers


def _columns(answer: Answer) -> dict[str, str | float | None]:
    return {
        "language": answer.language,
        "language_reason": answer.reason,
        "language_detected": answer.guess,
        "language_score": answer.score,
    }
