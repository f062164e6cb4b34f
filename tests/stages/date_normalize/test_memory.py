"""What is remembered of a surface is what its rule would make of it again."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.setting import Setting
from stages.date_normalize.timex import find_timexes

#: Beginnings of sentences that point back, ahead or nowhere, and expressions that mind that, or mind the story.
BEFORE = ("It ended ", "It will open ", "A strike is planned for ", "Sales rose ", "He spoke of ", "In ")
SAID = (
    "March 31",
    "Friday",
    "March",
    "last year",
    "a year earlier",
    "the quarter",
    "nine months",
    "1985",
    "three weeks",
)
SENTENCES = st.lists(st.tuples(st.sampled_from(BEFORE), st.sampled_from(SAID)).map("".join), max_size=6)
DAYS = st.sampled_from([None, dt.date(1987, 3, 1), dt.date(2021, 1, 27), dt.date(2021, 6, 30)])


@settings(deadline=None)
@given(SENTENCES, DAYS)
def test_expressions_are_those_that_are_read_anew(sentences: list[str], day: dt.date | None) -> None:
    """With somebody who watches the steps nothing is taken from memory."""
    text, setting, params = ". ".join(sentences), Setting(day), DateNormalizeParams()
    assert find_timexes(text, setting, params) == find_timexes(text, setting, params, lambda *_: None)
