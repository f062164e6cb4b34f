"""`khabar verify`: it proves, leaves the certificate, touches nothing else, and says clearly what it cannot do."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import stages
from flows import build
from flows.cli import main
from flows.engine.stage import Place
from flows.verify import certificate
from flows.verify.replay import Replay
from flows.verify.serving import Server
from tests.support.builder import ROOT, tree

pytestmark = pytest.mark.minutes

SOAK = bool(os.environ.get("KHABAR_SOAK"))

STORY = "The fund signed contract {} for towers in the valleys of the far north, its head said on Monday.\n"
PARAMS = {"clean": {"read": {"partition_least": 2, "partition_mean": 2, "partition_greatest": 3}}}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("verify")
    for at in range(3):
        path = home / "seeds" / "indus" / f"{at}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STORY.format(at))
    (home / "seeds" / "wire.jsonl").write_text('{"id": "a", "text": "Rains were heavy in 12 valleys."}\n')
    (home / "params.yaml").write_text(json.dumps(PARAMS))
    build.run(stages.NAMES, Place(home / "seeds", home / "artifacts"), PARAMS, workers=1)
    return home


def verify(home: Path, *arguments: object) -> Result:
    places = ["--seeds", home / "seeds", "--artifacts", home / "artifacts", "--params", home / "params.yaml"]
    (home / "scratch").mkdir(exist_ok=True)
    given = [*places, "--scratch", home / "scratch", *arguments]
    return CliRunner().invoke(main, ["verify", *map(str, given)])


def test_it_proves_and_touches_nothing_but_the_certificate(home: Path) -> None:
    seeds, artifacts = tree(home / "seeds"), tree(home / "artifacts")
    found = verify(home, "--steps", 1, "--kind", "kill=disk", "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)["certificate"]
    assert told["verdict"] == "equal"
    assert told["changes"] == {"kill": 1}
    assert told["comparisons"] == 2
    assert told["bytes_compared"] > 100_000
    assert tree(home / "seeds") == seeds
    after = tree(home / "artifacts")
    assert {path for path in after if after[path] != artifacts.get(path)} == {"report/verify.js", "report/verify.json"}
    path = home / "artifacts" / "report" / "verify.json"
    assert certificate.parse(path.read_bytes()) == told
    assert str(home) not in path.read_text()
    assert list((home / "scratch").iterdir()) == []
    # What the page compares the certificate with.
    assert f'"made_of":"{told["corpus"]["tables"]}"' in path.with_name("summary.js").read_text()


def test_one_that_is_stopped_takes_its_copy_away_and_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: Replay) -> None:
        assert len(list((home / "scratch").iterdir())) == 1
        raise KeyboardInterrupt

    monkeypatch.setattr(Replay, "run", stop)
    found = verify(home)
    assert found.exit_code == 130
    assert found.stderr == ("khabar: stopped. The copy is taken away; neither articles nor tables were touched.\n")
    assert list((home / "scratch").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--kind", "articles"], "articles is no kind of change"),
        (["--scratch", "nowhere"], "nowhere is not a folder"),
        (["--seeds", "nowhere"], "nowhere is not a folder"),
        (["--artifacts", "nowhere"], "nowhere holds no tables"),
        (["--steps", "-1"], "Invalid value for '--steps'"),
    ],
)
def test_what_cannot_be_done_is_said(home: Path, arguments: list[str], words: str) -> None:
    found = verify(home, *arguments)
    assert found.exit_code == 2
    assert words in found.output
    assert "Traceback" not in found.output


def test_a_scratch_folder_inside_the_articles_is_refused(home: Path) -> None:
    found = verify(home, "--scratch", home / "seeds" / "indus")
    assert found.exit_code == 2
    assert "stands inside the articles" in found.output


def test_a_process_that_ends_is_told_with_its_words(tmp_path: Path) -> None:
    from flows.errors import KhabarError

    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "__init__.py").write_text("raise SystemExit('no such code')\n")
    with pytest.raises(KhabarError, match="has not started: no such code"):
        Server(tmp_path, tmp_path)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="runs for an hour; `make soak` runs it")
@pytest.mark.parametrize("seed", range(5))
def test_hundreds_of_changes_of_what_we_ship(tmp_path: Path, seed: int) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "params.yaml").write_text(json.dumps(PARAMS))
    build.run(stages.NAMES, Place(tmp_path / "seeds", tmp_path / "artifacts"), PARAMS)
    began = time.monotonic()
    found = verify(tmp_path, "--steps", 150, "--seed", seed)
    assert found.exit_code == 0, f"{found.output} (after {time.monotonic() - began:.0f} s)"
