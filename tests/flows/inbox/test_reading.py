"""Whatever the bytes of a file are: what is read of it reads the same in the file of its day, or is not taken."""

import gzip
import hashlib
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.engine import sources
from flows.engine.listing import File
from flows.inbox import reading
from flows.inbox.reading import Arrival, Found, Job
from stages.clean.read import articles
from stages.clean.read.decoding import decode
from stages.clean.read.params import ReadParams

PARAMS = ReadParams(least_letters=1)
STORY = "The mill of {0} closed on Friday, and its four hundred workers were told to come back in June."

#: Texts with all that encodings fail on.
TEXTS = st.text(
    st.characters(codec="utf-16", exclude_categories=["Cn"]) | st.sampled_from("\ufeff\ufffd\x00\r\n\u2028é")
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251", "cp1256", "gb18030", "shift_jis", "latin-1")


def read(name: str, data: bytes, folder: Path, names: dict[str, dict[str, str]] | None = None) -> Found:
    copy = folder / "copy"
    copy.write_bytes(data)
    arrival = Arrival(0, name, copy, hashlib.sha256(data).hexdigest())
    (found,) = reading.read(Job((arrival,), folder / "part.jsonl", names or {}, PARAMS))
    return found


def lines_of(found: Found) -> list[bytes]:
    return [line.path.read_bytes()[line.offset : line.offset + line.length] for line in found.lines]


def check(found: Found, folder: Path) -> None:
    """Check that the lines are a sound batch, and say what they said where they came from."""
    day = folder / "inbox-2021-04-29.jsonl"
    day.write_bytes(b"".join(lines_of(found)))
    if not found.lines:
        return
    file = File(day.name, day, hashlib.sha256(day.read_bytes()).hexdigest(), None)
    index = folder / "index.parquet"
    pq.write_table(sources.scan(sources.Batch(file), PARAMS), index)
    told = {}
    for partition in sources.batched(sources.Batch(file), index):
        rows = articles.run(sources.read(partition.slice(), PARAMS), PARAMS)
        told |= dict(zip(rows["record"].to_pylist(), reading.said(rows), strict=True))
    assert told == {line.id: line.said for line in found.lines}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading")


@given(st.binary() | st.tuples(TEXTS, st.sampled_from(ENCODINGS)).map(lambda each: each[0].encode(each[1], "replace")))
@example(STORY.encode() + b"\xff")
@example(b"\xff\xfeT\x00h\x00e\x00\x00\xd8")
@settings(deadline=None, max_examples=60)
def test_a_text_tells_its_bytes_or_is_not_taken(folder: Path, data: bytes) -> None:
    found = read("coast/story.txt", data, folder)
    assert len(found.lines) + len(found.problems) == 1
    check(found, folder)
    for line in lines_of(found):
        fields = json.loads(line)
        assert fields["text"] == decode(data)
        encoding = fields.get("encoding", "utf-8")
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0"}.get(encoding, b"")
        codec = "sloppy-windows-1252" if encoding == "windows-1252" else encoding
        assert mark + fields["text"].encode(codec) == data


@given(TEXTS, st.sampled_from(["", "<html><head><title>T</title></head><body><p>{}</p></body></html>", "<p>{}"]))
@settings(deadline=None, max_examples=25)
def test_pages_read_the_same(folder: Path, text: str, page: str) -> None:
    data = page.replace("{}", STORY + text).encode("utf-8", "replace")
    check(read("coast/page.html", data, folder), folder)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "text", "html", "title", "outlet", "author", "published", "more", "body"]),
            st.none() | TEXTS | st.integers() | st.floats() | st.lists(TEXTS | st.none(), max_size=2),
        ),
        max_size=6,
    ),
    st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_records_read_the_same_and_none_is_lost(folder: Path, records: list[dict[str, object]], mapped: bool) -> None:
    data = "".join(json.dumps(record) + "\n" for record in records).encode()
    found = read("coast/batch.jsonl", data, folder, {"coast": {"text": "body"}} if mapped else {})
    assert len(found.lines) + len(found.problems) == max(1, len(records))
    assert len({line.id for line in found.lines}) == len(found.lines)
    check(found, folder)


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=30)
def test_no_bytes_break_it(folder: Path, data: bytes) -> None:
    for name in ("a/b.jsonl", "a/b.csv", "a/b.parquet", "a/b.warc", "a/b.html.gz", "a/b.jsonl.zst", "b", "a/b.doc"):
        found = read(name, data, folder)
        assert found.lines or found.problems
        assert not [each for each in found.problems if each.code == "failed"]
        check(found, folder)


