"""A run through the inbox: what comes in, what is set aside, what is left; and that nothing is lost on the way."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import build
from flows.engine import lock
from flows.engine.stage import Place
from flows.errors import BusyError, ChangedError, CorruptError, KhabarError, StageError, StoreError, UsageError
from flows.inbox import checking, gathering, quarantine, run, scratch
from flows.inbox.folder import Folder
from flows.inbox.order import Order
from flows.inbox.report import FileReport, Ingested
from stages import NAMES
from tests.support.builder import tree

STORY = (
    "The harbour authority of {0} signed a contract for {1} cranes on Monday, and said that the first of them would be "
    "at work before the monsoon. Its chairman told reporters in {0} that {1} more berths were planned for the season "
    "after that, if the lenders agreed to the terms that his office had sent them in the spring.\n"
)
DAY = "2021-04-29"


class Desk:
    """A workspace with an inbox."""

    def __init__(self, home: Path) -> None:
        self.home, self.inbox, self.aside = home, home / "inbox", home / "inbox-quarantine"
        self.place = Place(home / "seeds", home / "artifacts")
        self.inbox.mkdir()
        self.place.seeds.mkdir()

    def order(self, **changes: Any) -> Order:
        return Order(self.place, root=self.home, **{"day": DAY, "settle_seconds": 0, **changes})

    def ingest(self, **changes: Any) -> Ingested:
        return run.ingest(self.order(**changes), workers=1)

    def put(self, name: str, data: str | bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def ids(self, day: str = DAY) -> list[str]:
        path = self.place.seeds / f"inbox-{day}.jsonl"
        return [json.loads(line)["id"] for line in path.read_text().splitlines()] if path.exists() else []

    def set_aside(self) -> list[str]:
        return sorted(path.relative_to(self.aside).as_posix() for path in self.aside.rglob("*") if path.is_file())

    def reason(self, name: str, day: str = DAY) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.aside / day / f"{name}.reason.json").read_text())
        return found

    def all_files(self) -> dict[str, str]:
        return tree(self.home)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def codes(done: Ingested, fate: str) -> dict[str, str | None]:
    return {each.name: each.code for each in done.files if each.fate == fate}


def only(done: Ingested) -> FileReport:
    (report,) = done.files
    return report


def test_what_is_an_article_comes_in_and_the_rest_is_set_aside(desk: Desk) -> None:
    desk.put("coast/pasni.txt", STORY.format("Pasni", 3))
    records = [{"id": 1, "text": STORY.format("Jiwani", 4)}, {"id": 2, "text": "Short."}, {"id": 1, "text": "Again."}]
    batch = desk.put("coast/week.jsonl", "".join(json.dumps(each) + "\n" for each in records)).read_bytes()
    desk.put("scan.pdf", "%PDF-1.4")
    desk.put("empty.txt", "")
    desk.put("none.jsonl", '{"text": 1}\n{}\n')
    desk.put("outlets.csv", "name\nCoast\n")
    desk.put("coast/outlets.csv", "name\nCoast\n")
    done = desk.ingest()
    assert desk.ids() == ["coast/pasni.txt", "coast/week.jsonl#1"]
    assert codes(done, "quarantined") == {
        "coast/outlets.csv": "no_fields",
        "coast/week.jsonl": "some_records",
        "empty.txt": "empty",
        "none.jsonl": "no_article",
        "outlets.csv": "reference_table",
        "scan.pdf": "unknown_form",
    }
    assert [path for path in desk.inbox.rglob("*") if path.is_file()] == []
    assert (desk.aside / DAY / "coast" / "week.jsonl").read_bytes() == batch
    assert len(desk.set_aside()) == 12
    reason = desk.reason("coast/week.jsonl")
    assert (reason["path"], reason["records_that_came_in"], reason["bytes"]) == ("coast/week.jsonl", 1, len(batch))
    assert {(each["record"], each["code"]) for each in reason["records"]} == {("2", "too_short"), ("1", "duplicate_id")}
    assert f"inbox-{DAY}.jsonl" in reason["message"]
    assert (desk.reason("scan.pdf")["code"], desk.reason("scan.pdf")["records"]) == ("unknown_form", [])
    assert done.counts() == {
        "day": DAY,
        "file": f"inbox-{DAY}.jsonl",
        "files": 7,
        "articles": 2,
        "there": 0,
        "duplicates": 0,
        "compared": None,
        "rejects": 8,
        "quarantined": 6,
        "left": 0,
        "resumed": 0,
    }
    assert sorted(path.name for path in desk.place.seeds.iterdir()) == [f"inbox-{DAY}.jsonl"]


def test_what_is_not_ready_is_left_and_told(desk: Desk) -> None:
    for name in (".hidden.txt", ".folder/a.txt", "a.txt.part", "b.TMP", "c.txt.crdownload", "d.partial", "fresh.txt"):
        desk.put(name, STORY.format(name, 3))
    for name in ("old.txt", "future.txt", "folder.txt/inner.txt"):
        path = desk.put(name, STORY.format(name, 3))
        when = 1_000_000_000 if name != "future.txt" else 4_000_000_000
        os.utime(path, (when, when))
    (desk.inbox / "link.txt").symlink_to(desk.home / "elsewhere.txt")
    (desk.inbox / "linked").symlink_to(desk.home)
    os.mkfifo(desk.inbox / "pipe.txt")
    done = desk.ingest(settle_seconds=3600)
    assert codes(done, "left") == {
        ".folder": "hidden",
        ".hidden.txt": "hidden",
        "a.txt.part": "unfinished",
        "b.TMP": "unfinished",
        "c.txt.crdownload": "unfinished",
        "d.partial": "unfinished",
        "fresh.txt": "unsettled",
        "link.txt": "link",
        "linked": "link",
        "pipe.txt": "not_a_file",
    }
    assert desk.ids() == ["folder.txt/inner.txt", "future.txt", "old.txt"]
    assert all(each.message for each in done.with_fate("left"))


def test_what_cannot_be_read_or_removed_is_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may read everything, so that the system is made to refuse."""
    for name in ("a/one.txt", "b/two.txt", "c/three.txt", "four.txt"):
        desk.put(name, STORY.format(name, 3))
    opened, scandir, access = os.open, os.scandir, os.access

    def refuse(call: Callable[..., Any], part: str) -> Callable[..., Any]:
        def called(path: Any, *arguments: Any, **options: Any) -> Any:
            if str(path).endswith(part):
                raise PermissionError(13, "Permission denied", str(path))
            return call(path, *arguments, **options)

        return called

    monkeypatch.setattr(os, "open", refuse(opened, "one.txt"))
    monkeypatch.setattr(os, "scandir", refuse(scandir, "/b"))
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("/c") and access(path, mode))
    done = desk.ingest()
    assert codes(done, "left") == {"a/one.txt": "unreadable", "b": "unreadable", "c/three.txt": "not_removable"}
    assert desk.ids() == ["four.txt"]


