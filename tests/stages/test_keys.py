"""What articles are called."""

from hypothesis import given
from hypothesis import strategies as st

from stages import keys

NAMES = st.text("ab#%25/", max_size=6)


@given(NAMES, NAMES, NAMES, NAMES)
def test_no_two_articles_share_a_key(path: str, record: str, other_path: str, other_record: str) -> None:
    assert keys.file_key(path) != keys.record_key(other_path, other_record)
    assert (keys.file_key(path) == keys.file_key(other_path)) == (path == other_path)
    same = keys.record_key(path, record) == keys.record_key(other_path, other_record)
    assert same == ((path, record) == (other_path, other_record))


@given(st.text())
def test_a_doc_id_is_twenty_hexadecimal_digits(key: str) -> None:
    identifier = keys.doc_id(key)
    assert len(identifier) == 20
    assert set(identifier) <= set("0123456789abcdef")


def test_doc_ids_survive() -> None:
    # Kept in people's notebooks and citations: these must never change.
    assert keys.doc_id("dawn/budget.txt") == "4b2bea00b855c8131a58"
    assert keys.doc_id(keys.record_key("خبر/2021.jsonl", "17")) == keys.doc_id("خبر/2021.jsonl#17")
