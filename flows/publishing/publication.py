"""What publishing is about: where a version goes, what is about to be made, and what became of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import UsageError
from flows.git import Git
from flows.publishing import upstream
from flows.publishing.storage import Storage
from flows.publishing.upstream import Upstream
from flows.publishing.verdict import Verdict
from flows.versions import Version

#: The line of a commit's message that says which version it is.
PUBLISHED_AS = "Published-as"


@dataclass(frozen=True)
class Place:
    """Where versions are made, and where they go.

    Attributes:
        git: the repository.
        storage: DVC's cache, and the remote for the bytes.
        upstream: git's remote for commits and tags; None where there is none, or nothing is to be pushed.
        push: whether versions leave this machine.
    """

    git: Git
    storage: Storage
    upstream: Upstream | None
    push: bool

    @classmethod
    def of(cls, root: Path, *, push: bool = True, remote: str | None = None, git_remote: str | None = None) -> "Place":
        """Find the remotes.

        Raises:
            UsageError: there is no such remote, no remote for the bytes at all, or no branch is checked out; or a
                merge or the like is begun and not ended.
        """
        git = Git(root.resolve())
        if what := git.unfinished():
            raise UsageError(
                f"A {what} has begun in {git.root} and is not ended",
                f"End it by `git {what} --continue`, or undo it by `git {what} --abort`; then try again.",
            )
        storage, found = Storage(git, remote), upstream.of(git, git_remote)
        if push:
            storage.remote()
        return cls(git, storage, found if push else None, push)


@dataclass(frozen=True)
class Draft:
    """A version that is about to be made.

    Attributes:
        name: its tag.
        sentence: what changed.
        details: what else the tag says.
        trailers: what programs read in the messages, by name.
        paths: what is committed.
    """

    name: str
    sentence: str
    details: str
    trailers: list[tuple[str, str]]
    paths: list[str]

    @property
    def message(self) -> str:
        """The message of the commit."""
        return self._message(self.sentence)

    @property
    def annotation(self) -> str:
        """The message of the tag."""
        return self._message(self.sentence, self.details)

    def _message(self, *parts: str) -> str:
        subject = f"{self.name}: {self.sentence.partition(';')[0]}"
        trailers = "\n".join(f"{name}: {value}" for name, value in [(PUBLISHED_AS, self.name), *self.trailers])
        return "\n\n".join([subject, *parts, trailers])


@dataclass(frozen=True)
class Outcome:
    """What became of it.

    Attributes:
        version: the version that the workspace is now.
        new: whether this call made it.
        sentence: what changed.
        verdict: how the gate found it; None where it was published before.
        pushed: the versions that were brought to the remotes.
    """

    version: Version
    new: bool
    sentence: str
    verdict: Verdict | None
    pushed: list[str]

    def record(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "version": self.version.name,
            "commit": self.version.commit,
            "new": self.new,
            "sentence": self.sentence,
            "verdict": self.verdict.record() if self.verdict else None,
            "pushed": self.pushed,
        }
