"""``khabar ingest``, and the flow of the same name on a Prefect server of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.engine import lock
from tests.support.builder import ROOT
from tests.support.workspace import environment

STORY = (
    "The harbour authority of {0} signed a contract for {1} cranes on Monday, and said that the first of them would be "
    "at work before the monsoon. Its chairman told reporters in {0} that {1} more berths were planned after that.\n"
)
DAY = "2021-04-29"


def khabar(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a working folder with an inbox."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inbox" / "coast").mkdir(parents=True)
    (tmp_path / "inbox" / "coast" / "pasni.txt").write_text(STORY.format("Pasni", 9))
    (tmp_path / "inbox" / "scan\x1b[31m\n.pdf").write_text("%PDF")
    (tmp_path / "inbox" / "half.part").write_text("half")
    return tmp_path


def test_it_says_what_became_of_each_file(here: Path) -> None:
    options = ("ingest", "--settle", 0, "--day", DAY, "--workers", 1)
    would = khabar(*options, "--dry-run")
    assert (would.exit_code, "would come in" in would.stdout) == (0, True)
    assert not (here / "seeds" / f"inbox-{DAY}.jsonl").exists()
    result = khabar(*options)
    assert result.exit_code == 0, result.output
    assert "came in" in result.stdout
    assert "set aside" in result.stdout
    assert f"1 articles in inbox-{DAY}.jsonl from 2 files; 1 set aside, 1 left" in result.stdout
    assert "\x1b" not in result.stdout
    assert len((here / "seeds" / f"inbox-{DAY}.jsonl").read_text().splitlines()) == 1
    told = json.loads(khabar(*options, "--json").stdout)
    assert (told["articles"], told["left"], told["dry_run"]) == (0, 1, False)
    assert [(each["name"], each["code"]) for each in told["of_each"]] == [("half.part", "unfinished")]


def test_what_came_in_is_built(here: Path) -> None:
    khabar("ingest", "--settle", 0, "--day", DAY, "--seeds", "mine", "--artifacts", "out", "--workers", 1)
    result = khabar("run", "clean", "--seeds", "mine", "--artifacts", "out", "--workers", 1, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["rejected"] == 0
    result = khabar("ingest", "--inbox", "inbox", "--quarantine", "aside", "--seeds", "mine", "--artifacts", "out")
    assert result.exit_code == 0, result.output
    assert "half.part" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--day", "soon"), 2, "is not a day"),
        (("--settle", "nan"), 2, "no number of seconds"),
        (("--wait", "inf"), 2, "no number of seconds"),
        (("--inbox", "nowhere"), 2, "is not a folder"),
        (("--inbox", "nosuch://x/y"), 2, "is not an address"),
        (("--settle", "-1"), 2, "--settle"),
    ],
)
def test_a_slip_is_told(here: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    result = khabar("ingest", *arguments)
    assert (result.exit_code, says in result.output) == (code, True), result.output
    assert (here / "inbox" / "coast" / "pasni.txt").is_file()


def test_who_holds_the_workspace_is_told(here: Path) -> None:
    artifacts = here / "artifacts"
    artifacts.mkdir()
    handle = lock._lock(artifacts / lock.NAME)
    assert handle is not None
    try:
        result = khabar("ingest")
    finally:
        os.close(handle)
    assert (result.exit_code, "is held by" in result.output) == (1, True)


#: Several runs on one server: its start takes longer than all of them.
_FLOWS = """
import json, runpy
from flows.errors import StoreError
from flows.inbox.run import Run
from prefect.artifacts import Artifact

runpy.run_module("flows.ingest", run_name="__main__")
print("TABLE", json.dumps(Artifact.get("ingest").data))

import flows.ingest as module

gather, tried = Run.gather, []

def away(run):
    tried.append(None)
    if len(tried) < 3:
        raise StoreError("The store is away", "Wait.", passing=True)
    gather(run)

Run.gather = away
module.fetch = module.fetch.with_options(retry_delay_seconds=0)
print("COUNTS", json.dumps(module.ingest(settle_seconds=0, day="2021-04-30")), len(tried))

def refused(run):
    tried.append(None)
    raise StoreError("The store refuses", "Mend it.")

Run.gather, tried[:] = refused, []
try:
    module.ingest(settle_seconds=0)
except StoreError as error:
    print("REFUSED", len(tried), error.what)
"""


def test_the_flow_brings_in_shows_what_it_did_and_asks_again_where_that_can_help(here: Path) -> None:
    for path in (here / "inbox").rglob("*.*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    fresh = here / "inbox" / "fresh.txt"
    fresh.write_text(STORY.format("Gadani", 2))
    (here / "seeds").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _FLOWS],
        cwd=here,
        env=environment(here)
        | {"PYTHONPATH": str(ROOT), "PREFECT_LOGGING_LEVEL": "INFO", "PREFECT_HOME": str(here / ".p")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    def told(word: str) -> list[str]:
        return [line.removeprefix(word).strip() for line in done.stdout.splitlines() if line.startswith(word)]

    log = done.stdout + done.stderr
    rows: list[dict[str, Any]] = json.loads(json.loads(told("TABLE")[0]))
    assert [(row["file"], row[""]) for row in rows] == [
        ("scan\\x1b[31m\\n.pdf", "quarantined"),
        ("fresh.txt", "left"),
        ("half.part", "left"),
        ("coast/pasni.txt", "in"),
    ]
    assert "Set aside scan\\x1b[31m\\n.pdf (unknown_form): Files with this ending" in log
    assert "Left fresh.txt (unsettled)" in log
    counts, tries = told("COUNTS")[0].rsplit(maxsplit=1)
    assert (json.loads(counts)["articles"], tries) == (1, "3")
    assert told("REFUSED") == ["1 The store refuses"]
    assert (here / "seeds" / "inbox-2021-04-30.jsonl").is_file()
    assert len(list((here / "seeds").iterdir())) == 2
    assert not fresh.exists()
