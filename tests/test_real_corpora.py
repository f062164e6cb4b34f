"""Real corpora from end to end, where they are at hand: not ours, so not in the repository."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import build
from flows.engine.stage import Place
from stages import offsets
from stages.clean.read.repair import repair

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
NEWS = "the-news-express-tribune-2025"
WIRE = "reuters21578"

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the real corpora are not at hand (../shared/corpora)")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    """Give ``clean.articles`` of both corpora, built by the engine."""
    home = tmp_path_factory.mktemp("real")
    for name in (NEWS, WIRE):
        (home / "seeds" / name).mkdir(parents=True)
        shutil.copy(CORPORA / f"{name}.jsonl.gz", home / "seeds" / name)
    build.run(["clean"], Place(home / "seeds", home / "artifacts"), {}, workers=2)
    table = pq.read_table(home / "artifacts" / "clean" / "articles")
    return {name: table.filter(pa.compute.starts_with(table["source"], name)) for name in (NEWS, WIRE)}


def raw_of(name: str) -> dict[str, dict[str, Any]]:
    lines = gzip.decompress((CORPORA / f"{name}.jsonl.gz").read_bytes()).splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def kept(table: pa.Table) -> Iterator[dict[str, Any]]:
    yield from table.filter(pa.compute.is_null(table["reject_code"])).to_pylist()


@pytest.mark.parametrize(("name", "records", "rejects"), [(NEWS, 5764, 620), (WIRE, 19043, 3)])
def test_every_record_is_an_article_or_a_reject(
    articles: dict[str, pa.Table], name: str, records: int, rejects: int
) -> None:
    assert articles[name].num_rows == len(set(articles[name]["doc_id"].to_pylist())) == records
    assert articles[name].num_rows - articles[name]["reject_code"].null_count == rejects


def test_pages_that_were_gone_are_no_articles(articles: dict[str, pa.Table]) -> None:
    gone = {key for key, record in raw_of(NEWS).items() if record["text"].strip() in ("", "Content not found")}
    rejected = articles[NEWS].filter(pa.compute.is_valid(articles[NEWS]["reject_code"]))
    assert len(gone) > 600
    assert gone <= set(rejected["record"].to_pylist())
    assert set(rejected["reject_code"].to_pylist()) <= {"not_an_article", "empty", "too_short"}


def test_residue_is_gone(articles: dict[str, pa.Table]) -> None:
    for row in kept(articles[NEWS]):
        lines = row["text"].split("\n")
        assert "Copyright ©" not in row["text"], row["record"]
        assert lines[-1].strip().casefold() != "comments", row["record"]
        # Teasers of other articles are cut off in the middle of a sentence.
        assert not (len(lines) > 1 and all(line.endswith(("...", "…")) for line in lines[-2:])), row["record"]


@pytest.mark.parametrize("name", [NEWS, WIRE])
def test_every_raw_character_is_kept_removed_or_white_space(articles: dict[str, pa.Table], name: str) -> None:
    raw_texts = raw_of(name)
    for row in kept(articles[name]):
        raw = raw_texts[row["record"]]["text"]
        covered = np.zeros(len(raw) + 1, np.int8)
        spans = [(each["raw_start"], each["raw_start"] + each["raw_length"]) for each in row["offsets"]]
        for start, end in [*spans, *((each["raw_start"], each["raw_end"]) for each in row["removed"])]:
            covered[start:end] += 1
        assert covered.max() <= 1, row["record"]
        left = "".join(raw[place] for place in np.flatnonzero(covered[:-1] == 0))
        assert not left.strip(), row["record"]


@pytest.mark.parametrize("name", [NEWS, WIRE])
def test_every_clean_paragraph_is_made_of_its_raw_span(articles: dict[str, pa.Table], name: str) -> None:
    raw_texts = raw_of(name)
    for row in kept(articles[name]):
        raw = raw_texts[row["record"]]["text"]
        segments = [tuple(each.values()) for each in row["offsets"]]
        lines = row["text"].split("\n")
        ends = np.cumsum([len(line) + 1 for line in lines]) - 1
        starts = ends - [len(line) for line in lines]
        raw_starts, raw_ends, valid = offsets.to_raw_many(offsets.as_arrays(segments), starts, ends)
        assert valid.all(), row["record"]
        for line, start, end in zip(lines, raw_starts.tolist(), raw_ends.tolist(), strict=True):
            assert " ".join(repair(raw[start:end])[0].split()) == line, row["record"]
