"""What stands under the heading of a column is another story each time; a story told twice under one title is not."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from flows.engine.rows import TableRows
from stages.dedupe.columns import headings
from stages.dedupe.decide import decide
from stages.dedupe.params import DedupeParams

Row = Mapping[str, Any]
SignaturesOf = Callable[[Mapping[str, Iterable[Row]], DedupeParams], pa.Table]

PARAMS = DedupeParams()

LISTING = (
    "The gallery by the old harbour shows paintings of boats all through the month, the museum has a room of maps "
    "that nobody had unrolled for sixty years, and a choir of students sings in the courtyard of the library every "
    "evening at seven. Visitors are asked to bring a lamp, as the lane behind the customs house is dark. Children pay "
    "nothing, and the tea is free. {} The list is put together by readers, who may write to the editor until noon."
)
ITEMS = (
    "A juggler comes on market day.",
    "The kite makers open their yard, and whoever brings paper may stay.",
    "Two brothers play the flute on the roof of the mill.",
    "The film club repeats the story of the lighthouse keeper, with the old sound.",
)


def issue(number: int, day: str | None, title: str | None = "City pulse {}", outlet: str | None = "Gazette") -> Row:
    named = None if title is None else title.format(number)
    text = LISTING.format(ITEMS[number])
    return {"doc_id": f"d{number}", "text": text, "title": named, "outlet": outlet, "stated_date": day}


def folded(signatures_of: SignaturesOf, rows: list[Row]) -> int:
    decided = decide(TableRows(signatures_of({"p": rows}, PARAMS)), None, PARAMS).decisions
    return len(decided) - decided["duplicate_of"].null_count


DAYS = ["2021-03-01", "2021-03-02", "2021-03-03"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([issue(n, day) for n, day in enumerate(DAYS)], 0, id="a column on three days"),
        pytest.param([issue(n, day) for n, day in enumerate(DAYS[:2])], 1, id="a title on two days is no column yet"),
        pytest.param([issue(n, "2021-03-01") for n in range(3)], 2, id="three versions on one day"),
        pytest.param([issue(n, day, None) for n, day in enumerate(DAYS)], 2, id="without a title"),
        pytest.param([issue(n, day, outlet=None) for n, day in enumerate(DAYS)], 2, id="without an outlet"),
        pytest.param(
            [issue(n, day, outlet=outlet) for n, (day, outlet) in enumerate(zip(DAYS, "ABC", strict=True))],
            2,
            id="a title that three outlets have once each",
        ),
        pytest.param(
            [*(issue(n, day) for n, day in enumerate(DAYS)), {**issue(0, DAYS[1]), "doc_id": "again"}],
            1,
            id="the same text twice under the heading of a column",
        ),
        pytest.param(
            [*(issue(n, day) for n, day in enumerate(DAYS)), {**issue(3, DAYS[1]), "doc_id": "same day"}],
            1,
            id="two versions of the issue of one day",
        ),
        pytest.param([issue(n, None) for n in range(3)], 2, id="one story told three times on days that nobody knows"),
    ],
)
def test_what_stands_under_a_heading(signatures_of: SignaturesOf, rows: list[Row], expected: int) -> None:
    assert folded(signatures_of, rows) == expected


def test_without_days_different_stories_make_a_column(signatures_of: SignaturesOf) -> None:
    others = [
        {"doc_id": f"o{number}", "title": "City pulse", "outlet": "Gazette", "text": text}
        for number, text in enumerate(
            (" ".join(ITEMS), "Nothing is on in town this week, and nobody seems to mind it.")
        )
    ]
    assert folded(signatures_of, [issue(0, None), issue(1, None)]) == 1
    assert folded(signatures_of, [issue(0, None), issue(1, None), *others]) == 0


def test_days_and_stories_are_counted_once_each() -> None:
    heading = np.array([7, 7, 7, 8, 8, 8, 9, 0, 0, 0], np.uint64)
    day = np.array([1, 1, 2, -1, -1, -1, 3, 4, 5, 6])
    story = np.array([0, 1, 2, 3, 3, 4, 5, 6, 7, 8])
    wanted = np.array([9, 8, 7, 0, 8], np.uint64)
    assert headings(wanted, heading, day, -1, story, 2).tolist() == [7, 8]
    assert headings(wanted, heading, day, -1, story, 3).tolist() == []
    assert headings(wanted[:0], heading, day, -1, story, 2).tolist() == []
