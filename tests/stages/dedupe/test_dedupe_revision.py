"""Versions that articles claim; the cases are data."""

import tomllib
from pathlib import Path

import pyarrow as pa
import pytest

from stages.dedupe.revision import revision_of, revisions

SAYS = tomllib.loads(Path(__file__).with_name("cases").joinpath("revisions.toml").read_text(encoding="utf-8"))["says"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"]) for case in SAYS])
def test_what_a_title_says(case: dict[str, str]) -> None:
    assert revision_of(case["text"]) == case["version"]


def test_titles_and_texts_of_a_partition() -> None:
    texts = [case["text"] for case in SAYS]
    versions = [case["version"] for case in SAYS]
    said, silent = pa.array(texts, pa.large_string()), pa.array(["Snow."] * len(texts), pa.large_string())
    nothing = pa.nulls(len(texts), pa.string())
    assert revisions(pa.chunked_array([nothing]), pa.chunked_array([said])).tolist() == versions
    titles = pa.chunked_array([said.cast(pa.string())])
    assert revisions(titles, pa.chunked_array([silent])).tolist() == versions
    updated = pa.array(["UPDATE 9-Snow."] * (len(texts) - 3), pa.large_string())
    both = revisions(titles, pa.chunked_array([silent.slice(0, 3), updated]))
    assert both.tolist() == versions[:3] + [9] * (len(texts) - 3)


def test_only_the_beginning_of_a_text_is_read() -> None:
    text = pa.chunked_array([[f"{'Snow fell. ' * 12}UPDATE 2-Pass"]], pa.large_string())
    assert revisions(pa.chunked_array([[None]], pa.string()), text).tolist() == [0]


def test_no_articles() -> None:
    assert len(revisions(pa.chunked_array([], pa.string()), pa.chunked_array([], pa.large_string()))) == 0
