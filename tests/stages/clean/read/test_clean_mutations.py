"""Ten thousand damaged inputs, made from our own articles with a fixed seed: each becomes articles and rejects.

A *form* writes articles as a file; a *mutation* damages bytes. Either is a function in a table: a new one is a row.
Every input goes the way of a file below ``seeds/``: listed, scanned, read, cleaned.
"""

import csv
import gzip
import io
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from flows.engine import sources
from stages.clean import rejects
from stages.clean.read import articles
from stages.clean.read.decoding import decode
from stages.clean.read.params import ReadParams
from stages.clean.read.records import Record, read_record
from stages.clean.read.repair import mend
from stages.clean.read.tagged import full_of_tags
from stages.clean.schema import ARTICLES_SCHEMA

ROOT = Path(__file__).parents[4]
PAGES = [path.read_bytes() for path in sorted((Path(__file__).parent / "pages").glob("*.html"))]
TEXTS = [path.read_bytes() for path in sorted((ROOT / "seeds").glob("*/*.txt"))]
PAGES += [path.read_bytes() for path in sorted((ROOT / "seeds").glob("*/*.html"))]

INPUTS = 10_000
#: Inputs of the soak, those above among them.
SOAKED = 120_000
CHUNK = 250
PARAMS = ReadParams(decompressed_limit_mib=8, article_limit_mib=4)

#: Bytes of an article that a mutated file holds at most: what breaks readers is rarely long, and time is.
LONGEST = 2500

Writer = Callable[[random.Random], bytes]
Mutation = Callable[[bytes, random.Random], bytes]


# --- Forms


def text(rng: random.Random) -> bytes:
    whole = rng.choice(TEXTS)
    return whole if len(whole) < LONGEST else whole[: rng.randrange(LONGEST // 2, LONGEST)]


def page(rng: random.Random) -> bytes:
    return rng.choice(PAGES)


def _fields(rng: random.Random) -> dict[str, str]:
    fields = {
        "id": f"a{rng.randrange(4)}",
        "text": text(rng).decode(errors="replace")[:900],
        "title": "Canal water shared anew",
        "url": "https://ledger.example/1",
        "outlet": "The Sindh Ledger",
        "published": "2023-05-04",
    }
    if not rng.randrange(8):
        fields["html"] = page(rng).decode(errors="replace")
        del fields["text"]
    return fields


def _rows(rng: random.Random) -> list[dict[str, str]]:
    return [_fields(rng) for _ in range(rng.randrange(1, 5))]


def json_lines(rng: random.Random) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=rng.random() < 0.5) + "\n" for row in _rows(rng)).encode()


def comma_separated(rng: random.Random) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, ["id", "title", "text", "html", "url"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(_rows(rng))
    return stream.getvalue().encode()


def parquet(rng: random.Random) -> bytes:
    stream = io.BytesIO()
    rows = [{"html": None, "text": None, **row} for row in _rows(rng)]
    pq.write_table(pa.Table.from_pylist(rows), stream, compression=rng.choice(["none", "snappy", "zstd"]))
    return stream.getvalue()


def warc(rng: random.Random) -> bytes:
    parts = [b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"]
    for number in range(rng.randrange(1, 4)):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(rng)
        head = [
            "WARC/1.0",
            "WARC-Type: response",
            f"WARC-Record-ID: <urn:uuid:{number}>",
            f"WARC-Target-URI: https://a.example/{number}",
            "WARC-Date: 2022-06-14T05:10:22Z",
            "Content-Type: application/http",
            f"Content-Length: {len(body)}",
        ]
        parts.append("\r\n".join([*head, "", ""]).encode() + body + b"\r\n\r\n")
    return b"".join(parts)


#: Suffix, how it is written, and how many of a hundred inputs have this form.
FORMS: list[tuple[str, Writer, int]] = [
    (".txt", text, 30),
    (".md", text, 5),
    (".html", page, 23),
    (".jsonl", json_lines, 16),
    (".csv", comma_separated, 10),
    (".parquet", parquet, 8),
    (".warc", warc, 8),
]


# --- Mutations


def flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 3, 20, 200])):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def drop(data: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def splice(data: bytes, rng: random.Random) -> bytes:
    other = rng.choice(FORMS)[1](rng)
    return cut(data, rng) + other[rng.randrange(len(other) + 1) :]


def repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.choice([1, 2, 7, 60])]
    return data[:start] + piece * rng.choice([2, 10, 300]) + data[start:]


