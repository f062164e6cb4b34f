"""Numbers for lines: a slow twin in plain Python, and what lines of one form share."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.articles.hashing import buffers, forms, hash_bytes, line_keys

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def mix(value: int) -> int:
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & _MASK
    return value ^ (value >> 31)


def twin(text: bytes) -> int:
    eights = [text[place : place + 8] for place in range(0, max(len(text), 1), 8)]
    terms = (mix(int.from_bytes(eight, "little") ^ (place * _GOLDEN & _MASK)) for place, eight in enumerate(eights))
    return mix((sum(terms) + (len(text) + 1) * _GOLDEN) & _MASK)


def keys(lines: list[str]) -> list[int]:
    array = pa.array(lines, pa.large_string())
    return line_keys(array, pc.less(pc.utf8_length(array), 300)).tolist()


@given(st.lists(st.text(max_size=30)), st.integers(0, 3), st.integers(0, 3))
def test_a_hash_is_that_of_the_string_wherever_it_lies(texts: list[str], before: int, behind: int) -> None:
    array = pa.array(["x" * 7] * before + texts + ["y" * 9] * behind, pa.large_string())
    data, offsets = buffers(array.slice(before, len(texts)))
    found = hash_bytes(data, offsets[:-1], np.diff(offsets))
    assert found.tolist() == [twin(text.encode()) for text in texts]


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_strings_have_two_hashes(a: str, b: str) -> None:
    assert (twin(a.encode()) == twin(b.encode())) == (a == b)


def test_only_the_beginning_and_the_length_of_a_long_line_count() -> None:
    long = "a" * 300
    same, other, longer = keys([long, "a" * 299 + "b", "a" * 301])
    assert same == other != longer


def test_lines_that_differ_in_figures_and_dates_have_one_form_and_two_keys() -> None:
    lines = [
        "Payable on March 15",
        "PAYABLE on April Two",
        "Payable on Sunday 3",
        "Payable on ۳ May",
        "Payable at once",
    ]
    found = np.array(keys(lines), np.uint64)
    assert len(set(found.tolist())) == len(lines)
    assert len(set(forms(found[:4]).tolist())) == 1
    assert len(set(forms(found).tolist())) == 2


def test_a_key_does_not_depend_on_the_other_lines() -> None:
    lines = ["Payable on March 15", "Write to the editor.", "", "ہمارے ساتھ شامل ہوں", "x" * 500]
    assert keys(lines) == [keys([line])[0] for line in lines]


def test_keys_are_the_same_in_every_process() -> None:
    assert keys(["Payable on March 15", "Write to the editor."]) == [0x766E1E738C495D7D, 0x14F6C1B7A6758C9C]
