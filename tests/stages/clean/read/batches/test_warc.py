"""Records of web archives."""

import gzip
import io
import json
import sys
import zlib
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.clean.read.batch import WHOLE, locate, scan
from stages.clean.read.batches import warc
from stages.clean.read.containers import decompress
from stages.clean.read.params import ReadParams

PARAMS = ReadParams()
PAGE = "<html><body><p>Łódź: the weir held.</p></body></html>"


def record(
    number: int = 1,
    *,
    kind: str = "response",
    url: str = "https://news.example/a",
    content_type: str = "application/http; msgtype=response",
    body: bytes = b"",
    length: int | None = None,
    **fields: str,
) -> bytes:
    """Return one record as the format has it."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{number}>", f"WARC-Target-URI: {url}"]
    lines += ["WARC-Date: 2021-05-04T10:00:00Z", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    lines += [f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, "", ""]).encode() + body + b"\r\n\r\n"


def response(number: int = 1, content: bytes = PAGE.encode(), *, status: str = "200 OK", **fields: str) -> bytes:
    """Return the record of an HTTP answer; keywords are its fields."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return record(number, body="\r\n".join([*lines, "", ""]).encode() + content)


def read(data: bytes, params: ReadParams = PARAMS) -> list[dict[str, Any]]:
    """Return what each row of the index gives: the record, or why there is none."""
    give = locate(data, "warc", params)
    found = []
    for row in scan(data, "warc", params).to_pylist():
        if row["problem_code"]:
            told = {"reject": row["problem_code"], "message": row["problem_message"]}
            found.append({"key": row["key"], "id": row["record"], **told})
        else:
            content = give(row["offset"], row["length"])
            assert content is not None
            found.append(json.loads(content))
    return found


HTML = {"Content_Type": "text/html; charset=utf-8"}
ARTICLE = {"id": "urn:uuid:1", "url": "https://news.example/a", "html": PAGE}
PACKED = gzip.compress(PAGE.encode())
RAW_DEFLATE = zlib.compress(PAGE.encode())[2:-4]
CHUNKED = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (9, PAGE.encode()[:9], len(PAGE.encode()) - 9, PAGE.encode()[9:])


@pytest.mark.parametrize(
    "data",
    [
        response(**HTML),
        response(Content_Type="application/xhtml+xml"),
        response(),
        response(status="200", **HTML),
        record(body=b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + PAGE.encode()),
        record(kind="resource", content_type="text/html", body=PAGE.encode()),
        response(content=PACKED, Content_Encoding="gzip", **HTML),
        response(content=PAGE.encode(), Content_Encoding="gzip", **HTML),
        response(content=zlib.compress(PAGE.encode()), Content_Encoding="deflate", **HTML),
        response(content=RAW_DEFLATE, Content_Encoding="deflate", **HTML),
        response(content=CHUNKED, Transfer_Encoding="chunked", **HTML),
        response(content=PAGE.encode(), Transfer_Encoding="chunked", **HTML),
        response(content=PAGE.encode("iso8859-2"), Content_Type="text/html; charset=ISO-8859-2"),
        response(content=PAGE.encode("utf-16"), Content_Type="text/html"),
        response(**HTML).replace(b"https://news.example/a", b"<https://news.example/a>"),
        response(**HTML).replace(b"\r\n", b"\n", 8),
    ],
)
def test_pages(data: bytes) -> None:
    assert read(data) == [ARTICLE]


def test_plain_text() -> None:
    for kind in ("conversion", "resource"):
        assert read(record(kind=kind, content_type="text/plain", body=b"The weir held.")) == [
            {"id": "urn:uuid:1", "url": "https://news.example/a", "text": "The weir held."}
        ]


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (response(status="404 Not Found", **HTML), "http_status", "404 Not Found"),
        (response(status="301 Moved", **HTML), "http_status", "301"),
        (response(status="", **HTML), "http_status", "no status"),
        (response(Content_Type="image/png"), "other_content", "image/png"),
        (response(content=b"x", Content_Encoding="br", **HTML), "other_content", "compressed as br"),
        (response(content=b"\0" * 50, **HTML), "not_text", "control"),
        (response(content=PACKED[:-9], Content_Encoding="gzip", **HTML), "broken_compression", "cut off"),
        (response(content=b"\x01" * 50, Content_Encoding="deflate", **HTML), "broken_compression", "deflate"),
        (record(kind="continuation", body=b"x"), "other_content", "continuation"),
        (record(url="", body=b""), "damaged", "answer of the site is empty"),
        (record(length=10_000, body=b"x"), "damaged", "cut off"),
        (response(**HTML).replace(b"Content-Length: ", b"Content-Length: x"), "damaged", "Content-Length"),
        (response(**HTML).replace(b"WARC-Type", b"WARC-Tip"), "damaged", "WARC-Type"),
        (response(**HTML)[:150], "damaged", "header does not end"),
        (response(**HTML)[:-30], "damaged", "Content-Length"),
    ],
)
def test_what_gives_no_article_costs_no_neighbour(data: bytes, code: str, message: str) -> None:
    found = read(response(7, **HTML) + data + b"\r\n" + response(8, **HTML))
    assert [each.get("id") for each in found if "html" in each] == ["urn:uuid:7", "urn:uuid:8"]
    (told,) = (each for each in found if "reject" in each)
    assert (told["reject"], told["id"]) == (code, "urn:uuid:1")
    assert message in told["message"]


