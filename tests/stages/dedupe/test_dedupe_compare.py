"""The measures of pairs against a twin in plain Python, which takes one pair at a time."""

from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import compare
from stages.dedupe.align import longest_increasing
from stages.dedupe.ragged import Ragged
from stages.dedupe.tokens import NAME, NUMBER, PLAIN

#: A word and its class: which of its places it is a name in is its writer's choice, whether it is a number is not.
Word = tuple[int, int]
Text = list[Word]
Gap = tuple[int, int, int, int]

WORD = st.one_of(
    st.tuples(st.integers(1, 9), st.sampled_from([PLAIN, NAME])), st.tuples(st.integers(20, 23), st.just(NUMBER))
)
TEXTS = st.lists(st.lists(WORD, max_size=24), min_size=1, max_size=5)


def rows(texts: list[Text]) -> Ragged:
    tokens = np.array([word << 2 | kind for text in texts for word, kind in text], np.uint32)
    return Ragged.of_lengths(tokens, np.array([len(text) for text in texts]))


def all_pairs(texts: list[Text]) -> np.ndarray:
    return np.array(list(product(range(len(texts)), repeat=2)), np.int64)


def items(text: list[int], width: int) -> list[tuple[int, ...]]:
    return [tuple(text[i : i + width]) for i in range(max(len(text) - width + 1, min(len(text), 1)))]


def laid_out(a: list[int], b: list[int], width: int, window: Gap, no_anchor: set[int]) -> list[Gap]:
    """Return the trimmed gaps between the anchors inside a window of two texts."""
    a_low, a_high, b_low, b_high = window
    in_a, in_b = items(a[a_low:a_high], width), items(b[b_low:b_high], width)
    once = [n for n, item in enumerate(in_a) if in_a.count(item) == in_b.count(item) == 1 and not {*item} & no_anchor]
    there = [in_b.index(in_a[n]) for n in once]
    chain = [(a_low + once[n], b_low + there[n]) for n in longest_increasing(there)]
    passages: list[Gap] = []
    for i, j in chain:
        last = passages[-1] if passages else (0, a_low, 0, b_low)
        skip = max(last[1] - i, last[3] - j, 0)
        passages.append((i + skip, min(i + width, a_high), j + skip, min(j + width, b_high)))
    edges = [(a_low, a_low, b_low, b_low), *passages, (a_high, a_high, b_high, b_high)]
    gaps = []
    for before, behind in pairwise(edges):
        i, j, k, m = before[1], before[3], behind[0], behind[2]
        while i < k and j < m and a[i] == b[j]:
            i, j = i + 1, j + 1
        while i < k and j < m and a[k - 1] == b[m - 1]:
            k, m = k - 1, m - 1
        if i < k or j < m:
            gaps.append((i, k, j, m))
    return gaps


def joined(gaps: list[Gap], width: int) -> list[Gap]:
    out: list[list[int]] = []
    for n, (i, k, j, m) in enumerate(gaps):
        h = gaps[n - 1]
        one_sided = n and (h[0] == h[1], h[2] == h[3]) == (j == m, i == k) and (i == k or j == m)
        if one_sided and i - h[1] <= width:
            out[-1][1], out[-1][3] = k, m
        else:
            out.append([i, k, j, m])
    return [(i, k, j, m) for i, k, j, m in out]


