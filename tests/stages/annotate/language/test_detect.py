"""langdetect's own answer, and the same one whatever happens around it."""

import os
import random
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import langdetect.detector_factory
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect.lang_detect_exception import LangDetectException

from stages.annotate.language import detect as module
from stages.annotate.language.detect import detect, profiles, run
from stages.annotate.language.params import LanguageParams
from stages.annotate.language.schema import SCHEMA

CASES = tomllib.loads((Path(__file__).parent / "cases" / "wild.toml").read_text(encoding="utf-8"))["case"]
TEXTS = [case["text"] for case in CASES]
EVERYTHING = LanguageParams(min_letters=0, min_score=0.0)


@pytest.fixture(scope="module")
def oracle() -> Iterator[Any]:
    """Yield langdetect's own entry point, with its own loading, seeded and with its listing sorted."""
    factory = langdetect.detector_factory
    listdir = os.listdir
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factory, "_factory", None)
        patch.setattr(factory.DetectorFactory, "seed", 0)
        patch.setattr(os, "listdir", lambda path: sorted(listdir(path)))
        factory.init_factory()
        yield factory.detect_langs


def test_the_answer_is_that_of_langdetect(oracle: Any) -> None:
    mixed = [f"{one} {other}" for one, other in zip(TEXTS, TEXTS[5:], strict=False)]
    short = [text[:length] for text in TEXTS for length in (3, 12, 30)]
    long = ["".join(TEXTS) * 20, TEXTS[0] * 200]
    for text in [*TEXTS, *mixed, *short, *long, "Dawn.com Karachi stocks", "x@y.org is an address", "١٢٣ 123"]:
        try:
            best = oracle(text)[0]
        except LangDetectException:
            assert detect(text, EVERYTHING) == ("und", None, "no_features")
        else:
            assert detect(text, EVERYTHING) == (best.lang, round(best.prob, 6), "detected")


def test_the_answer_does_not_depend_on_the_texts_before_nor_on_the_global_generator() -> None:
    alone = [detect(text, EVERYTHING) for text in TEXTS]
    order = sorted(range(len(TEXTS)), key=lambda at: at * 7 % len(TEXTS))
    random.seed(1)
    assert [detect(TEXTS[at], EVERYTHING) for at in order] == [alone[at] for at in order]
    random.seed(2)
    state = random.getstate()
    assert [detect(text, EVERYTHING) for text in reversed(TEXTS)] == alone[::-1]
    assert random.getstate() == state


def test_langdetects_own_state_is_left_alone() -> None:
    factory = langdetect.detector_factory
    before = (factory._factory, factory.DetectorFactory.seed)
    module._langdetect.cache_clear()
    detect(TEXTS[0], EVERYTHING)
    assert (factory._factory, factory.DetectorFactory.seed) == before


def test_profiles_are_loaded_once_and_by_name_in_whatever_order_they_are_listed() -> None:
    listing = list(files("langdetect").joinpath("profiles").iterdir())
    turned = listing[20:] + listing[:20]
    assert profiles(turned) == profiles(listing) == profiles(reversed(listing))
    factory, _ = module._langdetect()
    assert factory is module._langdetect()[0]
    assert factory.langlist == sorted(factory.langlist)
    assert len(factory.langlist) == len(listing) == len(profiles(listing))


def test_a_listing_with_other_files_and_folders(tmp_path: Path) -> None:
    for name in ("b", "a", ".hidden"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert profiles(tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        (LanguageParams(min_letters=67), ("en", "detected")),
        (LanguageParams(min_letters=68), ("und", "too_few_letters")),
        (LanguageParams(min_score=1.0), ("und", "low_score")),
        (LanguageParams(min_score=0.0, min_letters=0), ("en", "detected")),
    ],
)
def test_floors(params: LanguageParams, expected: tuple[str, str]) -> None:
    text = "The ministry SAID so: exports of wheat and rice have grown again this month, and will grow!"
    assert sum(character.islower() for character in text) == 67
    answer = detect(text, params)
    assert (answer.language, answer.reason) == expected


def test_the_score_of_a_doubtful_answer_is_kept() -> None:
    answer = detect(TEXTS[0], LanguageParams(min_score=1.0))
    assert answer.reason == "low_score"
    assert answer.score is not None
    assert 0.99 < answer.score < 1.0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_has_an_answer_and_always_the_same(text: str) -> None:
    answer = detect(text, EVERYTHING)
    assert answer == detect(text, EVERYTHING)
    assert answer.reason in {"detected", "low_score", "no_features", "too_few_letters"}
    assert (answer.language == "und") == (answer.reason != "detected")


def test_one_row_for_each_article_that_is_no_reject() -> None:
    articles = pa.table(
        [
            pa.array(["c", "b", "a"]),
            pa.array([TEXTS[0], None, "Short."], pa.large_string()),
            pa.array([None, "empty", None], pa.string()),
        ],
        names=["doc_id", "text", "reject_code"],
    )
    table = run(articles, LanguageParams())
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a"]
    assert table["language"].to_pylist() == ["en", "und"]
    assert table["language_reason"].to_pylist() == ["detected", "too_few_letters"]
    empty = run(articles.slice(1, 1), LanguageParams())
    empty.validate(full=True)
    assert (empty.schema, empty.num_rows) == (SCHEMA, 0)
