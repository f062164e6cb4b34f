"""``khabar add``: what is shown is what comes, and nothing changes but that."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flows import add
from flows.cli import main
from tests.support.builder import tree

STORY = (
    "The harbour authority of {0} signed a contract for {1} cranes on Monday, and said that the first of them would be "
    "at work before the monsoon. Its chairman told reporters in {0} that {1} more berths were planned for the season "
    "after that, if the lenders agreed to the terms that his office had sent them in the spring.\n"
)


def khabar(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def added(*arguments: object) -> dict[str, dict[str, Any]]:
    result = khabar("add", "--json", *arguments)
    assert result.exit_code in (0, 1), result.output
    return {row["name"]: row for row in map(json.loads, result.stdout.splitlines())}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a working folder with seeds that are built, and a folder ``new`` of files to add."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds" / "coast").mkdir(parents=True)
    (tmp_path / "new").mkdir()
    (tmp_path / "seeds" / "coast" / "ormara.txt").write_text(STORY.format("Ormara", 14))
    assert khabar("build", "--seeds", "seeds", "--artifacts", "artifacts", "--workers", 1).exit_code == 0
    return tmp_path


def test_a_file_comes_in_and_is_built(here: Path) -> None:
    (here / "new" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    result = khabar("add", "new/pasni.txt", "--outlet", "coast")
    assert result.exit_code == 0, result.output
    assert "coast/pasni.txt" in result.stdout
    assert (here / "seeds" / "coast" / "pasni.txt").read_bytes() == (here / "new" / "pasni.txt").read_bytes()
    assert sorted(path.name for path in (here / "seeds").iterdir()) == ["coast"]
    assert khabar("build", "--seeds", "seeds", "--artifacts", "artifacts", "--workers", 1).exit_code == 0


@pytest.mark.parametrize("option", ["--dry-run", None])
def test_what_is_shown_is_what_comes(here: Path, option: str | None) -> None:
    records = [
        {"id": "a", "text": STORY.format("Jiwani", 3)},
        {"id": "b", "text": STORY.format("Ormara", 14)},
        {"id": "c", "text": STORY.format("Jiwani", 3)},
        {"id": "d", "text": "Too little."},
    ]
    batch = here / "new" / "week.jsonl.gz"
    batch.write_bytes(gzip.compress("\n".join([*map(json.dumps, records), "{"]).encode()))
    before = tree(here / "seeds")
    (row,) = added("new", *([option] if option else [])).values()
    assert (row["name"], row["standing"], row["documents"]) == ("new/week.jsonl.gz", "new", 1)
    assert {(copy["record"], copy["kind"], copy["of"]) for copy in row["duplicates"]} == {
        ("b", "exact", "coast/ormara.txt"),
        ("c", "exact", "new/week.jsonl.gz#a"),
    }
    assert {(reject["record"], reject["code"]) for reject in row["rejects"]} == {("d", "too_short"), (None, "bad_json")}
    came = tree(here / "seeds").keys() - before.keys()
    assert came == (set() if option else {"new/week.jsonl.gz"})


def test_adding_the_same_again_changes_nothing(here: Path) -> None:
    (here / "new" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    (here / "new" / "copy.txt").write_text(STORY.format("Pasni", 9))
    first = added("new", "--outlet", "coast")
    assert [row["standing"] for row in first.values()] == ["new", "there"]
    before = {path: path.stat().st_mtime_ns for path in (here / "seeds").rglob("*")}
    again = added("new", "--outlet", "coast")
    assert {row["standing"] for row in again.values()} == {"there"}
    elsewhere = added("new/pasni.txt", "--outlet", "hills")
    assert elsewhere["hills/pasni.txt"]["at"] == "coast/copy.txt"
    assert {path: path.stat().st_mtime_ns for path in (here / "seeds").rglob("*")} == before


def test_a_place_that_is_taken_is_not_overwritten_unless_asked(here: Path) -> None:
    (here / "new" / "ormara.txt").write_text(STORY.format("Ormara", 15))
    result = khabar("add", "new/ormara.txt", "--outlet", "coast")
    assert result.exit_code == 2
    assert "--replace" in result.output
    assert "14" in (here / "seeds" / "coast" / "ormara.txt").read_text()
    (row,) = added("new/ormara.txt", "--outlet", "coast", "--replace").values()
    assert (row["standing"], row["documents"], row["duplicates"]) == ("new", 1, [])
    assert "15" in (here / "seeds" / "coast" / "ormara.txt").read_text()


def test_a_file_without_an_article_is_refused_with_its_reason(here: Path) -> None:
    (here / "new" / "scan.pdf").write_bytes(b"%PDF-1.4")
    (here / "new" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    result = khabar("add", "new", "--outlet", "coast")
    assert result.exit_code == 1
    assert "unknown_form" in result.stdout
    assert sorted(path.name for path in (here / "seeds" / "coast").iterdir()) == ["ormara.txt", "pasni.txt"]


def test_field_maps_and_outlets_count(here: Path) -> None:
    (here / "seeds" / "fields.csv").write_text("folder,field,name\nfeed,text,body\n")
    (here / "new" / "feed.jsonl").write_text(json.dumps({"body": STORY.format("Gadani", 2)}) + "\n")
    assert added("new/feed.jsonl", "--outlet", "other", "--dry-run")["other/feed.jsonl"]["standing"] == "refused"
    assert added("new/feed.jsonl", "--outlet", "feed")["feed/feed.jsonl"]["documents"] == 1


def test_nothing_needs_to_be_built(here: Path) -> None:
    (here / "new" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    result = khabar("add", "new", "--seeds", "fresh", "--artifacts", "none")
    assert result.exit_code == 0, result.output
    assert "nothing is built yet" in result.stdout
    assert (here / "fresh" / "new" / "pasni.txt").is_file()
    assert not (here / "none").exists()


@pytest.mark.parametrize("harm", ["params", "memory", "signatures", "forged"])
def test_what_was_made_otherwise_or_is_damaged_is_not_compared_with(here: Path, harm: str) -> None:
    (here / "new" / "copy.txt").write_text(STORY.format("Ormara", 14).upper())
    arguments = ["new", "--outlet", "hills", "--dry-run"]
    decided = here / "artifacts" / "dedupe"
    if harm == "params":
        (here / "params.yaml").write_text("dedupe: {bands: 128}\n")
        arguments += ["--params", "params.yaml"]
    elif harm == "memory":
        (decided / "decisions.decide" / "memory.parquet").write_bytes(b"?")
    elif harm == "signatures":
        next((decided / "decisions.sign").iterdir()).unlink()
    else:
        (decided / "decisions.decide" / "memory.parquet").write_bytes(
            next((decided / "decisions.sign").iterdir()).read_bytes()
        )
    result = khabar("add", *arguments)
    assert result.exit_code == 0, result.output
    assert "were not looked for" in result.stdout
    assert ("other params" if harm == "params" else "damaged") in result.stdout


def test_a_newcomer_that_will_stand_for_a_story_is_shown_beside_it(here: Path) -> None:
    longer = STORY.format("Ormara", 14) + (
        "The union of the dockers asked on the same day for a hospital, a school and a bus that runs after midnight, "
        "and said that it would not wait for the cranes. Two shipping lines, which it did not name, have left the port "
        "since the winter as nobody could say when their boxes would be cleared. The governor came in the evening, "
        "looked at the sea for a while, and left without a word to those who had waited for him since the morning.\n"
    )
    copy = STORY.format("Ormara", 14).replace("its office", "his office").replace("in the spring", "in spring")
    (here / "new" / "holds.txt").write_text(longer)
    (here / "new" / "edited.txt").write_text(copy)
    (here / "new" / "same.txt").write_text(longer.upper())
    rows = added("new", "--outlet", "hills", "--dry-run")
    told = {
        name: [(each["kind"], each["of"], each["kept"]) for each in row["duplicates"]] for name, row in rows.items()
    }
    assert told == {
        "hills/holds.txt": [("contained", "coast/ormara.txt", "this")],
        "hills/edited.txt": [("contained", "hills/holds.txt", "other")],
        "hills/same.txt": [("exact", "hills/holds.txt", "other")],
    }
    assert all(row["documents"] == 0 for row in rows.values())


def test_what_a_build_does_not_read_is_not_there(here: Path) -> None:
    (here / "seeds" / "coast" / "pasni.text").write_text(STORY.format("Pasni", 9))
    (here / "new" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    assert added("new", "--outlet", "coast")["coast/pasni.txt"]["standing"] == "new"


def test_replace_puts_bytes_in_their_place_that_stand_elsewhere_too(here: Path) -> None:
    (here / "seeds" / "coast" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    (here / "new" / "ormara.txt").write_text(STORY.format("Pasni", 9))
    assert added("new", "--outlet", "coast", "--replace")["coast/ormara.txt"]["standing"] == "new"
    assert "Pasni" in (here / "seeds" / "coast" / "ormara.txt").read_text()


def test_what_cannot_be_read_is_refused_and_costs_no_neighbour(here: Path) -> None:
    os.mkfifo(here / "new" / "pipe.txt")
    (here / "new" / "gone.txt").symlink_to("nowhere.txt")
    for name in ("empty.txt", "empty too.txt"):
        (here / "new" / name).touch()
    for name in ("pas\\ni.txt", "پسنی.txt", os.fsdecode(b"caf\xe9.txt")):
        (here / "new" / name).write_text(STORY.format(name.encode("utf-8", "replace").decode(), 9))
    standings = {name: row["standing"] for name, row in added("new", "--outlet", "coast").items()}
    assert [name for name, standing in standings.items() if standing == "refused"] == [
        "coast/empty too.txt",
        "coast/empty.txt",
        "coast/gone.txt",
        "coast/pipe.txt",
    ]
    assert {name for name, standing in standings.items() if standing == "new"} == {
        "coast/pas\\\\ni.txt",
        "coast/پسنی.txt",
        "coast/caf\\xe9.txt",
    }
    assert len(list((here / "seeds" / "coast").iterdir())) == 4


def test_a_folder_that_a_killed_run_left_goes_with_the_next(here: Path) -> None:
    left = here / "seeds" / ".khabar-add-1234"
    (left / "seeds").mkdir(parents=True)
    (here / "new" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    added("new", "--dry-run")
    assert [path.name for path in (here / "seeds").iterdir()] == ["coast"]


def test_nobody_takes_a_place_that_was_taken_meanwhile(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "new" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    target = here / "seeds" / "coast" / "pasni.txt"
    monkeypatch.setattr(add, "_tell_rejects", lambda *_: target.write_text("Somebody was quicker."))
    result = khabar("add", "new", "--outlet", "coast")
    assert result.exit_code == 2
    assert "--replace" in result.output
    assert target.read_text() == "Somebody was quicker."


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.txt",), "does not exist"),
        (("new", "--outlet", "a/b"), "--outlet"),
        (("new", "--outlet", ".."), "--outlet"),
        (("new", "--outlet", ".git"), "--outlet"),
        (("new/one/x.txt", "new/two/x.txt"), "would both become"),
        (("new/outlets.csv",), "Edit that table"),
        (("new/.hidden.txt",), "would be hidden"),
        (("new/nothing",), "holds no files"),
        (("new/one", "--outlet", "linked"), "not a folder of the seeds' own"),
        (("new/one", "--outlet", "a-file"), "not a folder of the seeds' own"),
    ],
)
def test_a_slip_is_told_and_changes_nothing(here: Path, arguments: tuple[str, ...], says: str) -> None:
    (here / "new" / "nothing").mkdir()
    (here / "seeds" / "a-file").touch()
    (here / "seeds" / "linked").symlink_to(here / "new")
    for name in ("one/x.txt", "two/x.txt", "outlets.csv", ".hidden.txt"):
        (here / "new" / name).parent.mkdir(exist_ok=True)
        (here / "new" / name).write_text(STORY.format(name, 1))
    before = tree(here / "seeds")
    result = khabar("add", *arguments)
    assert result.exit_code == 2, result.output
    assert says in result.output
    assert tree(here / "seeds") == before
