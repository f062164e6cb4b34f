"""How often the language of real articles is told wrongly."""

import gzip
import json
from functools import cache
from pathlib import Path

from stages.annotate.language.decide import UNDETERMINED
from stages.annotate.language.detect import detect
from stages.annotate.language.params import LanguageParams

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

#: Corpus -> its file, and the language that all of it is in.
_CORPORA = {
    "reuters": ("reuters21578", "en"),
    "news": ("the-news-express-tribune-2025", "en"),
    "urdu": ("urdu-news-snippets", "ur"),
}


@cache
def score(corpus: str) -> dict[str, float]:
    """Return the shares of a corpus that is in one language.

    ``not_foreign`` of all articles are told to be in it or left undetermined; ``right`` of those that have letters
    enough are told to be in it.
    """
    file, language = _CORPORA[corpus]
    lines = gzip.decompress((CORPORA / f"{file}.jsonl.gz").read_bytes()).splitlines()
    texts = [json.loads(line)["text"] or "" for line in lines]
    answers = [found.answer for found in detect(texts, [None] * len(texts), LanguageParams())]
    told = [answer.language for answer in answers if answer.reason != "too_few_letters"]
    foreign = sum(answer.language not in {language, UNDETERMINED} for answer in answers)
    return {"not_foreign": 1 - foreign / len(answers), "right": told.count(language) / len(told)}
