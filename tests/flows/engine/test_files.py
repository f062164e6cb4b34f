from pathlib import Path

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
