"""What holds for any text."""

import time
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stages.annotate.names.article import Mention, mentions, named_in
from stages.annotate.names.params import NamesParams
from stages.annotate.names.readings import readings
from stages.annotate.names.segment import segments
from stages.annotate.names.signs import CAPITAL, LETTER, signs_of, starts_of
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

PIECES = st.sampled_from(
    [
        *[
            "Syed",
            "Amin ul",
            "Haque",
            "Imran Khan",
            "Prime Minister",
            "Ministry of",
            "Bank",
            "PTA",
            "(PTA)",
            "U.S.",
            "Karachi",
        ],
        *[
            "Lt. Gen.",
            "and",
            "of the",
            "for",
            "&",
            "Pakistan's",
            "Ltd",
            "Minister for",
            "KARACHI:",
            "AT&T",
            "R-Calif.",
            "É",
            "ß",
        ],
        *[
            " ",
            "\n",
            ", ",
            ". ",
            "\u00a0",
            "’s",
            "“",
            "-",
            "said",
            "in",
            "the",
            "Monday",
            "a lawyer",
            "20th",
            "وزیر",
            "\U0001f600",
        ],
    ]
)
# The tables are read before anything is timed.
mentions("Imran Khan met وزیر.", [0], NamesParams())

TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=16).map(" ".join))


@given(TEXTS)
@example("On Monday-John Deere-PTA-people-انڈیا")  # one run in two scripts
def test_spans_cut_the_text_in_order_and_apart(text: str) -> None:
    starts = [start for start, _ in split(text, SentencesParams())]
    found = mentions(text, starts, NamesParams())
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.text == mention.text.strip()
        assert "\n" not in mention.text
        assert mention.type in {"PERSON", "ORG", "PLACE"}
        end = mention.end


@settings(deadline=None)  # the first one reads the tables
@given(st.lists(TEXTS, max_size=4))
def test_articles_are_read_together_as_each_is_alone(texts: list[str]) -> None:
    starts = [[start for start, _ in split(text, SentencesParams())] for text in texts]
    joined = [begin + start for begin, own in zip(starts_of(texts), starts, strict=False) for start in own]
    together = named_in(texts, np.array(joined, np.int64), NamesParams())
    alone = [mentions(text, own, NamesParams()) for text, own in zip(texts, starts, strict=True)]
    assert [[Mention(*row) for row in zip(*each.columns(), strict=True)] for each in together] == alone


@given(TEXTS)
def test_each_code_point_has_one_sign(text: str) -> None:
    signs = signs_of(text)
    assert len(signs) == len(text)
    for sign, number in zip(text, signs.tolist(), strict=True):
        category = unicodedata.category(sign)
        if "\x07" < sign <= "\x7f":
            assert number == ord(sign)
        elif category != "Cn":  # RE2 may know letters of a later Unicode
            assert (number in {LETTER, CAPITAL}) == (category[0] in "LMN")


def test_a_control_character_is_no_letter() -> None:
    for sign in map(chr, range(8)):
        found = mentions(f"in {sign}hmad Karachi{sign} and É{sign}lan", [0], NamesParams())
        assert [each.text for each in found] == ["Karachi"]


@given(TEXTS)
def test_a_referent_is_a_mention_of_the_same_type_that_refers_to_itself(text: str) -> None:
    found = mentions(text, [], NamesParams())
    for mention in found:
        assert 0 <= mention.referent < len(found)
        fullest = found[mention.referent]
        assert fullest.type == mention.type
        assert found[fullest.referent] == fullest


@given(st.lists(PIECES, max_size=10).map(" ".join))
def test_a_run_is_taken_apart_into_ordered_segments(run: str) -> None:
    end = 0
    for segment in segments(run, 15_000):
        assert end <= segment.start < segment.end <= len(run)
        end = segment.end


def letters(number: int) -> str:
    """Return a name of its own for each number."""
    return "X" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


@pytest.mark.parametrize(
    "token",
    [
        "Khan ",
        "Minister of ",
        "Bank and ",
        "PTA (PTA) ",
        "A. ",
        "Ministry ",
        "said Haque, ",
        "(",
        "Republic of the ",
        "Syed-",
        "Ali # Khan and # Khan. ",
        "# of # and # Ltd (#) ",
    ],
)
def test_work_grows_with_the_text_and_no_faster(token: str) -> None:
    def cost(count: int) -> float:
        text = "".join(token.replace("#", letters(at)) for at in range(count))
        readings(NamesParams().least_population).clear()
        begin = time.process_time()
        mentions(text, [0], NamesParams())
        return time.process_time() - begin

    cost(100)  # the tables are read
    small = min(cost(1_000) for _ in range(3))
    assert min(cost(8_000) for _ in range(3)) < 8 * 4 * small + 0.2
