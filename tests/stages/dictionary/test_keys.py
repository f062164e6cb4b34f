"""The keys of the schemas hold: no two rows share one, and what refers to a row finds it.

On the articles that we ship, and on the first records of the real corpora where these are at hand.
"""

import gzip
from pathlib import Path

import pytest

import stages
from flows import build
from flows.engine.stage import Place
from flows.sql.session import Session, connect
from stages.dictionary.tables import Table, tables

ROOT = Path(__file__).parents[3]
CORPORA = ROOT.parent / "shared" / "corpora"

#: Records of each of the real ones: all of them together are 28,000.
FIRST = 400


def real() -> list[str]:
    return sorted(path.name.removesuffix(".jsonl.gz") for path in CORPORA.glob("*.jsonl.gz"))


@pytest.fixture(scope="module", params=["seeds", "corpora"])
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Give the tables of the seeds, or of the beginnings of the real corpora."""
    home = tmp_path_factory.mktemp(request.param)
    seeds = ROOT / "seeds"
    if request.param == "corpora":
        if not real():
            pytest.skip("the real corpora are not at hand (../shared/corpora)")
        seeds = home / "seeds"
        for name in real():
            (seeds / name).mkdir(parents=True)
            with gzip.open(CORPORA / f"{name}.jsonl.gz", "rb") as lines:
                (seeds / name / "first.jsonl").write_bytes(
                    b"".join(line for _, line in zip(range(FIRST), lines, strict=False))
                )
    build.run(stages.NAMES, Place(seeds, home / "artifacts"), {}, workers=1)
    return connect(home / "artifacts")


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_no_two_rows_share_a_key(session: Session, table: Table) -> None:
    key = ", ".join(f'"{name}"' for name in table.key)
    assert session.table(f"select {key} from {table.name} group by {key} having count(*) > 1").num_rows == 0
    null = " or ".join(f'"{name}" is null' for name in table.key)
    assert session.table(f"from {table.name} where {null}").num_rows == 0


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_what_refers_to_a_row_finds_it(session: Session, table: Table) -> None:
    for column in table.columns:
        if column.references:
            other, key = column.references
            alone = f'from {table.name} where "{column.name}" not in (select "{key}" from {other})'
            assert session.table(alone).num_rows == 0, column.name


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_a_column_is_null_only_where_it_may_be(session: Session, table: Table) -> None:
    for column in table.columns:
        if column.null is None:
            assert session.table(f'from {table.name} where "{column.name}" is null').num_rows == 0, column.name


def test_there_is_something_to_hold(session: Session) -> None:
    assert session.table("from documents").num_rows > 30
    assert session.table("from timexes").num_rows > 300


def test_every_record_is_in_exactly_one_table(session: Session) -> None:
    ends = " union all ".join(f"select doc_id from {name}" for name in ("documents", "duplicates", "rejects"))
    assert session.table(f"select doc_id from ({ends}) group by doc_id having count(*) > 1").num_rows == 0
