"""White space: lines, paragraphs, and lines that were broken to fit a width."""

import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.paragraphs import COLUMNS, find, has_columns, lines

WORDS = [
    "the",
    "irrigation",
    "department",
    "said",
    "on",
    "Thursday",
    "that",
    "it",
    "would",
    "share",
    "the",
    "water",
    "anew",
]


@given(
    st.lists(st.sampled_from(["   ", " ", "\n", "a", "b.", "\t", "....", "\r\n", "     "]), max_size=12).map("".join)
)
def test_no_row_of_a_table_is_overlooked(text: str) -> None:
    rows = [text[start:end] for start, end, *_ in lines(text)]
    assert has_columns(text) or not any(sign in row for row in rows for sign in COLUMNS)
    assert not has_columns("    indented\nlines  of\n\n   words   ")


def clean(text: str, widest: int = 100) -> str:
    return find(text, widest, lambda line, _: line == "REUTER").text


@given(st.text(st.sampled_from("ab.\n\r\t \u00a0\u2028\u2003\x0c\x1c\x85"), max_size=60), st.sampled_from([0, 5, 100]))
def test_shape(check_shape: Callable[[str], None], text: str, widest: int) -> None:
    result, segments, set_off = find(text, widest, lambda *_: False)
    check_shape(result)
    assert result.split() == text.split()
    assert sum(segment[2] for segment in segments) == len(result)
    assert len(set_off) == (result.count("\n") + 1 if result else 0)
    for start, raw_start, length, raw_length in segments:
        assert length == raw_length
        assert result[start : start + length].split() == text[raw_start : raw_start + raw_length].split()


@given(st.text(st.sampled_from("ab.\n\r\t \u00a0\u2028\x0c"), max_size=60))
def test_lines(text: str) -> None:
    found = lines(text)
    assert [text[start:end] for start, end, *_ in found] == [x.strip() for x in text.splitlines() if x.strip()]


@given(
    st.lists(st.integers(8, 40), min_size=1, max_size=4),
    st.integers(44, 90),
    st.sampled_from(["\n    ", "\n\n"]),
)
def test_broken_lines_are_joined(sizes: list[int], width: int, mark: str) -> None:
    paragraphs = [" ".join((WORDS * 3)[number : number + size]).capitalize() + "." for number, size in enumerate(sizes)]
    indent = "    " if mark == "\n    " else ""
    broken = [
        "\n".join(textwrap.wrap(text, width, initial_indent=indent if number else ""))
        for number, text in enumerate(paragraphs)
    ]
    raw = ("\n" if indent else mark).join(broken)
    assert clean(raw) == "\n".join(paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "One sentence stands on this line.\nAnother stands on the next one.\nA third comes after it.",
        "Karachi 41\nLahore 39\nQuetta 33\nPeshawar 40",
        "A line that is longer than any that was broken to fit a width would be, since it goes on and on.\nand so on",
    ],
)
def test_other_lines_are_not(text: str) -> None:
    assert clean(text, 80) == text


def test_zero_never_joins() -> None:
    raw = "\n".join(textwrap.wrap(" ".join(WORDS * 3), 60))
    assert clean(raw) == " ".join(WORDS * 3)
    assert clean(raw, 0) == raw


def test_what_stands_alone_at_the_end_is_not_joined() -> None:
    raw = "\n".join(textwrap.wrap(" ".join(WORDS * 3), 60)) + "\nREUTER\nREUTER"
    assert clean(raw) == " ".join(WORDS * 3) + "\nREUTER\nREUTER"


@given(st.text(st.sampled_from("ab. \n"), max_size=80))
def test_the_fast_way_for_plain_texts(text: str) -> None:
    plain = find(text, 100, lambda *_: False)
    other = find(text + "\n\xa0", 100, lambda *_: False)  # not ASCII, and nothing else
    assert plain == other


def test_what_stands_alone_is_told_by_the_line_before() -> None:
    asked = []

    def stands_alone(line: str, before: str) -> bool:
        asked.append((line, before))
        return False

    find("One line of it\nand another line\nReuter", 80, stands_alone)
    assert asked == [("Reuter", "and another line")]


def test_the_map_has_gaps_only_where_white_space_is_dropped() -> None:
    assert find("a b\nc d\n", 100, lambda *_: False).segments == [(0, 0, 7, 7)]
    assert find(" a  b\n\nc", 100, lambda *_: False) == (
        "a b\nc",
        [(0, 1, 2, 2), (2, 4, 2, 2), (4, 7, 1, 1)],
        [True, True],
    )


def test_after_an_empty_line() -> None:
    assert find("a\nb\n \nc", 0, lambda *_: False).set_off == [True, False, True]
