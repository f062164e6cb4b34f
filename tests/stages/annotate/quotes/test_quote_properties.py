"""What holds for any text."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stages.annotate.quotes.marks import quotations
from stages.annotate.quotes.mentions import Mentions
from stages.annotate.quotes.params import QuotesParams
from stages.annotate.quotes.quotes import Quote, quotes
from stages.annotate.quotes.rules import reason_of
from stages.annotate.quotes.speech import Sentences
from stages.annotate.sentences.params import SentencesParams
from stages.annotate.sentences.split import split

PIECES = st.sampled_from(
    [
        *["“", "”", '"', "'", "’", "‘", "``", "''", "«", "»", "’’", "‘‘"],
        *["He", "She", "Khan", "the minister", "Ms Noor", "officials", "IT", "who", "it", "A. B. Lal"],
        *["said", "told", "added", "adding", "urged", "according to", "asked whether", "pointed out", "to note that"],
        *["that", "prices rose", "was", "and", "but", "the house", "on Monday", "in Quetta", "is late"],
        *[
            " ",
            " ",
            " ",
            ", ",
            ". ",
            ": ",
            "\n",
            "? ",
            "—",
            "(",
            ")",
            "é",
            "نے کہا کہ",
            "کے مطابق",
            "۔",
            "\u200b",
            "U.S.",
        ],
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=24).map("".join), st.lists(PIECES).map(" ".join))


def read(text: str, params: QuotesParams | None = None) -> tuple[list[Quote], Mentions]:
    """Return the quotes of a text in which every third word of capitals is a name."""
    spans = split(text, SentencesParams())
    sentences = Sentences([start for start, _ in spans], [end for _, end in spans])
    named = Mentions([], [], [], [], [])
    done = 0
    for number, word in enumerate(text.split()[:50]):
        start = text.index(word, done)
        done = start + len(word)
        if word[:1].isupper() and number % 3 == 0:
            kind = ("PERSON", "ORG", "PLACE")[len(named.starts) % 3]
            values = (start, done, kind, "minister" if kind == "PERSON" else None, len(named.starts))
            for column, value in zip(named, values, strict=True):
                column.append(value)  # type: ignore[arg-type]
    return quotes(text, sentences, named, params or QuotesParams()), named


@given(TEXTS)
@example("وزیر نے کہا کہ\t\u2003برآمدات بڑھی ہیں\u2028")
@example(".sAID“0“")  # a subject of which no token is left
def test_spans_cut_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    found, named = read(text)
    for quote in found:
        assert all(map(reason_of, quote.rule.split("+")))
        assert end <= quote.start < quote.end <= len(text)
        assert quote.text == text[quote.start : quote.end] == quote.text.strip()
        end = quote.end
        if quote.speaker_text is not None:
            assert quote.speaker_start is not None
            assert quote.speaker_text == text[quote.speaker_start : quote.speaker_end] == quote.speaker_text.strip()
            assert quote.speaker_text
        if quote.cue is not None:
            assert quote.cue_start is not None
            assert quote.cue == text[quote.cue_start : quote.cue_end] != ""
        if quote.speaker_mention is not None:
            assert quote.speaker_text is not None
            assert 0 <= quote.speaker_mention < len(named.starts)


@given(TEXTS)
def test_direct_speech_begins_with_a_mark_and_words_are_said(text: str) -> None:
    marks = {(each.start, each.end) for each in quotations(text)}
    for quote in read(text)[0]:
        assert any(character.isalnum() for character in quote.text)
        assert ((quote.start, quote.end) in marks) == (quote.kind == "direct")


@given(TEXTS)
def test_quotations_are_in_order_and_apart(text: str) -> None:
    end = 0
    for each in quotations(text):
        assert end <= each.start < each.inner <= each.inner_end <= each.end <= len(text)
        end = each.end


@given(TEXTS)
def test_without_acts_there_is_no_other_speech(text: str) -> None:
    plain = {quote.rule.partition("+")[0] for quote in read(text, QuotesParams(acts=False))[0]}
    assert not plain & {"act", "thing"}


@pytest.mark.parametrize(
    "token",
    ['"', "'", "“", "”", "''", "``", "‘a ", "'as' b ", ' "a', "\n“a", "said ", "he said, ", "“a,” he said. ", "Khan, ",
     "according to ", "to note that ", "and ", "نے کہا کہ ", "کے مطابق ", "He said. ", "who said that "],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(token: str) -> None:
    def seconds(length: int) -> float:
        text = token * (length // len(token))
        spans = split(text, SentencesParams())
        sentences = Sentences([start for start, _ in spans], [end for _, end in spans])
        times = []
        for _ in range(2):
            began = time.process_time()
            quotes(text, sentences, Mentions([], [], [], [], []), QuotesParams())
            times.append(time.process_time() - began)
        return min(times)

    # Ten times the text takes a hundred times as long where each token looks at all of it.
    assert seconds(40_000) < 30 * max(seconds(4_000), 0.004)


def test_the_rest_of_a_sentence_is_not_copied_for_each_quotation_in_it() -> None:
    def seconds(rest: str) -> float:
        text = '"a" ' * 1_000 + rest
        times = []
        for _ in range(2):
            began = time.process_time()
            quotes(text, Sentences([0], [len(text)]), Mentions([], [], [], [], []), QuotesParams())
            times.append(time.process_time() - began)
        return min(times)

    # A word of 8 MB is read in hundredths of a second, copied a thousand times in seconds.
    assert seconds("b" * 8_000_000) < 2 * seconds("b") + 0.4
