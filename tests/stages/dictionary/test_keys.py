"""The keys of the schemas hold on the first records of the real corpora, where these are at hand.

`tests/test_seeds.py` asks the same of the articles that we ship.
"""

import gzip
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import stages
from flows import build
from flows.engine import tables as files
from flows.engine.stage import Place
from flows.fsck.keys import broken
from flows.sql.session import connect
from stages.export.schema import schemas
from tests.support.samples import export, name_of

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"

#: Records of each: all of them together are 28,000.
FIRST = 250


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the real corpora are not at hand (../shared/corpora)")
def test_they_hold_on_real_corpora(tmp_path: Path) -> None:
    for path in sorted(CORPORA.glob("*.jsonl.gz")):
        folder = tmp_path / "seeds" / path.name.partition(".")[0]
        folder.mkdir(parents=True)
        with gzip.open(path, "rb") as lines:
            first = b"".join(line for _, line in zip(range(FIRST), lines, strict=False))
        (folder / "first.jsonl").write_bytes(first)
    build.run(stages.NAMES, Place(tmp_path / "seeds", tmp_path / "artifacts"), {}, workers=1)
    assert broken(tmp_path / "artifacts") == []
    assert connect(tmp_path / "artifacts").table("from documents").num_rows > 2 * FIRST


def test_they_hold_on_what_tests_make_up(tmp_path: Path) -> None:
    assert broken(export(tmp_path)) == []


def test_a_key_that_does_not_hold_is_found(tmp_path: Path) -> None:
    folder = export(tmp_path) / "export" / "mentions"
    path = folder / f"{'1' * 20}.parquet"
    rows = pq.read_table(path).to_pylist()
    rows[-1] |= {"doc_id": name_of(99), "entity_id": name_of(98)}
    rows.append(rows[-1])
    path.write_bytes(files.encode(pq.read_table(path).from_pylist(rows, schema=schemas()["mentions"])))
    assert broken(tmp_path) == [
        "mentions: two rows share a key (1 times)",
        "mentions.doc_id is in no row of documents (2 times)",
        "mentions.entity_id is in no row of entities (2 times)",
    ]
