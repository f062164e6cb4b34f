import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.engine import files


def test_a_file_is_replaced_and_never_written_in_place(tmp_path: Path) -> None:
    cached = tmp_path / "cache"
    cached.write_bytes(b"old")
    hard, soft = tmp_path / "stage" / "hard", tmp_path / "stage" / "soft"
    hard.parent.mkdir()
    hard.hardlink_to(cached)
    soft.symlink_to(cached)
    for path in (hard, soft):
        files.write(path, b"new", tmp_path / "stage" / files.SCRATCH)
        assert path.read_bytes() == b"new"
        assert not path.is_symlink()
    assert cached.read_bytes() == b"old"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    path.write_bytes(b"old")
    scratch = tmp_path / files.SCRATCH
    scratch.write_bytes(b"a file where a folder should be")
    try:
        files.write(path, b"new", scratch)
    except OSError:
        assert path.read_bytes() == b"old"
    else:
        raise AssertionError


def test_prune_keeps_what_is_named_and_follows_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_bytes(b"x")
    stage = tmp_path / "stage"
    (stage / "a" / "b").mkdir(parents=True)
    (stage / "a" / "keep").write_bytes(b"")
    (stage / "a" / "b" / "drop").write_bytes(b"")
    (stage / ".gitignore").write_bytes(b"")
    (stage / files.SCRATCH).mkdir()
    (stage / files.SCRATCH / ".half").write_bytes(b"")
    (stage / "link").symlink_to(outside)
    deleted = files.prune(stage, [stage / "a" / "keep"])
    assert deleted == [stage / files.SCRATCH / ".half", stage / "a" / "b" / "drop", stage / "link"]
    assert [path.name for path in sorted(stage.rglob("*"))] == [".gitignore", "a", "keep"]
    assert (outside / "precious").exists()


def test_two_that_write_one_file_at_a_time_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, scratch = tmp_path / "table.parquet", tmp_path / files.SCRATCH
    sync: Callable[[int], None] = os.fsync

    def meanwhile(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", sync)
        files.write(path, b"the same", scratch)
        sync(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)
    files.write(path, b"the same", scratch)
    assert path.read_bytes() == b"the same"
    assert list(scratch.iterdir()) == []


def test_a_grant_that_is_revoked_ends_a_write_at_any_instant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, scratch = tmp_path / "clean" / "table.parquet", tmp_path / "clean" / files.SCRATCH
    grant = files.grant(scratch)
    with files.granted(grant):
        files.write(path, b"first", scratch)
    assert path.read_bytes() == b"first"
    sync: Callable[[int], None] = os.fsync

    def revoked(handle: int) -> None:
        files.tidy(tmp_path)
        sync(handle)

    with monkeypatch.context() as patch, files.granted(grant):
        patch.setattr(os, "fsync", revoked)
        with pytest.raises(FileNotFoundError):
            files.write(path, b"second", scratch)
    with files.granted(grant), pytest.raises(FileNotFoundError):
        files.write(path, b"third", scratch)
    assert path.read_bytes() == b"first"
    assert list(scratch.iterdir()) == []
    files.write(path, b"fourth", scratch)
    assert path.read_bytes() == b"fourth"


def test_only_what_was_left_for_workers_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / f"{files.PROBE}1").touch()
    mine = tmp_path / "clean" / files.SCRATCH / "mine"
    mine.mkdir(parents=True)
    grants = [files.grant(tmp_path / stage / files.SCRATCH) for stage in ("clean", "dedupe")]
    assert len(set(grants)) == 2
    files.tidy(tmp_path)
    assert list(tmp_path.glob(f"*/{files.SCRATCH}/*")) == [mine]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clean", "dedupe"]
    files.revoke(tmp_path / "clean" / files.SCRATCH, grants[0])  # a second time is no harm
