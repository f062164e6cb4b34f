"""Searching over bytes, in code points."""

import re2
from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.amounts.scanning import Scanned

DIGITS = re2.compile("[0-9]+")


def found(scanned: Scanned) -> list[tuple[int, int]]:
    return list(scanned.read(DIGITS, lambda start, end: ([(start, end)], end)))


@given(st.text("1é€\U0001f600 x", max_size=40), st.data())
def test_what_is_hidden_is_not_found_and_moves_nothing_else(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    hidden = "".join(" " if any(low <= at < high for low, high in spans) else text[at] for at in range(len(text)))
    scanned = Scanned(text)
    assert found(scanned) == [span for span in found(Scanned(text)) if text[slice(*span)].isdigit()]
    scanned.cover(spans)
    assert found(Scanned(hidden)) == found(scanned)
    assert all(text[start:end].isdigit() for start, end in found(scanned))
