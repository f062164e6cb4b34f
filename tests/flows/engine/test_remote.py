"""What a worker says of itself, and that it does jobs for nobody else."""

import os
import pickle
from pathlib import Path

import msgspec
import pytest

from flows.engine import files, identity, remote
from flows.errors import KhabarError
from tests.support.cluster import double, fail


@pytest.fixture
def demand(tmp_path: Path) -> remote.Demand:
    token = os.urandom(8).hex()
    (tmp_path / f"{files.PROBE}{token}").write_text(token)
    return remote.Demand(identity.current().digest(), str(tmp_path), token)


def said(demand: remote.Demand) -> remote.Answer:
    return msgspec.json.decode(remote.answer(demand), type=remote.Answer)


def test_a_worker_says_what_it_is(demand: remote.Demand, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    answer = said(demand)
    assert answer.troubles == ()
    assert answer.identity == identity.current()
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("how", ["missing", "empty", "another", "closed"])
def test_a_folder_must_be_the_same(demand: remote.Demand, tmp_path: Path, how: str) -> None:
    probe = tmp_path / f"{files.PROBE}{demand.token}"
    if how == "missing":
        demand = msgspec.structs.replace(demand, folder=str(tmp_path / "none"))
    elif how == "empty":
        probe.unlink()
    elif how == "another":
        probe.write_text("of another run")
    else:
        probe.unlink()
        probe.mkdir()  # root may write into any folder
    (trouble,) = said(demand).troubles
    assert {"missing": "sees no folder", "closed": "cannot use"}.get(how, "is another one") in trouble


def test_jobs_are_done_one_after_another_until_one_fails(demand: remote.Demand) -> None:
    given = [pickle.dumps(number) for number in (1, 2)]
    done = remote.work(demand, None, remote.packed(double), given)
    assert [(kind, pickle.loads(data)) for kind, data in done] == [  # noqa: S301 - its own
        ("done", (2, os.getpid())),
        ("done", (4, os.getpid())),
    ]
    given = [pickle.dumps(how) for how in ("ours", "system")]
    ((kind, data),) = remote.work(demand, None, remote.packed(fail), given)
    assert kind == "failed"
    assert isinstance(pickle.loads(data), KhabarError)  # noqa: S301 - its own


def test_nothing_is_done_for_another_run(demand: remote.Demand) -> None:
    other = msgspec.structs.replace(demand, digest="0" * 32)
    ((kind, data),) = remote.work(other, None, remote.packed(double), [pickle.dumps(1)])
    assert kind == "no"
    assert msgspec.json.decode(data, type=remote.Answer).identity == identity.current()


def write(path: Path) -> None:
    files.write(path, b"new", path.parent / files.SCRATCH)


def test_what_a_job_writes_needs_a_grant_that_holds(demand: remote.Demand, tmp_path: Path) -> None:
    path = tmp_path / "stage" / "table.parquet"
    grant = files.grant(path.parent / files.SCRATCH)
    given = [pickle.dumps(path)]
    assert [kind for kind, _ in remote.work(demand, grant, remote.packed(write), given)] == ["done"]
    assert path.read_bytes() == b"new"
    path.write_bytes(b"of a later run")
    files.revoke(path.parent / files.SCRATCH, grant)
    ((kind, data),) = remote.work(demand, grant, remote.packed(write), given)
    assert kind == "failed"
    assert isinstance(pickle.loads(data), FileNotFoundError)  # noqa: S301 - its own
    assert path.read_bytes() == b"of a later run"


def test_a_call_happens_where_it_is_unpickled() -> None:
    assert pickle.loads(pickle.dumps(remote.Call(divmod, 7, 2))) == (3, 1)  # noqa: S301 - its own
