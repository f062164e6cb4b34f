"""Headings are told of all lines at once as they are of each by itself."""

import string

from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.names import headings
from stages.annotate.names.signs import signs_of

PIECES = st.sampled_from(
    [
        *("Oil Prices ", "Rise ", "rise ", "of ", "the ", "Bank", "A", "'s ", ". ", ",", "\n", "\n\n", "\t", "  "),
        *("\x1c", "\x1f", "\x0b", "\x85", "\xa0", "\u2003", "\x01", "É", "é", "Ⅷ", "Ⓐ", "ǅ", "’", "”", "–", "中", "😀"),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))

#: A line that is too long for a heading, so that short lines beside it are few.
LONG = "and so on " * 400


def slowly(text: str) -> list[int]:
    """Return where headings begin and end, line by line."""
    found: list[int] = []
    start = 0
    for line in text.split("\n"):
        words = [word for word in line.split() if len(word) > 3]
        capitals = sum(word[0].isupper() for word in words)
        open_ = line != "" and line[-1] not in ".!?\"',;) ’”"
        if open_ and len(line) < 120 and len(words) > 2 and capitals >= 0.6 * len(words):
            found += (start, start + len(line))
        start += len(line) + 1
    return found


@given(TEXTS)
def test_headings_are_those_of_each_line(text: str) -> None:
    for each in (text, f"{text}\n{LONG}"):
        assert headings.headings(each, signs_of(each)).tolist() == slowly(each)


def test_what_parts_words_is_what_python_says() -> None:
    for sign in string.printable:
        line = f"Oil{sign}Prices Rise Again"
        assert headings.headings(line, signs_of(line)).tolist() == slowly(line)
