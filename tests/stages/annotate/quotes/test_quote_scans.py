"""What is found in all texts of a partition at once is what each of them has by itself."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stages.annotate.quotes.hits import hits
from stages.annotate.quotes.lexicon import lexicon
from stages.annotate.quotes.tokens import Tokens, of_texts, stretch, tokens

PIECES = st.sampled_from(
    [
        *[
            "said",
            "Said",
            "SAID",
            " that",
            "told",
            "to say that",
            "to say that to ",
            "according to",
            "pointed out",
            "of",
        ],
        *[" to ", " by ", "é", "’", "'", "-", "/", ".", "U.S.", "Khan’s", "کہا", "۔", "“", "\n", " ", "\t", "_", "5"],
        *["\x01", "\x02", "😀", "K", "ß", "\u200b", "\u00a0", "to\tsay that", "To say that", "added"],
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES).map(" ".join))

#: Reads the lexicon before the time of a test is taken.
EMPTY = hits([""])


def slowly(text: str) -> list[int]:
    """Return where speech may be reported in a text, by one match at a time."""
    data = text.encode()
    found = []
    for match in lexicon().scan.finditer(data):
        start, end = match.span()
        if data[end : end + 4] not in {b" to ", b" by ", b" as ", b" of ", b" up "}:
            infinitive = data[start : start + 3] in {b"to ", b"To ", b"TO ", b"to\t", b"to\n"}
            found.append(len(data[: start + 3 * infinitive].decode()))
    return found


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_places_of_reports_are_those_of_each_text(texts: list[str]) -> None:
    assert EMPTY == [[]]
    assert hits(texts) == [slowly(text) for text in texts]


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_tokens_are_those_of_each_text(texts: list[str]) -> None:
    for text, whole in zip(texts, of_texts(texts), strict=True):
        assert stretch(whole, text, 0, len(text)) == tokens(text, 0, len(text))


@settings(deadline=None)
@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_a_stretch_is_what_its_text_alone_gives(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    (whole,) = of_texts([text])
    assert stretch(whole, text, start, end) == tokens(text, start, end)


def test_a_stop_without_a_space_parts_two_sentences_and_no_token() -> None:
    text = "On the spot.The police said so."
    (whole,) = of_texts([text])
    assert stretch(whole, text, 0, 12).low == ["on", "the", "spot", "."]
    assert stretch(whole, text, 12, len(text)) == Tokens(
        ["the", "police", "said", "so", "."], [12, 16, 23, 28, 30], [15, 22, 27, 30, 31], [True, *[False] * 4]
    )
