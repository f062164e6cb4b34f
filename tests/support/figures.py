"""Figures of a text as the stages before would find them, and the notation in which cases write them."""

import datetime as dt
from typing import Any

from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import amounts
from stages.annotate.figures.params import FiguresParams
from stages.annotate.figures.reading import Figure, figures
from stages.annotate.names.article import mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.quotes.mentions import Mentions
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.quotes import quotes
from stages.annotate.quotes.speech import Sentences
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.setting import Setting
from stages.date_normalize.timex import find_timexes

DEFAULTS = FiguresParams()


def figures_of(
    text: str,
    published: dt.date | None = None,
    params: FiguresParams = DEFAULTS,
) -> list[Figure]:
    """Return the figures of a text that a Pakistani outlet published."""
    setting = Setting(published, "PK", "PK", "DMY")
    sentences = split(text, SentencesParams())
    return figures(
        text,
        sentences,
        [each._asdict() for each in amounts(text, AmountsParams())],
        [each._asdict() for each in find_timexes(text, setting, DateNormalizeParams())],
        _quotes(text, sentences),
        params,
    )


def _quotes(text: str, sentences: list[tuple[int, int]]) -> list[dict[str, Any]]:
    starts, ends = [start for start, _ in sentences], [end for _, end in sentences]
    names = mentions(text, starts, NamesParams())
    columns = ([getattr(each, name) for each in names] for name in ("start", "end", "type", "role", "referent"))
    return [each._asdict() for each in quotes(text, Sentences(starts, ends), Mentions(*columns), QuotesParams())]


def number(value: int) -> str:
    """Return a value in units of its ninth decimal place, as people write it."""
    whole, places = divmod(abs(value), 10**9)
    return f"{'-' if value < 0 else ''}{whole}.{places:09d}".rstrip("0").rstrip(".")


def span(low: int, high: int) -> str:
    """Return a value or a range."""
    return number(low) if low == high else f"{number(low)}..{number(high)}"


def written(figure: Figure) -> str:
    """Return the notation that tests/stages/annotate/figures/cases/README.md explains."""
    parts = [
        figure.text,
        figure.indicator,
        figure.kind + (" change" if figure.measure == "change" else ""),
        f"{span(figure.value_low, figure.value_high)} {figure.unit or '-'}",
    ]
    if figure.mod:
        parts.append(figure.mod)
    if figure.growth is not None and figure.measure == "level":
        parts.append(f"growth {number(figure.growth)}")
    if figure.base_low is not None and figure.base_high is not None:
        days = f" {figure.base_begin}..{figure.base_finish}" if figure.base_begin else ""
        parts.append(f"base {span(figure.base_low, figure.base_high)}{days}")
    if figure.period:
        parts.append(f"in {figure.begin}..{figure.finish}" if figure.begin else f"in {figure.period}")
    if figure.speaker_text:
        parts.append(f"by {figure.speaker_text}")
    if figure.consistent is not None:
        parts.append("consistent" if figure.consistent else "inconsistent")
    return " | ".join(parts)