def test_what_tells_of_the_crawl_is_passed_over() -> None:
    about = [record(9, kind=kind, body=b"x") for kind in ("warcinfo", "request", "metadata", "revisit")]
    names = record(10, url="dns:news.example", content_type="text/dns", body=b"x")
    assert read(b"".join([*about, names, response(**HTML)])) == [ARTICLE]
    (told,) = read(b"".join([*about, names]))
    assert (told["key"], told["reject"]) == (WHOLE, "no_text")
    assert "none of the 5 records" in told["message"]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"\r\n", "empty"), (b"GIF89a", "damaged"), (b"arc 1 2 3\n", "damaged")]
)
def test_no_archive(data: bytes, code: str) -> None:
    (told,) = read(data)
    assert (told["key"], told["reject"]) == (WHOLE, code)


def test_a_body_is_bounded() -> None:
    small = ReadParams(article_limit_mib=1)
    bomb = b"<p>" + b"x" * (3 << 20)
    chunk = gzip.compress(bomb)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(chunk), chunk)
    for data in (
        response(content=gzip.compress(bomb), Content_Encoding="gzip", **HTML),
        response(content=zlib.compress(bomb), Content_Encoding="deflate", **HTML),
        response(content=chunked, Content_Encoding="gzip", Transfer_Encoding="chunked", **HTML),
        response(content=bomb, **HTML),
    ):
        (told,) = read(data, small)
        assert told["reject"] == "too_large"
        assert "article_limit_mib" in told["message"]


def test_two_records_with_one_id() -> None:
    found = read(response(**HTML) + response(status="500 Error") + response(**HTML))
    assert [each.get("reject") for each in found] == [None, "http_status", "duplicate_id"]
    assert len({each.get("key") for each in found}) == 3


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_damaged_member_of_a_compressed_archive_costs_no_neighbour(pack: Any) -> None:
    members = [pack(response(number, **HTML)) for number in range(9)]
    for number in (1, 4, 5, 7):
        members[number] = members[number][:40] + bytes(30) + members[number][70:]
    content, problem = decompress(b"".join(members), "gzip" if pack is gzip.compress else "zstd", 1)
    assert problem is not None
    assert problem.code == "broken_compression"
    ids = [each.get("id") for each in read(content) if "html" in each]
    assert ids == [f"urn:uuid:{number}" for number in (0, 2, 3, 6, 8)]


def test_what_warcio_writes_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    monkeypatch.setattr(WARCWriter, "_create_temp_file", lambda _: io.BytesIO())  # its own is never closed
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.0")
    for number in range(3):
        one = writer.create_warc_record(
            f"https://news.example/{number}", "response", payload=io.BytesIO(PAGE.encode()), http_headers=headers
        )
        writer.write_record(one)
    content, problem = decompress(sink.getvalue(), "gzip", 1)
    assert problem is None
    assert [each["url"] for each in read(content)] == [f"https://news.example/{number}" for number in range(3)]


GOOD = [response(number, **HTML) for number in range(100, 105)]
DAMAGED = [
    response(1, **HTML)[:-60] + b"\r\n",
    response(1, **HTML).replace(b"Content-Length: ", b"Content-Length: 9"),
    response(1, **HTML).replace(b"Content-Length: ", b"Content-Length: -"),
    response(1, **HTML).replace(b"\r\n\r\n", b"\r\n"),
    record(1, length=3, body=b"HTTP/1.1 200 OK\r\n\r\nThe weir held."),
    b"WARC/1.0\r\n",
    b"WARC/1.\r\n\r\n",
    b"\0\xff garbage\r\n",
]


@given(st.lists(st.sampled_from(DAMAGED), max_size=4), st.data())
def test_no_damaged_record_costs_a_good_one(damaged: list[bytes], data: st.DataObject) -> None:
    parts = list(GOOD)
    for each in damaged:
        parts.insert(data.draw(st.integers(0, len(parts))), each)
    found = read(b"".join(parts))
    assert [each["id"] for each in found if "html" in each] == [f"urn:uuid:{number}" for number in range(100, 105)]
    assert any("reject" in each for each in found) == bool(damaged)


@settings(max_examples=100)
@given(st.data())
def test_any_damage_is_answered(data: st.DataObject) -> None:
    raw = bytearray(b"".join(GOOD[:3]))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    assert read(bytes(raw[:cut]))


class Counting(bytes):
    """Counts the bytes that are walked through in search of something."""

    walked = 0

    def find(self, what: Any, start: Any = 0, end: Any = None) -> int:  # type: ignore[override]
        found = super().find(what, start, end)
        Counting.walked += (found if found >= 0 else len(self) if end is None else end) - start
        return found


@pytest.mark.parametrize("separator", [b"", b"\r\r", b"\r\n\r\n"])
def test_the_next_record_is_looked_for_in_linear_time(separator: bytes) -> None:
    one = response(**HTML).removesuffix(b"\r\n\r\n") + separator
    data = Counting(one * 500)
    Counting.walked = 0
    found = list(warc._stretches(data))
    assert len(found) == 500
    assert Counting.walked <= 2 * len(data)


def test_the_header_of_an_answer_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nA: b\r\n"
    folded = b" c\r\n" * (warc.HTTP_HEADER_BYTES // 4)
    assert "html" in read(record(body=start + folded[:4000] + b"\r\n" + PAGE.encode() + b" " * 100_000))[0]
    monkeypatch.setitem(sys.modules, "warcio.statusandheaders", None)  # cannot be imported
    (told,) = read(record(body=start + folded + b"\r\n" + PAGE.encode()))
    assert told["reject"] == "damaged"
    assert "header of the site's answer" in told["message"]
