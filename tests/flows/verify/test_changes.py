"""What happens to a copy of a corpus: edits that keep texts readable, records, rules, and the way back."""

import gzip
import json
import os
from pathlib import Path
from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import given

from flows.engine import listing
from flows.verify import batches, changes, code, corpus, damage, knobs, texts
from flows.verify.batches import Batch
from flows.verify.corpus import Corpus
from flows.verify.store import Store
from flows.verify.world import World

STORIES = {
    "indus/a.txt": "Exports rose to 40 million.\nOfficials called it a record.\nThey met in Lahore.\n",
    "indus/b.txt": "The auction was put off by 2 years.\nNobody would bid.\nSo it was said.\n",
    "c.txt": "One line and no figure in it",
    "wire/d.jsonl": '{"id": "x", "text": "A fund signed 14 contracts."}\n{"id": "y", "text": "So did 3 others."}\n',
    "wire/e.csv": "no,body\n1,Rains were heavy in 12 valleys\n2,They ended on Monday\n",
    "outlets.csv": "name,also,country,date_order\nThe Indus,indus,PK,DMY\n",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    for name, text in STORIES.items():
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    store = Store(tmp_path / "kept")
    return World(
        corpus=Corpus(tmp_path / "seeds", store),
        settings={},
        artifacts=tmp_path / "artifacts",
        store=store,
        tree=lambda: code.Tree(tmp_path / "code", code.home()),
    )


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - to be drawn again


def on_disk(world: World) -> dict[str, str]:
    seeds = world.corpus.seeds
    return {path.relative_to(seeds).as_posix(): path.read_text() for path in seeds.rglob("*") if path.is_file()}


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(0, 50))
def test_an_edit_is_the_same_for_the_same_chance(text: bytes, other: bytes, seed: int) -> None:
    once = texts.edited(text, other, chance(seed))
    assert once == texts.edited(text, other, chance(seed))
    assert len(once) <= len(text) + len(other) + 2


def test_an_edit_changes_what_can_change() -> None:
    text = STORIES["indus/a.txt"].encode()
    assert all(texts.edited(text, STORIES["indus/b.txt"].encode(), chance(seed)) != text for seed in range(50))
    assert any(
        len(texts.edited(text, b"", chance(seed))) == len(text) and b"40" not in texts.edited(text, b"", chance(seed))
        for seed in range(50)
    )
    assert texts.edited(b"", b"", chance(0)) == b""


@pytest.mark.parametrize("kind", [kind for kind in changes.KINDS if kind.startswith(("article.", "record."))])
@pytest.mark.parametrize("seed", range(4))
def test_articles_and_records_change_and_can_be_put_back(world: World, kind: str, seed: int) -> None:
    before, state = on_disk(world), world.state()
    told = changes.KINDS[kind](world, chance(seed))
    after = on_disk(world)
    assert told is not None
    assert after != before
    assert set(world.corpus.files) == set(after)
    assert before.keys() - after.keys() == (
        {told.split()[0]} if kind in ("article.delete", "article.rename") else set()
    )
    for name, text in after.items():
        if name.endswith(".jsonl"):
            assert all(json.loads(line)["text"] for line in text.splitlines())
    world.restore(state)
    assert on_disk(world) == before


def test_what_is_asked_for_alone_changes(world: World) -> None:
    world.only = "indus/b"
    for seed in range(5):
        told = changes.edit_article(world, chance(seed))
        assert told is not None
        assert told.startswith("indus/b.txt")
    world.only = "nowhere"
    assert changes.edit_article(world, chance(0)) is None
    assert changes.edit_record(world, chance(0)) is None


def test_a_batch_keeps_what_is_not_changed() -> None:
    line = b'{"id": "a",  "text": "two  spaces"}\n'
    packed = gzip.compress(line * 3, mtime=0)
    batch = Batch("x.jsonl.gz", packed)
    assert batch.records == [line] * 3
    assert gzip.decompress(batch.encode()) == line * 3
    assert Batch("x.jsonl", line + b"no json\n").fields(1) is None
    assert not batches.is_editable("x.warc.gz", 10)
    table = Batch("x.tsv", b"no\tbody\n1\tone, and two\n")
    assert table.fields(0) == {"no": "1", "body": "one, and two"}
    assert table.encode() == b"no\tbody\n1\tone, and two\n"


