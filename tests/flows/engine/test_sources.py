import csv
import gzip
import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from flows.engine import contents, sources, tables
from flows.engine.jobs import resolve
from flows.errors import ChangedError, UsageError
from stages.clean.read import containers

PARAMS = resolve("stages.clean.read.params:ReadParams")(partition_least=1, partition_mean=2, partition_greatest=3)


def lay(seeds: Path, **contents: str) -> None:
    for name, text in contents.items():
        path = seeds / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_form_that_nobody_reads_is_a_problem(tmp_path: Path) -> None:
    lay(tmp_path, a__scan_pdf="%PDF", a__story_txt="Words.")
    (made,) = sources.loose(sources.files(tmp_path), (1, 2, 3))
    rows = sources.read(made.slice(), PARAMS).to_pylist()
    assert [(row["form"], row["problem_code"]) for row in rows] == [("unknown", "unknown_form"), ("text", None)]
    assert all(row["sha256"] for row in rows)


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


def planned(seeds: Path) -> dict[str, list[sources.Partition]]:
    """Return the partitions of each batch file, by way of its index as it lies on the disk."""
    found = {}
    for batch in sources.inventory(seeds).batches:
        path = seeds / f".{batch.id}.parquet"
        path.write_bytes(tables.encode(sources.scan(batch, PARAMS)))
        found[batch.file.name] = list(sources.batched(batch, path))
    return found


def rows_of(seeds: Path) -> list[dict[str, Any]]:
    return [
        row
        for made in planned(seeds).values()
        for each in made
        for row in sources.read(each.slice(), PARAMS).to_pylist()
    ]


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz"])
def test_a_batch_is_read_record_by_record(tmp_path: Path, suffix: str) -> None:
    lines = [json.dumps({"id": at, "text": f"story {at}"}).encode() for at in range(20)]
    lines[7] = b'{"id": 7, "text'
    data = b"\n".join(lines)
    (tmp_path / f"wire.{suffix}").write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    rows = rows_of(tmp_path)
    assert len(rows) == 20
    assert {row["content"] for row in rows} == set(lines)
    assert {row["source"] for row in rows} == {f"wire.{suffix}"}
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    (made,) = planned(tmp_path).values()
    (batch,) = sources.inventory(tmp_path).batches
    listed = sources.listed(sources.scan(batch, PARAMS).schema)
    assert {each.id: each.digest for each in made} == {name: content for name, content, _ in listed}
    assert sum(records for _, _, records in listed) == 20


STORIES = [{"id": f"r{at}", "text": f"Story {at}, “as told”.\nIt has two lines."} for at in range(12)]


