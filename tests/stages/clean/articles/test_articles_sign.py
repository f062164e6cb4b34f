"""What a partition hands over."""

from collections.abc import Callable
from math import ceil

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.articles.params import ArticlesParams
from stages.clean.articles.schema import SIGNATURES
from stages.clean.articles.sign import sign

TableOf = Callable[..., pa.Table]


def test_a_row_for_each_article_that_is_no_reject(table_of: TableOf, outlets_of: TableOf) -> None:
    table = table_of(
        [{"doc_id": "a", "outlet": "one", "text": "first\nsecond"}, {"doc_id": "b"}, {"doc_id": "c", "text": "x"}]
    )
    signed = sign(table, outlets_of(table), ArticlesParams())
    assert signed.schema.equals(SIGNATURES)
    assert signed["outlet"].to_pylist() == ["one", None]
    head, tail = signed["head"].to_pylist()[0], signed["tail"].to_pylist()[0]
    assert head == tail[::-1]
    assert signed["story"].to_pylist()[0] == head[1]
    assert signed["lines"].to_pylist()[1] is None


@pytest.mark.parametrize("rows", [[], [{"doc_id": "a"}]])
def test_no_articles(table_of: TableOf, outlets_of: TableOf, rows: list[dict[str, str]]) -> None:
    table = table_of(rows)
    assert sign(table, outlets_of(table), ArticlesParams()).equals(SIGNATURES.empty_table())


def test_the_outlet_is_the_one_name(table_of: TableOf) -> None:
    table = table_of([{"doc_id": name, "outlet": "HP", "text": "x"} for name in "ab"])
    outlets = pa.table({"doc_id": ["a", "b"], "outlet": pa.array(["Harbour Post", None])})
    assert sign(table, outlets, ArticlesParams())["outlet"].to_pylist() == ["Harbour Post", "HP"]


def test_outlets_of_other_articles_are_refused(table_of: TableOf) -> None:
    table = table_of([{"doc_id": "a", "text": "x"}])
    outlets = pa.table({"doc_id": ["b"], "outlet": ["Harbour Post"]})
    with pytest.raises(ValueError, match="other articles"):
        sign(table, outlets, ArticlesParams())


@given(
    st.lists(
        st.tuples(st.sampled_from(["one", "two", None]), st.lists(st.sampled_from("abcd"), min_size=1, max_size=5))
    ),
    st.sampled_from([0.2, 0.34, 0.5, 1.0]),
    st.data(),
)
def test_the_text_of_a_frequent_line_is_known_however_the_corpus_is_cut(
    table_of: TableOf,
    outlets_of: TableOf,
    articles: list[tuple[str | None, list[str]]],
    share: float,
    data: st.DataObject,
) -> None:
    params = ArticlesParams(edge_lines=2, least_share=share)
    cut = [data.draw(st.integers(0, 2)) for _ in articles]
    known: set[str] = set()
    for part in range(3):
        rows = [
            {"doc_id": str(number), "outlet": outlet, "text": "\n".join(lines)}
            for number, (outlet, lines) in enumerate(articles)
            if cut[number] == part
        ]
        table = table_of(rows)
        for found in sign(table, outlets_of(table), params)["lines"].to_pylist():
            known.update(line["text"] for line in found or [])
    for outlet in ("one", "two"):
        texts = [lines for owner, lines in articles if owner == outlet]
        for line in "abcd":
            for window in (slice(0, 2), slice(-2, None)):
                count = sum(line in lines[window] for lines in texts)
                if texts and count >= max(1, ceil(share * len(texts))):
                    assert line in known
