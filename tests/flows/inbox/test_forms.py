"""What came in through the inbox reads as if its file had been put below the seeds: the tables are the same."""

import csv
import datetime as dt
import gzip
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from flows.engine.stage import Place
from flows.inbox import run
from flows.inbox.order import Order
from flows.inbox.report import Ingested
from tests.support.builder import ROOT, Builder
from tests.support.tables import Tables

STORY = (
    "The harbour authority of {0} signed a contract for {1} cranes on Monday, and said that the first of them would be "
    "at work before the monsoon. Its chairman told reporters in {0} that {1} more berths were planned for the season "
    "after that, if the lenders agreed to the terms that his office had sent them in the spring. A {0} paper said so.\n"
)
PAGE = (
    "<html><head><title>{0} gets {1} cranes</title>{2}</head><body><nav><a href='/'>Home</a></nav><article>"
    "<h1>{0} gets {1} cranes</h1><p>" + STORY + "</p><p>" + STORY.replace("signed", "paid for") + "</p></article>"
    "<footer>All rights reserved</footer></body></html>"
)
SITE = '<meta property="og:site_name" content="Harbour Post"><meta name="author" content="A. Malik">'
URDU = (
    "كراچى ميں پير كو بندرگاه كے حكام نے بتايا كه نئى كرينيں مون سون سے پہلے كام شروع كر ديں گى. ".replace("ے", "ى")
    .replace("ں", "ن")
    .replace("ہ", "ه")
    * 4
)
DAY = "2021-04-29"


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def table(delimiter: str, *rows: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode()


def parquet(**columns: list[object]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def warc(*pages: tuple[str, str, bytes]) -> bytes:
    parts = []
    for number, (url, kind, body) in enumerate(pages):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body
        parts.append(
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n".encode()
            + http
            + b"\r\n\r\n"
        )
    return b"".join(parts)


def arrivals() -> Iterator[tuple[str, bytes]]:
    """Yield files of every form, and what is in each."""
    named = "https://www.harbour.example/2021/04/29/story"
    yield "plain.txt", STORY.format("Plain", 3).encode()
    yield "coast/plain.txt", STORY.format("Pasni", 3).encode()
    yield "coast/dated.txt", ("KARACHI, April 29, 2021: " + STORY.format("Dated", 4)).encode()
    yield "coast/titled.md", ("# Gadani gets cranes\n\n" + STORY.format("Gadani", 5)).encode()
    yield "coast/marked.txt", STORY.format("Markéd", 6).encode("utf-8-sig")
    yield "coast/latin.txt", STORY.format("Café", 7).encode("cp1252")
    yield "coast/wide.txt", STORY.format("Wide", 8).encode("utf-16")
    yield "coast/urdu.txt", URDU.encode("cp1256")
    yield "coast/tags.txt", PAGE.format("Tagged", 9, SITE).encode()
    yield "coast/broken lines.txt", STORY.format("Wrapped", 10).replace(" the ", "\r\nthe ").encode()
    yield "coast/site.html", PAGE.format("Stated", 11, SITE).encode()
    yield "coast/no site.htm", PAGE.format("Silent", 12, "").encode()
    yield "bare.html", PAGE.format("Bare", 13, "").encode()
    yield "coast/declared.html", PAGE.format("Ćuprija", 14, '<meta charset="iso-8859-2">').encode("iso8859-2")
    yield "coast/zip.txt.gz", gzip.compress(STORY.format("Zipped", 15).encode())
    yield "coast/zst.html.zst", zstandard.compress(PAGE.format("Pressed", 16, "").encode())
    yield (
        "coast/week.jsonl",
        lines(
            {"id": 1, "text": STORY.format("First", 17)},
            {"id": "two", "text": STORY.format("Second", 18), "outlet": "The Other Paper", "title": "Second"},
            {"text": STORY.format("Third", 19), "published": 1619654400, "url": named, "more": [1, {"x": None}]},
            {"id": 4, "html": PAGE.format("Fourth", 20, SITE), "author": [{"name": "B. Khan"}, "C. Ali"]},
            {"id": 5, "html": PAGE.format("Fifth", 21, ""), "published": "29/4/2021", "section": ["News", "Sea"]},
            {"id": 6, "text": STORY.format("Sixth", 22), "outlet": "  ", "published": 1619654400.25},
            {"id": 7, "text": "", "html": PAGE.format("Seventh", 23, SITE)},
            {"id": 8, "text": STORY.format("Eighth \N{REPLACEMENT CHARACTER}", 24)},
        )
        + b'{"id": 9, "text": "'
        + STORY.format("Ninth\t", 25).strip().encode()
        + b'"}\n',
    )
    yield "week.ndjson.gz", gzip.compress(lines({"id": 1, "text": STORY.format("Loose", 26), "title": "Loose"}))
    yield "coast/latin.jsonl", b'{"id": 1, "text": "' + STORY.format("Caf\xe9", 27).strip().encode("cp1252") + b'"}\n'
    yield (
        "feed/wordpress.jsonl",
        lines(
            {
                "id": 31,
                "content": {"rendered": "<p>" + STORY.format("Fed", 28) + "</p>", "protected": False},
                "text": "not this",
                "date": "2021-04-28T10:00:00",
            }
        ),
    )
    yield (
        "feed/own.csv",
        table(",", ["id", "content.rendered", "date"], ["a", STORY.format("Celled", 29), "2021-04-27"]),
    )
    yield "coast/rows.csv", table(",", ["id", "text", "published"], ["r", STORY.format("Rowed", 30), "26 April 2021"])
    yield "coast/rows.tsv", table("\t", ["title", "text", "desk"], ["Tabbed", STORY.format("Tabbed", 31), "Sea"])
    yield "coast/latin.csv", table(";", ["id", "text"], ["é", STORY.format("Façade", 32)]).decode().encode("cp1252")
    yield (
        "coast/day.parquet",
        parquet(
            id=[1, 2],
            text=[STORY.format("Columned", 33), STORY.format("Stacked", 34)],
            published=[dt.datetime(2021, 4, 25, 9, 30, tzinfo=dt.UTC), None],
            words=[1.5, None],
        ),
    )
    yield (
        "coast/crawl.warc",
        warc(
            (named, "text/html; charset=windows-1251", PAGE.format("Архив", 35, SITE).encode("cp1251")),
            (named + "2", "text/plain", STORY.format("Archived", 36).encode()),
        ),
    )
    yield "coast/crawl.warc.gz", gzip.compress(warc((named + "3", "text/html", PAGE.format("Packed", 37, "").encode())))
    yield "COAST/plain.txt", STORY.format("Shouted", 38).encode()
    yield "coast/a #1%23 50% \n\\n.txt", STORY.format("Strange", 39).encode()
    yield "coast/پسنی.txt", STORY.format("Pasni again", 40).encode()
    yield "coast/deep/er/one.txt", STORY.format("Deep", 41).encode()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Ingested]:
    """Give two folders of artifacts, of files in their places and of the same through the inbox, and what came in."""
    home = tmp_path_factory.mktemp("forms")
    for where in ("there/seeds", "here/inbox"):
        for name, data in arrivals():
            path = home / where / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for path in (ROOT / "seeds").rglob("*"):
            if path.is_file() and path.parent != ROOT / "seeds":
                target = home / where / path.relative_to(ROOT / "seeds")
                target.parent.mkdir(exist_ok=True)
                shutil.copy(path, target)
    fields = (ROOT / "seeds" / "fields.csv").read_text() + "feed,text,content.rendered,\nfeed,published,date,\n"
    for where in ("there/seeds", "here/seeds"):
        (home / where).mkdir(exist_ok=True)
        shutil.copy(ROOT / "seeds" / "outlets.csv", home / where)
        (home / where / "fields.csv").write_text(fields)
    order = Order(Place(home / "here/seeds", home / "here/artifacts"), root=home / "here", day=DAY, settle_seconds=0)
    came = run.ingest(order, workers=1)
    builder = Builder(home / "builder")
    for where in ("there", "here"):
        builder.build(home / where / "seeds", home / where / "artifacts")
    builder.close()
    return home / "there/artifacts", home / "here/artifacts", came


def test_what_did_not_come_in_is_what_a_build_rejects(places: tuple[Path, Path, Ingested]) -> None:
    there, here, came = places
    rejected = Tables(there).rows("select source, record, code, message from {rejects}")
    told = [(each.name, *problem) for each in came.files for problem in each.rejects]
    assert sorted(map(repr, told)) == sorted(map(repr, rejected))
    assert {each.name for each in came.files if each.fate != "in"} == {row[0] for row in rejected}
    assert Tables(here).rows("select * from {rejects}") == []
    (kept,) = Tables(there).rows("select (select count(*) from {documents}) + (select count(*) from {duplicates})")
    assert came.counts()["articles"] == kept[0] > 60


@pytest.mark.parametrize("name", ["documents", "duplicates", "timexes", "amounts", "sentences", "removed"])
def test_the_tables_are_the_same(places: tuple[Path, Path, Ingested], name: str) -> None:
    """All columns but the ids, which are made of the place."""
    made_of_places = ["doc_id", "source", "record", "raw_sha256", "cluster_id", "duplicate_of"]
    there, here, _ = places
    found = []
    for artifacts in (there, here):
        tables = Tables(artifacts)
        columns = [row[0] for row in tables.rows(f"describe select * from {{{name}}}")]
        same = ", ".join(f'"{column}"' for column in columns if column not in made_of_places)
        found.append(sorted(map(repr, tables.rows(f"select {same} from {{{name}}}"))))
    assert found[0]
    assert found[0] == found[1]


def test_the_ids_are_the_keys_that_the_articles_would_have(places: tuple[Path, Path, Ingested]) -> None:
    there, here, _ = places
    query = "select {0}, text from (select source, record, text from {{documents}})"
    escaped = "replace(replace(source, '%', '%25'), '#', '%23')"
    own = Tables(there).rows(query.format(f"{escaped} || coalesce('#' || record, '')"))
    came = Tables(here).rows(query.format("record"))
    no_id = {text for key, text in came if "#~" in key}
    assert sorted(row for row in own if row[1] not in no_id) == sorted(row for row in came if row[1] not in no_id)
    assert set(Tables(here).rows("select distinct source from {documents}")) == {(f"inbox-{DAY}.jsonl",)}


def test_who_published_is_who_it_would_be(places: tuple[Path, Path, Ingested]) -> None:
    _, here, _ = places
    outlets = dict(
        Tables(here).rows("select record, outlet from {documents} union all select record, outlet from {duplicates}")
    )
    assert outlets["plain.txt"] is None
    assert outlets["bare.html"] is None
    assert outlets["coast/plain.txt"] == "coast"
    assert outlets["COAST/plain.txt"] == "COAST"
    assert outlets["coast/site.html"] == "Harbour Post"
    assert outlets["coast/no site.htm"] == "coast"
    assert outlets["coast/week.jsonl#1"] == "coast"
    assert outlets["coast/week.jsonl#two"] == "The Other Paper"
    assert outlets["coast/week.jsonl#4"] == "Harbour Post"
    assert outlets["week.ndjson.gz#1"] is None
    assert outlets["indus-wire/1266118.txt"] == "Indus Wire"