def problems(name: str, data: bytes, folder: Path) -> list[tuple[str | None, str]]:
    return [(each.record, each.code) for each in read(name, data, folder).problems]


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        (b'{"id": 1, "text": "%s"}' % STORY.encode(), False),
        (b'{"id": 1, "text": "%s \xef\xbf\xbd"}' % STORY.encode(), False),
        (rb'{"id": 1, "text": "%s \uFFFD"}' % STORY.encode(), False),
        (rb'{"id": 1, "text": "%s \ud83d\ude00"}' % STORY.encode(), False),
        (rb'{"id": 1, "text": "%s \ud83d"}' % STORY.encode(), True),
        (rb'{"id": 1, "text": "%s", "tags": ["\udead"]}' % STORY.encode(), True),
        (b'{"id": 1, "text": "Caf\xe9 %s"}' % STORY.encode(), False),
        (b'{"id": 1, "text": "Caf\xc3\xa9s caf\xc3\xa9 \xff %s"}' % STORY.encode(), True),
    ],
)
def test_a_record_that_would_lose_characters_is_not_taken(folder: Path, line: bytes, lost: bool) -> None:
    found = read("coast/batch.jsonl", line, folder)
    assert [each.code for each in found.problems] == (["lossy_encoding"] if lost else [])
    assert len(found.lines) == (not lost)


def test_damage_in_utf_16_and_in_parquet_is_seen(folder: Path) -> None:
    text = STORY.format("Lahore")
    sound = f'{{"id": 1, "text": "{text}"}}\n{{"id": 2, "text": "{text} \N{REPLACEMENT CHARACTER}"}}'
    assert problems("a/b.jsonl", sound.encode("utf-16"), folder) == []
    damaged = sound.replace("\N{REPLACEMENT CHARACTER}", "?").encode("utf-16-le").replace(b"?\0", b"\0\xd8")
    assert problems("a/b.jsonl", b"\xff\xfe" + damaged, folder) == [("2", "lossy_encoding")]

    def parquet(values: list[bytes], kind: pa.DataType) -> bytes:
        column = pa.array(values, pa.binary())
        sink = io.BytesIO()
        pq.write_table(pa.table({"text": column.view(kind)}), sink)
        return sink.getvalue()

    marked = f"{text} \N{REPLACEMENT CHARACTER}".encode()
    assert problems("a/b.parquet", parquet([text.encode(), marked], pa.string()), folder) == []
    assert problems("a/b.parquet", parquet([text.encode()], pa.binary()), folder) == []
    broken = f"{text} café café".encode() + b"\xff"
    for kind in (pa.string(), pa.binary()):
        assert problems("a/b.parquet", parquet([text.encode(), broken], kind), folder) == [(None, "lossy_encoding")]


def test_a_damaged_archive_gives_what_is_sound_of_it(folder: Path) -> None:
    lines = [json.dumps({"id": n, "text": STORY.format(n)}) + "\n" for n in range(2000)]
    data = gzip.compress("".join(lines).encode())
    found = read("a/b.jsonl.gz", data[: len(data) // 2], folder)
    assert found.lines
    assert "broken_compression" in {each.code for each in found.problems}


def test_a_fault_of_ours_costs_one_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault\nof ours")

    monkeypatch.setattr(reading.records, "content_of", fail)
    (problem,) = read("a/b.txt", STORY.encode(), folder).problems
    assert problem.code == "failed"
    assert "ZeroDivisionError: a fault of ours" in problem.message
