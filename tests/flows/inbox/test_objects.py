"""An inbox and its quarantine on a real S3 server, on loopback."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.engine.stage import Place
from flows.errors import StoreError, UsageError
from flows.inbox import objects, run, stores
from flows.inbox.objects import Objects
from flows.inbox.order import Order
from flows.inbox.report import Ingested
from tests.support import s3 as loopback

STORY = (
    "The harbour authority of {0} signed a contract for {1} cranes on Monday, and said that the first of them would be "
    "at work before the monsoon. Its chairman told reporters in {0} that {1} more berths were planned after that.\n"
)
DAY = "2021-04-29"
INBOX = "s3://news/inbox"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with loopback.running() as server:
        yield server.address


@pytest.fixture
def s3(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a bucket without anything in it; who asks, and where, is in the environment alone."""
    for name, value in {
        **loopback.CREDENTIALS,
        "AWS_ENDPOINT_URL": server,
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }.items():
        monkeypatch.setenv(name, value)
    store = Objects("s3://news")._fs
    if store.exists("news"):
        store.rm("news", recursive=True)
    store.mkdir("news")
    return store


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "seeds").mkdir()
    return Place(tmp_path / "seeds", tmp_path / "artifacts")


def ingest(place: Place, **changes: Any) -> Ingested:
    order = Order(place, **{"inbox": INBOX, "root": place.seeds.parent, "day": DAY, **changes})
    return run.ingest(order, workers=1)


def ids(place: Place, day: str = DAY) -> list[str]:
    path = place.seeds / f"inbox-{day}.jsonl"
    return [json.loads(line)["id"] for line in path.read_text().splitlines()] if path.exists() else []


def fill(s3: Any) -> None:
    s3.pipe_file("news/inbox/coast/a #1.txt", STORY.format("Pasni", 3).encode())
    records = [{"id": 1, "text": STORY.format("Jiwani", 5)}, {"id": 2, "text": "Short."}]
    batch = "".join(json.dumps(each) + "\n" for each in records)
    s3.pipe_file("news/inbox/coast/week.jsonl.gz", gzip.compress(batch.encode(), mtime=0))
    s3.pipe_file("news/inbox/scan.pdf", b"%PDF")
    s3.pipe_file("news/inbox/half.txt.part", b"half")
    s3.pipe_file("news/inbox//slash.txt", STORY.format("Slash", 7).encode())
    s3.touch("news/inbox/coast/")
    s3.pipe_file("news/inbox-other/b.txt", STORY.format("Other", 9).encode())


def test_a_prefix_is_an_inbox_and_the_quarantine_stands_beside_it(s3: Any, place: Place) -> None:
    fill(s3)
    done = ingest(place)
    assert ids(place) == ["/slash.txt", "coast/a %231.txt", "coast/week.jsonl.gz#1"]
    assert {each.name: each.code for each in done.files if each.code} == {
        "coast/week.jsonl.gz": "some_records",
        "half.txt.part": "unfinished",
        "scan.pdf": "unknown_form",
    }
    assert sorted(s3.find("news")) == [
        "news/inbox-other/b.txt",
        f"news/inbox-quarantine/{DAY}/coast/week.jsonl.gz",
        f"news/inbox-quarantine/{DAY}/coast/week.jsonl.gz.reason.json",
        f"news/inbox-quarantine/{DAY}/scan.pdf",
        f"news/inbox-quarantine/{DAY}/scan.pdf.reason.json",
        "news/inbox/coast/",
        "news/inbox/half.txt.part",
    ]
    reason = json.loads(s3.cat_file(f"news/inbox-quarantine/{DAY}/coast/week.jsonl.gz.reason.json"))
    assert [each["code"] for each in reason["records"]] == ["too_short"]
    outlets = [json.loads(line).get("outlet") for line in (place.seeds / f"inbox-{DAY}.jsonl").read_text().splitlines()]
    assert outlets == [None, "coast", "coast"]
    s3.pipe_file("news/inbox/scan.pdf", b"%PDF of another kind")
    assert ingest(place).counts()["quarantined"] == 1
    assert len(s3.find("news/inbox-quarantine")) == 6


