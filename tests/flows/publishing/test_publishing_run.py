"""Publishing to a git remote and an S3 server, as readers see it: what a clone gets, and what a refusal leaves alone.

One story told in order, since a workspace costs its first build: the tests of this file run one after another.
"""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows import diff
from flows.engine import ledger
from flows.errors import ChangedError, CorruptError, DataError
from flows.git import Git
from flows.publishing import checks, profile
from flows.publishing.publication import Draft, Place
from flows.publishing.run import Steps, publish, push_data, record
from flows.publishing.storage import Storage
from flows.versions import Version
from tests.support import s3
from tests.support.published import (
    built,
    clone,
    counted,
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
from tests.support.workspace import call, commit, environment, run

pytestmark = pytest.mark.minutes

BUCKET = "corpora"


@dataclass(frozen=True)
class World:
    """A workspace, and where its versions go."""

    home: Path
    upstream: Path
    server: s3.Server

    @property
    def remote(self) -> dict[str, str]:
        return {"url": f"s3://{BUCKET}/khabar", "endpointurl": self.server.address}

    @property
    def other(self) -> Path:
        """The clone of somebody else."""
        return self.home.parent / "reader"

    def read(self) -> dict[str, bytes]:
        """Return the tables that a reader gets: of a clone at first, then of one that is brought up to date."""
        if self.other.exists():
            call(self.other, "git", "pull", "--quiet", "--tags")
        else:
            clone(self.upstream, self.other, self.remote)
        call(self.other, "dvc", "pull", "--quiet")
        return tables(self.other)

    def published(self) -> tuple[str, dict[str, str]]:
        """Return all that readers can see."""
        return refs(self.upstream), self.server.objects(BUCKET)

    def versions(self) -> list[str]:
        return call(self.upstream, "git", "tag", "--list", "corpus-*").split()

    def commits(self) -> int:
        return int(call(self.home, "git", "rev-list", "--count", "HEAD"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = make_small(tmp_path_factory.mktemp("publish") / "khabar")
    upstream = home.parent / "upstream.git"
    call(home.parent, "git", "init", "--quiet", "--bare", "--initial-branch", "main", upstream.name)
    call(home, "git", "remote", "add", "origin", str(upstream))
    with s3.running() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in s3.CREDENTIALS.items():
            patch.setenv(name, value)
        server.make(BUCKET)
        yield World(home, upstream, server)


def test_what_is_not_built_is_not_published(world: World) -> None:
    use_remote(world.home, world.remote)
    result = khabar(world.home, "publish", "--force", "in a hurry")
    assert result.exit_code == 1
    assert "clean would run" in result.stderr
    assert "can't be forced" in result.stderr
    assert world.published() == ("", {})


def test_without_a_remote_for_the_bytes_nothing_leaves(world: World) -> None:
    built(world.home)
    (world.home / ".dvc" / "config.local").unlink()
    result = khabar(world.home, "publish")
    assert result.exit_code == 2
    assert "dvc remote add --default" in result.stderr
    assert "--no-push" in result.stderr
    use_remote(world.home, world.remote)
    for option in ("--remote", "--git-remote"):
        result = khabar(world.home, "publish", option, "elsewhere")
        assert result.exit_code == 2
        assert "has no remote elsewhere" in result.stderr
    assert world.published() == ("", {})


def test_a_version_without_a_profile_is_nothing_to_compare_with(world: World) -> None:
    call(world.home, "git", "rm", "--quiet", "--cached", "--ignore-unmatch", profile.PATH)
    call(world.home, "git", "commit", "--quiet", "--allow-empty", "--message", "No profile")
    Git(world.home).tag("corpus-1", "A version")
    verdict = checks.judge(Git(world.home))
    assert [row.reason for row in verdict.refused] == ["corpus-1 has no profile to compare with"]
    assert verdict.forceable
    call(world.home, "git", "tag", "--delete", "corpus-1")


def test_a_lost_record_is_never_published(world: World) -> None:
    path = world.home / "artifacts" / "export" / ledger.NAME
    data = path.read_bytes()
    made = ledger.require(path.parent)
    made.steps["tables"].parts["run"].popitem()
    ledger.write(path.parent, made)
    result = khabar(world.home, "publish", "--force", "in a hurry")
    assert result.exit_code == 1
    assert "source records, but 0 rows in documents, duplicates, rejects together" in result.stderr
    path.unlink()
    path.write_bytes(data)
    assert checks.judge(Git(world.home)).passed


def test_a_reader_pulls_the_very_bytes(world: World) -> None:
    found = done(world.home, "publish")
    assert found["version"] == "corpus-1"
    documents, duplicates = counted(world.home, "documents"), counted(world.home, "duplicates")
    assert found["sentence"] == f"first version; {documents} documents, {duplicates} duplicates, 0 rejects"
    assert found["verdict"]["passed"]
    assert call(world.home, "git", "status", "--porcelain") == ""
    assert world.read() == tables(world.home)
    assert call(world.other, "dvc", "status").strip() == "Data and pipelines are up to date."


def test_what_has_not_changed_is_no_new_version(world: World) -> None:
    before = world.published()
    found = done(world.home, "publish")
    assert (found["version"], found["new"], found["sentence"]) == (
        "corpus-1",
        False,
        "nothing has changed since corpus-1",
    )
    assert world.published() == before


def test_a_version_says_what_changed_and_how_the_gate_found_it(world: World) -> None:
    before = counted(world.home, "documents")
    write(world.home, "bridge")
    write(world.home, "school")
    edited = next((world.home / "seeds" / "indus-wire").glob("1*.txt"))
    edited.write_bytes(edited.read_bytes() + b"\nThe minister did not answer questions.\n")
    next((world.home / "seeds" / "techbaithak").glob("5g*.txt")).unlink()
    (world.home / "notes.txt").write_text("mine\n")
    call(world.home, "git", "add", "notes.txt")
    built(world.home)
    found = done(world.home, "publish")
    assert found["version"] == "corpus-2"
    assert "2 articles added, 1 edited, 1 deleted" in found["sentence"]
    after = counted(world.home, "documents")
    assert f"documents {before} -> {after}" in found["sentence"]
    log = call(world.home, "git", "log", "-1", "--format=%B")
    assert log.startswith("corpus-2: 2 articles added, 1 edited, 1 deleted\n")
    assert trailers(log) == {"Published-as": ["corpus-2"]}
    tag = message(world.upstream, "corpus-2")
    assert found["sentence"] in tag
    assert f"{after} documents, " in tag
    assert "rows       documents" in tag
    # Of what is in the working tree only the version is committed; the rest stays as staged as it was.
    assert call(world.home, "git", "status", "--porcelain") == "A  notes.txt\n"
    committed = call(world.home, "git", "show", "--name-only", "--format=", "HEAD").split()
    assert {name.partition("/")[0] for name in committed} == {"artifacts", "dvc.lock", "seeds"}
    call(world.home, "git", "rm", "--quiet", "--cached", "notes.txt")
    (world.home / "notes.txt").unlink()


def test_a_refusal_leaves_all_as_it_was_and_says_why(world: World) -> None:
    known = counted(world.home, "documents")
    for folder in ("karachi-ledger", "ravi-herald", "techbaithak"):
        shutil.rmtree(world.home / "seeds" / folder)
    built(world.home)
    before, here = world.published(), refs(world.home)
    result = khabar(world.home, "publish")
    assert result.exit_code == 1
    assert f"documents has {counted(world.home, 'documents')} rows, {known} are published" in result.stderr
    assert "corpus-2 stays as it is" in result.stderr
    assert "--force REASON" in result.stderr
    assert (world.published(), refs(world.home)) == (before, here)
    verdict = khabar(world.home, "gate")
    assert verdict.exit_code == 1
    assert "REFUSED" in verdict.stdout
    assert khabar(world.home, "publish", "--force", " ").exit_code == 2


def test_what_cannot_be_built_again_is_not_forced(world: World) -> None:
    path = world.home / "params.yaml"
    text = path.read_text()
    path.write_text(text.replace("  slack: 3", "  slack: 300"))
    before = world.published()
    result = khabar(world.home, "publish", "--force", "in a hurry")
    assert result.exit_code == 1
    assert "not committed: params.yaml" in result.stderr
    assert world.published() == before
    path.write_text(text)


def test_a_reason_overrules_the_gate_and_is_kept(world: World) -> None:
    found = done(world.home, "publish", "--force", "four outlets\nwithdrew their articles")
    assert found["version"] == "corpus-3"
    assert not found["verdict"]["passed"]
    for text in (message(world.upstream, "corpus-3"), call(world.home, "git", "log", "-1", "--format=%B")):
        said = trailers(text)
        assert said["Forced"] == ["four outlets withdrew their articles"]
        assert any(reason.startswith("documents has") for reason in said["Refused"])


#: Publishes, and is killed between the commit and the tag, or before git's remote hears of it.
DYING = """
import os, signal
from pathlib import Path
from flows.git import Git
from flows.publishing.run import Steps, publish

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

{place}
publish(Path(), steps=Steps({steps}))
"""


def test_whatever_it_was_killed_in_the_same_command_ends_it(world: World) -> None:
    commits, known = world.commits(), world.versions()
    write(world.home, "harbour")
    built(world.home)
    before = refs(world.upstream)

    def ended(_place: Place, _draft: Draft) -> Version:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(world.home, steps=Steps(record=ended))
    assert refs(world.upstream) == before
    for place, steps, tagged in (("Git.tag = die", "", False), ("", "push_git=die", True)):
        program = DYING.format(place=place, steps=steps)
        killed = run(world.home, sys.executable, "-c", program)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert refs(world.upstream) == before
        assert ("refs/tags/corpus-4" in refs(world.home)) == tagged
    found = done(world.home, "publish")
    assert (found["version"], found["pushed"]) == ("corpus-4", ["corpus-4"])
    assert world.commits() == commits + 1
    assert world.versions() == [*known, "corpus-4"]
    assert "1 article added" in message(world.upstream, "corpus-4")
    assert world.read() == tables(world.home)


def moved_on(world: World) -> None:
    """Let somebody else push a commit."""
    other = world.other
    call(other, "git", "pull", "--quiet")
    (other / "README.md").write_text(f"{world.commits()}\n")
    commit(other, "Say more")
    call(other, "git", "push", "--quiet")


def test_a_branch_that_moved_on_is_told_before_anything_is_done(world: World) -> None:
    write(world.home, "tunnel")
    built(world.home)
    moved_on(world)
    before, here = world.published(), refs(world.home)
    result = khabar(world.home, "publish")
    assert result.exit_code == 1
    assert "has 1 commit that is not here" in result.stderr
    assert "git pull --no-rebase origin main" in result.stderr
    assert (world.published(), refs(world.home)) == (before, here)
    call(world.home, "git", "pull", "--quiet", "--no-rebase", "origin", "main")
    assert done(world.home, "publish")["version"] == "corpus-5"


def test_a_branch_that_moves_on_meanwhile_costs_no_second_version(world: World) -> None:
    write(world.home, "canal")
    built(world.home)

    def record_late(place: Place, draft: Draft) -> Version:
        made = record(place, draft)
        moved_on(world)
        return made

    with pytest.raises(ChangedError, match="git pull --no-rebase origin main"):
        publish(world.home, steps=Steps(record=record_late))
    assert "corpus-6" not in world.versions()
    call(world.home, "git", "pull", "--quiet", "--no-rebase", "origin", "main")
    found = done(world.home, "publish")
    assert (found["version"], found["new"], found["pushed"]) == ("corpus-6", False, ["corpus-6"])
    assert "corpus-6" in world.versions()


def test_two_who_publish_at_once_are_told_apart(world: World) -> None:
    other = world.other
    call(other, "git", "tag", "--annotate", "corpus-7", "--message", "theirs")
    write(world.home, "dam")
    built(world.home)

    def record_late(place: Place, draft: Draft) -> Version:
        made = record(place, draft)
        call(other, "git", "push", "--quiet", "origin", "corpus-7")
        return made

    with pytest.raises(ChangedError, match="corpus-7 of origin is another version"):
        publish(world.home, steps=Steps(record=record_late))
    for repository in (other, world.upstream):
        call(repository, "git", "tag", "--delete", "corpus-7")
    assert done(world.home, "publish")["pushed"] == ["corpus-7"]


def test_an_article_that_comes_meanwhile_is_no_part_of_it(world: World) -> None:
    write(world.home, "market")
    built(world.home)
    late: list[Path] = []

    def push_slowly(place: Place, revs: list[str]) -> None:
        del place, revs
        late.append(write(world.home, "late"))

    before = refs(world.home)
    with pytest.raises(ChangedError, match=r"clean \(.*seeds: modified"):
        publish(world.home, steps=Steps(push_data=push_slowly))
    assert refs(world.home) == before
    late[0].unlink()


def test_an_object_that_nobody_has_stops_it(world: World) -> None:
    """`dvc push` ends well without it, and readers would miss it."""
    cache = world.home / ".dvc" / "cache" / "files" / "md5"
    known = {key.removeprefix("khabar/files/md5/") for key in world.server.objects(BUCKET)}
    fresh = sorted(name for path in cache.glob("??/*") if (name := f"{path.parent.name}/{path.name}") not in known)
    hole = next(name for name in fresh if not name.endswith(".dir"))

    def push_without(place: Place, revs: list[str]) -> None:
        (cache / hole).rename(world.home / "hole")
        push_data(place, revs)

    before, here = refs(world.upstream), refs(world.home)
    with pytest.raises(DataError, match=r"of the workspace are neither"):
        publish(world.home, steps=Steps(push_data=push_without))
    # The gate sees it too, and no reason overrules it.
    result = khabar(world.home, "publish", "--force", "in a hurry")
    assert "not in cache" in result.stderr
    assert (refs(world.upstream), refs(world.home)) == (before, here)
    (world.home / "hole").rename(cache / hole)
    assert done(world.home, "publish")["version"] == "corpus-8"
    assert f"khabar/files/md5/{hole}" in world.server.objects(BUCKET)


def test_an_object_that_the_remote_lost_is_brought_again(world: World) -> None:
    """DVC takes a folder to be there whose list is there."""
    objects = world.server.objects(BUCKET)
    lost = next(key for key in sorted(objects) if not key.endswith(".dir") and len(key) > len("khabar/files/md5/"))
    world.server.delete(BUCKET, lost)
    assert lost not in world.server.objects(BUCKET)
    Storage(Git(world.home)).push(world.versions())
    assert world.server.objects(BUCKET) == objects


def test_a_version_that_stayed_here_goes_out_with_the_next_call(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise CorruptError("ledger.json is neither in DVC's cache nor in a remote", "Fetch it.")

    known = counted(world.home, "documents")
    write(world.home, "airport")
    built(world.home)
    before = world.published()
    with monkeypatch.context() as patch:
        # As on a machine that has only the repository: what the last version counted is in git.
        patch.setattr(diff, "between", gone)
        found = done(world.home, "publish", "--no-push")
    assert found["pushed"] == []
    assert f"before {known} documents, " in found["sentence"]
    assert world.published() == before
    write(world.home, "stadium")
    built(world.home)
    assert done(world.home, "publish")["pushed"] == ["corpus-9", "corpus-10"]
    call(world.other, "git", "fetch", "--quiet", "--tags")
    call(world.other, "git", "checkout", "--quiet", "corpus-9")
    call(world.other, "dvc", "pull", "--quiet")


def test_no_credential_stands_in_any_file_of_the_repository(world: World) -> None:
    secrets = [s3.CREDENTIALS[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]
    for path in world.home.rglob("*"):
        if path.is_file() and ".git/objects" not in path.as_posix():
            data = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in data], path
    assert run(world.home, "git", "grep", "--quiet", "remote", "--", ".dvc/config").returncode == 1
    assert ".dvc/config.local" not in call(world.home, "git", "ls-files")


def test_the_prefect_flow_publishes_and_fails_with_the_reason(world: World) -> None:
    for path in sorted((world.home / "seeds" / "indus-wire").glob("*.txt"))[2:]:
        path.unlink()
    built(world.home)
    program = (
        "from prefect.states import Failed\n"
        "from flows.errors import ChangedError, DataError, GateError, GitError, UsageError\n"
        "from flows.publish import _may_pass, publish\n"
        "kinds = (DataError, GitError, OSError, ChangedError, GateError, UsageError)\n"
        "print('AGAIN', *(kind.__name__ for kind in kinds if _may_pass(None, None, Failed(data=kind('', '')))))\n"
        "state = publish(return_state=True)\n"
        "print('REFUSED', state.type.value, state.message)\n"
        "print('DONE', publish(force='a test')['version'])\n"
        "from prefect.artifacts import Artifact\n"
        "print('TABLE', Artifact.get('gate').data)\n"
    )
    env = environment(world.home) | {"PREFECT_LOGGING_LEVEL": "CRITICAL"}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=world.home, env=env, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = dict(line.split(" ", 1) for line in ended.stdout.splitlines())
    assert said["AGAIN"] == "DataError GitError OSError"
    assert said["REFUSED"].startswith("FAILED")
    assert "documents has" in said["REFUSED"]
    assert said["DONE"] == "corpus-11"
    assert "REFUSED" in said["TABLE"]
    assert "corpus-11" in world.versions()
