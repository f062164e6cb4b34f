"""What the two passages of a gap have and the other has not, against counters."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stages.dedupe import facts
from stages.dedupe.align import Gaps
from stages.dedupe.tokens import NAME, NUMBER, PLAIN

PASSAGE = st.lists(st.integers(1, 5), max_size=6)
PASSAGES = st.lists(st.tuples(PASSAGE, PASSAGE), max_size=5)
KIND = {1: PLAIN, 2: PLAIN, 3: NUMBER, 4: NUMBER, 5: NAME}


def poured(passages: list[tuple[list[int], list[int]]]) -> tuple[np.ndarray, Gaps]:
    """Return the passages as tokens, and the gaps that they are."""
    texts = [text for side in zip(*passages, strict=True) for text in side]
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64).reshape(2, -1)
    starts = ends - np.array([len(text) for text in texts], np.int64).reshape(2, -1)
    tokens = np.array([word << 2 | KIND[word] for text in texts for word in text], np.uint32)
    return tokens, Gaps(np.arange(len(passages)), starts[0], ends[0], starts[1], ends[1])


@given(PASSAGES)
def test_weighed(passages: list[tuple[list[int], list[int]]]) -> None:
    found = facts.weighed(*poured(passages)) if passages else np.zeros((3, 0, 3))
    for gap, (a, b) in enumerate(passages):
        here, there = Counter(a), Counter(b)
        for part, words in enumerate((here - there, there - here, here & there)):
            kinds = Counter(KIND[word] for word in words.elements())
            assert found[part, gap].tolist() == [kinds[kind] for kind in (PLAIN, NUMBER, NAME)]


def test_a_name_on_one_side_is_one_on_both() -> None:
    # The word 7 is a name in the first passage and begins a sentence in the second one, which has it twice.
    tokens = np.array([7 << 2 | NAME, 7 << 2 | PLAIN, 7 << 2 | PLAIN], np.uint32)
    gaps = Gaps(*(np.array([value]) for value in (0, 0, 1, 1, 3)))
    assert facts.weighed(tokens, gaps).tolist() == [[[0, 0, 0]], [[0, 0, 1]], [[0, 0, 1]]]


def test_slots() -> None:
    # 41 lorries | 52 lorries: one number was replaced. A name against a number is a replaced word and no replaced fact.
    words, kinds = [41, 3, 9, 52, 3, 8], [NUMBER, PLAIN, NAME, NUMBER, PLAIN, NUMBER]
    tokens = np.array([word << 2 | kind for word, kind in zip(words, kinds, strict=True)], np.uint32)
    starts, lengths = np.array([[0], [3]]), np.array([[3], [3]])
    gaps = Gaps(*(np.array(column) for column in ([0, 0], [0, 2], [1, 3], [3, 5], [4, 6])))
    found = facts.count(tokens, starts, lengths, gaps)
    assert {name: values.tolist() for name, values in found.items()} == {
        "words_kept": [1],
        "numbers_kept": [0],
        "names_kept": [0],
        "words_changed": [2],
        "numbers_changed": [1],
        "names_changed": [0],
    }
