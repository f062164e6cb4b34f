"""A digest is trusted only where the file cannot have changed since it was hashed; else the file is hashed again."""

import os
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from flows.engine import digests, statcache
from flows.engine.statcache import Encoded, StatCache
from flows.verify import damage

#: Nanoseconds between a file's last change and the run that hashes it.
LATER, AT_ONCE = 10_000_000_000, 1_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "table.parquet"
    found.write_bytes(b"what was made, and some bytes more")
    return found


def cache(path: Path, after: int = LATER) -> StatCache:
    """Open the cache beside a file, by a run that begins so long after the file was changed."""
    return StatCache(path.parent / statcache.NAME, path.stat().st_ctime_ns + after)


def hashed(path: Path, after: int = LATER) -> int:
    """Ask for the digest as a run does; say how many files were read. The answer is right, whatever happens."""
    found = cache(path, after)
    assert found.sha256(str(path), path.name) == sha256(path.read_bytes()).hexdigest()
    found.write(path.parent / ".tmp")
    return found.hashed


def test_a_file_that_did_not_change_is_read_once(path: Path) -> None:
    assert [hashed(path) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("how", sorted(damage.WAYS.keys() - {"delete"}))
def test_a_file_that_was_damaged_is_read_again(path: Path, how: str) -> None:
    hashed(path)
    damage.spoil(path, how)
    assert hashed(path) == 1


def test_bytes_changed_in_place_are_seen_though_the_time_was_set_back(path: Path) -> None:
    hashed(path)
    before = path.stat()
    with path.open("r+b") as stream:
        stream.write(b"W")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    assert hashed(path) == 1


def test_a_file_put_in_its_place_is_seen_though_it_has_its_size_and_time(path: Path) -> None:
    hashed(path)
    before, other = path.stat(), path.with_name("other")
    other.write_bytes(path.read_bytes().upper())
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(other, path)
    assert hashed(path) == 1


def test_a_file_as_old_as_the_run_is_read_again_by_the_next(path: Path) -> None:
    assert [hashed(path, AT_ONCE) for _ in range(3)] == [1, 1, 1]
    assert [hashed(path), hashed(path)] == [1, 0]


@pytest.mark.parametrize("ahead", ["mtime", "clock"])
def test_a_time_that_lies_ahead_is_no_time_to_go_by(path: Path, ahead: str) -> None:
    now = path.stat().st_ctime_ns
    if ahead == "mtime":
        os.utime(path, ns=(now, now + 2 * LATER))
    # The clock set back: all of the file's times are later than the moment of the run.
    assert [hashed(path, LATER if ahead == "mtime" else -LATER) for _ in range(3)] == [1, 1, 1]


def test_a_link_has_the_bytes_of_what_it_leads_to(path: Path) -> None:
    link, other = path.with_name("link"), path.with_name("other")
    other.write_bytes(b"other bytes")
    link.symlink_to(path)
    assert [hashed(link), hashed(link)] == [1, 0]
    link.unlink()
    link.symlink_to(other)
    assert hashed(link) == 1


@pytest.mark.parametrize("how", sorted(damage.WAYS))
def test_a_damaged_cache_counts_for_nothing(path: Path, how: str) -> None:
    hashed(path)
    damage.spoil(path.parent / statcache.NAME, how)
    assert [hashed(path), hashed(path)] == [1, 0]


def test_a_cache_in_another_form_counts_for_nothing(path: Path) -> None:
    for kept in ([1, 2], {"files": {}, "encoded": {}, "format": 0}):
        body = msgspec.msgpack.encode(kept)
        (path.parent / statcache.NAME).write_bytes(digests.of_bytes(body).encode() + body)
        assert [hashed(path), hashed(path)] == [1, 0]


def test_what_nobody_asks_for_any_more_is_forgotten(path: Path) -> None:
    hashed(path)
    gone = cache(path)
    gone.write(path.parent / ".tmp")
    assert hashed(path) == 1


def test_what_has_not_changed_is_not_written_again(path: Path) -> None:
    hashed(path)
    before = (path.parent / statcache.NAME).stat()
    hashed(path)
    assert (path.parent / statcache.NAME).stat() == before


def test_a_missing_file_is_not_intact_and_a_whole_one_is(path: Path) -> None:
    found, folder = cache(path), str(path.parent)
    digest = digests.of_file(path)
    assert found.intact(folder, [(path.name, digest)])
    assert not found.intact(folder, [(path.name, digest), ("missing", digest)])
    assert not found.intact(folder, [(path.name, digest[::-1])])


def test_what_was_encoded_stands_only_as_it_was_made_and_by_the_same_code(path: Path) -> None:
    first = cache(path)
    first.encoded[path.name] = told = Encoded("code", "content", digests.of_file(path))
    first.write(path.parent / ".tmp")
    folder = str(path.parent)
    assert cache(path).standing(folder, "code", [path.name, "other"]) == {path.name: told}
    assert cache(path).standing(folder, "other code", [path.name]) == {}
    damage.spoil(path, "flip")
    assert cache(path).standing(folder, "code", [path.name]) == {}
