"""White space: lines, paragraphs, and lines that were broken to fit a width."""

import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.paragraphs import assemble, lines, split, without_beginning

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


def clean(text: str, widest: int = 100) -> str:
    return assemble(text, split(text, widest, lambda line: line == "REUTER"))[0]


@given(st.text(st.sampled_from("ab.\n\r\t \u00a0\u2028\u2003\x0c\x1c\x85"), max_size=60), st.sampled_from([0, 5, 100]))
def test_shape(check_shape: Callable[[str], None], text: str, widest: int) -> None:
    result, segments = assemble(text, split(text, widest, lambda _: False))
    check_shape(result)
    assert result.split() == text.split()
    assert sum(segment[2] for segment in segments) == len(result)
    for start, raw_start, length, raw_length in segments:
        assert length == raw_length
        assert result[start : start + length].split() == text[raw_start : raw_start + raw_length].split()


@given(st.text(st.sampled_from("ab.\n\r\t \u00a0\u2028\x0c"), max_size=60))
def test_lines(text: str) -> None:
    found = lines(text)
    assert [text[line.start : line.end] for line in found] == [x.strip() for x in text.splitlines() if x.strip()]


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


def test_the_map_has_gaps_only_where_white_space_is_dropped() -> None:
    assert assemble("a b\nc d\n", split("a b\nc d\n", 100, lambda _: False))[1] == [(0, 0, 7, 7)]
    assert assemble(" a  b\n\nc", split(" a  b\n\nc", 100, lambda _: False)) == (
        "a b\nc",
        [(0, 1, 2, 2), (2, 4, 2, 2), (4, 7, 1, 1)],
    )


def test_after_an_empty_line() -> None:
    assert [one.after_blank for one in split("a\nb\n \nc", 0, lambda _: False)] == [True, False, True]


@given(st.integers(0, 12))
def test_without_beginning(length: int) -> None:
    text = "ab  cd e\tf"
    (paragraph,) = split(text, 0, lambda _: False)
    kept = without_beginning(paragraph, length)
    assert assemble(text, [kept])[0].strip() == "ab cd e f"[length:].strip() if kept.pieces else length >= 9
