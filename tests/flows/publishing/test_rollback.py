"""An earlier version in front again: what readers get, what stays, and that no schedule takes it back.

One story told in order, since a workspace costs its first build: the tests of this file run one after another.
"""

import shutil
import signal
import sys
from pathlib import Path

import pytest

from flows.erase.article import Article
from flows.erase.journal import Entry, Journal, Notes
from flows.erase.needles import Needles
from flows.errors import DataError, GateError, UsageError
from flows.git import Git
from flows.publishing.rollback import rollback
from flows.publishing.run import publish
from flows.publishing.storage import Storage
from tests.support.published import (
    built,
    clone,
    done,
    khabar,
    make_small,
    message,
    refs,
    tables,
    trailers,
    use_remote,
    write,
)
from tests.support.workspace import call, run

# DVC asks a library for what will be another error in its next version.
pytestmark = [
    pytest.mark.minutes,
    pytest.mark.filterwarnings("ignore:_NoneStep.value:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with three versions, of which a reader has the last one."""
    home = make_small(tmp_path_factory.mktemp("rollback") / "khabar")
    call(home.parent, "git", "init", "--quiet", "--bare", "--initial-branch", "main", "upstream.git")
    call(home, "git", "remote", "add", "origin", str(home.parent / "upstream.git"))
    use_remote(home, {"url": str(home.parent / "store")})
    for name in ("harbour", "bridge", "school"):
        write(home, name)
        built(home)
        publish(home)
    call(
        clone(home.parent / "upstream.git", home.parent / "reader", {"url": str(home.parent / "store")}), "dvc", "pull"
    )
    return home


def read(home: Path) -> dict[str, bytes]:
    """Return the tables of a reader who brings what they have up to date."""
    reader = home.parent / "reader"
    call(reader, "git", "pull", "--quiet", "--tags")
    call(reader, "dvc", "pull", "--quiet", "--force")
    return tables(reader)


def of_version(home: Path, name: str) -> dict[str, bytes]:
    """Return the tables of a version, by a reader who wants that one."""
    other = home.parent / f"reader-{name}"
    if not other.exists():
        clone(home.parent / "upstream.git", other, {"url": str(home.parent / "store")})
        call(other, "git", "checkout", "--quiet", name)
        call(other, "dvc", "pull", "--quiet")
    return tables(other)


def state(home: Path) -> tuple[str, str, str, dict[str, bytes]]:
    """Return all that a rollback may change."""
    return refs(home), refs(home.parent / "upstream.git"), (home / "dvc.lock").read_text(), tables(home)


@pytest.mark.parametrize(
    ("rev", "why"),
    [("corpus-9", "Those published are: corpus-1, corpus-2, corpus-3"), ("main", "main is not a published version")],
)
def test_only_versions_can_be_rolled_back_to(home: Path, rev: str, why: str) -> None:
    before = state(home)
    with pytest.raises(UsageError, match=why):
        rollback(home, rev)
    assert state(home) == before


def test_the_last_version_is_in_front_already(home: Path) -> None:
    result = khabar(home, "rollback", "corpus-3")
    assert result.exit_code == 2
    assert "is the version published last" in result.stderr


def test_a_version_that_holds_what_was_taken_down_is_left_alone(home: Path) -> None:
    journal = Journal(home / "artifacts")
    held = Storage(Git(home)).objects("corpus-1") - Storage(Git(home)).objects("corpus-2")
    article = Article("0123456789abcdef0123", "indus-wire/harbour.txt", None, None, is_file=True)
    journal.write(Notes({article.doc_id: Entry(article, Needles(), objects={min(held)}, proven=True)}))
    before = state(home)
    with pytest.raises(UsageError, match=f"corpus-1 holds what .* taken down since: {article.doc_id}"):
        rollback(home, "corpus-1")
    assert state(home) == before
    journal.write(Notes())


def test_where_the_bytes_are_gone_nothing_changes(home: Path) -> None:
    cache, store = home / ".dvc" / "cache", home.parent / "store"
    cache.rename(home.parent / "cache.away")
    store.rename(home.parent / "store.away")
    before = state(home)
    with pytest.raises(DataError, match=r"neither in DVC's cache nor in a remote|cannot be fetched"):
        rollback(home, "corpus-1", push=False)
    assert state(home) == before
    (home.parent / "store.away").rename(store)
    shutil.rmtree(cache, ignore_errors=True)


def test_readers_get_the_earlier_bytes_and_no_article_is_lost(home: Path) -> None:
    """The cache of this machine is gone: the bytes come from the remote."""
    seeds = {path: path.read_bytes() for path in (home / "seeds").rglob("*.txt")}
    found = done(home, "rollback", "corpus-1", "--reason", "a batch was read twice")
    assert (found["version"], found["pushed"]) == ("corpus-4", ["corpus-4"])
    assert read(home) == tables(home) == of_version(home, "corpus-1")
    assert call(home, "git", "status", "--porcelain") == ""
    assert {path: path.read_bytes() for path in (home / "seeds").rglob("*.txt")} == seeds
    reader = home.parent / "reader"
    assert (reader / "seeds" / "indus-wire" / "school.txt").is_file()
    metrics = "artifacts/report/metrics.json"
    assert (reader / metrics).read_text() == call(home, "git", "show", f"corpus-1:{metrics}")
    said = trailers(message(home, "corpus-4"))
    assert said == {
        "Published-as": ["corpus-4"],
        "Rolled-back-to": ["corpus-1"],
        "Reason": ["a batch was read twice"],
    }
    assert call(home, "git", "rev-list", "--count", "corpus-3..corpus-4") == "1\n"
    # History went forward: what was rolled back can still be read.
    assert of_version(home, "corpus-3") != read(home)


def test_the_same_command_again_changes_nothing(home: Path) -> None:
    before = state(home)
    found = done(home, "rollback", "corpus-1")
    assert (found["version"], found["new"], found["pushed"]) == ("corpus-4", False, [])
    assert state(home) == before


def test_a_schedule_does_not_take_it_back(home: Path) -> None:
    built(home)
    before = state(home)
    assert before[3] == of_version(home, "corpus-3")
    with pytest.raises(GateError, match="corpus-4 is a rollback to corpus-1"):
        publish(home)
    result = khabar(home, "gate")
    assert result.exit_code == 1
    assert "--force REASON" in result.stdout
    assert state(home) == before


def test_a_person_ends_the_hold(home: Path) -> None:
    found = done(home, "publish", "--force", "read once now")
    assert found["version"] == "corpus-5"
    assert read(home) == of_version(home, "corpus-3")
    write(home, "tunnel")
    built(home)
    assert done(home, "publish")["version"] == "corpus-6"


DYING = """
import os, signal
from pathlib import Path
from flows.publishing.{module} import {name}
from flows.publishing.rollback import rollback

{name}.{method} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
rollback(Path(), "corpus-2")
"""


def test_whatever_it_was_killed_in_the_same_command_ends_it(home: Path) -> None:
    commits = int(call(home, "git", "rev-list", "--count", "HEAD"))
    before = refs(home.parent / "upstream.git")
    for module, name, method in (("storage", "Storage", "checkout"), ("upstream", "Upstream", "push")):
        killed = run(home, sys.executable, "-c", DYING.format(module=module, name=name, method=method))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert refs(home.parent / "upstream.git") == before
    found = done(home, "rollback", "corpus-2")
    assert (found["version"], found["pushed"]) == ("corpus-7", ["corpus-7"])
    assert int(call(home, "git", "rev-list", "--count", "HEAD")) == commits + 1
    assert read(home) == tables(home) == of_version(home, "corpus-2")


def test_stages_that_leave_other_files_cannot_go_back(home: Path) -> None:
    path = home / "dvc.yaml"
    text = path.read_text()
    path.write_text(text.replace("      - artifacts/report/profile.sign:\n          persist: true\n", ""))
    assert path.read_text() != text
    before = state(home)
    with pytest.raises(UsageError, match=r"other files than corpus-3 has: artifacts/report/profile.sign"):
        rollback(home, "corpus-3")
    assert state(home) == before
    path.write_text(text)


def test_articles_that_dvc_keeps_are_published_and_left_alone(home: Path) -> None:
    """`seeds.dvc` takes the place of the articles in git."""
    call(home, "git", "rm", "--quiet", "-r", "--cached", "seeds")
    call(home, "dvc", "add", "--quiet", "seeds")
    call(home, "git", "add", "seeds.dvc", ".gitignore")
    call(home, "git", "commit", "--quiet", "--message", "Let DVC keep the articles")
    write(home, "canal")
    built(home)
    path = write(home, "airport")
    with pytest.raises(GateError, match=r"clean would run"):
        publish(home, force="after a rollback")
    built(home)
    found = done(home, "publish", "--force", "after a rollback")
    assert "seeds.dvc" in call(home, "git", "show", "--name-only", "--format=", found["commit"])
    assert call(home, "git", "status", "--porcelain") == ""
    read(home)
    assert (home.parent / "reader" / "seeds" / "indus-wire" / "airport.txt").read_bytes() == path.read_bytes()
    late = write(home, "late")
    done(home, "rollback", "corpus-6", "--no-push")
    assert late.is_file()
    assert path.is_file()
