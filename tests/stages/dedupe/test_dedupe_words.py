"""Words of a block of texts against plain Python, one text and one letter at a time."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import words
from stages.dedupe.tokens import CLASS

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("words.toml").read_text(encoding="utf-8"))

ClassedWordsOf = Callable[[str], list[tuple[str, str]]]

#: Whatever the rules treat in a way of its own, and some of what they do not.
PIECES = st.one_of(
    st.sampled_from(
        [
            *"aAbBßİŉǅﬁΣς19۵٠²Ⅷ½१.,:;!?\"'“’«(-–/$£₨ \n\u2028\u00ad\u200c\u064e\u0301\u20e3کيۃگ۔،٬٫日本カーกำิລ",
            "1,000",
            "12.05",
            "Mr",
            "Mr.",
            "two",
            "Twelve",
            "U.S.",
            " I ",
            "Snow",
            "PASS",
            "پانچ",
            "\u0130\u0307",
            "\U0001f600",
        ]
    ),
    st.characters(codec="utf-8"),
)
TEXTS = st.lists(st.lists(PIECES, max_size=25).map("".join), max_size=5)


@settings(deadline=None)
@given(TEXTS)
def test_words_and_classes_are_those_of_plain_python(classed_words_of: ClassedWordsOf, texts: list[str]) -> None:
    found = words.read(texts)
    plain = [classed_words_of(text) for text in texts]
    assert found.hashes.lengths.tolist() == [len(one) for one in plain]
    assert "".join(map(str, found.classes.tolist())) == "".join(kind for one in plain for _, kind in one)
    by_word = dict(zip((word for one in plain for word, _ in one), found.hashes.values.tolist(), strict=True))
    assert [by_word[word] for one in plain for word, _ in one] == found.hashes.values.tolist()
    assert len(set(by_word.values())) == len(by_word)


@settings(deadline=None)
@given(TEXTS)
def test_digests_are_equal_where_the_words_are(classed_words_of: ClassedWordsOf, texts: list[str]) -> None:
    digests = words.read(texts).digests()
    plain = [[word for word, _ in classed_words_of(text)] for text in texts]
    for a, one in zip(plain, digests, strict=True):
        assert [a == b for b in plain] == [one == other for other in digests]


@pytest.mark.parametrize("block", [1, 7, 10_000])
@settings(deadline=None)
@given(texts=TEXTS)
def test_a_text_does_not_see_its_neighbours(texts: list[str], block: int) -> None:
    apart = [words.read([text]) for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "BLOCK_CHARACTERS", block)
        together = words.read(texts)
    assert together.tokens().values.tolist() == [value for one in apart for value in one.tokens().values.tolist()]
    assert together.digests() == [digest for one in apart for digest in one.digests()]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["classes"]])
def test_classes(classed_words_of: ClassedWordsOf, case: dict[str, str]) -> None:
    found = words.read([case["text"]]).classes.tolist()
    plain = [word for word, _ in classed_words_of(case["text"])]
    assert [word for word, kind in zip(plain, found, strict=True) if kind == 1] == case.get("numbers", "").split()
    assert [word for word, kind in zip(plain, found, strict=True) if kind == 2] == case.get("names", "").split()


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["words"]])
def test_words(case: dict[str, str]) -> None:
    assert words.read([case["text"]]).hashes.values.tolist() == words.read([case["words"]]).hashes.values.tolist()
    assert len(words.read([case["text"]]).classes) == len(case["words"].split())


def test_tokens_are_the_upper_bits_of_the_hash_above_the_class() -> None:
    found = words.read(["Five of them met Amna Shah in 2021."])
    tokens = found.tokens()
    assert (tokens.values & CLASS).tolist() == [1, 0, 0, 0, 2, 2, 0, 1]
    assert (tokens.values >> 2).tolist() == (found.hashes.values >> 34).tolist()


def test_a_long_word_is_a_word() -> None:
    found = words.read(["x" * 300_000, "x" * 299_999]).hashes
    assert found.lengths.tolist() == [1, 1]
    assert found.values[0] != found.values[1]


def test_no_texts() -> None:
    found = words.read([])
    assert len(found.hashes) == 0
    assert found.digests() == []
    assert len(found.tokens()) == 0


def test_long_words_that_are_made_to_collide_do_not() -> None:
    """The Thue-Morse word and its complement are equal in every polynomial modulo 2 ** 64 from 1,024 letters on."""
    word = "".join("ab"[place.bit_count() & 1] for place in range(2048))
    one, other = (f"The guard read {each} from the wall." for each in (word, word.translate({97: 98, 98: 97})))
    assert words.read([one]).digests() != words.read([other]).digests()
    assert words.read([one]).digests() == words.read([one.upper()]).digests()