#: What stands where nobody expects it: bytes that are no text, halves of markup and JSON, characters with effects.
PIECES = [
    *(b"\x00", b"\x00" * 50, b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\x1b[31m", b"\x85", b"\xed\xa0\x80"),
    *(b"<script>", b"<!--", b"</p>", b"<p", b"<table><tr>", b"&#0;", b"&#xD800;", b"&amp;amp;", b"]]>"),
    *(b'"', b"{" * 200, b"\\ud83d", b"[[[[", b'{"a":', b",", b"'", b"1e999", b"-"),
    *(
        "".join(pair).encode()
        for pair in ("\u202e\u2066", "\u200b\u00ad", "\ufb01\uff21", "\u0301\ufeff", "Ã©", "🙂\u0600")
    ),
]


def insert(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice([1, 2, 8])):
        place = rng.randrange(len(data) + 1)
        data = data[:place] + rng.choice(PIECES) + data[place:]
    return data


def recode(data: bytes, rng: random.Random) -> bytes:
    decoded = data.decode(errors="replace")
    encoding = rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1256", "utf-7"])
    return decoded.encode(encoding, "replace")


def mojibake(data: bytes, rng: random.Random) -> bytes:
    return data.decode(rng.choice(["latin-1", "cp1251", "cp437"]), "replace").encode(errors="replace")


def nest(data: bytes, rng: random.Random) -> bytes:
    decoded = data.decode(errors="replace")
    name = rng.choice(["text", "html", "title"])
    inner = json.dumps({"id": 1, name: decoded, "url": rng.choice([None, 7, "x"])})
    nested = [inner, json.dumps({"text": inner}), f"<html><body><p>{decoded}</p></body></html>", f"[{inner}]"]
    return rng.choice(nested).encode()


def same(data: bytes, _: random.Random) -> bytes:
    return data


MUTATIONS: list[Mutation] = [flip, flip, cut, drop, splice, repeat, insert, insert, recode, mojibake, nest, same]


# --- Compression, which may come before the damage or after it


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=1, mtime=0)


def zstandarded(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(data)


COMPRESSIONS: list[tuple[str, Callable[[bytes], bytes]]] = [(".gz", gzipped), (".zst", zstandarded)]


def mutated(number: int) -> tuple[str, bytes]:
    """Return the suffix and the content of one input."""
    rng = random.Random(number)  # noqa: S311 - the same inputs every time
    suffix, write, _ = rng.choices(FORMS, weights=[share for _, _, share in FORMS])[0]
    data = write(rng)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        data = rng.choice(MUTATIONS)(data, rng)
    if rng.random() < 0.25:
        ending, compress = rng.choice(COMPRESSIONS)
        suffix += ending
        data = compress(data)
        if rng.random() < 0.1:
            data = compress(data)
        if rng.random() < 0.3:
            data = rng.choice([flip, cut, drop, repeat])(data, rng)
    if rng.random() < 0.05:
        suffix = rng.choice([form[0] for form in FORMS])  # a name that lies
    return suffix, data


# --- What holds for each of them


def tables(seeds: Path) -> Iterator[tuple[pa.Table, int]]:
    """Yield the raw records of all partitions below a folder, and how many there should be."""
    found = sources.inventory(seeds)
    for part in sources.loose(found.loose, sources.sizes_of(PARAMS)):
        yield sources.read(part.slice(), PARAMS), part.records
    index = seeds.parent / "index.parquet"
    for batch in found.batches:
        pq.write_table(sources.scan(batch, PARAMS), index)
        for part in sources.batched(batch, index):
            yield sources.read(part.slice(), PARAMS), part.records


def raw_text(row: dict[str, object]) -> tuple[str, bool]:
    """Return the text that the offsets of an article are counted in, and whether it is a page."""
    content, form = row["content"], row["form"]
    assert isinstance(content, bytes)
    if form != "record":
        decoded = decode(content, html=form == "html")
        assert isinstance(decoded, str)
        return decoded, form == "html" or full_of_tags(decoded)
    record = read_record(content, row["fields"] if isinstance(row["fields"], str) else None)
    assert isinstance(record, Record)
    if record.text is not None and (record.text or record.html is None):
        return record.text, full_of_tags(record.text)
    return record.html or "", True


def write(folder: Path, first: int) -> Path:
    """Write a chunk of the inputs below a folder, and return the folder of all articles."""
    seeds = folder / "seeds"
    (seeds / "outlet").mkdir(parents=True)
    for number in range(first, first + CHUNK):
        suffix, data = mutated(number)
        (seeds / "outlet" / f"{number}{suffix}").write_bytes(data)
    return seeds


@pytest.mark.parametrize("first", range(0, INPUTS, CHUNK))
def test_damaged_inputs(first: int, tmp_path: Path, check_map: Callable[..., None]) -> None:
    seeds = write(tmp_path, first)
    files = set()
    for source, expected in tables(seeds):
        result = articles.run(source, PARAMS)
        assert result.schema.equals(ARTICLES_SCHEMA)
        assert len(result) == len(source) == expected
        for row, made in zip(source.to_pylist(), result.to_pylist(), strict=True):
            files.add(row["source"])
            assert (made["text"] is None) == (made["reject_code"] is not None), row["source"]
            if made["text"] is None:
                assert made["reject_code"] in rejects.messages(), row["source"]
                assert made["reject_message"], row["source"]
                continue
            article = articles.Article(
                text=made["text"],
                offsets=[(one["start"], one["raw_start"], one["length"], one["raw_length"]) for one in made["offsets"]],
                removed=[(one["raw_start"], one["raw_end"], one["reason"]) for one in made["removed"]],
            )
            raw, is_page = raw_text(row)
            # What mojibake becomes is decided by the whole line, so that a word of it may say something else alone.
            check_map(raw, article, page=is_page, again=mend(raw) == raw)
            for one in made["removed"]:
                assert one["text"] == raw[one["raw_start"] : one["raw_end"]], row["source"]
    assert len(files) == CHUNK


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("KHABAR_SOAK"), reason="runs for half an hour; `make soak` runs it")
@pytest.mark.parametrize("first", range(INPUTS, SOAKED, CHUNK))
def test_many_damaged_inputs(first: int, tmp_path: Path, check_map: Callable[..., None]) -> None:
    test_damaged_inputs(first, tmp_path, check_map)


def test_the_inputs_are_of_many_kinds(tmp_path: Path) -> None:
    assert [mutated(number) for number in range(20)] == [mutated(number) for number in range(20)]
    outcomes: Counter[str] = Counter()
    for source, _ in tables(write(tmp_path, 0)):
        outcomes.update(code or "article" for code in articles.run(source, PARAMS)["reject_code"].to_pylist())
    assert len(outcomes) >= 8
    assert outcomes["article"] >= CHUNK // 4
