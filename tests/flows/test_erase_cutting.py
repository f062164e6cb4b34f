"""Records cut out of their batches: what was to go is gone, and all else is as it was."""

import gzip
import io
import json
import math
import stat
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.erase import cutting
from flows.erase.built import Built
from flows.erase.held import Seeds
from flows.erase.targets import Finder
from flows.errors import ChangedError, UsageError
from stages.clean.read.params import ReadParams


def line(number: int, **more: object) -> str:
    return json.dumps({"id": f"r{number}", "text": f"The weir of ward {number} held all night.", **more})


def put(root: Path, name: str, data: bytes) -> Path:
    path = root / "seeds" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def cut(root: Path, *targets: str) -> None:
    seeds = Seeds(root / "seeds", ReadParams())
    finder = Finder(seeds, Built(root / "artifacts"), {})
    for target in targets:
        finder.add(target)
    with cutting.prepared(finder.meant, seeds) as ready:
        ready.carry_out()


def keys_in(root: Path, name: str) -> dict[str, str | None]:
    held = Seeds(root / "seeds", ReadParams()).held(name)
    assert held is not None
    return {key.partition("#")[2]: record.sha256 for key, record in held.records.items()}


LINES = [line(1), line(2), json.dumps({"text": "A record without an id, told by what it says."}), line(4)]

#: Batches of text, with their second record between the first and the third.
WRITTEN: dict[str, Callable[[list[str]], bytes]] = {
    "lf.jsonl": lambda rows: "".join(f"{row}\n" for row in rows).encode(),
    "crlf.jsonl": lambda rows: "".join(f"{row}\r\n" for row in rows).encode(),
    "no-end.ndjson": lambda rows: "\n".join(rows).encode(),
    "gaps.jsonl": lambda rows: ("\n\n" + "\n \n".join(rows) + "\n").encode(),
    "mark.jsonl": lambda rows: "".join(f"{row}\n" for row in rows).encode("utf-8-sig"),
    "wide.jsonl": lambda rows: "".join(f"{row}\n" for row in rows).encode("utf-16"),
    "one-member.jsonl.gz": lambda rows: gzip.compress("".join(f"{row}\n" for row in rows).encode()),
    "members.jsonl.gz": lambda rows: b"".join(gzip.compress(f"{row}\n".encode()) for row in rows),
    "frames.jsonl.zst": lambda rows: b"".join(zstandard.compress(f"{row}\n".encode()) for row in rows),
    "wide.jsonl.gz": lambda rows: gzip.compress("".join(f"{row}\n" for row in rows).encode("utf-16")),
}


def content(data: bytes, name: str) -> bytes:
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".zst"):
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True) as stream:
            return stream.read()
    return data


@pytest.mark.parametrize("name", WRITTEN)
def test_a_line_goes_and_all_other_bytes_stay(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, f"wire/{name}", WRITTEN[name](LINES))
    before = keys_in(tmp_path, f"wire/{name}")
    cut(tmp_path, f"wire/{name}#r2")
    assert keys_in(tmp_path, f"wire/{name}") == {key: sha for key, sha in before.items() if key != "r2"}
    rest = content(path.read_bytes(), name)
    if name != "gaps.jsonl":
        assert rest == content(WRITTEN[name]([LINES[0], *LINES[2:]]), name) + (
            b"\n" if name == "no-end.ndjson" and rest.endswith(b"\n") else b""
        )
    assert b"ward 2" not in rest.replace(b"\0", b"")
    if name in ("members.jsonl.gz", "frames.jsonl.zst"):
        # Not even the bytes of the other members changed.
        assert path.read_bytes() == WRITTEN[name]([LINES[0], *LINES[2:]])


def test_the_last_line_and_the_first_line_go(tmp_path: Path) -> None:
    path = put(tmp_path, "wire/day.jsonl", "\n".join(LINES).encode())
    cut(tmp_path, "wire/day.jsonl#r4", "wire/day.jsonl#r1")
    assert path.read_bytes() == "\n".join([*LINES[1:3], ""]).encode()


