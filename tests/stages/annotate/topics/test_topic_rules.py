"""The scheme is complete and without contradictions, and what holds for any text."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.topics.background import RARE, information
from stages.annotate.topics.keywords import keywords
from stages.annotate.topics.params import TopicsParams
from stages.annotate.topics.scheme import forms, reason_of, topics
from stages.annotate.topics.terms import terms
from stages.resources import toml

ROWS = toml("stages.annotate.topics", "topics.toml")["topic"]

PIECES = st.sampled_from(
    [
        *["port", "Ports", "cotton", "free trade", "prime", "minister", "the", "and", "وزیر", "برآمدات", "5g", "can't"],
        *["x’s", " ", " ", ". ", ", ", "\n", "-", "'", "’s ", "é", "\u200b", "12", "…"],
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES).map(" ".join))


def test_every_topic_has_a_reason_a_name_of_its_own_and_terms_of_one_or_two_words() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert reason_of(row["name"]) == row["reason"] != ""
        assert row["terms"]
        for term in row["terms"]:
            assert term == term.lower()
            assert 1 <= len(term.split(" ")) <= 2, term
    assert reason_of("of_another_version") == ""


def test_no_term_stands_twice_in_its_topic() -> None:
    for row in ROWS:
        assert [term for term, count in Counter(forms(row["terms"])).items() if count > 1] == []


def test_every_term_is_found_where_it_stands() -> None:
    for row in ROWS:
        for term in row["terms"]:
            text = f"{term}. {term}. {term}."
            found = topics(terms(None, text), TopicsParams(least_terms=1))
            assert row["name"] in {each.topic for each in found}, term


def test_common_words_say_nothing_and_rare_ones_much() -> None:
    told = information()
    assert told["the"] == told["of"] == told["said"] == told["کی"] == 0
    assert 0 < told["minister"] < told["exports"] < told["telecom"] < RARE


@given(st.none() | TEXTS, TEXTS)
def test_keywords_and_topics_are_in_order_and_stand_in_the_article(title: str | None, text: str) -> None:
    found = terms(title, text)
    words = keywords(found, frozenset(), 8)
    assert len(words) <= 8
    assert [-each.score for each in words] == sorted(-each.score for each in words)
    assert len({each.text for each in words}) == len(words)
    for each in words:
        assert set(each.text.split(" ")) <= found.words.keys()
    about = topics(found, TopicsParams())
    assert [-each.hits for each in about] == sorted(-each.hits for each in about)
    assert all(each.hits >= 3 and len(each.terms) >= 2 for each in about)
