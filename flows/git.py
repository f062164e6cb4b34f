"""The few things that Khabar asks of git, through its command: what is committed, tagged and pushed.

A hook or a setting of the user's git counts here as everywhere else.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from flows.engine import files
from flows.errors import GitError, UsageError

#: Who commits where git knows of nobody, as on a machine that only runs schedules.
_NOBODY = ("-c", "user.name=khabar", "-c", "user.email=khabar@localhost")


class Git:
    """A repository.

    Args:
        root: its top folder.

    Raises:
        UsageError: it is no repository, or git is not installed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            found = self._call("rev-parse", "--show-toplevel")
        except FileNotFoundError as error:
            raise UsageError("git is not installed", "Install it, and try again.") from error
        if found.returncode or Path(found.stdout.decode().strip()).resolve() != root.resolve():
            raise UsageError(f"{root} is not the top folder of a git repository", "Go there, or name it with --root.")

    def run(self, *arguments: str) -> str:
        """Return what a git command prints.

        Raises:
            GitError: it failed; git's own words say why.
        """
        done = self._call(*arguments)
        if done.returncode:
            words = " ".join(done.stderr.decode(errors="replace").split()) or f"exit code {done.returncode}"
            raise GitError(
                f"git {arguments[0]} failed in {self.root}: {words.rstrip('.')}", "Mend that, and try again."
            )
        return done.stdout.decode(errors="replace")

    def commit_of(self, rev: str) -> str:
        """Return the commit that a revision names.

        Raises:
            UsageError: there is no such revision.
        """
        done = self._call("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
        if done.returncode:
            raise UsageError(f"There is no revision {rev} in {self.root}", "`khabar versions` lists those published.")
        return done.stdout.decode().strip()

    def changed(self, *paths: str) -> list[str]:
        """Return the files at or below some paths that differ from the last commit, those not yet tracked included."""
        listed = self.run("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
        return [line[3:] for line in listed.split("\0") if line]

    def commit(self, message: str, paths: Iterable[str]) -> str:
        """Commit some paths as they are, and nothing else that is staged; return the commit.

        Where none of them has changed, the commit says so by its message alone.
        """
        named = [path for path in paths if (self.root / path).exists() or self.run("ls-files", "--", path)]
        index = self._file("index")
        before = index.read_bytes() if index.is_file() else None
        try:
            self.run("add", "--all", "--", *named)
            told = ("commit", "--quiet", "--allow-empty", "--message", message, "--only", "--", *named)
            self.run(*self._author(), *told)
        except GitError:
            # A hook that refuses, say. What was not staged before must not be: `git merge --abort` deletes it.
            if before is not None:
                files.write(index, before, index.parent)
            raise
        return self.commit_of("HEAD")

    def unfinished(self) -> str | None:
        """Return what somebody has begun and not ended here: a merge, a rebase ...; None where nothing is."""
        names = {
            "MERGE_HEAD": "merge",
            "rebase-merge": "rebase",
            "rebase-apply": "rebase",
            "CHERRY_PICK_HEAD": "cherry-pick",
            "REVERT_HEAD": "revert",
        }
        return next((what for name, what in names.items() if self._file(name).exists()), None)

    def tag(self, name: str, message: str, commit: str = "HEAD") -> None:
        """Tag a commit with a message.

        Raises:
            GitError: the tag is there.
        """
        self.run(*self._author(), "tag", "--annotate", "--cleanup=verbatim", "--message", message, name, commit)

    def message_of(self, tag: str) -> str:
        """Return the message of a tag."""
        return self.run("tag", "--list", "--format=%(contents)", tag).strip()

    def remotes(self) -> list[str]:
        """Return the names of the remotes."""
        return self.run("remote").split()

    def branch(self) -> str | None:
        """Return the branch that is checked out; None where there is none (a detached HEAD)."""
        done = self._call("symbolic-ref", "--quiet", "--short", "HEAD")
        return done.stdout.decode().strip() or None

    def _file(self, name: str) -> Path:
        """Return where git keeps a file of its own."""
        return self.root / self.run("rev-parse", "--git-path", name).strip()

    def _author(self) -> tuple[str, ...]:
        return () if self._call("config", "user.email").stdout.strip() else _NOBODY

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, check=False)  # noqa: S603, S607 - git, as the user has it
