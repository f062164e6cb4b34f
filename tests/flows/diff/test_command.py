"""`khabar diff` and `khabar versions` in a repository with git and DVC."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows import versions
from flows.cli import main
from flows.errors import CorruptError
from flows.git import Git
from flows.versions import Revision
from tests.support.editions import Editions, building, story

BASE = {f"ravi/{at}.txt": story(at) for at in range(4)}
EDITED = {**BASE, "ravi/1.txt": story(1).replace("$1.5", "$1.75"), "ravi/[red].txt": story(9)}


def khabar(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def call(root: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository whose artifacts DVC keeps, with two versions published and a workspace that is the second."""
    home = tmp_path_factory.mktemp("diff")
    root = home / "repository"
    root.mkdir()
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org")
    call(root, "git", "init", "--quiet")
    call(root, "dvc", "init", "--quiet")
    call(root, "dvc", "config", "core.analytics", "false")
    with building(home / "builder") as builder:
        editions = Editions(home, builder)
        for number, articles in ((1, BASE), (2, EDITED)):
            built = editions.build(articles)
            shutil.rmtree(root / "artifacts", ignore_errors=True)
            shutil.copytree(built.root / "artifacts", root / "artifacts", ignore=shutil.ignore_patterns(".*"))
            call(root, "dvc", "add", "--quiet", "artifacts")
            call(root, "git", "add", "--all")
            call(root, *git, "commit", "--quiet", "--message", f"Corpus {number}")
            call(root, *git, "tag", "--annotate", "--message", f"Number {number}\n\nMore.", f"corpus-{number}")
    return root


def test_between_two_published_versions(repository: Path) -> None:
    result = khabar("diff", "corpus-1", "corpus-2", "--root", repository)
    assert result.exit_code == 0, result.output
    told = result.stdout.splitlines()
    assert told[:2] == [
        "corpus-1 -> corpus-2",
        "1 article added, 1 edited; documents 4 -> 5, duplicates 0, rejects 0.",
    ]
    for words in (
        "ravi/[red].txt",
        "article added",
        "article edited",
        "text: ... It cost $1.5 billion on... -> ... It cost $1.75 billion on...",
    ):
        assert words in result.stdout, words
    assert "documents, changed: article edited" in told


def test_the_workspace_and_the_last_version_are_meant_where_none_is_named(repository: Path) -> None:
    result = khabar("diff", "--root", repository)
    assert result.stdout.splitlines()[0] == "corpus-2 -> workspace"
    assert result.stdout.splitlines()[-1] == "Nothing differs."
    assert khabar("diff", "--root", repository, "--exit-code").exit_code == 0
    differs = khabar("diff", "HEAD~1", "--root", repository, "--exit-code", "--rows", 0)
    assert differs.exit_code == 1
    assert differs.stdout.splitlines()[0] == "HEAD~1 -> workspace"
    assert "ravi/" not in differs.stdout


def test_json_for_programs(repository: Path) -> None:
    result = khabar("diff", "corpus-1", "--root", repository, "--json", "--rows", 1, "--table", "amounts")
    found = json.loads(result.stdout)
    assert (found["old"], found["new"], found["differs"]) == ("corpus-1", "workspace", True)
    assert found["rows"]["documents"] == {"before": 4, "after": 5}
    assert found["articles"]["edited"] == 1
    assert found["articles"]["examples"]["added"][0]["name"] == "ravi/[red].txt"
    assert list(found["tables"]) == ["amounts"]
    table = found["tables"]["amounts"]
    assert (table["added"], table["removed"], table["changed"]) == (2, 1, 0)
    causes = {(each["change"], each["cause"][0]["kind"]): each for each in table["causes"]}
    assert set(causes) == {("added", "added"), ("added", "edited"), ("removed", "edited")}
    assert causes["removed", "edited"]["examples"][0]["old"]["value_low"] == "1500000000.000000000"


def test_the_versions_are_listed(repository: Path) -> None:
    listed = json.loads(khabar("versions", "--root", repository, "--json").stdout)
    assert [(each["name"], each["message"]) for each in listed] == [("corpus-2", "Number 2"), ("corpus-1", "Number 1")]
    git = Git(repository)
    assert listed[0]["commit"] == git.commit_of("corpus-2")
    assert listed[0]["date"] == git.run("log", "-1", "--format=%cI", "corpus-2").strip()
    shown = khabar("versions", "--root", repository).stdout
    for words in ("corpus-1", listed[1]["commit"][:12], listed[1]["date"], "Number 1"):
        assert words in shown


def test_where_nothing_is_published_the_list_says_so(tmp_path: Path) -> None:
    call(tmp_path, "git", "init", "--quiet")
    assert versions.described(Git(tmp_path)) == []
    assert "No version has been published here" in khabar("versions", "--root", tmp_path).stdout


def test_a_revision_has_what_it_has(repository: Path) -> None:
    old = Revision(repository, "corpus-1")
    assert old.has("artifacts/export/ledger.json")
    assert old.has("artifacts/export/documents/schema.parquet")
    assert old.has("artifacts.dvc")
    assert not old.has("artifacts/export/none/schema.parquet")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nothing",), 2, "There is no revision nothing"),
        (("corpus-1", "--table", "none"), 2, "There is no table none"),
        (("HEAD", "--root", "/"), 2, "/ is not the top folder of a git repository"),
    ],
)
def test_a_mistake_gets_an_answer(repository: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    result = khabar("diff", "--root", repository, *arguments)
    assert result.exit_code == code, result.output
    assert message in result.output
    assert "Traceback" not in result.output


def test_nothing_published_is_said(tmp_path: Path) -> None:
    call(tmp_path, "git", "init", "--quiet")
    result = khabar("diff", "--root", tmp_path)
    assert result.exit_code == 2
    assert "No version has been published in" in result.output
    assert "khabar publish" in result.output


def test_a_version_whose_bytes_are_nowhere(repository: Path, tmp_path: Path) -> None:
    poor = tmp_path / "poor"
    shutil.copytree(repository, poor, symlinks=True)
    for path in (poor / ".dvc" / "cache").rglob("*"):
        if path.is_file() and not path.name.endswith(".dir"):
            path.unlink()
    result = khabar("diff", "corpus-1", "--root", poor)
    assert result.exit_code == 1
    assert "of corpus-1 is neither in DVC's cache nor in a remote that can be reached" in result.output
    assert "dvc fetch" in result.output
    shutil.rmtree(poor / ".dvc" / "cache")
    with pytest.raises(CorruptError, match="neither in DVC's cache nor"):
        Revision(poor, "corpus-1").read("artifacts/export/ledger.json")


def test_a_version_is_read_from_a_remote(repository: Path, tmp_path: Path) -> None:
    near = tmp_path / "near"
    shutil.copytree(repository, near, symlinks=True)
    call(near, "dvc", "remote", "add", "--quiet", "--default", "far", str(tmp_path / "far"))
    # The remote is set after both versions; a remote has the layout of a cache.
    shutil.move(near / ".dvc" / "cache", tmp_path / "far")
    result = khabar("diff", "corpus-1", "--root", near, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["summary"].startswith("1 article added, 1 edited; documents 4 -> 5")