def test_a_record_without_id_is_named_by_its_key(tmp_path: Path) -> None:
    path = put(tmp_path, "wire/day.jsonl", "\n".join(LINES).encode())
    (key,) = [key for key in keys_in(tmp_path, "wire/day.jsonl") if key.startswith("~")]
    cut(tmp_path, f"wire/day.jsonl#{key}")
    assert path.read_bytes() == "\n".join([*LINES[:2], LINES[3]]).encode()


ROWS = 'id,text,note\n{}1,"The mill,\nin two ""lines"".",a\n2,The quay was empty.,b\n3,"A boat, late",c{}'


@pytest.mark.parametrize("name", ["day.csv", "day.csv.gz", "day.csv.zst"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_row_goes_however_its_cells_are_quoted(tmp_path: Path, name: str, end: str) -> None:
    text = ROWS.format("", end)
    packed = {"gz": gzip.compress, "zst": zstandard.compress}.get(name.rpartition(".")[2], bytes)
    path = put(tmp_path, f"wire/{name}", packed(text.encode()))
    cut(tmp_path, f"wire/{name}#1")
    assert content(path.read_bytes(), name).decode() == text.replace('1,"The mill,\nin two ""lines"".",a\n', "")
    cut(tmp_path, f"wire/{name}#3")
    assert content(path.read_bytes(), name).decode() == "id,text,note\n2,The quay was empty.,b\n"
    cut(tmp_path, f"wire/{name}#2")
    assert not path.exists()


def test_a_row_of_an_old_macintosh_goes(tmp_path: Path) -> None:
    path = put(tmp_path, "wire/day.tsv", b"id\ttext\r1\tThe mill stood still.\r2\tThe quay was empty.\r")
    cut(tmp_path, "wire/day.tsv#1")
    assert path.read_bytes() == b"id\ttext\r2\tThe quay was empty.\r"


def warc(kind: str, number: int, url: str, body: bytes, **fields: str) -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{number}>", f"WARC-Target-URI: {url}"]
    lines += ["WARC-Date: 2021-05-04T10:00:00Z"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    lines += [f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body + b"\r\n\r\n"


def crawl() -> list[bytes]:
    page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The weir of ward {} held all night.</p>"
    urls = [f"https://coast.example/{number}" for number in range(4)]
    info = {"Content_Type": "application/http; msgtype=response"}
    found = [warc("warcinfo", 90, "", b"software: x")]
    for number, url in enumerate(urls[:3]):
        found += [
            warc("request", 10 + number, url, b"GET / HTTP/1.1\r\n\r\n", WARC_Concurrent_To=f"<urn:uuid:{number}>"),
            warc("response", number, url, page.format(number).encode(), **info),
            warc("metadata", 20 + number, "", b"via: x", WARC_Refers_To=f"<urn:uuid:{number}>"),
        ]
    # Visited again: of the second, nothing but the address is said; the third is an article of its own too.
    found.append(warc("revisit", 30, urls[1], b""))
    found.append(warc("revisit", 31, urls[2], b""))
    found.append(warc("resource", 32, urls[2], b"<p>The weir of ward 2 again.</p>", Content_Type="text/html"))
    return found


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_page_goes_with_what_the_archive_says_about_it(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith(".gz") else bytes
    parts = crawl()
    path = put(tmp_path, f"web/{name}", b"".join(map(pack, parts)))
    cut(tmp_path, f"web/{name}#urn:uuid:1")
    assert path.read_bytes() == b"".join(map(pack, parts[:4] + parts[7:10] + parts[11:]))
    cut(tmp_path, f"web/{name}#urn:uuid:2")
    # Another article has its address: the visit stays.
    assert path.read_bytes() == b"".join(map(pack, parts[:4] + parts[11:]))


def table() -> pa.Table:
    kind = pa.struct([("a", pa.list_(pa.float64())), ("b", pa.string())])
    schema = pa.schema(
        [
            pa.field("id", pa.string(), metadata={"note": "the name"}),
            pa.field("text", pa.large_string()),
            pa.field("section", pa.dictionary(pa.int8(), pa.string())),
            pa.field("level", pa.dictionary(pa.int8(), pa.string(), ordered=True)),
            pa.field("inner", kind),
            pa.field("at", pa.timestamp("ns", "Asia/Karachi")),
            pa.field("share", pa.float32()),
            pa.field("sum", pa.decimal128(20, 4)),
            pa.field("raw", pa.binary()),
        ],
        metadata={"made": "by hand"},
    )
    rows = [
        {
            "id": f"r{number}",
            "text": f"The weir of ward {number} held all night.",
            "section": f"ward-{number}",
            "level": ["low", "high"][number % 2],
            "inner": None if number == 3 else {"a": [float(number), math.nan, None], "b": f"inner {number}"},
            "at": number * 10**9 + 1,
            "share": math.nan if number == 4 else number / 3,
            "sum": None,
            "raw": bytes([number, 255]),
        }
        for number in range(6)
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def values(data: bytes) -> list[str]:
    """Return each row as text, since what is no number is not equal to itself."""
    found = pq.read_table(io.BytesIO(data))
    at = found.schema.get_field_index("at")
    return [str(row) for row in found.set_column(at, "at", found["at"].cast(pa.int64())).to_pylist()]


@pytest.mark.parametrize("name", ["day.parquet", "day.parquet.gz", "day.parquet.zst"])
def test_a_row_of_parquet_goes_and_all_other_values_stay(tmp_path: Path, name: str) -> None:
    sink = io.BytesIO()
    pq.write_table(table(), sink, row_group_size=2, compression={"id": "none", "text": "gzip"})
    pack = {"gz": gzip.compress, "zst": zstandard.compress}.get(name.rpartition(".")[2], bytes)
    path = put(tmp_path, f"wire/{name}", pack(sink.getvalue()))
    before = keys_in(tmp_path, f"wire/{name}")
    cut(tmp_path, f"wire/{name}#r1", f"wire/{name}#r2", f"wire/{name}#r3")
    data = content(path.read_bytes(), name)
    file = pq.ParquetFile(io.BytesIO(data))
    was = pq.ParquetFile(io.BytesIO(sink.getvalue()))
    assert file.schema_arrow.equals(was.schema_arrow, check_metadata=True)
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [1, 2]
    assert file.metadata.row_group(0).column(1).compression == "GZIP"
    assert file.metadata.format_version == was.metadata.format_version
    assert values(data) == [values(sink.getvalue())[row] for row in (0, 4, 5)]
    # A dictionary that keeps its entries would keep them for whoever reads the file.
    assert b"ward-1" not in data
    assert file.read().column("section").unify_dictionaries().chunk(0).dictionary.to_pylist() == [
        "ward-0",
        "ward-4",
        "ward-5",
    ]
    assert keys_in(tmp_path, f"wire/{name}") == {key: before[key] for key in ("r0", "r4", "r5")}


def test_a_batch_that_holds_nothing_else_goes(tmp_path: Path) -> None:
    path = put(tmp_path, "wire/day.jsonl", "\n".join(LINES[:2]).encode())
    beside = put(tmp_path, "wire/other.jsonl", LINES[3].encode())
    cut(tmp_path, "wire/day.jsonl#r2", "wire/day.jsonl#r1")
    assert not path.exists()
    assert beside.exists()


def test_a_batch_named_as_a_file_goes_with_all_it_holds(tmp_path: Path) -> None:
    path = put(tmp_path, "wire/day.jsonl.gz", gzip.compress("\n".join(LINES).encode()))
    cut(tmp_path, "seeds/wire/day.jsonl.gz")
    assert not path.exists()


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = put(tmp_path, "wire/day.jsonl", "\n".join(LINES).encode())
    path.chmod(0o640)
    cut(tmp_path, "wire/day.jsonl#r2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in (tmp_path / "seeds").iterdir()] == ["wire"]


@pytest.mark.parametrize(
    ("rows", "target"),
    [
        # Of two records of one id the first has the name; of two that are the same, either.
        ([line(1), line(1, text="Another text under the id of the first.")], "r1"),
        ([json.dumps({"text": "Told twice, word for word."})] * 2 + [line(1)], "~"),
    ],
)
def test_a_cut_that_would_rename_others_changes_nothing(tmp_path: Path, rows: list[str], target: str) -> None:
    path = put(tmp_path, "wire/day.jsonl", "\n".join(rows).encode())
    before = path.read_bytes()
    name = next(key for key in keys_in(tmp_path, "wire/day.jsonl") if key.startswith(target))
    ids = Seeds(tmp_path / "seeds", ReadParams()).held("wire/day.jsonl")
    assert ids is not None
    from stages import keys

    doc_id = keys.doc_id(keys.record_key("wire/day.jsonl", name))
    finder = Finder(Seeds(tmp_path / "seeds", ReadParams()), Built(tmp_path), {})
    finder._add_records(ids, [keys.record_key("wire/day.jsonl", name)])
    assert doc_id in finder.meant.articles
    with (
        pytest.raises(UsageError, match="is left as it is"),
        cutting.prepared(finder.meant, Seeds(tmp_path / "seeds", ReadParams())),
    ):
        pass
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("day.jsonl.gz", gzip.compress("\n".join(LINES).encode())[:-9]),
        ("day.jsonl.zst", zstandard.compress("\n".join(LINES).encode()) + b"\x28\xb5\x2f\xfd"),
    ],
)
def test_nothing_is_cut_out_of_what_is_damaged(tmp_path: Path, name: str, data: bytes) -> None:
    path = put(tmp_path, f"wire/{name}", data)
    with pytest.raises(UsageError, match="erase all of it by its path"):
        cut(tmp_path, f"wire/{name}#r2")
    assert path.read_bytes() == data
    cut(tmp_path, f"wire/{name}")
    assert not path.exists()


def test_one_file_that_cannot_be_cut_keeps_all_others(tmp_path: Path) -> None:
    good = put(tmp_path, "wire/a.jsonl", "\n".join(LINES).encode())
    put(tmp_path, "wire/b.jsonl.gz", gzip.compress("\n".join(LINES).encode())[:-9])
    loose = put(tmp_path, "wire/c.txt", b"The quay was empty when the boat came in.")
    with pytest.raises(UsageError):
        cut(tmp_path, "wire/a.jsonl#r2", "wire/b.jsonl.gz#r2", "wire/c.txt")
    assert good.read_bytes() == "\n".join(LINES).encode()
    assert loose.exists()


def test_a_batch_that_somebody_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = put(tmp_path, "wire/day.jsonl", "\n".join(LINES).encode())
    seeds = Seeds(tmp_path / "seeds", ReadParams())
    finder = Finder(seeds, Built(tmp_path / "artifacts"), {})
    finder.add("wire/day.jsonl#r2")
    with cutting.prepared(finder.meant, seeds) as ready:
        path.write_bytes(("\n".join(LINES) + "\n" + line(5)).encode())
        with pytest.raises(ChangedError):
            ready.carry_out()
    assert "r5" in keys_in(tmp_path, "wire/day.jsonl")


def test_a_link_goes_as_a_name(tmp_path: Path) -> None:
    real = put(tmp_path, "wire/day.jsonl", "\n".join(LINES).encode())
    (tmp_path / "seeds" / "linked.jsonl").symlink_to("wire/day.jsonl")
    cut(tmp_path, "linked.jsonl")
    assert not (tmp_path / "seeds" / "linked.jsonl").is_symlink()
    assert real.read_bytes() == "\n".join(LINES).encode()


@given(
    st.lists(
        st.tuples(st.sampled_from(["id", "none"]), st.text("ab \u06c1", max_size=5), st.booleans(), st.booleans()),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["day.jsonl", "day.jsonl.gz"]),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_records_of_any_batch(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str, bool, bool]], name: str, end: str
) -> None:
    root = tmp_path_factory.mktemp("any")
    rows = [
        json.dumps({"id": f"r{number}", "text": text} if kind == "id" else {"text": f"{text} {number}"})
        for number, (kind, text, _, _) in enumerate(records)
    ]
    members, some = [], ""
    for row, (_, _, _, closes) in zip(rows, records, strict=True):
        some += row + end
        if closes:
            members, some = [*members, some], ""
    pack = gzip.compress if name.endswith(".gz") else bytes
    data = b"".join(pack(member.encode()) for member in [*members, some] if member)
    put(root, f"wire/{name}", data)
    there = keys_in(root, f"wire/{name}")
    gone = {key for key, (_, _, goes, _) in zip(there, records, strict=True) if goes}
    if gone:
        cut(root, *(f"wire/{name}#{key}" for key in gone))
    path = root / "seeds" / "wire" / name
    if gone == there.keys():
        assert not path.exists()
    else:
        assert keys_in(root, f"wire/{name}") == {key: sha for key, sha in there.items() if key not in gone}
