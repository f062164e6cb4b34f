"""The step: what decides the language of an article, and of its paragraphs."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.annotate.language.decide import UNDETERMINED, Answer
from stages.annotate.language.detect import Language, detect, run
from stages.annotate.language.letters import letters_of
from stages.annotate.language.params import LanguageParams
from stages.annotate.language.reasons import reasons
from stages.annotate.language.schema import SCHEMA
from stages.clean.outlets.schema import OUTLETS
from stages.resources import toml

CASES = tomllib.loads((Path(__file__).parent / "cases" / "wild.toml").read_text(encoding="utf-8"))["case"]
TEXTS = [case["text"] for case in CASES]
ENGLISH = TEXTS[0]
URDU = next(case["text"] for case in CASES if case["language"] == "ur")
ROMAN = "Wazir ne kaha ke hakoomat baraamdat barhane ke liye naye iqdamat kar rahi hai aur jald elaan hoga."
KNOBS = LanguageParams()


def one(text: str, outlet: str | None = None, params: LanguageParams = KNOBS) -> Language:
    return detect([text], [outlet], params)[0]


def answer(text: str, outlet: str | None = None, params: LanguageParams = KNOBS) -> Answer:
    return one(text, outlet, params).answer


def test_the_answer_does_not_depend_on_the_texts_beside_it() -> None:
    texts = [*TEXTS, f"{ENGLISH}\n{URDU}", "", "Karachi stocks fall", ROMAN]
    alone = [one(text) for text in texts]
    assert detect(texts, [None] * len(texts), KNOBS) == alone
    assert detect(texts[::-1], [None] * len(texts), KNOBS) == alone[::-1]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        (LanguageParams(min_letters=67), ("en", "detected")),
        (LanguageParams(min_letters=68), ("en", "words")),
        (LanguageParams(min_letters=80), ("und", "too_few_letters")),
        (LanguageParams(min_score=0.0, min_letters=0), ("en", "detected")),
    ],
)
def test_floors(params: LanguageParams, expected: tuple[str, str]) -> None:
    text = "The ministry SAID so: exports of wheat and rice have grown again this month, and will grow!"
    assert sum(character.islower() for character in text) == 67
    found = answer(text, None, params)
    assert (found.language, found.reason) == expected


def test_what_langdetect_says_is_kept_where_it_is_not_believed() -> None:
    found = answer("shr vs net revs avg mths dlrs cts one two", None, LanguageParams(min_letters=10, min_score=1.0))
    assert found.guess is not None
    assert found.score is not None
    assert found.score < 1.0
    assert answer("Karachi stocks fall")[2:] == (None, None)


@pytest.mark.parametrize(
    ("text", "outlet", "expected"),
    [
        ("Karachi stocks fall", "en", ("en", "outlet")),
        ("KARACHI STOCKS FALL", "en", ("en", "outlet")),
        ("KSE 100", "en", ("und", "too_few_letters")),
        ("Karachi stocks fall", "ur", ("und", "too_few_letters")),
        ("Karachi stocks fall", "xx", ("und", "too_few_letters")),
        ("کراچی بازاروں میں مندی ہے", "sd", ("ur", "letters")),
        ("صدر پاکستان کراچی", "ur", ("ur", "outlet")),
        (ENGLISH, "fr", ("en", "detected")),
    ],
)
def test_the_outlet_breaks_ties_in_its_own_script(text: str, outlet: str, expected: tuple[str, str]) -> None:
    found = answer(text, outlet)
    assert (found.language, found.reason) == expected


@pytest.mark.parametrize(
    ("outlet", "params", "expected"),
    [
        (None, KNOBS, ("da", "detected")),
        ("no", KNOBS, ("no", "outlet")),  # all its function words are Norwegian too
        ("sv", KNOBS, ("da", "detected")),  # fewer are Swedish
        ("no", LanguageParams(short_letters=10), ("da", "detected")),
    ],
)
def test_the_outlet_wins_a_tie_on_a_short_text(
    outlet: str | None, params: LanguageParams, expected: tuple[str, str]
) -> None:
    found = answer("Regeringen bygger nye broer og veje i nord til sommer", outlet, params)
    assert (found.language, found.reason) == expected


@pytest.mark.parametrize(
    ("parts", "languages"),
    [
        ((ENGLISH, URDU), {"en", "ur"}),
        ((ENGLISH, ROMAN, "COMMENTS"), {"en", "ur-Latn"}),
        ((URDU, "", "  ", ENGLISH * 3), {"en", "ur"}),
        ((next(case["text"] for case in CASES if case["language"] == "hi"), ENGLISH), {"en", "hi"}),
    ],
)
def test_paragraphs_of_a_mixed_article(parts: tuple[str, ...], languages: set[str]) -> None:
    text = "\n ".join(parts)
    found = one(text)
    assert set(found.languages) == languages
    assert found.answer.reason == "paragraphs"
    assert found.answer.language == found.languages[0]
    assert [text[span.start : span.end] for span, _ in found.paragraphs] == [
        part.strip() for part in parts if part.strip()
    ]
    letters = dict.fromkeys(languages, 0)
    for span, told in found.paragraphs:
        if told.language != UNDETERMINED:
            letters[told.language] += letters_of(text[span.start : span.end], 40).total
    assert found.languages == sorted(languages, key=lambda language: -letters[language])


@pytest.mark.parametrize("text", [f"{ENGLISH}\n{ENGLISH}", f"{ENGLISH} {URDU}", URDU, f"{ENGLISH}\nوزیر"])
def test_an_article_in_one_language_has_no_paragraphs(text: str) -> None:
    assert one(text)[1:] == ([], [])


def test_a_letter_tells_one_language_and_every_row_has_its_reason() -> None:
    rules = toml("stages.annotate.language", "scripts.toml")
    letters = "".join(row["letters"] for row in rules["letters"])
    assert len(letters) == len(set(letters))
    assert all(row["reason"] for row in [*rules["script"], *rules["letters"]])
    for row in rules["letters"]:
        assert all(letters_of(letter * 50, 40).script in {row["script"], None} for letter in row["letters"])


def test_function_words_are_written_as_they_are_looked_up() -> None:
    for row in toml("stages.annotate.language", "words.toml")["language"]:
        assert row["words"] == row["words"].lower()
        assert len(set(row["words"].split())) == len(row["words"].split()), row["code"]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=60), st.sampled_from(TEXTS)), max_size=5), st.sampled_from([None, "en", "ur"])
)
def test_any_text_has_an_answer_and_always_the_same(parts: list[str], outlet: str | None) -> None:
    text = "\n".join(parts)
    found = one(text, outlet)
    assert found == one(text, outlet)
    told = [found.answer, *(told for _, told in found.paragraphs)]
    assert all(each.reason in reasons() for each in told)
    undetermined = {"too_few_letters", "no_features", "low_score", "no_words"}
    assert all((each.language == UNDETERMINED) == (each.reason in undetermined) for each in told)
    ends = [0, *(end for span, _ in found.paragraphs for end in span), len(text)]
    assert ends == sorted(ends)
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span, _ in found.paragraphs)
    assert (len(found.languages) > 1) == bool(found.paragraphs)


@pytest.mark.parametrize("unit", ["a", "a ", "word\n", "ہے ", "a@", "http://a ", "é", "\U0001f600", "hai\n", "ٹ\n"])
def test_a_megabyte_of_one_thing_takes_no_longer_than_a_second_or_two(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert answer(text).reason in reasons()


def test_one_row_for_each_article_that_is_no_reject() -> None:
    rows: list[dict[str, Any]] = [
        {"doc_id": "c", "text": TEXTS[0]},
        {"doc_id": "b", "reject_code": "empty"},
        {"doc_id": "a", "text": "Short and sweet."},
        {"doc_id": "d", "text": f"{ENGLISH}\n{URDU}"},
    ]
    names = pa.schema([("doc_id", pa.string()), ("text", pa.large_string()), ("reject_code", pa.string())])
    articles = pa.Table.from_pylist(rows, names)
    said = {"a": "en", "b": "ur"}
    outlets = pa.Table.from_pylist(
        [{"doc_id": row["doc_id"], "language": said.get(row["doc_id"])} for row in rows], OUTLETS
    )
    table = run(articles, outlets, KNOBS)
    table.validate(full=True)
    assert table.schema == SCHEMA
    assert table["doc_id"].to_pylist() == ["c", "a", "d"]
    assert table["language"].to_pylist() == ["en", "en", "ur"]
    assert table["language_reason"].to_pylist() == ["detected", "outlet", "paragraphs"]
    assert table["languages"].to_pylist() == [None, None, ["ur", "en"]]
    assert [len(spans) for spans in table["paragraphs"].to_pylist()] == [0, 0, 2]
    empty = run(articles.slice(1, 1), outlets.slice(1, 1), KNOBS)
    empty.validate(full=True)
    assert (empty.schema, empty.num_rows) == (SCHEMA, 0)


def test_headlines_alone_load_no_profiles() -> None:
    code = (
        "import sys; from stages.annotate.language.detect import detect;"
        "from stages.annotate.language.params import LanguageParams;"
        "detect(['Karachi stocks fall', 'ਪੰਜਾਬ ਦੀ ਖ਼ਬਰ ਅੱਜ'], [None, None], LanguageParams());"
        "print({'langdetect', 'stages.annotate.language.replay.replay'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"
