"""The git remote to which versions are published: what is there, and bringing ours there. Nothing is ever forced."""

from dataclasses import dataclass

from flows import versions
from flows.errors import ChangedError, GitError, UsageError
from flows.git import Git

#: The tags of versions, before their number.
_TAGS = f"refs/tags/{versions.PREFIX}"


@dataclass(frozen=True)
class Upstream:
    """A branch of a git remote.

    Attributes:
        git: the repository.
        remote: the name of the remote.
        branch: the branch that is checked out, which is the one there too.
    """

    git: Git
    remote: str
    branch: str

    def look(self) -> set[str]:
        """Learn what is there; return the versions that are.

        Raises:
            ChangedError: the branch there has commits that are not here, or one of our versions is another one there.
            GitError: the remote cannot be reached.
        """
        listed = self.git.run("ls-remote", self.remote, f"refs/heads/{self.branch}", f"{_TAGS}*").splitlines()
        there = {name: found for found, name in (line.split("\t") for line in listed)}
        head = there.pop(f"refs/heads/{self.branch}", None)
        tags = {name: found for name, found in there.items() if name.removeprefix(_TAGS).isdigit()}
        here = self._tags()
        if fetched := sorted(tags.keys() - here.keys()):
            self.git.run("fetch", "--quiet", "--no-tags", self.remote, *(f"{name}:{name}" for name in fetched))
        for name in sorted(tags.keys() & here.keys()):
            if tags[name] != here[name]:
                raise self._another(name.rpartition("/")[2])
        if head is not None and head != self.git.commit_of("HEAD"):
            self.git.run("fetch", "--quiet", "--no-tags", self.remote, f"refs/heads/{self.branch}")
            if behind := int(self.git.run("rev-list", "--count", f"HEAD..{head}")):
                raise self._moved(behind)
        return {name.rpartition("/")[2] for name in tags}

    def push(self, names: list[str]) -> None:
        """Bring the branch and the tags of versions there, all of them or none.

        Raises:
            ChangedError: the branch there has moved on meanwhile.
            GitError: the remote cannot be reached, or refuses.
        """
        refs = [f"HEAD:refs/heads/{self.branch}", *(f"refs/tags/{name}" for name in names)]
        try:
            self.git.run("push", "--quiet", "--atomic", self.remote, *refs)
        except GitError:
            self.look()  # says so, if it is because somebody else was faster
            raise

    def _tags(self) -> dict[str, str]:
        listed = self.git.run("for-each-ref", "--format=%(refname)\t%(objectname)", f"{_TAGS}*")
        return dict(line.split("\t") for line in listed.splitlines())

    def _moved(self, behind: int) -> ChangedError:
        commits = "1 commit that is" if behind == 1 else f"{behind:,} commits that are"
        return ChangedError(
            f"The branch {self.branch} of {self.remote} has {commits} not here",
            f"Run `git pull --no-rebase {self.remote} {self.branch}`, then `dvc repro` if code, params or articles "
            "came, and the same command again.",
        )

    def _another(self, name: str) -> ChangedError:
        return ChangedError(
            f"{name} of {self.remote} is another version than {name} here: somebody published meanwhile",
            f"Run `git tag --delete {name}`, `git pull --no-rebase {self.remote} {self.branch}` (of dvc.lock and "
            "artifacts/report take either side) and `dvc repro`; then publish again.",
        )


def of(git: Git, remote: str | None) -> Upstream | None:
    """Return the remote that is named, or origin where there is one.

    Raises:
        UsageError: there is no remote of that name, or no branch is checked out.
    """
    known = git.remotes()
    if remote is not None and remote not in known:
        raise UsageError(f"git has no remote {remote}", f"Its remotes are: {', '.join(known) or 'none yet'}.")
    name = remote or ("origin" if "origin" in known else None)
    branch = git.branch()
    if branch is None:
        raise UsageError(
            "No branch is checked out, so that a new version would belong to none", "Run `git switch main` first."
        )
    return Upstream(git, name, branch) if name else None
