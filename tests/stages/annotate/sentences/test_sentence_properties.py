"""What holds for any text."""

from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

PIECES = st.sampled_from(
    [
        *["Mr", "U.S", "a.m", "No", "Sept", "J", "The", "he", "spot", "Police", "5", "1", "ab", "Cd", "وہ", "é", "www"],
        *[".", "!", "?", "...", "…", "۔", "؟", "।", ". . .", ",", '"', "'", "”", "“", "’", ")", "(", "»", "—"],
        *[" ", "  ", "\n", "\t", "\u00a0", "\u2003", "\u2028", "\x0b", "\r\n", ""],
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=20).map("".join))
PARAMS = st.builds(SentencesParams, split_glued=st.booleans())


@given(TEXTS, PARAMS)
def test_sentences_are_ordered_apart_trimmed_and_within_a_line(text: str, params: SentencesParams) -> None:
    last = 0
    for start, end in split(text, params):
        assert last <= start < end <= len(text)
        sentence = text[start:end]
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        last = end


@given(TEXTS, PARAMS)
def test_nothing_but_white_space_lies_outside_of_sentences(text: str, params: SentencesParams) -> None:
    outside = list(text)
    for start, end in split(text, params):
        outside[start:end] = [" "] * (end - start)
    assert not "".join(outside).strip()


@given(TEXTS, TEXTS, PARAMS)
def test_a_paragraph_does_not_depend_on_the_one_after_it(first: str, second: str, params: SentencesParams) -> None:
    spans = split(f"{first}\n{second}", params)
    shift = len(first) + 1
    assert spans == split(first, params) + [(start + shift, end + shift) for start, end in split(second, params)]