def in_form(name: str) -> bytes:
    """Return the stories as the batch file of this name has them."""
    if name.startswith("csv"):
        written = io.StringIO()
        csv.DictWriter(written, ["id", "text"]).writerows([{"id": "id", "text": "text"}, *STORIES])
        data = written.getvalue().encode("utf-16" if "utf16" in name else "utf-8")
    elif name.endswith("parquet"):
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(STORIES), sink, row_group_size=5)
        data = sink.getvalue()
    elif name.startswith("jsonl"):
        data = "".join(json.dumps(story) + "\n" for story in STORIES).encode("utf-16" if "utf16" in name else "utf-8")
    else:
        parts = []
        for story in STORIES:
            body = story["text"].encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <{story['id']}>\r\nContent-Type: text/plain\r\n"
            )
            parts.append(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n")
        data = b"".join(parts)
    if name.endswith(".gz"):
        return gzip.compress(data)
    return zstandard.compress(data) if name.endswith(".zst") else data


@pytest.mark.parametrize(
    "name",
    [
        "jsonl.jsonl",
        "jsonl.ndjson.zst",
        "jsonl.utf16.jsonl",
        "jsonl.utf16.jsonl.gz",
        "csv.csv",
        "csv.csv.gz",
        "csv.csv.zst",
        "csv.utf16.csv",
        "parquet.parquet",
        "warc.warc",
        "warc.warc.gz",
        "warc.warc.zst",
    ],
)
def test_every_form_gives_the_same_records(tmp_path: Path, name: str) -> None:
    lay(tmp_path, mail__x_txt="a file that is no batch")
    (tmp_path / "mail" / name).write_bytes(in_form(name))
    rows = rows_of(tmp_path)
    assert len(rows) == len(STORIES)
    assert {(row["record"], json.loads(row["content"])["text"]) for row in rows} == {
        (story["id"], story["text"]) for story in STORIES
    }
    for row in rows:
        assert (row["form"], row["outlet"], row["fields"], row["problem_code"]) == ("record", "mail", None, None)
        assert row["key"] == f"mail/{name}#{row['record']}"
        assert row["sha256"] == hashlib.sha256(row["content"]).hexdigest()


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.warc", "a.jsonl.gz", "a.csv.zst"])
@pytest.mark.parametrize("data", [b"", b"\r\n\n"])
def test_a_batch_without_a_record_does_not_vanish(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (row,) = rows_of(tmp_path)
    assert row["problem_code"]
    assert row["content"] is None


def test_damaged_compression_is_told_beside_what_could_be_read(tmp_path: Path) -> None:
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"id":"a","text":"x"}\n' * 3 + b"\n" * 90_000)[:-30])
    (tmp_path / "bomb.csv.zst").write_bytes(zstandard.compress(b"id,text\na,x\n" + b" " * (3 << 20)))
    small = resolve("stages.clean.read.params:ReadParams")(decompressed_limit_mib=1)
    found = {}
    for batch in sources.inventory(tmp_path).batches:
        index = sources.scan(batch, small).to_pylist()
        found[batch.file.name] = {row["key"]: row["problem_code"] for row in index}
    assert found["bomb.csv.zst"] == {"bomb.csv.zst": "too_large", "bomb.csv.zst#a": None}
    assert found["cut.jsonl.gz"]["cut.jsonl.gz"] == "broken_compression"
    assert found["cut.jsonl.gz"]["cut.jsonl.gz#a"] is None


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.warc", "a.jsonl.gz"])
def test_a_batch_that_changes_before_its_records_are_read_is_told(tmp_path: Path, name: str) -> None:
    data = in_form(name.removeprefix("a.").partition(".")[0] + "." + name)
    (tmp_path / name).write_bytes(data)
    (made,) = planned(tmp_path).values()
    slices = [each.slice() for each in made]
    for other in (data[: len(data) // 3], data.replace(b"Story", b"STORY"), b""):
        if other != data:
            (tmp_path / name).write_bytes(other)
            contents.records.cache_clear()
            with pytest.raises(ChangedError, match="changed while it was being read"):
                _ = [sources.read(each, PARAMS) for each in slices]
    (tmp_path / name).unlink()
    contents.records.cache_clear()
    with pytest.raises(ChangedError):
        sources.read(slices[0], PARAMS)


def digests_of(seeds: Path) -> dict[str, tuple[list[str], list[tuple[str, str]]]]:
    """Return what the scan of each batch depends on, and the digests of its partitions."""
    made = planned(seeds)
    return {
        batch.file.name: (batch.contents, [(each.id, each.digest) for each in made[batch.file.name]])
        for batch in sources.inventory(seeds).batches
    }


def test_a_map_of_names_concerns_the_batches_of_its_folder(tmp_path: Path) -> None:
    line = json.dumps({"nr": 7, "body": "x"})
    lay(tmp_path, mail__a_jsonl=line, mail__deep__b_jsonl=line, mail__c_txt="x", ravi__a_jsonl=line, a_jsonl=line)
    (tmp_path / "mail" / "d.warc").write_bytes(in_form("warc.warc"))
    before = digests_of(tmp_path)
    loose = [each.digest for each in sources.loose(sources.inventory(tmp_path).loose, (1, 2, 3))]
    (tmp_path / "fields.csv").write_text("folder,field,name\nmail,text,body\nmail,id,nr\nlost,id,nr\n")
    after = digests_of(tmp_path)
    assert {name for name in after if after[name] != before[name]} == {"mail/a.jsonl", "mail/deep/b.jsonl"}
    assert [each.digest for each in sources.loose(sources.inventory(tmp_path).loose, (1, 2, 3))] == loose
    found = {row["source"]: row for row in rows_of(tmp_path)}
    assert found["mail/a.jsonl"]["record"] == "7"
    assert json.loads(found["mail/a.jsonl"]["fields"]) == {"id": "nr", "text": "body"}
    assert found["ravi/a.jsonl"]["fields"] is None
    assert found["mail/d.warc"]["fields"] is None
    (tmp_path / "fields.csv").write_text("folder;field;name\nravi;id;nr\nmail;id;nr\nmail;text;body\n")
    again = digests_of(tmp_path)
    assert {name for name in after if after[name] != again[name]} == {"ravi/a.jsonl"}


def test_a_map_of_names_that_is_wrong_is_told(tmp_path: Path) -> None:
    lay(tmp_path, fields_csv="folder,field,name\nmail,body,text\n")
    with pytest.raises(UsageError, match=r"fields\.csv, line 2: there is no field"):
        sources.inventory(tmp_path)


def test_a_batch_in_another_order_makes_the_same_partitions(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"r{at}", "text": f"story {at}"}) for at in range(30)]
    listed = []
    for order in (lines, list(reversed(lines))):
        (tmp_path / "wire.jsonl").write_text("\n".join(order))
        (batch,) = sources.inventory(tmp_path).batches
        listed.append(sources.listed(sources.scan(batch, PARAMS).schema))
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


@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_a_map_of_field_names_that_is_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "fields.csv"
    make = {"pipe": lambda: os.mkfifo(path), "folder": path.mkdir, "link": lambda: path.symlink_to("nowhere.csv")}
    make[kind]()
    with pytest.raises(UsageError, match="cannot be read" if kind == "link" else "is not a regular file"):
        sources.inventory(tmp_path)


def test_a_compressed_batch_is_decompressed_once_as_long_as_it_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def decompress(data: bytes, *rest: Any) -> Any:
        read.append(data)
        return original(data, *rest)

    original = containers.decompress
    monkeypatch.setattr(containers, "decompress", decompress)
    packed = [gzip.compress(json.dumps({"id": 1, "text": text}).encode()) for text in ("rain", "snow")]
    for text, data in zip(("rain", "snow"), packed, strict=True):
        (tmp_path / "wire.jsonl.gz").write_bytes(data)
        (row,) = rows_of(tmp_path)
        assert json.loads(row["content"])["text"] == text
    assert read == packed
