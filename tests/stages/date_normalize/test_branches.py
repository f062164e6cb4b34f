"""The tree of the rules finds what the rules find side by side."""

import re2
from hypothesis import given
from hypothesis import strategies as st

from stages.date_normalize import lexicon
from stages.date_normalize.branches import merged, rows_of
from stages.date_normalize.rules import rows, rulebook
from stages.publication.patterns import expand
from stages.spans import found_in, groups_of, stands_in

PARTS = {"sp": " {1,2}", "n": "(?:one|two)", "u": "(?i:days?)"}
SIDE_BY_SIDE = (
    "<n:first><sp>(?:<u>|a{2})",
    "(?:about<sp>)?<n><sp><u><sp>ago",
    "(?:<n>|(?:the<sp>)?a)<sp>b?",
    "<n>-<n>",
)
WORDS = st.lists(st.sampled_from(["about", "one", "two", "the", "a", "aa", "b", "-", " ", "  ", "Days", "day", "ago"]))


def _longest(pattern: str) -> object:
    options = re2.Options()
    options.longest_match = True
    return re2.compile(pattern, options)


@given(WORDS)
def test_tree_of_any_depth_finds_the_same(words: list[str]) -> None:
    """Also where one alternative is the beginning of another, or may be missing."""
    data = "".join(words).encode()
    bare = _longest(expand("|".join(SIDE_BY_SIDE).replace(":first", ""), PARTS))
    for depth in range(5):
        tree = _longest(expand(merged((row for each in SIDE_BY_SIDE for row in rows_of(each)), depth), PARTS))
        assert list(found_in(tree, data)) == list(found_in(bare, data))


def test_tree_of_the_rules_takes_every_example_as_their_own_pattern_does() -> None:
    """What a rule reads whole is a candidate from its beginning on, and no shorter."""
    parts = lexicon.parts()
    for rule in rulebook().rules:
        own = _longest(expand(rule.pattern, parts))
        for example in rule.examples:
            data = example.encode()
            for start, end in found_in(own, data):
                tree = _longest(expand(merged(rows_of(rule.pattern)), parts))
                assert (start, end) in list(found_in(tree, data))
    assert len(rows()) == len(rulebook().rules)


@given(WORDS)
def test_spans_are_those_of_the_package(words: list[str]) -> None:
    """Bare spans of all matches, of whether there is one, and of groups."""
    data = "".join(words).encode()
    pattern = re2.compile("(one|two)-?(a)?")
    assert list(found_in(pattern, data)) == [match.span() for match in pattern.finditer(data)]
    assert list(found_in(pattern, data, 2)) == [match.span() for match in pattern.finditer(data, 2)]
    assert stands_in(pattern, data) == (pattern.search(data) is not None)
    whole = pattern.fullmatch(data)
    assert groups_of(pattern, data) == (None if whole is None else [whole.span(group) for group in range(3)])
