"""The command as a person uses it: what it says, and how it ends."""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import main

SMALL = "clean: {read: {partition_least: 2, partition_mean: 3, partition_greatest: 5}}\n"
STORY = (
    " date 2021-03-02 Exports of software rose to ${}.5 billion in nine months, the central bank said on Monday. "
    "Officials of the ministry numbered {} called the figure a record, and spoke of {} percent more next year.\n"
    "Leave a Reply\n"
)


def khabar(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with seeds, params and artifacts that are up to date, as the working folder."""
    monkeypatch.chdir(tmp_path)
    for at in range(10):
        path = tmp_path / "seeds" / f"outlet-{at % 2}" / f"{at}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STORY.format(at, "abcdefghij"[at] * 9, at))
    (tmp_path / "params.yaml").write_text(SMALL)
    result = khabar("build", "--seeds", "seeds", "--artifacts", "artifacts", "--workers", 1)
    assert result.exit_code == 0, result.output
    return tmp_path


def again(*options: str) -> dict[str, dict[str, int]]:
    result = khabar("build", "--seeds", "seeds", "--artifacts", "artifacts", "--workers", 1, "--json", *options)
    assert result.exit_code == 0, result.output
    return {row["stage"]: row for row in map(json.loads, result.stdout.splitlines())}


def test_help_teaches_the_commands() -> None:
    result = khabar("--help")
    for word in ("build", "run", "status", "explain", "dvc repro"):
        assert word in result.output


def test_a_second_build_computes_nothing(corpus: Path) -> None:
    told = again()
    assert [row["computed"] for row in told.values()] == [0] * 6
    assert told["clean"]["reused_documents"] == 10
    assert {path.name for path in (corpus / "artifacts").iterdir()} == set(told)


def test_each_stage_ends_with_one_line(corpus: Path) -> None:
    (corpus / "seeds" / "outlet-0" / "0.txt").unlink()
    result = khabar("build", "--seeds", "seeds", "--artifacts", "artifacts", "--workers", 1)
    lines = result.stdout.splitlines()
    assert len(lines) == 6
    assert "1 of" in lines[0]
    for word in ("computed", "documents", "reused", "pruned", "cut off early", "rejected", " s"):
        assert word in lines[0]


def test_a_change_that_does_not_change_the_output_is_cut_off(corpus: Path) -> None:
    path = corpus / "seeds" / "outlet-1" / "1.txt"
    text = path.read_text()
    path.write_text(text)
    assert again()["clean"]["computed"] == 0
    # White space at the end of a line is no part of the text, though the digest of the file is in the tables and on the
    # page.
    path.write_text(text.replace(".\n", ".   \n"))
    told = again()
    assert (told["clean"]["computed"], told["clean"]["unchanged"]) == (1, 0)
    assert [told[stage]["unchanged"] for stage in ("dedupe", "date_normalize", "annotate", "report")] == [1, 1, 1, 0]
    assert not told["dedupe"]["decided"]
    assert not told["report"]["decided"]


@pytest.mark.parametrize("change", ["new", "edited", "deleted", "params", "damaged"])
def test_status_says_what_would_run_and_why(corpus: Path, change: str) -> None:
    assert all("up to date" in line for line in khabar("status").stdout.splitlines())
    path = corpus / "seeds" / "outlet-0" / "4.txt"
    if change == "new":
        path = path.with_name("new.txt")
        path.write_text(STORY.format(77, "new", 77))
    elif change == "edited":
        path.write_text(STORY.format(78, "edited", 78))
    elif change == "deleted":
        path.unlink()
    elif change == "params":
        (corpus / "params.yaml").write_text(SMALL + "dedupe: {threshold: 0.7}\n")
    else:
        next((corpus / "artifacts" / "clean" / "articles").iterdir()).write_bytes(b"?")
    told = {row["stage"]: row for row in map(json.loads, khabar("status", "--json").stdout.splitlines())}
    stage = "dedupe" if change == "params" else "clean"
    reasons = {(reason["kind"], reason["detail"]) for reason in told[stage]["reasons"]}
    assert change in {kind for kind, _ in reasons}
    if change in ("new", "edited", "deleted"):
        assert (change, path.relative_to(corpus / "seeds").as_posix()) in reasons
    if change == "params":
        assert ("params", "threshold: 0.5 -> 0.7") in reasons
    stale = told[stage]["stale"]
    assert again()[stage]["computed"] == stale > 0
    assert all("up to date" in line for line in khabar("status").stdout.splitlines())


def test_status_knows_that_a_stage_has_not_followed(corpus: Path) -> None:
    (corpus / "seeds" / "outlet-0" / "4.txt").write_text(STORY.format(78, "edited", 78))
    assert khabar("run", "clean").exit_code == 0
    told = {row["stage"]: row for row in map(json.loads, khabar("status", "--json").stdout.splitlines())}
    assert told["clean"]["stale"] == 0
    assert told["dedupe"]["decides"]
    for stage in ("dedupe", "date_normalize", "annotate"):
        assert told[stage]["stale"] == 1
        assert told[stage]["reasons"][0]["kind"] == "input"
    made = again()
    assert made["clean"]["computed"] == 0
    assert made["annotate"]["computed"] == 1


def test_another_python_makes_everything_again(corpus: Path) -> None:
    for stage in ("clean", "annotate"):
        (corpus / "artifacts" / stage / ".interpreter").write_text("CPython 3.9, Unicode 13.0.0")
    told = {row["stage"]: row for row in map(json.loads, khabar("status", "--json").stdout.splitlines())}
    assert [reason["kind"] for reason in told["clean"]["reasons"]] == ["library"]
    assert told["clean"]["stale"] == told["clean"]["partitions"]
    told = again()
    assert told["clean"]["reused"] == told["annotate"]["reused"] == 0
    # The bytes are the same, so what reads them stands.
    assert told["dedupe"]["computed"] == told["export"]["computed"] == 0
    assert [row["computed"] for row in again().values()] == [0] * 6


def test_status_before_the_first_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(STORY)
    result = khabar("status")
    assert result.exit_code == 0
    assert "it has not run here" in result.stdout
    assert not (tmp_path / "artifacts").exists()


def test_explain_tells_an_article_from_source_to_tables(corpus: Path) -> None:
    found = json.loads(khabar("explain", "outlet-0/4.txt", "--json").stdout)
    assert found["article"]["source"] == "outlet-0/4.txt"
    assert {row["reason"] for row in found["removed"]} >= {"date_prefix"}
    assert found["dates"]["published"] == "2021-03-02"
    assert found["dates"]["published_rule"]
    assert found["language"]["language"] == "en"
    assert [row["text"] for row in found["amounts"]] == ["$4.5 billion", "4 percent"]
    assert [(row["cue"], row["rule"]) for row in found["quotes"]] == [("said", "clause_before")]
    assert all(row["reason"] for row in found["quotes"] + found["topics"])
    assert found["headline"] is None
    shown = khabar("explain", found["article"]["doc_id"][:8])
    assert shown.exit_code == 0
    told = (
        "outlet-0/4.txt",
        "date_prefix",
        "2021-03-02",
        "$4.5 billion",
        "detected: langdetect says so",
        "clause_before",
    )
    for word in told:
        assert word in shown.stdout


def test_explain_shows_the_cluster(corpus: Path) -> None:
    shutil.copy(corpus / "seeds" / "outlet-0" / "4.txt", corpus / "seeds" / "outlet-1" / "copy.txt")
    again()
    found = json.loads(khabar("explain", "outlet-1/copy.txt", "--json").stdout)
    assert [row["source"] for row in found["cluster"]] == ["outlet-0/4.txt", "outlet-1/copy.txt"]
    assert found["decision"]["kind"] == "exact"
    assert found["decision"]["rule"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("build", "--seeds", "none", "--artifacts", "out"), 2, "none is not a folder"),
        (("build", "--seeds", "seeds", "--artifacts", "out", "--params", "none.yaml"), 2, "cannot be read"),
        (("run", "annotate", "--artifacts", "out"), 1, "khabar run clean"),
        (("explain", "no-such-article"), 2, "is called 'no-such-article'"),
        (("explain", ""), 2, "is called ''"),
        (("explain", "x", "--artifacts", "out"), 1, "has not run here"),
        (("run", "clene"), 2, "clene"),
        (("build", "--seeds", "seeds", "--artifacts", "seeds/outlet-0/0.txt"), 2, "stand inside"),
        (("build", "--seeds", "seeds", "--artifacts", "params.yaml"), 1, "params.yaml"),
    ],
)
def test_a_mistake_gets_an_answer_and_no_traceback(
    corpus: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = khabar(*arguments)
    assert result.exit_code == code, result.output
    assert message in result.output
    assert "Traceback" not in result.output
    assert corpus.exists()


def test_a_folder_that_is_not_ours_is_left_alone(corpus: Path) -> None:
    precious = corpus / "mine" / "clean" / "notes.parquet"
    precious.parent.mkdir(parents=True)
    precious.write_text("precious")
    for _ in range(2):
        result = khabar("build", "--seeds", "seeds", "--artifacts", "mine")
        assert result.exit_code == 2
        assert "notes.parquet is not a file that khabar makes" in result.output
        assert [path for path in (corpus / "mine").rglob("*") if path.is_file()] == [precious]


@pytest.mark.parametrize("what", ["file", "folder", "link", "fifo"])
def test_nothing_strange_in_a_table_is_pruned(corpus: Path, what: str) -> None:
    path = corpus / "artifacts" / "export" / "documents" / "mine.parquet"
    if what == "file":
        path.write_text("precious")
    elif what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    else:
        path = path.parent
        path.rename(corpus / "elsewhere")
        path.symlink_to(corpus / "elsewhere")
    result = khabar("build", "--seeds", "seeds", "--artifacts", "artifacts")
    assert result.exit_code == 2
    assert f"{path.name} is not a file that khabar makes" in result.output
    assert path.exists()


def test_articles_in_a_folder_of_artifacts_are_not_pruned(corpus: Path) -> None:
    (corpus / "mine").mkdir()
    shutil.move(corpus / "seeds", corpus / "mine" / "clean")
    result = khabar("build", "--seeds", "mine/clean", "--artifacts", "mine")
    assert result.exit_code == 2
    assert "belongs to khabar" in result.output


def test_a_file_and_a_record_never_share_a_key(corpus: Path) -> None:
    record = {"id": "z.txt", "text": STORY.format(91, "record", 91)}
    (corpus / "seeds" / "outlet-0" / "x.jsonl").write_text(json.dumps(record))
    (corpus / "seeds" / "outlet-0" / "x.jsonl#z.txt").write_text(STORY.format(92, "loose", 92))
    told = again()["clean"]
    assert told["reused_documents"] + told["computed_documents"] == 12
    assert all("up to date" in line for line in khabar("status").stdout.splitlines())


@pytest.mark.parametrize(
    ("old", "new"),
    [('"rows":{', '"rows":{"x":1,'), ('"files":{', '"files":{"../../x":"0",'), ("}", "\xff"), ("{", "[" * 9000)],
)
@pytest.mark.parametrize("stage", ["clean", "dedupe", "export"])
def test_an_edited_ledger_is_not_believed(corpus: Path, stage: str, old: str, new: str) -> None:
    path = corpus / "artifacts" / stage / "ledger.json"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(old.encode(), new.encode("latin-1"), 1))
    assert khabar("status").exit_code == 0
    assert again()[stage]["reused"] == 0
    assert path.read_bytes() == whole


def test_a_row_of_outlets_reaches_the_partitions_of_that_outlet_alone(corpus: Path) -> None:
    table = corpus / "seeds" / "outlets.csv"
    table.write_text("name,also,country\nThe Even,outlet-0,PK\nThe Odd,outlet-1,PK\n")
    told = again()
    assert told["clean"]["reused"] == 0  # both outlets have names now
    partitions = told["clean"]["computed"]
    table.write_text("name,also,country\nThe Even,outlet-0,PK\nThe Odd,outlet-1,GB\n")
    assert any("outlets.csv" in line for line in khabar("status").stdout.splitlines())
    told = again()
    assert 0 < told["clean"]["computed"] < partitions
    # The country of the outlet says which rupee is meant, and its language breaks ties.
    assert told["annotate"]["computed"] == told["clean"]["computed"]
    assert told["export"]["computed"] == told["clean"]["computed"]


def test_a_mistake_in_a_reference_table_is_told_in_two_lines(corpus: Path) -> None:
    (corpus / "seeds" / "outlets.csv").write_text("name,time_zone\nThe Even,Lahore\n")
    result = khabar("build", "--seeds", "seeds", "--artifacts", "artifacts")
    assert result.exit_code == 2
    assert "line 2 has time_zone 'Lahore'" in result.output
    assert len(result.output.splitlines()) == 2


def test_a_field_map_reaches_the_batches_of_its_folder_alone(corpus: Path) -> None:
    for name in ("feed", "other"):
        (corpus / "seeds" / name).mkdir()
        line = json.dumps({"id": "1", "body": STORY.format(7, "in print", 3), "text": STORY.format(8, "on line", 4)})
        (corpus / "seeds" / name / "week.jsonl").write_text(line + "\n")
    again()
    (corpus / "seeds" / "fields.csv").write_text("folder,field,name\nfeed,text,body\n")
    told = again()
    assert told["clean"]["computed"] == 1
    assert "in print" in khabar("explain", "feed/week.jsonl#1", "--json").stdout
    assert "on line" in khabar("explain", "other/week.jsonl#1", "--json").stdout
