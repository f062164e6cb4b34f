"""The words by which a line and an article speak of the same thing."""

import re

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.articles.hashing import hash_bytes
from stages.clean.articles.words import topic_words

ALPHABET = "abcdeÉéЖж ا’“—.,3\n\N{ZERO WIDTH SPACE}"


def twin(text: str) -> list[int]:
    # Any character beyond ASCII counts as a letter, but for general punctuation.
    words = re.findall("(?:[a-z]|[^\x00-\x7f\u2000-\u207f])+", text.lower())
    told = [word.encode() for word in words if len(word) >= 5]
    hashes = [hash_bytes(np.frombuffer(word, np.uint8), np.array([0]), np.array([len(word)]))[0] for word in told]
    return [int(value) & 0xFFFF for value in hashes]


@given(st.lists(st.text(ALPHABET, max_size=30), max_size=6))
def test_telling_words_are_those_of_five_letters(texts: list[str]) -> None:
    words, counts = topic_words(pa.array(texts, pa.large_string()))
    assert counts.tolist() == [len(twin(text)) for text in texts]
    assert words.tolist() == [value for text in texts for value in twin(text)]


def test_case_and_quotes_do_not_matter() -> None:
    words, counts = topic_words(pa.array(["The “Harbour” was", "harbour’s ice", "HARBOUR"], pa.large_string()))
    assert counts.tolist() == [1, 1, 1]
    assert len(set(words.tolist())) == 1
