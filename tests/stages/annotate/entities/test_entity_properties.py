"""Decisions depend on the set of articles, not on their order, their partitions, or what was decided before."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.rows import TableRows
from stages.annotate.entities.persons import compatible
from stages.spelling import may_be_one, parts, sound_of
from tests.stages.annotate.entities.articles import applied, decided, signatures, things

#: Sentences that merge, contradict and lead to one another in many ways.
SENTENCES = [
    "Minister for IT Syed Amin Ul Haque met the PTA.",
    "IT Minister Aminul Haq left.",
    "Ambassador Moin ul Haque wrote.",
    "The Pakistan Telecommunication Authority (PTA) agreed.",
    "The Poultry Traders Association (PTA) met in Multan.",
    "Chief Minister Syed Murad Ali Shah and Murad Shah met.",
    "Murad Ali Shah sang.",
    "President Toivonen came.",
    "President Ilmari Toivonen met the Bank of Finland.",
    "Muhammad Rizwan, a batsman, and Mohammad Rizwan, a lawyer.",
    "Kestrel Ltd and Kestrel Corp. fell in the U.S. and the United States.",
    "LAHORE: Ali Khan of Kestrel Limited spoke.",
]
ARTICLES = st.dictionaries(
    st.sampled_from([f"a{at:02}" for at in range(12)]),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join),
    max_size=8,
)


def told(corpus: Mapping[str, Mapping[str, str]]) -> tuple[Any, Any]:
    """Return the things, and what each article's names are led to."""
    decisions = decided(corpus)
    rows = [row for table in applied(corpus, decisions).values() for row in table.to_pylist()]
    return things(decisions), sorted(rows, key=lambda row: row["doc_id"])


@settings(max_examples=25, deadline=None)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_partitions_and_their_order_change_nothing(articles: dict[str, str], random: Any) -> None:
    keys = sorted(articles)
    cut = random.randint(0, len(keys))
    parts_ = {"x": {key: articles[key] for key in keys[:cut]}, "y": {key: articles[key] for key in keys[cut:]}}
    turned = dict(reversed(parts_.items()))
    assert told({"p": articles}) == told(parts_) == told(turned)


@settings(max_examples=15, deadline=None)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_rows_in_any_order_give_the_same_decisions(articles: dict[str, str], random: Any) -> None:
    from stages.annotate.entities.decide import decide
    from tests.stages.annotate.entities.articles import PARAMS

    signed = signatures({"p": articles})
    order = list(range(len(signed)))
    random.shuffle(order)
    turned = signed.take(pa.array(order, pa.int64()))
    one, other = (decide(TableRows(table), None, b"", PARAMS).decisions for table in (signed, turned))
    assert things(one) == things(other)


@settings(max_examples=25, deadline=None)
@given(ARTICLES, st.sampled_from(SENTENCES))
def test_an_article_that_came_and_went_leaves_no_trace(articles: dict[str, str], text: str) -> None:
    before = told({"p": articles})
    decided({"p": {**articles, "b": text}})  # nothing that is kept in memory may tell of it
    assert told({"p": articles}) == before


@settings(max_examples=25, deadline=None)
@given(ARTICLES)
def test_every_mention_has_a_thing_that_exactly_one_article_owns(articles: dict[str, str]) -> None:
    _, rows = told({"p": articles})
    owned = [each["entity_id"] for row in rows for each in row["owned"]]
    assert len(set(owned)) == len(owned)
    assert {each for row in rows for each in row["entity_ids"]} == set(owned)
    counts = {each["entity_id"]: each["mentions"] for row in rows for each in row["owned"]}
    assert sum(counts.values()) == sum(len(row["entity_ids"]) for row in rows)


@given(st.text(max_size=12), st.text(max_size=12))
def test_spellings_are_compared_whatever_they_are(one: str, other: str) -> None:
    assert parts(f"{one} {other}") == parts(f"{one} {other}")
    sound = sound_of(one)
    assert len(sound.vowels) == len(sound.skeleton) + 1
    if one and other:
        assert may_be_one(one, other) == may_be_one(other, one)
    assert compatible(one, other) == compatible(other, one)