def test_names_may_be_odd(desk: Desk) -> None:
    names = (
        "a b/#1 50%.txt",
        "line\nend.txt",
        "Case.txt",
        "case.txt",
        "پسنی.txt",
        os.fsdecode(b"caf\xe9.txt"),
        "~.txt",
    )
    for name in names:
        desk.put(name, STORY.format(names.index(name), 3))
        desk.put(f"{name}.pdf", f"%PDF {names.index(name)}")
    done = desk.ingest()
    assert len(desk.ids()) == len(names)
    assert {"a b/%231 50%25.txt", "line\nend.txt", "Case.txt", "case.txt", "caf\\xe9.txt"} < set(desk.ids())
    assert done.counts()["quarantined"] == len(names)
    assert len(desk.set_aside()) == 2 * len(names)
    assert (desk.aside / DAY / os.fsdecode(b"caf\xe9.txt.pdf")).is_file()


def test_the_same_file_again_is_there_and_another_one_is_not(desk: Desk) -> None:
    for text, there in (("One", 0), ("One", 1), ("Two", 0), ("Two", 1), ("One", 1)):
        desk.put("coast/a.txt", STORY.format(text, 3))
        report = only(desk.ingest())
        assert (report.fate, report.articles, report.there) == ("in", 1 - there, there)
        assert not (desk.inbox / "coast" / "a.txt").exists()
    assert len(desk.ids()) == 2
    desk.put("coast/a.txt", STORY.format("One", 3))
    assert only(desk.ingest(day="2021-04-30")).articles == 1


