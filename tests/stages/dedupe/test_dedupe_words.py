"""Words and digests of a block of texts against plain Python, one text at a time."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import words

TEXTS = st.lists(
    st.text(
        alphabet=st.one_of(st.sampled_from("aAbß1 .,-\n\u00ad\u200cکيۃ۵٠é$£\U0001f600ﬁ"), st.characters(codec="utf-8")),
        max_size=40,
    ),
    max_size=6,
)


@settings(deadline=None)
@given(TEXTS)
def test_as_many_words_as_plain_python_finds(words_of: Callable[[str], list[str]], texts: list[str]) -> None:
    found, _ = words.read(texts)
    assert found.lengths.tolist() == [len(words_of(text)) for text in texts]


@settings(deadline=None)
@given(TEXTS)
def test_hashes_are_equal_where_words_are(words_of: Callable[[str], list[str]], texts: list[str]) -> None:
    found, _ = words.read(texts)
    plain = [word for text in texts for word in words_of(text)]
    by_word = dict(zip(plain, found.values.tolist(), strict=True))
    assert [by_word[word] for word in plain] == found.values.tolist()
    assert len(set(by_word.values())) == len(by_word)


@settings(deadline=None)
@given(TEXTS)
def test_digests_are_equal_where_the_words_are(words_of: Callable[[str], list[str]], texts: list[str]) -> None:
    _, digests = words.read(texts)
    plain = [tuple(words_of(text)) for text in texts]
    for a, one in zip(plain, digests, strict=True):
        assert [a == b for b in plain] == [one == other for other in digests]


@settings(deadline=None)
@given(TEXTS)
def test_a_text_does_not_see_its_neighbours(texts: list[str]) -> None:
    together, digests = words.read(texts)
    apart = [words.read([text]) for text in texts]
    assert together.values.tolist() == [value for one, _ in apart for value in one.values.tolist()]
    assert digests == [digest for _, one in apart for digest in one]


def test_a_long_word_is_a_word() -> None:
    found, _ = words.read(["x" * 100_000, "x" * 99_999])
    assert found.lengths.tolist() == [1, 1]
    assert found.values[0] != found.values[1]
