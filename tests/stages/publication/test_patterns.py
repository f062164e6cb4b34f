"""Patterns composed from tables."""

import re

import pytest
import re2

from stages.publication.patterns import alternation, expand


def test_longer_words_come_first_and_signs_are_literal() -> None:
    assert re.fullmatch(alternation(["Sep", "Sept", "No.", "a|b", "US$"]), "Sept")
    assert not re.fullmatch(alternation(["No."]), "Nox")
    assert re2.fullmatch(alternation(["a b", "\u20b9 [x]"]), "\u20b9 [x]")


@pytest.mark.parametrize("words", [[], [""], ["a", ""]])
def test_an_alternation_that_would_match_everywhere_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="needs words"):
        alternation(words)


def test_parts_are_read_back_by_name_or_key() -> None:
    pattern = expand("<a>-<a:b>", {"a": "[0-9]|x"}, read={"a"})
    match = re.fullmatch(pattern, "1-x")
    assert match is not None
    assert match.groupdict() == {"a": "1", "b": "x"}


def test_parts_that_are_not_read_do_not_capture() -> None:
    assert re.compile(expand("<a>-<a>", {"a": "1|2"})).groups == 0


def test_unknown_part_is_refused() -> None:
    with pytest.raises(KeyError, match="b"):
        expand("<b>", {"a": "1"})


def test_two_groups_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'a' twice"):
        expand("<a>-<a>", {"a": "1"}, read={"a"})
