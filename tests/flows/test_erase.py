"""``khabar erase``: what is erased is gone, proven so, and nothing else is touched."""

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flows import erase
from flows.cli import main
from flows.engine import lock
from flows.engine.stage import Place
from flows.erase import Options, Proof
from flows.erase.places import NOTES
from flows.errors import BusyError, ChangedError, StageError, UsageError
from stages import NAMES, keys
from tests.support import takedown
from tests.support.builder import tree
from tests.support.takedown import SETTINGS, holders, mark, record


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """Give a folder that goes away."""
    with tempfile.TemporaryDirectory(dir=takedown.MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def built(memory: Path) -> Path:
    """Give a corpus that is built; to be copied, not to be changed."""
    root = memory / "built"
    takedown.make(root / "seeds")
    takedown.construct(Place(root / "seeds", root / "artifacts"))
    (root / "params.yaml").write_text(takedown.PARAMS)
    return root


@pytest.fixture
def here(built: Path, memory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a copy of the corpus, as the working folder."""
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        root = Path(folder, "corpus")
        shutil.copytree(built, root)
        monkeypatch.chdir(root)
        monkeypatch.setenv("PREFECT_HOME", str(Path(folder, "prefect")))
        yield root


def erased(root: Path, *targets: str, **options: Any) -> Proof:
    return erase.erase(targets, Place(root / "seeds", root / "artifacts"), SETTINGS, Options(workers=1, **options))


def khabar(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def from_nothing(root: Path) -> dict[str, str]:
    """Build what the seeds hold now in another folder."""
    place = Place(root / "seeds", root.parent / "from-nothing")
    takedown.construct(place)
    return tree(place.artifacts)


def everything(root: Path) -> dict[str, str]:
    return tree(root) | {NOTES: str((root / "artifacts" / NOTES).exists())}


#: Targets, each with the key and the word of an article that it means, erased some at a time.
TARGETS: list[dict[str, tuple[str, str]]] = [
    {
        "coast/dock.txt": ("coast/dock.txt", "dock"),
        "wire/day.jsonl#two": ("wire/day.jsonl#two", "two"),
        "wire/rows.parquet#fourteen": ("wire/rows.parquet#fourteen", "fourteen"),
        "web/crawl.warc.gz#urn:uuid:ten": ("web/crawl.warc.gz#urn:uuid:ten", "ten"),
    },
    {
        # The first of its partition: files are named by it.
        "seeds/coast/anchor.txt": ("coast/anchor.txt", "anchor"),
        keys.doc_id("coast/eel.txt")[:8]: ("coast/eel.txt", "eel"),
        "wire/packed.jsonl.gz#seven": ("wire/packed.jsonl.gz#seven", "seven"),
        "wire/table.csv#eight": ("wire/table.csv#eight", "eight"),
    },
    # All that is left of it.
    {"wire/packed.jsonl.gz": ("wire/packed.jsonl.gz#six", "six")},
]


def test_it_is_gone_and_all_else_is_what_a_build_from_nothing_gives(here: Path) -> None:
    assert keys.doc_id("coast/anchor.txt") in {path.stem for path in (here / "artifacts/clean/articles").iterdir()}
    for targets in TARGETS:
        seeds, held = tree(here / "seeds"), set()
        for key, name in targets.values():
            own = holders(here / "artifacts", mark(name), keys.doc_id(key))
            for table in ("clean/articles/", "dedupe/decisions.sign/", "date_normalize/dates/", "export/documents/"):
                assert any(path.startswith(table) for path in own), (key, own)
            held |= set(own)
        proof = erased(here, *targets)
        assert proof.holds, proof.record()
        for key, name in targets.values():
            assert holders(here, mark(name), keys.doc_id(key)) == []
        # Before, the search found the articles wherever plain reading finds them.
        assert {"/".join(["artifacts", *path.split("/")[:2]]) for path in held} <= proof.before.keys()
        left = tree(here / "seeds")
        files = {key.partition("#")[0] for key, _ in targets.values()}
        assert {path for path in seeds if seeds[path] != left.get(path)} == files
        assert proof.before["seeds"] == len(files)
    assert sorted(path.name for path in (here / "artifacts").iterdir()) == sorted(NAMES)
    assert sorted(path.name for path in (here / "seeds").iterdir()) == ["coast", "hills", "plains", "web", "wire"]
    assert tree(here / "artifacts") == from_nothing(here)


def test_a_reject_goes_too(here: Path) -> None:
    proof = erased(here, "hills/short.txt")
    assert proof.holds
    assert {"artifacts/export/rejects", "artifacts/clean/articles", "seeds"} <= proof.before.keys()
    assert holders(here, "hills/short.txt", "Too little to tell") == []


def test_several_go_at_once_and_a_batch_without_records_with_them(here: Path) -> None:
    proof = erased(here, "wire/table.csv#eight", "coast/foam.txt", "wire/table.csv#nine")
    assert proof.holds
    assert not (here / "seeds" / "wire" / "table.csv").exists()
    assert holders(here, mark("eight"), mark("nine"), mark("foam"), "table.csv") == []


COPIES = ("hills/copied.txt", "plains/copied.txt", "wire/near.txt")


@pytest.mark.parametrize("target", COPIES)
def test_copies_that_stay_are_told_and_take_its_place(here: Path, target: str) -> None:
    proof = erased(here, target)
    assert proof.holds
    others = set(COPIES) - {target}
    assert {copy.source for copy in proof.copies} == others
    assert others <= {mention.source for mention in proof.mentions}
    # The text is there still, and is no sign of the one that went.
    assert proof.shared["text"] > 0
    assert holders(here, keys.doc_id(target), target) == []
    assert set(holders(here / "seeds", mark("copied"))) == others
    if target == "wire/near.txt":  # the longest, and so the one that was kept
        assert all(copy.kind is not None for copy in proof.copies)
        assert tree(here / "artifacts") == from_nothing(here)


def test_copies_go_along_where_that_is_asked_for(here: Path) -> None:
    proof = erased(here, "plains/copied.txt", copies=True)
    assert proof.holds
    assert {article.source for article in proof.articles} == set(COPIES)
    assert (proof.copies, proof.mentions) == ([], [])
    assert holders(here, mark("copied")) == []


def test_who_mentions_it_is_told_and_is_no_trace_of_it(here: Path) -> None:
    given = record("two")
    link = here / "seeds" / "hills" / "linking.txt"
    link.write_text(f"{takedown.story('linking')}\nRead more: {given['title']} ({given['url']})\n")
    takedown.construct(Place(here / "seeds", here / "artifacts"))
    proof = erased(here, "wire/day.jsonl#two")
    assert proof.holds
    (mention,) = proof.mentions
    assert (mention.source, mention.title, mention.url) == ("hills/linking.txt", True, True)
    assert {"title", "url"} <= proof.shared.keys()


def test_what_was_never_built_goes_too(here: Path) -> None:
    (here / "seeds" / "coast" / "new.txt").write_text(takedown.story("new"))
    proof = erased(here, "coast/new.txt")
    assert proof.holds
    assert proof.before == {"seeds": 1}
    assert holders(here, mark("new")) == []


def test_what_somebody_deleted_already_is_taken_out_of_the_tables(here: Path) -> None:
    (here / "seeds" / "coast" / "eel.txt").unlink()
    proof = erased(here, "coast/eel.txt")
    assert proof.holds
    assert proof.before["artifacts/clean/articles"] == 1
    assert "seeds" not in proof.before
    assert holders(here, mark("eel")) == []


def test_what_was_edited_since_the_last_build_is_looked_for_as_it_was_and_as_it_is(here: Path) -> None:
    path = here / "seeds" / "coast" / "eel.txt"
    path.write_text(takedown.story("moray"))
    left = here / "artifacts" / "old.txt"
    left.write_text(takedown.story("moray"))
    proof = erased(here, "coast/eel.txt")
    assert [find.place.name for find in proof.after] == ["artifacts/old.txt"]
    left.write_text(takedown.story("eel"))
    assert not erased(here, "coast/eel.txt").holds


def test_erased_twice_is_not_found_the_second_time(here: Path) -> None:
    assert erased(here, "coast/eel.txt").holds
    for name in ("coast/eel.txt", keys.doc_id("coast/eel.txt")):
        with pytest.raises(UsageError, match="No article is called"):
            erased(here, name)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("coast/dok.txt", "coast/dock.txt"),
        ("wire/dey.jsonl#two", "wire/day.jsonl"),
        ("coast", "is a folder"),
        ("outlets.csv", "holds no articles"),
        ("wire/day.jsonl#nine", "No article is called"),
        ("", "is a folder"),
        (".git/config", "No article is called"),
        ("../seeds/coast/dock.txt", "No article is called"),
    ],
)
def test_a_slip_is_told_and_changes_nothing(here: Path, target: str, says: str) -> None:
    before = everything(here)
    result = khabar("erase", target, "coast/eel.txt", "--yes")
    assert result.exit_code == 2, result.output
    assert says in result.output
    assert everything(here) == before


def test_a_beginning_that_fits_several_is_told(here: Path) -> None:
    by_start: dict[str, list[str]] = {}
    for name in (f"coast/{number}.txt" for number in range(600)):
        by_start.setdefault(keys.doc_id(name)[:4], []).append(name)
    start, both = next((start, names) for start, names in by_start.items() if len(names) == 2)
    for name in both:
        (here / "seeds" / name).write_text(takedown.story(name))
    takedown.construct(Place(here / "seeds", here / "artifacts"))
    with pytest.raises(UsageError, match="2 articles fit"):
        erased(here, start)
    assert erased(here, *(keys.doc_id(name) for name in both)).holds


def test_a_folder_of_the_seeds_may_be_called_like_them(here: Path) -> None:
    for name in ("seeds/coast/eel.txt", "coast/eel.txt"):
        (here / "seeds" / name).parent.mkdir(exist_ok=True, parents=True)
        (here / "seeds" / name).write_text(takedown.story(name))
    proof = erased(here, "seeds/coast/eel.txt")
    assert [article.source for article in proof.articles] == ["seeds/coast/eel.txt"]
    assert (here / "seeds" / "coast" / "eel.txt").exists()


def test_it_waits_for_nobody_who_works_in_the_artifacts(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(here)
    # The variable must be back before the claim ends: what is restored later would stay for the tests that follow.
    with lock.claimed(here / "artifacts", "the flow nightly"), monkeypatch.context() as patch:
        patch.delenv(lock.VARIABLE)
        with pytest.raises(BusyError, match="the flow nightly"):
            erased(here, "coast/eel.txt")
    assert everything(here) == before


def test_what_is_wrong_with_a_batch_is_not_the_batch(here: Path) -> None:
    bad = here / "seeds" / "wire" / "bad.jsonl.gz"
    bad.write_bytes((here / "seeds" / "wire" / "packed.jsonl.gz").read_bytes()[:-9])
    takedown.construct(Place(here / "seeds", here / "artifacts"))
    with pytest.raises(UsageError, match="name it: khabar erase wire/bad"):
        erased(here, keys.doc_id("wire/bad.jsonl.gz"))
    assert erased(here, "wire/bad.jsonl.gz").holds


# -- what is left --------------------------------------------------------------------------------------------------


def test_what_is_left_anywhere_fails_the_proof_until_it_is_gone(here: Path) -> None:
    (partition,) = [here / "artifacts" / name for name in holders(here / "artifacts", mark("eel")) if "n/read/" in name]
    kept = (here / "artifacts" / "clean" / ".tmp" / "left.parquet", here / "artifacts" / ".old" / "left.parquet")
    hidden = here / "seeds" / "coast" / ".eel.txt.swp"
    for path in kept:
        path.parent.mkdir()
        shutil.copy(partition, path)
    shutil.copy(here / "seeds" / "coast" / "eel.txt", hidden)
    result = khabar("erase", "coast/eel.txt", "--yes", "--workers", 1, "--params", "params.yaml")
    assert result.exit_code == 1, result.output
    # A build cleans the scratch folder of a stage up; the rest is for whoever left it.
    assert not kept[0].exists()
    for name in ("artifacts/.old/left.parquet", "seeds/coast/.eel.txt.swp"):
        assert name in result.output
    kept[1].unlink()
    hidden.unlink()
    result = khabar("erase", "coast/eel.txt", "--yes", "--workers", 1, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["proven"]
    # From the first run, when it was there.
    assert told["found_before"]["seeds"] == 2
    assert not (here / "artifacts" / NOTES).exists()


def test_a_table_that_cannot_be_read_proves_nothing(here: Path) -> None:
    (here / "artifacts" / "old.parquet").write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    proof = erased(here, "coast/eel.txt")
    assert not proof.holds
    assert [find.why for find in proof.after] != [""]


def test_a_search_that_finds_nothing_before_proves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.erase.search import Search

    monkeypatch.setattr(Search, "files", lambda _, files: ((key, {}) for key, _, _ in files))
    proof = erased(here, "coast/eel.txt")
    assert proof.unseen == ["artifacts/clean/articles"]
    assert not proof.holds


def test_inboxes_and_other_folders_are_told(here: Path, tmp_path: Path) -> None:
    (here / "inbox").mkdir()
    shutil.copy(here / "seeds" / "coast" / "eel.txt", here / "inbox" / "came.txt")
    (tmp_path / "backup").mkdir()
    shutil.copy(here / "seeds" / "coast" / "eel.txt", tmp_path / "backup" / "eel copy.txt")
    proof = erased(here, "coast/eel.txt", also=(tmp_path / "backup",))
    assert proof.holds
    assert [remain.where for remain in proof.remains] == ["inbox", "inbox"]
    assert [remain.how for remain in proof.remains] == [
        [f"rm {here}/inbox/came.txt"],
        [f"rm '{tmp_path}/backup/eel copy.txt'"],
    ]


def test_what_prefect_shows_is_told(here: Path) -> None:
    title = record("two")["title"]
    (here / ".prefect").mkdir()
    with closing(sqlite3.connect(here / ".prefect" / "prefect.db")) as database:
        database.execute("create table artifact (id text, key text, data json, description text)")
        shown = [
            ("id-1", json.dumps("All is well.")),
            ("id-2", json.dumps(f"- **{title}**, carried by 3")),
            ("id-3", None),
        ]
        database.executemany("insert into artifact values (?, 'new', ?, 'Since the last version.')", shown)
        database.commit()
    (here / ".prefect" / "worker.log").write_text(f"08:00 | story {title.upper()} came in\n")
    proof = erased(here, "wire/day.jsonl#two")
    assert proof.holds
    told = {Path(remain.what).name: remain.how for remain in proof.remains if remain.where == "prefect"}
    assert told["prefect.db"][0] == "prefect artifact delete --id id-2"
    assert told["worker.log"][0].startswith("rm ")
    assert "id-1" not in str(told)


def test_other_names_of_a_source_are_told(here: Path) -> None:
    kept = here.parent / "kept.txt"
    os.link(here / "seeds" / "coast" / "eel.txt", kept)
    proof = erased(here, "coast/eel.txt")
    assert [remain.where for remain in proof.remains] == ["link"]
    assert kept.exists()


def test_what_git_keeps_is_told(here: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@e.org", *words], check=True, capture_output=True
        )

    git("init", "--quiet", "--initial-branch", "main")
    git("add", "seeds")
    git("commit", "--quiet", "--message", "All of it")
    git("tag", "kept")
    git("commit", "--quiet", "--allow-empty", "--message", f"About {record('two')['title']}")
    git("mv", "seeds/wire/day.jsonl", "seeds/wire/other day.jsonl")
    git("commit", "--quiet", "--message", "Moved")
    (here / "notes.txt").write_text("seeds/wire/day.jsonl, the second line of it")
    git("add", "notes.txt")
    git("commit", "--quiet", "--message", "A note")
    git("mv", "seeds/wire/other day.jsonl", "seeds/wire/day.jsonl")
    proof = erased(here, "wire/day.jsonl#two")
    assert proof.holds
    told = {remain.what.partition(",")[0].partition(" (")[0]: remain for remain in proof.remains}
    assert {remain.where for remain in proof.remains} == {"git"}
    assert {name.partition(" of ")[0] for name in told} == {
        "seeds/wire/day.jsonl",
        "seeds/wire/other day.jsonl",
        "the message",
        "git-filter-repo",
    }
    assert "(main, kept)" in told["seeds/wire/day.jsonl"].what.replace("(kept, main)", "(main, kept)")
    assert any("--strip-blobs-with-ids" in command for command in told["git-filter-repo"].how)


# -- a person --------------------------------------------------------------------------------------------------------


def test_it_asks_and_changes_nothing_where_nobody_says_yes(here: Path) -> None:
    before = everything(here)
    result = CliRunner().invoke(main, ["erase", "plains/copied.txt"], input="n\n")
    assert result.exit_code == 1
    for name in COPIES:
        assert name in result.output
    assert everything(here) == before
    result = CliRunner().invoke(main, ["erase", "plains/copied.txt", "--workers", "1"], input="y\n")
    assert result.exit_code == 0, result.output
    assert "The erase is proven" in result.output


def test_what_was_agreed_to_is_what_goes(here: Path) -> None:
    before = everything(here)
    with pytest.raises(ChangedError):
        erase.erase(
            ["coast/eel.txt"], Place(here / "seeds", here / "artifacts"), SETTINGS, Options(workers=1), {"another"}
        )
    assert everything(here) == before


def test_a_dry_run_shows_and_changes_nothing(here: Path) -> None:
    before = everything(here)
    result = khabar("erase", "wire/day.jsonl#two", "coast/eel.txt", "--dry-run")
    assert result.exit_code == 0, result.output
    for word in (keys.doc_id("wire/day.jsonl#two"), "coast/eel.txt", "artifacts/export/documents", "seeds"):
        assert word in result.output
    assert everything(here) == before


def test_the_record_holds_no_word_of_the_article(here: Path, tmp_path: Path) -> None:
    given = record("two")
    link = here / "seeds" / "hills" / "linking.txt"
    link.write_text(f"{takedown.story('linking')}\nRead more: {given['title']} ({given['url']})\n")
    result = khabar("erase", "wire/day.jsonl#two", "--yes", "--workers", 1, "--record", tmp_path / "proof.json")
    assert result.exit_code == 0, result.output
    told = (tmp_path / "proof.json").read_text()
    for text in (told, result.output):
        for sign in (mark("two"), given["title"], given["url"], '"two"', "#two"):
            assert sign not in text
        assert keys.doc_id("wire/day.jsonl#two") in text
    assert json.loads(told)["proven"]


# -- stopped on the way ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["noted", "half", "cut", "built", "proven"])
def test_a_run_that_was_killed_is_ended_by_the_same_command(here: Path, when: str) -> None:
    targets = ["coast/eel.txt", "wire/day.jsonl#two", "wire/packed.jsonl.gz"]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.takedown"])
    process = context.Process(target=takedown.die_on_the_way, args=(here, targets, when))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    proof = erased(here, *targets)
    assert proof.holds, proof.record()
    assert {article.source for article in proof.articles} == {"coast/eel.txt", "wire/day.jsonl", "wire/packed.jsonl.gz"}
    # It was found before anything was changed, whichever run that was.
    for group in ("seeds", "artifacts/clean/articles", "artifacts/export/documents"):
        assert proof.before[group] >= 1
    assert holders(here, *map(mark, ("eel", "two", "five", "six", "seven"))) == []
    assert not (here / "artifacts" / NOTES).exists()
    assert [path.name for path in (here / "seeds").iterdir() if path.name.startswith(".")] == []


def test_another_erase_ends_what_an_earlier_one_left_undone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.erase import run

    def stop(*_: object, **__: object) -> None:
        raise StageError("The stage failed", "Mend it.")

    with monkeypatch.context() as patched:
        patched.setattr(run.build, "run", stop)
        with pytest.raises(StageError, match="run the same `khabar erase` again"):
            erased(here, "coast/eel.txt")
    assert not (here / "seeds" / "coast" / "eel.txt").exists()
    assert holders(here / "artifacts", mark("eel")) != []
    proof = erased(here, "coast/foam.txt")
    assert proof.holds
    assert {article.source for article in proof.articles} == {"coast/eel.txt", "coast/foam.txt"}
    assert holders(here, mark("eel"), mark("foam")) == []


def test_what_an_earlier_one_did_not_come_to_is_left_alone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.erase import cutting

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(cutting.Cut, "carry_out", stop)
        with pytest.raises(KeyboardInterrupt):
            erased(here, "coast/eel.txt")
    assert (here / "artifacts" / NOTES).exists()
    proof = erased(here, "coast/foam.txt")
    assert proof.unfinished == [keys.doc_id("coast/eel.txt")]
    assert (here / "seeds" / "coast" / "eel.txt").exists()
    assert not (here / "artifacts" / NOTES).exists()