def test_copies_of_what_is_there_come_in_and_are_counted(desk: Desk) -> None:
    (desk.place.seeds / "hills").mkdir()
    (desk.place.seeds / "hills" / "ormara.txt").write_text(STORY.format("Ormara", 14))
    build.run(NAMES, desk.place, {}, workers=1)
    desk.put("coast/copy.txt", STORY.format("Ormara", 14).upper())
    desk.put("coast/new.txt", "The mill of Kotri closed on Friday, and nobody has told its workers why it did. " * 3)
    done = desk.ingest(dry_run=True)
    assert {each.name: each.duplicates for each in done.files} == {"coast/copy.txt": 1, "coast/new.txt": 0}
    assert (done.counts()["compared"], done.counts()["articles"]) == (1, 2)
    done = desk.ingest(compare=False)
    assert (done.counts()["compared"], done.counts()["duplicates"], len(desk.ids())) == (None, 0, 2)


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    desk.put("scan.pdf", "%PDF")
    before = desk.all_files()
    done = desk.ingest(dry_run=True)
    assert (done.counts()["articles"], done.counts()["quarantined"]) == (1, 1)
    assert desk.all_files() == before
    assert sorted(path.name for path in desk.home.iterdir()) == ["inbox", "seeds"]


def test_field_names_and_outlets_of_the_seeds_count(desk: Desk) -> None:
    (desk.place.seeds / "fields.csv").write_text("folder,field,name\nfeed,text,body\n")
    (desk.place.seeds / "outlets.csv").write_text("name,also\nThe Feed,feed\n")
    desk.put("feed/a.jsonl", json.dumps({"id": 1, "body": STORY.format("Gadani", 2)}))
    desk.put("other/a.jsonl", json.dumps({"id": 1, "body": STORY.format("Gadani", 2)}))
    desk.ingest()
    assert desk.ids() == ["feed/a.jsonl#1"]
    assert desk.reason("other/a.jsonl")["code"] == "no_article" or desk.reason("other/a.jsonl")["code"] == "no_text"
    (desk.place.seeds / "fields.csv").write_text("folder,field\n")
    with pytest.raises(UsageError, match=r"fields\.csv"):
        desk.ingest()


def test_what_recurs_from_end_to_end_is_no_article(desk: Desk) -> None:
    """What a build learns from the articles themselves counts as well."""
    residue = "Readers may write to our desk in the lane behind the harbour."
    for number in range(20):
        words = " ".join(
            f"{letter}{'aeiou'[number % 5]}{chr(98 + number)}{place}" for place, letter in enumerate("bcdf" * 12)
        )
        desk.put(f"coast/{number}.txt", f"{words} one.\n{words[::-1]} two.\n{residue}\n")
    desk.put("coast/notice.txt", f"{residue}\n")
    done = desk.ingest()
    assert codes(done, "quarantined") == {"coast/notice.txt": "not_an_article"}
    assert "recurring" in (done.with_fate("quarantined")[0].message or "")
    assert len(desk.ids()) == 20


def test_nothing_takes_the_place_of_what_is_set_aside(desk: Desk) -> None:
    for content in ("%PDF 1", "%PDF 2", "%PDF 1"):
        desk.put("scan.pdf", content)
        desk.ingest()
    assert len(desk.set_aside()) == 4
    desk.put("scan.pdf/inner.pdf", "%PDF 3")
    desk.put("a.pdf", "%PDF 4")
    desk.put("a.pdf.reason.json", "{}")
    desk.put("b" * 250 + ".pdf", "%PDF 5")
    report = desk.ingest()
    places = {each.name: each.place for each in report.files}
    assert len(set(places.values())) == 4
    for name, place in places.items():
        assert place
        assert json.loads((desk.aside / f"{place}.reason.json").read_text())["path"] == name
    assert (desk.aside / str(places["scan.pdf/inner.pdf"])).read_text() == "%PDF 3"


def test_large_files_are_not_copied_and_still_set_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"clean": {"read": {"article_limit_mib": 1, "decompressed_limit_mib": 2}}}
    large = desk.put("coast/large.txt", "x" * (2 << 20)).read_bytes()
    desk.put("coast/large.jsonl", "x" * (3 << 20))
    desk.put("video.mp4", "x" * (3 << 20))
    copied: list[bool] = []
    fetch = Folder.fetch

    def watched(self: Folder, item: Any, target: Path | None) -> str:
        copied.append(target is not None)
        return fetch(self, item, target)

    monkeypatch.setattr(Folder, "fetch", watched)
    done = desk.ingest(settings=settings)
    assert set(codes(done, "quarantined").values()) == {"too_large", "unknown_form"}
    assert copied == [False] * 3
    assert (desk.aside / DAY / "coast" / "large.txt").read_bytes() == large


