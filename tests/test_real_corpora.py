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
from stages.dedupe import tokens
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged
from stages.dedupe.shingles import shingle_sets

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
NEWS = "the-news-express-tribune-2025"
WIRE = "reuters21578"

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the real corpora are not at hand (../shared/corpora)")


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give what the engine makes of both corpora up to ``dedupe``."""
    home = tmp_path_factory.mktemp("real")
    for name in (NEWS, WIRE):
        (home / "seeds" / name).mkdir(parents=True)
        shutil.copy(CORPORA / f"{name}.jsonl.gz", home / "seeds" / name)
    build.run(["clean", "dedupe"], Place(home / "seeds", home / "artifacts"), {}, workers=2)
    return home / "artifacts"


@pytest.fixture(scope="module")
def articles(artifacts: Path) -> dict[str, pa.Table]:
    """Give ``clean.articles`` of both corpora."""
    table = pq.read_table(artifacts / "clean" / "articles")
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


def similar(sets: Ragged, threshold: float) -> Iterator[tuple[int, int]]:
    """Give all pairs of rows of at least this Jaccard similarity, by counting shared values in an inverted index."""
    owner = np.repeat(np.arange(len(sets)), sets.lengths)
    ids = np.unique(sets.values, return_inverse=True)[1]
    posted = owner[np.argsort(ids, kind="stable")]
    starts = np.searchsorted(np.sort(ids), np.arange(ids.max() + 2))
    for row in range(len(sets)):
        mine = ids[sets.offsets[row] : sets.offsets[row + 1]]
        shared = np.bincount(np.concatenate([posted[starts[one] : starts[one + 1]] for one in mine.tolist()]))
        lengths = sets.lengths[: len(shared)]
        similarity = shared / (sets.lengths[row] + lengths - shared)
        yield from ((row, other) for other in np.flatnonzero(similarity >= threshold).tolist() if other > row)


def test_every_pair_of_texts_over_the_threshold_is_compared(artifacts: Path) -> None:
    """By brute force; candidates are found with a chance of 0.984 at the threshold, and of more above it."""
    params = DedupeParams()
    signed = pq.read_table(artifacts / "dedupe" / "decisions.sign")
    digests = signed["digest"].to_pylist()
    first = {digest: row for row, digest in reversed(list(enumerate(digests)))}
    texts = signed.filter(
        [
            row == first[each] and words >= params.near_words
            for row, (each, words) in enumerate(zip(digests, signed["words"].to_pylist(), strict=True))
        ]
    )
    identity = texts["identity"].to_pylist()
    sets = shingle_sets(tokens.of_column(texts["tokens"]), params.shingle_words)
    brute = {frozenset((identity[a], identity[b])) for a, b in similar(sets, params.threshold)}
    memory = pq.read_table(artifacts / "dedupe" / "decisions.decide" / "memory.parquet")
    compared = map(frozenset, zip(memory["identity_a"].to_pylist(), memory["identity_b"].to_pylist(), strict=True))
    assert len(brute) > 700
    assert brute - set(compared) == set()
