from pathlib import Path

import msgspec
import pytest

import stages
from flows import build, conservation
from flows.engine import ledger
from flows.engine.stage import Place
from flows.errors import ConservationError


@pytest.fixture
def artifacts(tmp_path: Path) -> Path:
    for at, text in enumerate(
        ["The fund signed a contract for towers in the north."] * 2 + ["", "Rain fell on the hills."]
    ):
        path = tmp_path / "seeds" / f"{at}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    build.run(stages.NAMES, Place(tmp_path / "seeds", tmp_path / "artifacts"), {}, workers=1)
    return tmp_path / "artifacts"


def test_every_record_is_counted_once(artifacts: Path) -> None:
    assert conservation.check(artifacts) == 4


@pytest.mark.parametrize("table", ["documents", "duplicates", "rejects"])
@pytest.mark.parametrize("by", [-1, 1])
def test_a_record_lost_or_counted_twice_is_told(artifacts: Path, table: str, by: int) -> None:
    folder = artifacts / "export"
    made = ledger.require(folder)
    entries = made.steps["tables"].parts["run"]
    ((partition, entry),) = entries.items()
    name = f"{table}/{partition}.parquet"
    entries[partition] = msgspec.structs.replace(entry, rows=entry.rows | {name: entry.rows[name] + by})
    ledger.write(folder, made)
    with pytest.raises(ConservationError, match=f"{partition} has 4 source records, but {4 + by} rows"):
        conservation.check(artifacts)


def test_a_partition_that_was_not_exported_is_told(artifacts: Path) -> None:
    folder = artifacts / "export"
    made = ledger.require(folder)
    made.steps["tables"].parts["run"].clear()
    ledger.write(folder, made)
    with pytest.raises(ConservationError, match="but 0 rows"):
        conservation.check(artifacts)