def test_a_run_takes_no_more_than_a_batch_may_hold(desk: Desk) -> None:
    settings = {"clean": {"read": {"article_limit_mib": 1, "decompressed_limit_mib": 1}}}
    for number in range(4):
        desk.put(f"coast/{number}.txt", f"{STORY.format(number, 3)}{'Word and word. ' * 20_000}")
    done = desk.ingest(settings=settings)
    assert codes(done, "left") == {"coast/3.txt": "next_time"}
    assert codes(desk.ingest(settings=settings), "left") == {"coast/3.txt": "day_full"}
    desk.ingest(settings=settings, day="2021-04-30")
    assert desk.ids("2021-04-30") == ["coast/3.txt"]


def test_a_file_that_changes_meanwhile_is_not_taken_for_what_was_read(desk: Desk) -> None:
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    desk.put("scan.pdf", "%PDF 1")
    with run.Run(desk.order()) as work:
        work.resume()
        work.gather()
        work.check()
        desk.put("coast/a.txt", STORY.format("Pasni", 4))
        desk.put("scan.pdf", "%PDF 2")
        desk.put("late.txt", STORY.format("Late", 5))
        work.move()
        work.clear()
    assert desk.ids() == ["coast/a.txt"]
    assert sorted(path.name for path in desk.inbox.rglob("*") if path.is_file()) == ["a.txt", "late.txt", "scan.pdf"]
    assert desk.set_aside() == []
    desk.ingest()
    assert len(desk.ids()) == 3
    assert desk.set_aside() == [f"{DAY}/scan.pdf", f"{DAY}/scan.pdf.reason.json"]


def test_a_file_that_changes_while_it_is_copied_is_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.put("coast/a.txt", STORY.format("Pasni", 3))
    look = Folder.look

    def looked(self: Folder) -> Any:
        found = look(self)
        with path.open("a") as stream:
            stream.write("more")
        return found

    monkeypatch.setattr(Folder, "look", looked)
    assert codes(desk.ingest(), "left") == {"coast/a.txt": "changing"}


def test_somebody_who_edits_the_file_of_the_day_is_not_overwritten(desk: Desk) -> None:
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    theirs = desk.place.seeds / f"inbox-{DAY}.jsonl"
    with run.Run(desk.order()) as work:
        work.gather()
        work.check()
        theirs.write_text('{"id": "x", "text": "Theirs"}\n')
        with pytest.raises(ChangedError, match="Nothing came in"):
            work.move()
    assert desk.ids() == ["x"]
    assert (desk.inbox / "coast" / "a.txt").is_file()
    desk.ingest()
    assert desk.ids() == ["coast/a.txt", "x"]


@pytest.mark.parametrize("broken", ["remove", "create"])
def test_a_store_that_refuses_is_told_and_the_next_run_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    desk.put("scan.pdf", "%PDF")

    def refuse(*_: Any) -> None:
        raise StoreError("No", "Mend it.")

    with monkeypatch.context() as patch:
        patch.setattr(Folder, broken, refuse)
        with pytest.raises(StoreError):
            desk.ingest()
    assert desk.ids() == ["coast/a.txt"]
    with pytest.raises(KhabarError, match="did not come to its end"):
        desk.ingest(dry_run=True)
    desk.put("coast/b.txt", STORY.format("Gadani", 4))
    done = desk.ingest(day="2021-04-30")
    assert (done.resumed, [each.name for each in done.files]) == (2, ["coast/b.txt"])
    assert (desk.ids(), desk.ids("2021-04-30")) == (["coast/a.txt"], ["coast/b.txt"])
    assert desk.set_aside() == [f"{DAY}/scan.pdf", f"{DAY}/scan.pdf.reason.json"]
    assert not list(desk.place.seeds.glob(".*"))


def test_a_damaged_copy_is_not_set_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = desk.put("a.jsonl", f'{{"text": "{STORY.format("A", 1).strip()}"}}\n{{}}\n')
    content = batch.read_bytes()

    def stopped_before_clearing() -> Path:
        with run.Run(desk.order()) as work:
            work.gather()
            work.check()
            work.move()
            kept = shutil.copytree(desk.place.seeds / scratch.NAME, desk.home / "kept")
            work.clear()
        shutil.rmtree(desk.aside)
        folder = desk.place.seeds / scratch.NAME
        shutil.rmtree(folder, ignore_errors=True)
        kept.rename(folder)
        (folder / "files" / "00000000").write_bytes(b"damaged")
        return folder

    stopped_before_clearing()
    batch.write_bytes(content)
    desk.ingest()
    assert (desk.aside / DAY / "a.jsonl").read_bytes() == content
    batch.write_bytes(content)
    folder = stopped_before_clearing()
    with pytest.raises(CorruptError, match=r"copy of a\.jsonl"):
        desk.ingest()
    shutil.rmtree(folder)
    desk.ingest()