def test_a_param_changes_within_what_it_may_be() -> None:
    for seed in range(20):
        settings, told = knobs.changed({}, chance(seed))
        assert " -> " in told
        assert settings
    settings, told = knobs.changed({"dedupe": {"threshold": 0.5}}, chance(1), "dedupe.threshold")
    assert settings["dedupe"]["threshold"] != 0.5
    assert told.startswith("dedupe.threshold 0.5 -> ")


def test_rules_and_libraries_change_in_a_copy_and_can_be_put_back(world: World) -> None:
    tree = world.code()
    whole = {name: path.read_bytes() for name, path in code.files_below(tree.folder / "stages").items()}
    assert not tree.is_changed()
    states = [world.state()]
    for seed in range(6):
        told = changes.change_rule(world, chance(seed))
        assert told is not None
        assert tree.is_changed()
        states.append(world.state())
    told = changes.change_library(world, chance(0))
    assert told is not None
    assert tree.versions != tree.installed
    digests = {tree.digest()}
    for state in reversed(states):
        world.restore(state)
        digests.add(tree.digest())
    assert len(digests) == len(states) + 1
    assert {name: path.read_bytes() for name, path in code.files_below(tree.folder / "stages").items()} == whole
    assert not list(tree.folder.glob("*.dist-info"))


def test_a_sample_takes_so_many_articles_and_records(world: World, tmp_path: Path) -> None:
    for number in (1, 3, 5, 100):
        target = tmp_path / f"sample-{number}"
        corpus.copy(world.corpus.seeds, target, number, chance(number))
        taken = Corpus(target, world.store)
        records = sum(len(batch.records) for name in taken.batches() if (batch := taken.batch(name)))
        assert len(taken.articles()) + records == min(number, 7)
        assert "outlets.csv" in taken.files
    again = tmp_path / "again"
    corpus.copy(world.corpus.seeds, again, 3, chance(3))
    assert Corpus(again, world.store).digest() == Corpus(tmp_path / "sample-3", world.store).digest()


@given(st.binary(max_size=40), st.sampled_from(sorted(damage.WAYS)))
def test_damage_leaves_no_file_as_it_was(data: bytes, how: str) -> None:
    left = damage.WAYS[how](data)
    assert left is None or left != data or not data or (how == "cut" and not data)


def test_kept_bytes_that_are_written_to_are_told(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    path = tmp_path / "a"
    path.write_bytes(b"old")
    digest = store.keep_bytes(b"old")
    store.keep(path, digest)
    assert path.stat().st_nlink == 2
    assert store.changed() == []
    path.unlink()
    path.write_bytes(b"new, by another name")
    assert store.changed(thoroughly=True) == []
    store.put(digest, path)
    path.write_bytes(b"in place")
    assert store.changed() == [digest]


def test_what_the_engine_refuses_is_refused_in_the_copy_too(world: World, tmp_path: Path) -> None:
    seeds = world.corpus.seeds
    (seeds / "indus" / "out.txt").symlink_to("/etc/hostname")
    (seeds / "indus" / "gone.txt").symlink_to("nowhere.txt")
    (seeds / "indus" / "in.txt").symlink_to("a.txt")
    (seeds / "indus" / "folder").symlink_to(tmp_path)
    os.mkfifo(seeds / "indus" / "pipe.txt")
    corpus.copy(seeds, tmp_path / "copy", None, chance(0))
    before, after = (
        {file.name: (file.sha256, file.problem) for file in listing.files(folder)}
        for folder in (seeds, tmp_path / "copy")
    )
    assert before == after
    assert sum(problem is not None for _, problem in before.values()) == 4
    assert "indus/pipe.txt" not in Corpus(tmp_path / "copy", world.store).files
