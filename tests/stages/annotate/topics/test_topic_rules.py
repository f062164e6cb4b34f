"""The scheme is complete and without contradictions, and what holds for any text."""

import re
from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from stages.annotate.topics.background import RARE, information
from stages.annotate.topics.keywords import Keywords, keywords, vocabulary
from stages.annotate.topics.params import TopicsParams
from stages.annotate.topics.scheme import Topics, forms, of_scheme, reason_of, topics
from stages.annotate.topics.terms import count, terms
from stages.resources import toml

ROWS = toml("stages.annotate.topics", "topics.toml")["topic"]

PIECES = st.sampled_from(
    [
        *["port", "Ports", "cotton", "free trade", "prime", "minister", "the", "and", "وزیر", "برآمدات", "5g", "can't"],
        *["x’s", " ", " ", ". ", ", ", "\n", "-", "'", "’s ", "é", "\u200b", "12", "…"],
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES).map(" ".join))


#: A word, or a mark that parts words: what the arrays of `terms` must come to, one article and one word at a time.
TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|[^\w\s'’\-]|\n")


def told(articles: list[tuple[str | None, str]], params: TopicsParams | None = None) -> tuple[Keywords, Topics]:
    """Return the keywords and the topics of articles, each a title and a text."""
    found = terms([title for title, _ in articles], [text for _, text in articles])
    known = vocabulary(found)
    counts = count(found, known.counted | of_scheme(known.numbers))
    words = keywords(found, known, counts, [frozenset() for _ in articles], 8)
    return words, topics(found, known.numbers, counts, params or TopicsParams())


def slowly(title: str | None, text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Return the words of an article and its pairs of words, with how often each stands there."""
    bare = [piece.lower().replace("’s", "").replace("'s", "") for piece in (title or "", text)]
    tokens = [token if token[0].isalnum() else "" for token in TOKEN.findall("\n".join(bare))]
    return Counter(token for token in tokens if token), Counter(both for both in pairwise(tokens) if all(both))


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
            _, found = told([(None, text)], TopicsParams(least_terms=1))
            assert row["name"] in found.topics, term


def test_common_words_say_nothing_and_rare_ones_much() -> None:
    told = information()
    assert told["the"] == told["of"] == told["said"] == told["کی"] == 0
    assert 0 < told["minister"] < told["exports"] < told["telecom"] < RARE


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | TEXTS, TEXTS), max_size=4))
def test_the_words_of_articles_are_numbered_as_they_stand_there(articles: list[tuple[str | None, str]]) -> None:
    found = terms([title for title, _ in articles], [text for _, text in articles])
    words = [found.words[number] for number in found.tokens]
    for at, (title, text) in enumerate(articles):
        own = [number for number, owner in enumerate(found.owners) if owner == at]
        counts, pairs = slowly(title, text)
        assert Counter(words[number] for number in own) == counts
        assert found.sizes[at] == counts.total()
        assert Counter((words[number - 1], words[number]) for number in own if found.joined[number]) == pairs
        assert Counter(words[number] for number in own if found.titled[number]) == slowly(title, "")[0]
    assert len(set(found.words)) == len(found.words)


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | TEXTS, TEXTS), min_size=1, max_size=4))
def test_keywords_and_topics_are_in_order_and_stand_in_the_article(articles: list[tuple[str | None, str]]) -> None:
    words, about = told(articles)
    low = first = 0
    for (title, text), high, last in zip(articles, words.ends, about.ends, strict=True):
        counts, pairs = slowly(title, text)
        assert high - low <= 8
        assert [-score for score in words.scores[low:high]] == sorted(-score for score in words.scores[low:high])
        assert len(set(words.texts[low:high])) == high - low
        for each in words.texts[low:high]:
            parts = tuple(each.split(" "))
            assert counts[each] if len(parts) == 1 else pairs[parts[0], parts[1]]
        assert [-hits for hits in about.hits[first:last]] == sorted(-hits for hits in about.hits[first:last])
        assert all(hits >= 3 for hits in about.hits[first:last])
        assert all(len(each) >= 2 for each in about.terms[first:last])
        low, first = high, last
    # An article has what it has by itself, whatever stands beside it.
    alone = [told([each]) for each in articles]
    assert words.texts == [text for own, _ in alone for text in own.texts]
    assert about.terms == [each for _, own in alone for each in own.terms]
