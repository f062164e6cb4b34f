"""Real articles, with residue planted among them: what is planted is found, and nothing else is."""

import gzip
import json
import random
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stages.clean.articles.params import ArticlesParams

CORPUS = Path(__file__).parents[5] / "shared" / "corpora" / "reuters21578.jsonl.gz"

DISCLAIMER = "Opinions are the authors' own, and the Harbour Post need not share them."
BLOCK = ["Join our readers' circle, and have tea with the printers.", "Write to the editor.", "Harbour Post"]
VARIANTS = [
    "Get our app, and read the Harbour Post wherever you are.",
    "Give a subscription to somebody you like.",
    "Have your say in the comments below.",
]


@pytest.fixture(scope="module")
def wire() -> list[dict[str, Any]]:
    if not CORPUS.is_file():
        pytest.skip("the evaluation texts are not here: ../shared does not exist")
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 2000)]
    rows = []
    for number, record in enumerate(records):
        text = "\n".join(" ".join(paragraph.split()) for paragraph in record["text"].split("\n    "))
        if text.strip():
            rows.append({"doc_id": f"{number:05}", "outlet": "wire", "title": record["title"], "text": text.strip()})
    return rows


Clean = Callable[..., tuple[dict[str, pa.Table], list[dict[str, Any]]]]
TableOf = Callable[..., pa.Table]


def cleaned(table_of: TableOf, clean: Clean, rows: list[dict[str, Any]]) -> tuple[list[str | None], list[str]]:
    """Return the texts that are left, and the lines that were convicted."""
    parts = {f"{start:05}": table_of(rows[start : start + 300]) for start in range(0, len(rows), 300)}
    made, told = clean(parts, ArticlesParams())
    texts = pa.concat_tables(made.values())["text"].to_pylist()
    return texts, sorted(row["text"] for row in told)


def test_a_wire_has_no_residue_of_its_own(table_of: TableOf, clean: Clean, wire: list[dict[str, Any]]) -> None:
    texts, told = cleaned(table_of, clean, wire)
    assert told == []
    assert texts == [row["text"] for row in wire]


@pytest.mark.parametrize("share", [0.08, 0.4, 1.0])
@pytest.mark.parametrize(
    ("variants", "side"),
    [([[DISCLAIMER]], "tail"), ([[DISCLAIMER]], "head"), ([BLOCK], "tail"), ([[one] for one in VARIANTS], "tail")],
    ids=["line at the tail", "line at the head", "block", "variants"],
)
def test_planted_residue_is_found_and_nothing_else(
    table_of: TableOf, clean: Clean, wire: list[dict[str, Any]], variants: list[list[str]], side: str, share: float
) -> None:
    draw = random.Random(5)  # noqa: S311 - a sample, no secret
    planted = []
    for row in wire[:900]:
        lines = draw.choice(variants) if draw.random() < share * len(variants) else []
        text = [row["text"], *lines] if side == "tail" else [*lines, row["text"]]
        planted.append(row | {"text": "\n".join(text)})
    texts, told = cleaned(table_of, clean, planted)
    assert told == sorted(line for lines in variants for line in lines)
    left = 0
    for text, row, before in zip(texts, planted, wire, strict=False):
        assert text in (row["text"], before["text"])
        left += text != before["text"]
    assert left <= 0.2 * len(planted)  # articles that begin or end with a table are left alone


def test_a_sentence_that_two_outlets_carry_stays(table_of: TableOf, clean: Clean, wire: list[dict[str, Any]]) -> None:
    sentence = "Nobody knows yet when the ferries will sail again."
    rows = [
        row | {"outlet": f"outlet {number % 2}", "text": f"{row['text']}\n{sentence}"}
        for number, row in enumerate(wire[:400])
    ]
    texts, told = cleaned(table_of, clean, rows)
    assert told == []
    assert texts == [row["text"] for row in rows]


def test_a_story_told_again_and_again_stays(table_of: TableOf, clean: Clean, wire: list[dict[str, Any]]) -> None:
    story = max((row["text"] for row in wire[:50]), key=len)
    rows = [row | {"text": f"{story}\nSo it went on."} if number % 3 == 0 else row for number, row in enumerate(wire)]
    texts, told = cleaned(table_of, clean, rows)
    assert told == []
    assert texts == [row["text"] for row in rows]
