"""What the measures of a pair say: how alike, which inside which, template or copy."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.dedupe import relate, words
from stages.dedupe.compare import MEASURES, compare
from stages.dedupe.params import DedupeParams

PARAMS = DedupeParams(shingle_words=3, threshold=0.5, contained=0.8)
CASES = tomllib.loads((Path(__file__).parent / "cases" / "templates.toml").read_text("utf-8"))


def measured(**named: int) -> np.ndarray:
    """Return one pair of texts of a hundred words, but for what is named."""
    usual = {"shared": 90, "size_a": 98, "size_b": 98, "words_kept": 100, "numbers_kept": 8, "names_kept": 8}
    measures = np.zeros(1, MEASURES)
    for name, value in {**usual, **named}.items():
        measures[name] = value
    return measures


def is_template(case: dict[str, Any]) -> bool:
    texts = [CASES["texts"][case["text"]].format(*case[side]) for side in "ab"]
    measures = compare(words.read(texts).tokens(), np.array([[0, 1]]), PARAMS.shingle_words)
    back = compare(words.read(texts[::-1]).tokens(), np.array([[0, 1]]), PARAMS.shingle_words)
    found = [bool(relate.is_template(some, PARAMS)[0]) for some in (measures, back)]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("case", CASES["template"], ids=lambda case: case["name"])
def test_template(case: dict[str, Any]) -> None:
    assert is_template(case)


@pytest.mark.parametrize("case", CASES["copy"], ids=lambda case: case["name"])
def test_copy(case: dict[str, Any]) -> None:
    assert not is_template(case)


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", CASES["known_failures"], ids=lambda case: case["name"])
def test_known_failures(case: dict[str, Any]) -> None:
    assert is_template(case) == (case["is"] == "template")


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ({"numbers_changed": 2, "words_changed": 2}, True),
        ({"numbers_changed": 1, "numbers_kept": 0, "words_changed": 1}, False),
        # A fifth of the numbers, and just less.
        ({"numbers_changed": 3, "numbers_kept": 12, "words_changed": 3}, True),
        ({"numbers_changed": 3, "numbers_kept": 13, "words_changed": 3}, False),
        # A number alone, and together with a fifth of the names, two of them; names alone.
        ({"numbers_changed": 1, "numbers_kept": 4, "names_changed": 2, "names_kept": 8, "words_changed": 3}, True),
        ({"numbers_changed": 1, "numbers_kept": 5, "names_changed": 2, "names_kept": 8, "words_changed": 3}, False),
        ({"numbers_changed": 1, "numbers_kept": 4, "names_changed": 2, "names_kept": 9, "words_changed": 3}, False),
        ({"numbers_changed": 1, "numbers_kept": 4, "names_changed": 1, "names_kept": 4, "words_changed": 2}, False),
        ({"names_changed": 9, "names_kept": 0, "words_changed": 9}, False),
        # Two in five of the words that were replaced, and just less.
        ({"numbers_changed": 4, "words_changed": 10}, True),
        ({"numbers_changed": 4, "words_changed": 11}, False),
        ({"numbers_changed": 3, "names_changed": 1, "words_changed": 10}, True),
        # A notice: any number, any name, whatever else there is; but not where nothing but plain words changed.
        ({"numbers_changed": 1, "words_changed": 1, "words_kept": 38}, True),
        ({"numbers_changed": 1, "words_changed": 1, "words_kept": 39}, False),
        ({"names_changed": 1, "words_changed": 9, "words_kept": 20}, True),
        ({"words_changed": 9, "words_kept": 20}, False),
    ],
)
def test_template_at_the_edges(measures: dict[str, int], expected: bool) -> None:
    assert relate.is_template(measured(**measures), PARAMS).tolist() == [expected]


@pytest.mark.parametrize(
    ("shared", "size_a", "size_b", "near", "inside_a", "inside_b"),
    [
        (50, 75, 75, True, False, False),
        (49, 75, 75, False, False, False),
        (40, 50, 200, False, True, False),
        (39, 50, 200, False, False, False),
        (40, 200, 50, False, False, True),
        (90, 100, 100, True, True, True),
        (0, 0, 0, False, False, False),
    ],
)
def test_near_and_inside(shared: int, size_a: int, size_b: int, near: bool, inside_a: bool, inside_b: bool) -> None:
    related = relate.relate(measured(shared=shared, size_a=size_a, size_b=size_b), PARAMS)
    assert [related.near[0], related.inside_a[0], related.inside_b[0]] == [near, inside_a, inside_b]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_turned_round(shared: int, more_a: int, more_b: int) -> None:
    there = relate.relate(measured(shared=shared, size_a=shared + more_a, size_b=shared + more_b), PARAMS)
    back = relate.relate(measured(shared=shared, size_a=shared + more_b, size_b=shared + more_a), PARAMS)
    assert there.similarity == back.similarity
    assert (there.containment_a, there.inside_a) == (back.containment_b, back.inside_b)
    assert 0 <= there.similarity <= min(there.containment_a, there.containment_b) <= 1


@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 60), st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_what_shares_too_little_is_unrelated(
    shared: int, more_a: int, more_b: int, threshold: float, contained: float
) -> None:
    params = DedupeParams(threshold=threshold, contained=contained)
    size_a, size_b = shared + more_a, shared + more_b
    related = relate.relate(measured(shared=shared, size_a=size_a, size_b=size_b), params)
    if shared < relate.least_shared(params) * min(size_a, size_b):
        assert [related.near[0], related.inside_a[0], related.inside_b[0]] == [False] * 3


@pytest.mark.parametrize("threshold", [0.1, 0.5, 0.7, 0.9, 1.0])
def test_what_is_just_near_shares_enough(threshold: float) -> None:
    params = DedupeParams(threshold=threshold, contained=1.0)
    for size in range(1, 200):
        shared = next(n for n in range(size + 1) if n / (2 * size - n) >= threshold)
        assert shared >= relate.least_shared(params) * size
