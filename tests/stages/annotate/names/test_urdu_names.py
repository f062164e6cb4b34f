"""Names in Arabic script lead to the names in Latin letters."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.names.article import mentions
from stages.annotate.names.params import NamesParams
from stages.annotate.names.urdu import table, urdu_names
from stages.resources import toml

GROUPS = toml("stages.annotate.names", "urdu.toml")["group"]


def told(text: str) -> list[tuple[str, str, str | None]]:
    return [(mention.type, mention.name, mention.role) for mention in mentions(text, [0], NamesParams())]


def test_a_person_an_organisation_and_a_place_of_one_sentence() -> None:
    text = "وزیراعظم عمران خان نے کراچی میں پی ٹی اے کے دفتر کا دورہ کیا، عمران خان نے کہا۔"
    assert told(text) == [
        ("PERSON", "Imran Khan", "وزیراعظم"),
        ("PLACE", "Karachi", None),
        ("ORG", "Pakistan Telecommunication Authority", None),
        ("PERSON", "Imran Khan", None),
    ]


def test_letters_of_arabic_count_as_those_of_urdu() -> None:
    assert told("كراچي میں") == [("PLACE", "Karachi", None)]


def test_no_name_begins_or_ends_within_a_word() -> None:
    assert told("چینی اور مصروف اور پاکستانی") == []


def test_the_longest_name_is_meant() -> None:
    assert told("پنجاب اسمبلی") == [("ORG", "Punjab Assembly", None)]


def test_names_in_both_scripts_stand_in_order() -> None:
    assert told("Ali Khan left لاہور for Quetta.") == [
        ("PERSON", "Ali Khan", None),
        ("PLACE", "Lahore", None),
        ("PLACE", "Quetta", None),
    ]


def test_every_row_has_a_reason_and_no_form_stands_twice() -> None:
    assert all(group["reason"].strip() for group in GROUPS)
    forms = [form for group in GROUPS for row in group["names"] for form in row["forms"]]
    assert len(set(forms)) == len(forms) == len(table().rows)


@given(st.lists(st.sampled_from([*"اکی ہنت", "عمران خان", "کراچی", "\u200c", "\u064e", "، ", "a"])).map("".join))
def test_spans_are_in_order_and_apart(text: str) -> None:
    found = urdu_names(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
