"""The cases: every form, every negative, and what is known not to work yet (strict xfail)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stages.annotate.quotes.mentions import Mentions
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.quotes import Quote, quotes
from stages.annotate.quotes.speech import Sentences
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [pytest.param(case, id=f"{name}-{at}", marks=marks) for at, case in enumerate(cases)]


def mentions(text: str, names: list[list[str]]) -> Mentions:
    """Return the names in their order; one that is the last word of an earlier one names the same thing."""
    found = Mentions([], [], [], [], [])
    done = 0
    for name, kind, *role in names:
        done = text.index(name, done)
        earlier = [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
        referent = next(
            (at for at, longer in enumerate(earlier) if longer.split()[-1] == name.split()[-1]), len(earlier)
        )
        for column, value in zip(
            found, (done, done + len(name), kind, role[0] if role else None, referent), strict=True
        ):
            column.append(value)  # type: ignore[arg-type]
        done += len(name)
    return found


def written(quote: Quote, text: str, named: Mentions) -> str:
    """Return the notation that cases/README.md explains."""
    speaker = quote.speaker_text or "-"
    if quote.speaker_mention is not None:
        number = quote.speaker_mention
        name = text[named.starts[number] : named.ends[number]]
        speaker += "" if name == speaker else f" > {name}"
    return f"{quote.kind} | {speaker} | {quote.cue or '-'} | {quote.text}"


@pytest.mark.parametrize("case", [*load("wild"), *load("synthetic"), *load("negative"), *load("known_failures")])
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    named = mentions(text, case.get("names", []))
    spans = split(text, SentencesParams())
    sentences = Sentences([start for start, _ in spans], [end for _, end in spans])
    found = quotes(text, sentences, named, QuotesParams())
    assert case["found"] == [written(quote, text, named) for quote in found]
    if "rule" in case:
        assert case["rule"] == [quote.rule for quote in found]
