"""Which tags are published versions, and what git is asked of."""

from pathlib import Path

import pytest

from flows import versions
from flows.errors import GitError, UsageError
from flows.git import Git
from flows.publishing.publication import Place
from tests.support.workspace import call, run


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for command in (
        ("git", "init", "--quiet", "--initial-branch", "main"),
        ("git", "config", "user.name", "t"),
        ("git", "config", "user.email", "t@example.org"),
        ("git", "commit", "--quiet", "--allow-empty", "--message", "First"),
    ):
        call(tmp_path, *command)
    return tmp_path


def names(repository: Path) -> list[str]:
    return [version.name for version in versions.published(Git(repository))]


def test_versions_are_in_the_order_of_their_numbers(repository: Path) -> None:
    for number in (2, 10, 1):
        Git(repository).tag(f"corpus-{number}", "a version")
    assert names(repository) == ["corpus-1", "corpus-2", "corpus-10"]
    assert [each.name for each in versions.described(Git(repository))] == ["corpus-10", "corpus-2", "corpus-1"]


@pytest.mark.parametrize(
    "name", ["corpus-02", "corpus-٣", "corpus-0", "corpus-x", "corpus-1.1", "corpus-99999999999999999999", "corpus"]
)
def test_a_tag_of_another_form_is_no_version(repository: Path, name: str) -> None:
    Git(repository).tag("corpus-1", "a version")
    Git(repository).tag(name, "somebody's own")
    assert names(repository) == ["corpus-1"]
    assert [each.name for each in versions.described(Git(repository))] == ["corpus-1"]


def test_a_tag_without_a_message_or_of_a_file_is_no_version(repository: Path) -> None:
    """Whether a version is a rollback stands in its message: none would end the hold."""
    Git(repository).tag("corpus-1", "a version")
    call(repository, "git", "tag", "corpus-2")
    (repository / "file").write_text("x")
    blob = call(repository, "git", "hash-object", "-w", "file").strip()
    call(repository, "git", "tag", "--annotate", "--message", "x", "corpus-3", blob)
    assert names(repository) == ["corpus-1"]


def test_a_branch_with_the_name_of_a_version_hides_nothing(repository: Path) -> None:
    Git(repository).tag("corpus-1", "a version")
    call(repository, "git", "branch", "corpus-1")
    assert names(repository) == ["corpus-1"]
    assert [each.name for each in versions.described(Git(repository))] == ["corpus-1"]


def test_a_commit_that_is_refused_leaves_the_index_as_it_was(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    (repository / "staged").write_text("by a person")
    call(repository, "git", "add", "staged")
    (repository / "new").write_text("an article")
    before = call(repository, "git", "status", "--porcelain")
    with pytest.raises(GitError, match="not today"):
        Git(repository).commit("A version", ["new"])
    assert call(repository, "git", "status", "--porcelain") == before == "A  staged\n?? new\n"
    hook.unlink()
    Git(repository).commit("A version", ["new"])
    assert call(repository, "git", "show", "--name-only", "--format=%s") == "A version\n\nnew\n"


def test_nothing_is_published_in_the_middle_of_a_merge(repository: Path) -> None:
    call(repository, "git", "switch", "--quiet", "--create", "side")
    call(repository, "git", "commit", "--quiet", "--allow-empty", "--message", "Side")
    call(repository, "git", "switch", "--quiet", "main")
    assert Git(repository).unfinished() is None
    run(repository, "git", "merge", "--no-ff", "--no-commit", "side")
    assert Git(repository).unfinished() == "merge"
    with pytest.raises(UsageError, match="git merge --abort"):
        Place.of(repository, push=False)
