"""What people are shown of two texts that differ."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.differences import differences, words

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("differences.toml").read_text(encoding="utf-8"))[
    "case"
]

#: Few words, so that they meet again; what is written in one, numbers, and what dedupe does not compare.
PIECES = st.sampled_from(
    [
        "snow",
        "Snow",
        "fell",
        "in",
        "Swat",
        "5",
        "Rs",
        "5bn",
        "1,000",
        "1000",
        "$",
        "—",
        ".",
        "۵",
        "میں",
        "雨",
        "\u00ad",
        "ß",
    ]
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n"])), max_size=40).map(
    lambda pieces: "".join(piece + space for piece, space in pieces)
)


def passages(a: str, b: str) -> list[list[str]]:
    return [[a[i:j], b[k:m]] for i, j, k, m in differences(a, b)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_passages_are_cut_where_a_reader_would(case: dict[str, Any]) -> None:
    assert passages(case["a"], case["b"]) == case["passages"]
    turned = [[a, b] for b, a in passages(case["b"], case["a"])]
    assert turned == case["passages"]


def outside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [
        word.key for word in words(text) if not any(start <= word.start and word.end <= end for start, end in spans)
    ]


@given(TEXTS, TEXTS)
def test_what_stands_between_the_passages_is_equal(a: str, b: str) -> None:
    found = differences(a, b)
    assert outside(a, [span[:2] for span in found]) == outside(b, [span[2:] for span in found])
    for text, spans in ((a, [span[:2] for span in found]), (b, [span[2:] for span in found])):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
    for start_a, end_a, start_b, end_b in found:
        assert outside(a[start_a:end_a], []) != outside(b[start_b:end_b], [])


@given(TEXTS)
def test_a_text_does_not_differ_from_itself_in_capitals(text: str) -> None:
    assert differences(text, text) == []
    assert differences(text, text.upper()) == []


def test_one_change_in_a_long_text_is_one_passage() -> None:
    a = " ".join(f"word{number % 700} and item{number}" for number in range(6_000))
    b = a.replace("item3999 ", "thing ")
    assert passages(a, b) == [["item3999", "thing"]]


def test_long_texts_that_share_nothing_are_one_passage() -> None:
    a, b = "so it went on " * 2_000, "nobody came back " * 2_000
    assert passages(a, b) == [[a.strip(), b.strip()]]
