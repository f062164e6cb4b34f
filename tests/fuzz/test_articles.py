"""Hostile articles through every step: none crashes or hangs, and what the tables promise holds for each.

A test that fails names the numbers of the articles (`tests.support.fuzz.texts.text` makes them again).
"""

import pytest

from tests.support.fuzz import texts
from tests.support.fuzz.campaign import BATCH, Checks, bare, check, raw
from tests.support.fuzz.vocabulary import phrases, sentences

#: Articles of a test of the soak.
BLOCK = 10_000

#: Articles of the soak, of which the first are run by every run of the tests.
BARE = 800_000
RAW = 80_000


@pytest.mark.parametrize(("checks", "number"), [(bare, 1_000), (raw, 500)])
def test_some_hostile_articles(checks: Checks, number: int) -> None:
    for first in range(0, number, BATCH):
        check(checks, range(first, first + BATCH))


@pytest.mark.soak
@pytest.mark.parametrize(
    ("checks", "first"),
    [(checks, first) for checks, number in ((bare, BARE), (raw, RAW)) for first in range(0, number, BLOCK)],
)
def test_a_million_hostile_articles(checks: Checks, first: int) -> None:
    for start in range(first, first + BLOCK, BATCH):
        check(checks, range(start, start + BATCH))


def test_texts_are_of_many_kinds_and_the_same_every_time() -> None:
    assert len(phrases()) > 10_000
    assert len(sentences()) > 2_000
    made = [texts.text(number) for number in range(2_000)]
    assert made == [texts.text(number) for number in range(2_000)]
    assert len(set(made)) > 1_900
    assert not any(0xD800 <= ord(sign) < 0xE000 for text in made for sign in text)


def test_a_check_that_fails_is_blamed_on_one_article() -> None:
    def fails(numbers: range) -> None:
        assert 77 not in numbers, "it is there"

    with pytest.raises(AssertionError, match=r"fails\(\[77\]\): AssertionError: it is there"):
        check(fails, range(BATCH))
