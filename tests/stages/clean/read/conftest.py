"""What the tests of the clean stage share: cases as data, and the invariants that hold for every article."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stages import offsets
from stages.clean.read.articles import Article
from stages.clean.read.repair import repair

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[4].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the evaluation texts are not here: ../shared does not exist")
    return SHARED


def cases(name: str) -> Iterator[Any]:
    """Yield the cases of a file as parameters; those of the kind "known_failure" must fail."""
    for case in tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]:
        known = case["kind"] == "known_failure"
        marks = [pytest.mark.xfail(strict=True, reason=case["reason"])] if known else []
        yield pytest.param(case, id=case["name"], marks=marks)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for ``<file>_case`` each case of ``cases/<file>.toml``."""
    for name in metafunc.fixturenames:
        if name.endswith("_case"):
            metafunc.parametrize(name, list(cases(name.removesuffix("_case") + ".toml")))


@pytest.fixture(scope="session")
def check_shape() -> Callable[[str], None]:
    """Assert that a text looks as the docstring of `stages.clean.read.paragraphs` says."""

    def check(text: str) -> None:
        assert text == "\n".join(" ".join(line.split()) for line in text.split("\n"))
        assert "\n\n" not in text
        assert text == text.strip()

    return check


@pytest.fixture(scope="session")
def check_map(check_shape: Callable[[str], None]) -> Callable[..., None]:
    """Assert what holds for the map of every article."""

    def check(raw: str, article: Article, *, page: bool = False, again: bool = True) -> None:
        check_shape(article.text)
        covered = np.zeros(len(raw) + 1, np.int64)
        clean_end = raw_end = 0
        for start, raw_start, length, raw_length in article.offsets:
            assert start >= clean_end
            assert raw_start >= raw_end
            assert length > 0
            assert raw_length > 0
            clean_end, raw_end = start + length, raw_start + raw_length
            covered[raw_start:raw_end] += 1
        assert clean_end <= len(article.text)
        assert raw_end <= len(raw)
        assert article.removed == sorted(article.removed)
        for start, end, _ in article.removed:
            assert start < end <= len(raw)
            covered[start:end] += 1
        assert covered.max() <= 1, "a raw character in two places"
        if not page:  # what a page has besides is markup, and paragraphs that cannot be found again
            lost = [raw[index] for index in np.flatnonzero(covered[:-1] == 0) if not raw[index].isspace()]
            assert lost == []
            assert sum(segment[2] for segment in article.offsets) == len(article.text)
        if not again:
            return
        words = list(re.finditer(r"\S+", article.text))
        starts, ends = [word.start() for word in words], [word.end() for word in words]
        raw_starts, raw_ends, valid = offsets.to_raw_many(offsets.as_arrays(article.offsets), starts, ends)
        assert page or valid.all()
        for word, start, end in zip(words, raw_starts.tolist(), raw_ends.tolist(), strict=True):
            if not page and raw[start:end] != word[0]:
                assert " ".join(repair(raw[start:end])[0].split()) == word[0]

    return check
