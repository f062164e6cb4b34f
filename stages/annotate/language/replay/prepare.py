"""What langdetect does to a text before it looks at n-grams, each part behind a gate that most texts do not pass."""

import re
from functools import cache
from typing import NamedTuple

#: "if the total size of target text exceeds the limit size ... the rest is cut down": code points that are read.
MAX_TEXT = 10_000

#: Two code points (a letter and its mark) become one, so twice as many decide what the first `MAX_TEXT` will be.
_ENOUGH = 2 * MAX_TEXT


class _Cleaner(NamedTuple):
    """langdetect's own patterns, and what it does to Vietnamese."""

    url: re.Pattern[str]
    mail: re.Pattern[str]
    marks: re.Pattern[str]
    normalizer: type


def prepare(text: str) -> str:
    """Return ``text`` without addresses, its Vietnamese composed, cut to `MAX_TEXT` code points.

    ``Detector.append``: "text = URL_RE.sub(' ', text); text = MAIL_RE.sub(' ', text); text = normalize_vi(text)". Runs
    of spaces, which it collapses, make no n-grams and are left alone.
    """
    if "://" in text:
        text = _without(_cleaner().url, text)
    if "@" in text:
        text = _without(_cleaner().mail, text)
    if not text.isascii():
        text = text[:_ENOUGH]
        if _cleaner().marks.search(text):
            text = _cleaner().normalizer.normalize_vi(text)  # type: ignore[attr-defined]
    return text[:MAX_TEXT]


def _without(pattern: re.Pattern[str], text: str) -> str:
    """Return at least the first `_ENOUGH` code points of ``pattern.sub(" ", text)``, reading no further than that."""
    parts: list[str] = []
    size = at = 0
    for found in pattern.finditer(text):
        size += found.start() - at + 1
        if size > _ENOUGH:
            break
        parts += [text[at : found.start()], " "]
        at = found.end()
    return "".join([*parts, text[at : at + _ENOUGH]])


@cache
def _cleaner() -> _Cleaner:
    from langdetect.detector import Detector
    from langdetect.utils.ngram import NGram

    return _Cleaner(Detector.URL_RE, Detector.MAIL_RE, re.compile(f"[{NGram.DMARK_CLASS}]"), NGram)
