import gzip
import json
import os
from pathlib import Path

import pytest

from flows.engine import sources
from flows.engine.jobs import resolve
from flows.errors import ChangedError, UsageError

PARAMS = resolve("stages.clean.read.params:ReadParams")(partition_least=1, partition_mean=2, partition_greatest=3)


def lay(seeds: Path, **contents: str) -> None:
    for name, text in contents.items():
        path = seeds / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_files_are_listed_by_key_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    lay(tmp_path, b__x_txt="x", a__y_txt="y", root_txt="z")
    (tmp_path / ".hidden").write_text("no")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("no")
    assert [file.key for file in sources.files(tmp_path)] == ["a/y.txt", "b/x.txt", "root.txt"]


def test_what_cannot_be_read_is_a_problem_and_not_nothing(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    seeds = tmp_path / "seeds"
    lay(outside, x_txt="x")
    lay(seeds, good_txt="good")
    (seeds / "broken.txt").symlink_to(tmp_path / "nowhere")
    (seeds / "folder").symlink_to(outside)
    (seeds / "link.txt").symlink_to(outside / "x.txt")
    os.mkfifo(seeds / "pipe.txt")
    found = {file.key: file.problem.code if file.problem else None for file in sources.files(seeds)}
    assert found == {
        "broken.txt": "unreadable",
        "folder": "linked_folder",
        "good.txt": None,
        "link.txt": None,
        "pipe.txt": "unreadable",
    }


def test_names_that_are_not_text_get_a_key(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    (tmp_path / "خبر\n.txt").write_text("y")
    assert [file.key for file in sources.files(tmp_path)] == ["caf\\xe9.txt", "خبر\n.txt"]


def test_a_form_that_nobody_reads_is_a_problem(tmp_path: Path) -> None:
    lay(tmp_path, a__scan_pdf="%PDF", a__story_txt="Words.")
    (made,) = sources.loose(sources.files(tmp_path), (1, 2, 3))
    rows = sources.read(made.slice(), PARAMS).to_pylist()
    assert [(row["form"], row["problem_code"]) for row in rows] == [("unknown", "unknown_form"), ("text", None)]
    assert all(row["sha256"] for row in rows)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        list(sources.files(tmp_path / "none"))


def test_loose_files_are_chunked_by_top_folder(tmp_path: Path) -> None:
    for at in range(9):
        lay(tmp_path, **{f"a__{at}_txt": "a", f"a__deep__{at}_txt": "d", f"b__{at}_txt": "b", f"{at}_txt": "root"})
    made = list(sources.loose(sources.files(tmp_path), sources.sizes_of(PARAMS)))
    assert sum(each.records for each in made) == 36
    tops = [
        {record.key.partition("/")[0 if "/" in record.key else 1] for record in each.slice().records} for each in made
    ]
    assert all(len(top) == 1 for top in tops)
    assert set().union(*tops) == {"a", "b", ""}
    assert len({each.id for each in made}) == len(made)


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz"])
def test_a_batch_is_read_record_by_record(tmp_path: Path, suffix: str) -> None:
    lines = [json.dumps({"id": at, "text": f"story {at}"}).encode() for at in range(20)]
    lines[7] = b'{"id": 7, "text'
    data = b"\n".join(lines)
    (tmp_path / f"wire.{suffix}").write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    (file,) = sources.files(tmp_path)
    index = sources.scan(sources.Batch(file), PARAMS)
    path = tmp_path / "index.parquet"
    from flows.engine import tables

    path.write_bytes(tables.encode(index))
    made = list(sources.batched(file, path))
    rows = [row for each in made for row in sources.read(each.slice(), PARAMS).to_pylist()]
    assert len(rows) == 20
    assert {row["content"] for row in rows} == set(lines)
    assert {row["source"] for row in rows} == {f"wire.{suffix}"}
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    assert {each.id: each.digest for each in made} == {
        name: content for name, content, _ in sources.listed(index.schema)
    }


def test_a_batch_in_another_order_makes_the_same_partitions(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"r{at}", "text": f"story {at}"}) for at in range(30)]
    listed = []
    for order in (lines, list(reversed(lines))):
        (tmp_path / "wire.jsonl").write_text("\n".join(order))
        (file,) = sources.files(tmp_path)
        listed.append(sources.listed(sources.scan(sources.Batch(file), PARAMS).schema))
    assert listed[0] == listed[1]


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    lay(tmp_path, a_txt="before")
    (made,) = sources.loose(sources.files(tmp_path), (1, 1, 1))
    (tmp_path / "a.txt").write_text("after!")
    with pytest.raises(ChangedError, match=r"a\.txt changed while it was being read"):
        sources.read(made.slice(), PARAMS)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(ChangedError, match="run the same command again"):
        sources.read(made.slice(), PARAMS)
