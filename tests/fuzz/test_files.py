"""Damaged tables beside the articles, params and ledgers are read, or refused with what is wrong; no query gets out."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

import stages
from flows import params
from flows.engine import digests, ledger
from flows.errors import UsageError
from flows.sql.session import Session, connect
from stages.annotate.entities.table import read_entities
from stages.clean.outlets.table import read_outlets
from stages.clean.read.fields import as_text, names_of, read_fields
from stages.contract import InputError
from tests.support.fuzz import files
from tests.support.fuzz.campaign import HANGS, in_time
from tests.support.samples import export

#: Inputs of each kind in every run of the tests, and in the soak.
FEW = 300
MANY = {
    "fields.csv": 10_000,
    "outlets.csv": 10_000,
    "entities.csv": 10_000,
    "params.yaml": 5_000,
    "ledger.json": 10_000,
}
QUERIES = 5_000


def outlets_hold(data: bytes) -> None:
    for outlet in read_outlets(data):
        assert outlet.name
        assert outlet.rank is None or 0 < outlet.rank < 2**31
        assert not (outlet.valid_from and outlet.valid_until) or outlet.valid_from <= outlet.valid_until


def fields_hold(data: bytes) -> None:
    for names in read_fields(data).values():
        assert names_of(as_text(names)) == names


def entities_hold(data: bytes) -> None:
    stated = read_entities(data)
    assert not stated.same & stated.different
    assert all(one < other for one, other in stated.same | stated.different)


def params_hold(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    found = params.read(path)
    params.of_gate(found)
    for name in stages.NAMES:
        params.of_stage(stages.load(name), found)


def ledger_holds(data: bytes, path: Path) -> None:
    found = ledger.parse(data)
    assert found is None or found.encode() == data
    # A ledger whose seal is right and whose body is not: as if written by another version.
    body = data.partition(ledger._SEAL)[0]
    sealed = ledger.parse(body + ledger._SEAL + digests.of_bytes(body).encode() + b'"}\n')
    assert sealed is None or sealed.format == ledger._FORMAT
    lines = data.split(b"\n")
    seals = (digests.of_bytes(line).encode() + b" " + line for line in lines)
    (path / ledger.JOURNAL).write_bytes(b"\n".join((*seals, *lines)))
    ledger.read_journal(path)


def checks_of(name: str, folder: Path) -> Callable[[bytes], None]:
    return {
        "fields.csv": fields_hold,
        "outlets.csv": outlets_hold,
        "entities.csv": entities_hold,
        "params.yaml": lambda data: params_hold(data, folder / "params.yaml"),
        "ledger.json": lambda data: ledger_holds(data, folder),
    }[name]


def told(error: InputError | UsageError) -> None:
    """Check that an error says what is wrong and what to do."""
    assert error.what.strip()
    assert error.then.strip()


def run(name: str, numbers: range, folder: Path) -> int:
    """Check the files of some numbers; return how many were read."""
    make, holds, read = files.table(name), checks_of(name, folder), 0
    with in_time(HANGS * 10):
        for number in numbers:
            data = make(number)
            try:
                holds(data)
                read += 1
            except (InputError, UsageError) as error:
                told(error)
            except Exception as error:
                raise AssertionError(f"{name} {number}: {data[:400]!r}: {type(error).__name__}: {error}") from error
    return read


@pytest.mark.parametrize("name", MANY)
def test_some_damaged_files(name: str, tmp_path: Path) -> None:
    read = run(name, range(FEW), tmp_path)
    assert read
    assert read < FEW or name == "ledger.json"


@pytest.mark.soak
@pytest.mark.parametrize("name", MANY)
def test_many_damaged_files(name: str, tmp_path: Path) -> None:
    run(name, range(FEW, MANY[name]), tmp_path)


# --- Queries

CANARY = "the canary sings"


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "canary.csv").write_text(f"a,b\n{CANARY},2\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return connect(export(tmp_path / "artifacts"))


def ask(session: Session, numbers: range, folder: Path) -> int:
    """Ask the queries of some numbers; return how many were answered."""
    answered = 0
    with in_time(HANGS * 10):
        for number in numbers:
            query = files.query(number).replace("SONG", "canary.csv").replace("OUT", "out")
            try:
                for answer in islice(session.ask(query), 4):
                    assert CANARY not in str(answer.fetch(20).to_pylist()), (number, query)
                answered += 1
            except UsageError as error:
                told(error)
            except AssertionError:
                raise
            except Exception as error:
                raise AssertionError(f"query {number}: {query!r}: {type(error).__name__}: {error}") from error
            assert [path.name for path in folder.iterdir()] == ["canary.csv"], (number, query)
    with pytest.raises(UsageError, match="no other file"):
        session.table("from read_text('canary.csv')")
    return answered


def test_some_queries_that_want_out(session: Session, tmp_path: Path) -> None:
    assert 20 < ask(session, range(FEW), tmp_path / "work") < FEW


@pytest.mark.soak
def test_many_queries_that_want_out(session: Session, tmp_path: Path) -> None:
    ask(session, range(FEW, QUERIES), tmp_path / "work")
