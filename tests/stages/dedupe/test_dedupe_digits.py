"""Numbers in several writings; the cases with words around them are in cases/words.toml."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import digits, normalise


def joined(text: str) -> str:
    signs, _ = normalise.characters([text])
    gone = digits.join(signs)
    assert (signs[gone] == digits.GONE).all()
    kept = signs[signs != digits.GONE]
    return "".join(
        chr(sign >> int(normalise.SHIFT)) if sign & normalise.DIGIT else " " for sign in kept.tolist()
    ).strip()


@settings(deadline=None)
@given(st.text(alphabet="0123,.", max_size=20))
def test_a_chain_is_one_number_or_a_list(text: str) -> None:
    expected = []
    for chain in re.findall(r"[0-9]+(?:[,.][0-9]+)*", text):
        is_number = re.fullmatch(r"(?:[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}|[0-9]+)(?:[.][0-9]+)?", chain)
        expected += [chain.replace(",", "")] if is_number else re.split("[,.]", chain)
    assert joined(text).split() == expected


def test_texts_do_not_touch() -> None:
    signs, ends = normalise.characters(["12,", "345", ".6"])
    assert len(digits.join(signs)) == 0
    assert ends.tolist() == [4, 8, 11]


def test_no_digits() -> None:
    assert joined("a, b. c") == ""
