"""The direction that the words before an expression point to, and where sentences end."""

import pytest

from stages.date_normalize.context import Context, Direction
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.sentences import first_sentence, last_sentence
from stages.date_normalize.setting import Setting


@pytest.mark.parametrize(
    ("before", "direction"),
    [
        ("He will speak on ", "future"),
        ("It is scheduled for ", "future"),
        ("They won\u2019t meet before ", "future"),
        ("open until ", "future"),
        ("open until the end of ", "future"),
        ("a bill due on ", "future"),
        ("He will meet the U.S. envoy on ", "future"),
        ("He will meet Gen. Khan and Mr. Ali on ", "future"),
        ("He spoke on ", None),
        ("the rest is due to a storm on ", None),
        ("He will speak, she said on ", None),
        ("It was due to open on ", "planned"),
        ("It had been due to open on ", None),
        ("They will study what he unveiled on ", None),
        ("They will study a revised plan on ", "future"),
        ("They may buy as soon as trading opened, which will be on ", "future"),
        ("He will come. She came on ", None),
        ("He will come; she came on ", None),
        ("He will come\n\nOn ", None),
        ("in the year ended ", "past"),
        ("since early ", "past"),
        ("since the fall of the town in ", None),
        ("goodwill on ", None),
        ("\ud800 will come on ", "future"),
        ("", None),
    ],
)
def test_direction(before: str, direction: Direction | None) -> None:
    context = Context(before + "Friday", len(before), len(before) + 6, Setting(), DateNormalizeParams())
    assert context.direction() == direction


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("It rained. He came on ", "He came on "),
        ("It rained! \u201cHe came on ", "\u201cHe came on "),
        ("On Sept. 30 the team of St. Louis came on ", "On Sept. 30 the team of St. Louis came on "),
        ("The U.S. Senate and Dr. Khan met on ", "The U.S. Senate and Dr. Khan met on "),
        ("It cost 1.5 million on ", "It cost 1.5 million on "),
        ("One\n\nTwo on ", "Two on "),
    ],
)
def test_sentence_begins_behind_the_last_end_of_one(text: str, last: str) -> None:
    assert last_sentence(text) == last


def test_sentence_ends_where_the_next_one_begins() -> None:
    assert first_sentence(" in Feb. of that year. Then it rained.") == " in Feb. of that year."
    assert first_sentence(" without an end") == " without an end"