@pytest.mark.parametrize("calls", [0, 3, 4])
def test_a_store_that_fails_in_between_is_gone_on_with(
    s3: Any, place: Place, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    """The first removal, a reason, or the removal after it; the next run, on another day, ends what was begun."""
    fill(s3)
    fails = iter([*[False] * calls, True])

    def failing(call: Any) -> Any:
        def called(*arguments: Any) -> Any:
            if next(fails, False):
                raise StoreError("The store is away", "Wait.", passing=True)
            return call(*arguments)

        return called

    with monkeypatch.context() as patch:
        for name in ("remove", "create"):
            patch.setattr(Objects, name, failing(getattr(Objects, name)))
        patch.setattr(Objects, "at_once", 1)
        with pytest.raises(StoreError, match="is away"):
            ingest(place)
    assert ingest(place, day="2021-04-30").resumed == 4
    assert (len(ids(place)), ids(place, "2021-04-30")) == (3, [])
    assert sorted(s3.find("news/inbox")) == ["news/inbox/coast/", "news/inbox/half.txt.part"]
    assert len(s3.find("news/inbox-quarantine")) == 4


def test_a_file_is_known_again_without_reading_it(s3: Any) -> None:
    s3.pipe_file("news/inbox/a.txt", b"a")
    (item,), _ = Objects(INBOX).look()
    assert item.mark == objects._mark(s3.info("news/inbox/a.txt"))
    assert item.changed is None
    s3.pipe_file("news/inbox/a.txt", b"b")
    assert item.mark != objects._mark(s3.info("news/inbox/a.txt"))


def test_an_upload_that_fails_leaves_nothing(s3: Any) -> None:
    def write(stream: Any) -> None:
        stream.write(b"half")
        raise stores.DamagedError

    def write_nothing(_stream: Any) -> None:
        pass

    store = Objects("s3://news/aside")
    with pytest.raises(stores.DamagedError):
        store.create("a/b.txt", write)
    assert store.digest("a/b.txt") is None
    assert store.create("a/b.txt", write_nothing)
    assert not store.create("a/b.txt", write_nothing)


def test_what_changed_since_it_was_read_stays(s3: Any, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_SMALL", 8)
    fill(s3)
    with run.Run(Order(place, inbox=INBOX, root=place.seeds.parent, day=DAY)) as work:
        work.gather()
        work.check()
        s3.pipe_file("news/inbox/coast/a #1.txt", STORY.format("Pasni", 4).encode())
        s3.rm_file("news/inbox/scan.pdf")
        work.move()
        work.clear()
    assert len(ids(place)) == 3
    assert s3.cat_file("news/inbox/coast/a #1.txt") == STORY.format("Pasni", 4).encode()
    assert len(s3.find("news/inbox-quarantine")) == 2


def test_what_is_gone_or_grown_since_it_was_listed_is_left(
    s3: Any, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gone", "grown", "same"):
        s3.pipe_file(f"news/inbox/{name}.txt", STORY.format(name, 3).encode())
    look = Objects.look

    def looked(self: Objects) -> Any:
        found = look(self)
        s3.rm_file("news/inbox/gone.txt")
        s3.pipe_file("news/inbox/grown.txt", STORY.format("grown", 3).encode() * 2)
        return found

    monkeypatch.setattr(Objects, "look", looked)
    done = ingest(place)
    assert {each.name: each.code for each in done.files} == {
        "gone.txt": "changing",
        "grown.txt": "changing",
        "same.txt": None,
    }


def test_stores_may_be_of_two_kinds(s3: Any, place: Place) -> None:
    fill(s3)
    ingest(place, quarantine="aside")
    aside = place.seeds.parent / "aside" / DAY
    assert sorted(path.name for path in aside.rglob("*.reason.json")) == [
        "scan.pdf.reason.json",
        "week.jsonl.gz.reason.json",
    ]
    (place.seeds.parent / "inbox").mkdir()
    (place.seeds.parent / "inbox" / "b.pdf").write_bytes(b"%PDF")
    ingest(place, inbox="inbox", quarantine="s3://news/from-a-folder", settle_seconds=0)
    assert s3.cat_file(f"news/from-a-folder/{DAY}/b.pdf") == b"%PDF"


def test_what_is_wrong_with_a_store_is_told(s3: Any, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="whole bucket"):
        ingest(place, inbox="s3://news")
    with pytest.raises(UsageError, match="not apart"):
        ingest(place, quarantine=f"{INBOX}/aside")
    with pytest.raises(StoreError, match="does not exist") as raised:
        ingest(place, inbox="s3://no-such-bucket/inbox")
    assert not raised.value.passing
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(StoreError, match=r"(?i)credentials") as raised:
        ingest(place)
    assert not raised.value.passing


def test_a_server_that_is_away_may_come_back(
    s3: Any, place: Place, monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused_port}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr("s3fs.core.S3FileSystem.retries", 1)
    with pytest.raises(StoreError, match="cannot be listed") as raised:
        ingest(place)
    assert raised.value.passing


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    with pytest.raises(UsageError, match=r"khabar\[s3\]"):
        Objects(INBOX)
