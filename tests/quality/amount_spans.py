"""Scores the spans of money and percentages on the documents of IEER."""

from functools import cache
from pathlib import Path

from stages.annotate.amounts.params import AmountsParams
from stages.annotate.amounts.reading import amounts
from tests.quality import ieer

NAMES = Path(__file__).parents[3] / "shared" / "gold" / "names"

#: Our kinds, as the set calls them. Money for one of something, as 250 dollars a day, is a MEASURE there.
_TYPES = {"money": "MONEY", "percent": "PERCENT"}

_FILES = {"learned": ieer.LEARNED, "kept": (ieer.KEPT,), "all": (*ieer.LEARNED, ieer.KEPT)}


@cache
def score(files: str) -> dict[str, float]:
    """Return the F1 of spans with the same ends, of each type and of both."""
    documents = [document for name in _FILES[files] for document in ieer.documents(NAMES / name)]
    wanted = [set(document.spans) for document in documents]
    found = [_found(document.text) for document in documents]
    scores = {}
    for measure, types in (("money_f1", {"MONEY"}), ("percent_f1", {"PERCENT"}), ("f1", set(_TYPES.values()))):
        parts = [[{span for span in spans if span.type in types} for spans in side] for side in (wanted, found)]
        scores[measure] = ieer.f1(*parts)
    return scores


def _found(text: str) -> set[ieer.Span]:
    return {
        ieer.Span(amount.start, amount.end, "MEASURE" if amount.per else _TYPES[amount.kind])
        for amount in amounts(text, AmountsParams())
        if amount.kind in _TYPES
    }
