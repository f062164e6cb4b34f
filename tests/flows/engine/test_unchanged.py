"""What has not changed is neither hashed nor encoded again, and what was damaged is seen all the same."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import stages
from flows import fsck, params
from flows.engine import digests, files, fingerprints, ledger, statcache, tables
from flows.engine.runners import InProcess
from flows.engine.stage import Place, Summary, run
from flows.progress import Quiet
from flows.verify import damage
from flows.verify.store import digests_of

SETTINGS = {"clean": {"read": {"partition_least": 1, "partition_mean": 1, "partition_greatest": 1}}}
STORY = "The fund signed contract {0} for towers in the valleys of the far north, and will sign number {0} again."
WORDS = [
    "towers",
    "valleys",
    "contracts",
    "roads",
    "bridges",
    "harvest",
    "monsoon",
    "minister",
    "budget",
    "exports",
    "rupees",
    "harbour",
]
NAMES = ("clean", "dedupe")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    # All that is written here is a moment old, and would not be trusted.
    monkeypatch.setattr(statcache, "_CLEARLY", -1_000_000_000_000)
    for at in range(6):
        put(tmp_path, f"paper/{at}.txt", at)
        put(tmp_path, f"copies/{at}.txt", at)
    return Place(tmp_path / "seeds", tmp_path / "artifacts")


def put(folder: Path, name: str, at: int) -> None:
    """Write a story, of which there is one for each number."""
    path = folder / "seeds" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{STORY.format(at)} {' '.join(WORDS[at:] + WORDS[:at])}.\n")


def build(place: Place) -> Summary:
    """Run the stages, and return what the last one did."""
    for name in NAMES:
        stage = stages.load(name)
        summary = run(stage, place, params.of_stage(stage, SETTINGS), InProcess(), Quiet())
    return summary


def equals_a_build_from_nothing(place: Place) -> bool:
    fresh = Place(place.seeds, place.artifacts.with_name("fresh"))
    build(fresh)
    return digests_of(place.artifacts) == digests_of(fresh.artifacts)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the files that are hashed, and the tables that are encoded and have rows."""
    counts: Counter[str] = Counter()

    def count(owner: object, name: str, what: str, counts_for: Callable[[object], bool]) -> None:
        whole = getattr(owner, name)

        def counting(given: object) -> object:
            counts[what] += counts_for(given)
            return whole(given)

        monkeypatch.setattr(owner, name, counting)

    count(digests, "sha256_of", "hashed", lambda _: True)
    count(tables, "encode", "encoded", lambda table: bool(table.num_rows))  # type: ignore[attr-defined]
    return counts


def test_a_run_with_nothing_to_do_hashes_nothing(place: Place, counted: Counter[str]) -> None:
    build(place)
    build(place)
    assert counted["hashed"] > 30  # each file once, and no run knows those that it has written itself
    counted.clear()
    assert (build(place).computed, build(place).reused) == (0, 12)
    assert counted["hashed"] <= 2 * len(list(place.artifacts.glob("*/*/schema.parquet")))
    assert counted["encoded"] == 0


def test_only_the_slices_that_change_are_encoded(place: Place, counted: Counter[str]) -> None:
    build(place)
    slices = list((place.artifacts / "dedupe" / "decisions.decide").glob("[0-9a-f]*.parquet"))
    assert len(slices) >= 6
    build(place)
    counted.clear()
    put(place.seeds.parent, "paper/9.txt", 9)
    summary = build(place)
    assert summary.computed == 1
    # Of the partition that is new: what each of the steps has made, and its slices of each decision; and the decisions
    # that concern no single partition.
    assert counted["encoded"] <= 9
    assert equals_a_build_from_nothing(place)


def test_a_slice_that_changes_is_written(place: Place) -> None:
    put(place.seeds.parent, "third/0.txt", 0)
    build(place)
    (place.seeds / "copies" / "0.txt").unlink()  # the two that are left were copies of this one
    build(place)
    assert equals_a_build_from_nothing(place)


def test_a_slice_is_encoded_again_by_other_code(
    place: Place, counted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(place)
    build(place)
    monkeypatch.setattr(fingerprints, "_version", lambda name: f"another {name}")
    counted.clear()
    build(place)
    other = counted["encoded"]
    counted.clear()
    assert equals_a_build_from_nothing(place)
    assert counted["encoded"] == other


def settled(place: Place) -> dict[str, str]:
    """Build twice, so that what is made is also known by its stamps; return the digests of all of it."""
    build(place)
    build(place)
    return digests_of(place.artifacts)


@pytest.mark.parametrize("how", sorted(damage.WAYS))
def test_a_damaged_slice_is_made_again(place: Place, how: str) -> None:
    whole = settled(place)
    for path in sorted((place.artifacts / "dedupe" / "decisions.decide").glob("[0-9a-f]*.parquet"))[::2]:
        damage.spoil(path, how)
    build(place)
    assert digests_of(place.artifacts) == whole


def test_what_was_damaged_in_place_with_its_time_set_back_is_made_again(place: Place) -> None:
    whole = settled(place)
    for path in [*place.artifacts.glob("*/*/*.parquet"), *place.seeds.glob("*/0.txt")]:
        data, before = path.read_bytes(), path.stat()
        with path.open("r+b") as stream:
            stream.write(bytes([data[0] ^ 1]))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    build(place)
    assert equals_a_build_from_nothing(place)
    put(place.seeds.parent, "paper/0.txt", 0)
    put(place.seeds.parent, "copies/0.txt", 0)
    build(place)
    assert digests_of(place.artifacts) == whole


def test_bytes_that_a_disk_has_lost_are_found_by_fsck_and_then_made_again(place: Place) -> None:
    whole = settled(place)
    folder = place.artifacts / "clean"
    rotten = min((folder / "articles").iterdir())
    damage.spoil(rotten, "flip")
    # As if the file were still the one that was hashed: nobody told the file system.
    entry = next(
        entry
        for step in ledger.require(folder).steps.values()
        for entries in step.parts.values()
        for entry in entries.values()
        if f"articles/{rotten.name}" in entry.files
    )
    lie(folder, f"articles/{rotten.name}", whole[f"clean/articles/{rotten.name}"])
    assert entry.files[f"articles/{rotten.name}"] == whole[f"clean/articles/{rotten.name}"]
    build(place)
    assert digests_of(place.artifacts) != whole
    (found,) = (finding for finding in fsck.look(place, SETTINGS).wrong if finding.kind == "changed")
    assert Path(found.where) == rotten
    assert "khabar fsck --repair" in found.then
    fsck.repair(place, SETTINGS)
    build(place)
    assert digests_of(place.artifacts) == whole


def lie(folder: Path, name: str, digest: str) -> None:
    """Let a cache say that a file has a digest which it has not."""
    told = statcache.StatCache(folder / statcache.NAME, 0)
    found = (folder / name).stat()
    told._new = {**told._old, name: (statcache.Stamp.of(found), digest.ljust(64, "0"))}
    told.encoded = told._old_encoded
    told.write(folder / files.SCRATCH)


def test_nothing_is_remembered_of_what_went(place: Place) -> None:
    for _ in range(2):
        build(place)
    gone = {path.stem for path in (place.artifacts / "clean" / "articles").iterdir()}
    (place.seeds / "paper" / "3.txt").unlink()
    build(place)
    gone -= {path.stem for path in (place.artifacts / "clean" / "articles").iterdir()}
    assert len(gone) == 1
    for name in NAMES:
        kept = (place.artifacts / name / statcache.NAME).read_bytes()
        assert [word for word in (*gone, "paper/3.txt") if word.encode() in kept] == []