def twin(one: Text, two: Text, width: int) -> dict[str, int]:
    a, b = [word for word, _ in one], [word for word, _ in two]
    set_a, set_b = {*items(a, width)}, {*items(b, width)}
    numbers = {word for word, kind in one + two if kind == NUMBER}
    gaps = joined(laid_out(a, b, width, (0, len(a), 0, len(b)), set()), width)
    fine = []
    for gap in gaps:
        is_replaced = gap[0] < gap[1] and gap[2] < gap[3]
        fine += laid_out(a, b, 1, gap, numbers) if is_replaced else [gap]
    changed, words_changed, words_kept = Counter[int](), 0, len(a)
    outside = [Counter(kind for _, kind in text) for text in (one, two)]
    both = Counter[int]()
    for i, k, j, m in fine:
        kinds: dict[int, int] = {}
        for word, kind in one[i:k] + two[j:m]:
            kinds[word] = max(kind, kinds.get(word, 0))
        here, there = Counter(a[i:k]), Counter(b[j:m])
        only = [Counter(kinds[word] for word in (x - y).elements()) for x, y in ((here, there), (there, here))]
        changed += only[0] & only[1]
        words_changed += min(only[0].total(), only[1].total())
        words_kept -= only[0].total()
        both += Counter(kinds[word] for word in (here & there).elements())
        for text, passage in zip(outside, (one[i:k], two[j:m]), strict=True):
            text.subtract(kind for _, kind in passage)
    kept = {kind: max(text[kind] for text in outside) + both[kind] for kind in (NUMBER, NAME)}
    return {
        "shared": len(set_a & set_b),
        "size_a": len(set_a),
        "size_b": len(set_b),
        "words_kept": words_kept,
        "numbers_kept": kept[NUMBER],
        "names_kept": kept[NAME],
        "words_changed": words_changed,
        "numbers_changed": changed[NUMBER],
        "names_changed": changed[NAME],
    }


def as_dicts(measures: np.ndarray) -> list[dict[str, int]]:
    return [dict(zip(measures.dtype.names, row.item(), strict=True)) for row in measures]


@pytest.mark.parametrize("block", [1, 40, 1 << 16])
@settings(deadline=None)
@given(texts=TEXTS, width=st.integers(1, 4))
def test_equals_the_twin(block: int, texts: list[Text], width: int) -> None:
    pairs = all_pairs(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "BLOCK_WORDS", block)
        found = compare.compare(rows(texts), pairs, width)
    assert as_dicts(found) == [twin(texts[a], texts[b], width) for a, b in pairs.tolist()]


@settings(deadline=None)
@given(TEXTS, st.integers(1, 4))
def test_the_shingles_do_not_depend_on_which_text_is_the_first(texts: list[Text], width: int) -> None:
    pairs = all_pairs(texts)
    there, back = (compare.compare(rows(texts), some, width) for some in (pairs, pairs[:, ::-1]))
    for one, other in (("shared", "shared"), ("size_a", "size_b"), ("size_b", "size_a")):
        assert there[one].tolist() == back[other].tolist()


@settings(deadline=None)
@given(TEXTS)
def test_nothing_is_counted_twice(texts: list[Text]) -> None:
    pairs = all_pairs(texts)
    for (a, b), one in zip(pairs.tolist(), as_dicts(compare.compare(rows(texts), pairs, 3)), strict=True):
        assert min(one.values()) >= 0
        assert one["words_kept"] + one["words_changed"] <= min(len(texts[a]), len(texts[b]))
        assert one["numbers_kept"] + one["names_kept"] <= one["words_kept"]
        assert one["numbers_changed"] + one["names_changed"] <= one["words_changed"]


@settings(deadline=None)
@given(TEXTS, st.floats(0.1, 1.0))
def test_what_shares_too_little_is_not_aligned(texts: list[Text], least: float) -> None:
    pairs = all_pairs(texts)
    full, found = (compare.compare(rows(texts), pairs, 3, share) for share in (0.0, least))
    smaller = np.minimum(full["size_a"], full["size_b"])
    for shares, one, other in zip(full["shared"] >= least * smaller, as_dicts(full), as_dicts(found), strict=True):
        measured = one if shares else dict.fromkeys(one, 0) | {n: one[n] for n in ("shared", "size_a", "size_b")}
        assert other == measured


def test_no_pairs_and_no_words() -> None:
    assert len(compare.compare(rows([[(1, PLAIN)]]), np.zeros((0, 2), np.int64), 3)) == 0
    nothing = compare.compare(rows([[], []]), np.array([[0, 1]]), 3)
    assert set(nothing[0].item()) == {0}
