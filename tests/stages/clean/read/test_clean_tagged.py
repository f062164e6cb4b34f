"""Which texts are the source of a page."""

import gzip
import html
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read.tagged import full_of_escaped_tags, full_of_tags


def test_case(tagged_case: dict[str, Any]) -> None:
    text = tagged_case["text"] * tagged_case.get("times", 1)
    assert full_of_tags(text) == tagged_case["tagged"]
    escaped = html.escape(text, quote=False)
    assert not full_of_tags(escaped)
    assert full_of_escaped_tags(escaped) == tagged_case["tagged"]
    assert not full_of_escaped_tags(text)


@pytest.mark.parametrize(
    ("corpus", "stories"),
    [("reuters21578", 19_043), ("the-news-express-tribune-2025", 5764), ("urdu-news-snippets", 3334)],
)
def test_no_story_of_a_corpus_of_plain_text_is_a_page(shared: Path, corpus: str, stories: int) -> None:
    with gzip.open(shared / "corpora" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line).get("text") or "" for line in lines]
    assert len(texts) == stories
    assert sum(full_of_tags(text) or full_of_escaped_tags(text) for text in texts) == 0


def test_our_own_page_is_one() -> None:
    page = (Path(__file__).parent / "cases" / "page.html").read_text(encoding="utf-8")
    assert full_of_tags(page)
    assert full_of_tags(page[page.index("<p>") : page.rindex("</p>") + 4])


@given(st.text(st.sampled_from("<p>/br`&lt;! \nab"), max_size=200))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(full_of_tags(text), bool)
    assert not (full_of_tags(text) and full_of_escaped_tags(text))
