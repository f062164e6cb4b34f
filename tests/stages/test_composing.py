"""Normal forms: what Unicode says, and no more than linear time where marks are piled up."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.composing import Form, normal

FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")
MARKS = st.sampled_from(["\u0301", "\u0316", "\u064b", "\u0651", "\u093c", "\uff9e", "\u0344", "a", "é", "ﷺ", "한"])
TEXTS = st.one_of(st.text(max_size=80), st.lists(MARKS, max_size=80).map("".join))


@given(TEXTS, st.sampled_from(FORMS))
def test_the_form_is_that_of_unicode_but_for_towers_of_marks(text: str, form: Form) -> None:
    made = normal(form, text)
    run = longest = 0
    for sign in text:
        run = run + 1 if unicodedata.category(sign)[0] == "M" or sign in "\uff9e\uff9f" else 0
        longest = max(longest, run)
    if longest <= 30:
        assert made == unicodedata.normalize(form, text)
    # Each piece is in its form, so that only the order of far apart marks may differ.
    assert sorted(unicodedata.normalize("NFKD", made)) == sorted(unicodedata.normalize("NFKD", text))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "pattern", ["\u064b\u0651", "\u0301\u0316", "a\u0316\u0301" * 40, "\uff9e\u0316", "\u0344\u0316"]
)
def test_towers_of_marks_take_time_that_grows_with_them(pattern: str, form: Form) -> None:
    def seconds(length: int) -> float:
        text = "a" + pattern * (length // len(pattern))
        times = []
        for _ in range(3):
            began = time.process_time()
            normal(form, text)
            times.append(time.process_time() - began)
        return min(times)

    # In the square of its length the longer one would take some three seconds.
    assert seconds(64_000) < 8 * max(seconds(16_000), 0.002)