def test_a_stage_that_fails_leaves_everything_where_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    before = desk.all_files()

    def fail(*_: Any) -> None:
        raise StageError("No", "Report it.")

    monkeypatch.setattr(checking, "run_stage", fail)
    with pytest.raises(StageError):
        desk.ingest()
    assert desk.all_files() == before


def test_an_article_that_would_not_read_the_same_is_set_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    desk.put("coast/b.jsonl", json.dumps({"id": 1, "text": STORY.format("Gadani", 4)}))
    calls = iter(range(100))
    monkeypatch.setattr(checking.reading, "said", lambda rows: [str(next(calls)) for _ in range(rows.num_rows)])
    done = desk.ingest()
    assert codes(done, "quarantined") == {"coast/a.txt": "changed_on_the_way", "coast/b.jsonl": "no_article"}
    assert [each.record for file in done.files for each in file.rejects] == [None, "1"]
    assert desk.ids() == []


def test_one_run_at_a_time(desk: Desk) -> None:
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    with scratch.held(desk.place.seeds), pytest.raises(BusyError, match="Another run brings articles"):
        desk.ingest()
    with lock.claimed(desk.place.artifacts, "a test"):
        desk.ingest()
    assert desk.ids() == ["coast/a.txt"]


def test_a_workspace_that_is_held_is_waited_for(desk: Desk) -> None:
    told: list[str] = []
    desk.place.artifacts.mkdir()
    handle = lock._lock(desk.place.artifacts / lock.NAME)
    assert handle is not None

    def release(holder: str) -> None:
        told.append(holder)
        os.close(handle)

    run.ingest(desk.order(wait=60), workers=1, tell=release)
    assert told == ["another run"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"day": "yesterday"}, "is not a day"),
        ({"inbox": "none"}, "is not a folder"),
        ({"inbox": "seeds"}, "are not apart"),
        ({"inbox": "."}, "are not apart"),
        ({"inbox": "seeds/coast"}, "are not apart"),
        ({"quarantine": "inbox/aside"}, "are not apart"),
        ({"quarantine": "inbox"}, "are not apart"),
        ({"quarantine": "seeds/aside"}, "are not apart"),
        ({"quarantine": "artifacts"}, "are not apart"),
        ({"inbox": ".git"}, "keeps its own files in"),
        ({"inbox": "stages"}, "keeps its own files in"),
        ({"quarantine": ".dvc/aside"}, "keeps its own files in"),
        ({"day": "20210429"}, "Give 2021-04-29"),
        ({"inbox": "http://localhost:1/x"}, "is not the address of a store"),
        ({"inbox": "s3://"}, "is not the address of a store"),
        ({"inbox": "://x"}, "is not the address of a store"),
        ({"quarantine": "a-file"}, "is not a folder"),
        ({"inbox": "nosuch://bucket/prefix"}, "is not an address"),
        ({"inbox": "s3://key:secret@bucket/prefix"}, "holds a password"),
        ({"settings": {"clean": {"read": {"least": 1}}}}, "least"),
    ],
)
def test_a_slip_is_told_and_changes_nothing(desk: Desk, changes: dict[str, Any], says: str) -> None:
    (desk.place.seeds / "coast").mkdir()
    for own in (".git", "stages"):
        (desk.home / own).mkdir()
    (desk.home / "a-file").touch()
    desk.put("coast/a.txt", STORY.format("Pasni", 3))
    before = desk.all_files()
    with pytest.raises(UsageError, match=says) as raised:
        desk.ingest(**changes)
    assert "secret" not in str(raised.value)
    assert desk.all_files() == before


def test_the_default_inbox_is_made_and_the_day_is_that_of_the_world(desk: Desk) -> None:
    desk.inbox.rmdir()
    before = dt.datetime.now(dt.UTC).date().isoformat()
    done = desk.ingest(make=True, day=None)
    assert desk.inbox.is_dir()
    assert before <= done.day <= dt.datetime.now(dt.UTC).date().isoformat()
    assert done.counts()["files"] == 0


def test_reasons_are_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "LISTED", 3)
    desk.put("a.jsonl", "{}\n" * 5)
    desk.ingest()
    reason = desk.reason("a.jsonl")
    assert (len(reason["records"]), reason["records_not_listed"]) == (3, 2)


def test_side_by_side_keeps_the_order() -> None:
    assert list(gathering.side_by_side(str, range(100), 8)) == list(gathering.side_by_side(str, range(100), 1))
